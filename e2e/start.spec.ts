import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { root } from '../scripts/lib/paths.ts'
import { ended } from '../scripts/lib/process.ts'
import { expect, test } from './fixtures.ts'

/** Runs `npm start` as a user does and resolves with what it printed once it says where the page is. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), 'start', ...args], { cwd: root, detached: true })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (d: Buffer) => {
      output += d.toString()
      const found = /Windsock is at (http\S+)/.exec(output)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', () => reject(new Error(output)))
  })
  return {
    url,
    output: () => output,
    /** What Ctrl-C does: the signal goes to the whole group. */
    interrupt: async () => {
      process.kill(-child.pid!, 'SIGINT')
      await ended(child)
    },
  }
}

function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

test('npm start: one address that opens connected to a living demo; Ctrl-C ends all of it', async ({ page }) => {
  const demo = await start()
  const server = /ws:\/\/127\.0\.0\.1:\d+/.exec(demo.output())![0]
  await page.goto(demo.url)
  await expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible()
  await page.goto(`${demo.url}/streams?system=true`)
  for (const name of [
    'ORDERS',
    'JOBS',
    'NOTIFICATIONS',
    'TELEMETRY',
    'ORDERS_MIRROR',
    'KV_settings',
    'KV_sessions',
    'KV_live',
    'OBJ_files',
  ]) {
    await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  }
  const messages = async () =>
    Number(
      (await page.getByRole('row').filter({ hasText: 'telemetry.*.*' }).getByRole('gridcell').nth(3).innerText()).replaceAll(
        ',',
        '',
      ),
    )
  const before = await messages()
  await expect.poll(messages).toBeGreaterThan(before)

  await demo.interrupt()
  expect(await listens(demo.url)).toBe(false)
  expect(await listens(server.replace('ws:', 'http:'))).toBe(false)
})

test('npm start -- --server: the page for a server of one own, which is left as it is', async ({ page, own }) => {
  const site = await own()
  await site.stream({ name: 'MINE', subjects: ['mine'] })
  const state = async () => {
    const { config, state: messages } = await site.jsm.streams.info('MINE')
    const { streams, consumers } = await site.jsm.getAccountInfo()
    return { config, messages, streams, consumers }
  }
  const before = await state()
  const served = await start('--server', site.server.wsUrl)
  await page.goto(`${served.url}/streams`)
  await expect(page.getByRole('link', { name: 'MINE' })).toBeVisible()
  await served.interrupt()
  expect(await state()).toEqual(before)
})

test('npm start with a wrong address says what is wrong', async () => {
  await expect(start('--server', 'nats://127.0.0.1:4222')).rejects.toThrow('is not the address of a WebSocket')
})
