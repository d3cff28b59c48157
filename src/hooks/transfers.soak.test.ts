import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Objm } from '@nats-io/obj'
import { chromium, type Browser, type Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { longestByProcessor } from '../../bench/processor-time.ts'
import { most, watch } from '../../bench/watch.ts'
import { findChromium, launchFlags } from '../../scripts/browser/find.ts'
import { cleanUpAtEnd, official, onEnd, server } from '../../scripts/testing/harness.ts'
import { pageHeaps } from '../../scripts/testing/page-heaps.ts'
import { buildDashboard } from '../../scripts/web/build.ts'
import { serveDashboard } from '../../scripts/web/serve.ts'

cleanUpAtEnd()

/** `SOAK_MIB=100` for a quick look. */
const MIB = 1024 * 1024
const SIZE = Number(process.env.SOAK_MIB ?? 1024) * MIB
const PIECE = 4 * MIB
/** What the page and its workers hold more than before, at any time of a transfer, after a collection. */
const MOST_MORE = 64 * MIB
/** Of whole processes, those of the service worker and of freed pages too: what is done with is given back late. */
const MOST_PROCESS = 256 * MIB
const LONG_TASK_MS = 50
const PAUSED_MS = 45_000
const SMALL_FILES = 500
const CANCELS = 50
const MINUTES = 60_000

const digestText = (hash: ReturnType<typeof createHash>) =>
  `SHA-256=${hash.digest('base64').replaceAll('+', '-').replaceAll('/', '_')}`

/** A file on disk that does not compress, with its digest. */
async function generate(path: string): Promise<string> {
  const piece = randomBytes(PIECE)
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  for (let at = 0; at < SIZE; at += PIECE) {
    piece.writeDoubleLE(at)
    const part = piece.subarray(0, Math.min(PIECE, SIZE - at))
    hash.update(part)
    await file.write(part)
  }
  await file.close()
  return digestText(hash)
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path, { highWaterMark: PIECE })) hash.update(part as Buffer)
  return digestText(hash)
}

/** What the processes of pages hold in memory, in bytes. */
async function processMemory(browser: Browser): Promise<number> {
  const cdp = await browser.newBrowserCDPSession()
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo')
  await cdp.detach()
  let sum = 0
  for (const { type, id } of processInfo) {
    if (type !== 'renderer') continue
    const status = readFileSync(`/proc/${id}/status`, 'utf8')
    sum += Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  }
  return sum
}

/** The most that was held more than before while something was done, in bytes. */
async function growth(page: Page, work: () => Promise<void>): Promise<{ page: number; workers: number; processes: number }> {
  const browser = page.context().browser()!
  const heaps = await pageHeaps(page)
  const read = async () => ({ ...(await heaps.read()), processes: await processMemory(browser) })
  const before = await read()
  const grown = { page: 0, workers: 0, processes: 0 }
  let isDone = false
  const done = work().finally(() => (isDone = true))
  done.catch(() => {})
  let samples = 0
  while (!isDone) {
    const now = await read()
    samples++
    for (const key of ['page', 'workers', 'processes'] as const) grown[key] = Math.max(grown[key], now[key] - before[key])
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await done
  await heaps.stop()
  say(`${samples} samples, grown by at most ${mebibytes(grown)}`)
  return grown
}

const mebibytes = (of: { [name: string]: number }) =>
  Object.entries(of)
    .map(([name, n]) => `${name} ${(n / MIB).toFixed(1)} MiB`)
    .join(', ')

/** The figures are worth a look though they keep to their bounds. */
const say = (words: string) => process.stdout.write(`${words}\n`)

/** No task of the main thread is long, by its own work; what it waited for a core does not count. */
async function expectNoLongTask(page: Page, what: string, work: () => Promise<void>): Promise<void> {
  const read = await watch(page)
  const byProcessor = await longestByProcessor(page, work)
  const { longTasks } = await read()
  say(
    `${what}: longest task ${byProcessor.toFixed(1)} ms by processor time, ${most(longTasks)} by the clock (${longTasks.length} over 50)`,
  )
  expect(byProcessor, `${what}, over 50 ms by the clock: ${most(longTasks)}`).toBeLessThan(LONG_TASK_MS)
}

async function setUp() {
  await buildDashboard()
  const s = await server()
  const { nc, jsm } = await official(s)
  const os = await new Objm(nc).create('B')
  const web = await serveDashboard({ config: { connections: [{ name: 'Soak', url: s.wsUrl }], connect: 'Soak' } })
  onEnd(() => web.stop())
  const browser = await chromium.launch({ executablePath: await findChromium(), args: launchFlags() })
  onEnd(() => browser.close())
  const dir = mkdtempSync(join(tmpdir(), 'windsock-soak-'))
  onEnd(() => rmSync(dir, { recursive: true }))
  const openPage = async () => {
    const page = await browser.newPage()
    page.setDefaultTimeout(10 * MINUTES)
    return page
  }
  const chunks = async () => (await jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.C.>' })).state.subjects ?? {}
  return { s, os, jsm, web, dir, openPage, chunks }
}

const tray = (page: Page) => page.getByRole('region', { name: 'Transfers' })
const transfer = (page: Page, name: string) =>
  tray(page)
    .getByRole('row')
    .filter({ has: page.getByRole('progressbar', { name: `Progress of ${name}`, exact: true }) })
const downloadButton = (page: Page, name: string) =>
  page.getByRole('region', { name: `Object ${name}` }).getByRole('button', { name: 'Download' })

/** Resolves when so many bytes of a transfer are seen to be there. */
async function reached(page: Page, name: string, share: number): Promise<void> {
  await page.waitForFunction(
    ([label, least]) => ((document.querySelector(`progress[aria-label="${label}"]`) as HTMLProgressElement)?.value ?? 0) >= least,
    [`Progress of ${name}`, share] as const,
    { polling: 100 },
  )
}

test('a large file goes up and comes down in memory that does not grow with it', { timeout: 30 * MINUTES }, async () => {
  const { os, web, dir, openPage, chunks } = await setUp()
  const path = join(dir, 'big')
  const digest = await generate(path)
  const page = await openPage()
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await page.goto(`${web.url}/objects/B?object=big`)
  await page.getByRole('status', { name: 'Connection: Connected' }).waitFor()
  const up = await growth(page, async () => {
    await page.getByLabel('Files to upload').setInputFiles(path)
    await transfer(page, 'big').getByText('Done', { exact: true }).waitFor()
  })
  const info = (await os.info('big'))!
  expect(info).toMatchObject({ digest, size: SIZE })
  expect(await chunks()).toEqual({ [`$O.B.C.${info.nuid}`]: info.chunks })
  const hash = createHash('sha256')
  for await (const part of (await os.get('big'))!.data) hash.update(part)
  expect(digestText(hash)).toBe(digest)
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
  const down = await growth(page, async () => {
    const begun = page.waitForEvent('download')
    await downloadButton(page, 'big').click()
    const saved = await (await begun).path()
    await transfer(page, 'big').getByText('Done, digest verified').waitFor()
    expect(await digestOf(saved)).toBe(digest)
  })
  for (const { page: own, workers, processes } of [up, down]) {
    expect(own).toBeLessThan(MOST_MORE)
    expect(workers).toBeLessThan(MOST_MORE)
    expect(processes).toBeLessThan(MOST_PROCESS)
  }
})

test('through kills of the server both ways, and no task of the page is long', { timeout: 30 * MINUTES }, async () => {
  const { s, os, web, dir, openPage, chunks } = await setUp()
  const path = join(dir, 'big')
  const digest = await generate(path)
  const page = await openPage()
  // Saves into a file of the browser's own: the same kind of handle as its dialog gives.
  await page.addInitScript(() => {
    const showSaveFilePicker = async () => (await navigator.storage.getDirectory()).getFileHandle('big', { create: true })
    Object.assign(window, { showSaveFilePicker })
  })
  await page.goto(`${web.url}/objects/B?object=big`)
  await page.getByRole('status', { name: 'Connection: Connected' }).waitFor()
  const killAt = async (share: number) => {
    await reached(page, 'big', share)
    await s.kill()
    await transfer(page, 'big').getByText('Waiting for the connection').waitFor()
    await s.start()
  }
  await expectNoLongTask(page, 'upload', async () => {
    await page.getByLabel('Files to upload').setInputFiles(path)
    for (const share of [0.3, 0.6]) await killAt(share)
    await transfer(page, 'big').getByText('Done', { exact: true }).waitFor()
  })
  const info = (await os.info('big'))!
  expect(info).toMatchObject({ digest, size: SIZE })
  expect(await chunks()).toEqual({ [`$O.B.C.${info.nuid}`]: info.chunks })
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
  await expectNoLongTask(page, 'download', async () => {
    await downloadButton(page, 'big').click()
    for (const share of [0.3, 0.6]) await killAt(share)
    await transfer(page, 'big').getByText('Done, digest verified').waitFor()
  })
  const begun = page.waitForEvent('download')
  await page.evaluate(async () => {
    const file = await (await (await navigator.storage.getDirectory()).getFileHandle('big')).getFile()
    Object.assign(document.createElement('a'), { href: URL.createObjectURL(file), download: 'big' }).click()
  })
  expect(await digestOf(await (await begun).path())).toBe(digest)
})

test(
  'a download that takes nothing for a while holds nothing, and the server drops nobody',
  { timeout: 30 * MINUTES },
  async () => {
    const { s, os, web, dir, openPage } = await setUp()
    const path = join(dir, 'big')
    const digest = await generate(path)
    await os.put({ name: 'big' }, Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>)
    const page = await openPage()
    await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
    await page.goto(`${web.url}/objects/B?object=big`)
    await downloadButton(page, 'big').waitFor()
    const grown = await growth(page, async () => {
      const begun = page.waitForEvent('download')
      await downloadButton(page, 'big').click()
      const download = await begun
      await reached(page, 'big', 0.2)
      await tray(page).getByRole('button', { name: 'Pause big', exact: true }).click()
      await transfer(page, 'big').getByText('Paused').waitFor()
      await page.waitForTimeout(PAUSED_MS) // longer than browsers keep a service worker that does nothing, and servers a consumer
      await tray(page).getByRole('button', { name: 'Resume big' }).click()
      expect(await digestOf(await download.path())).toBe(digest)
      await transfer(page, 'big').getByText('Done, digest verified').waitFor()
    })
    expect(grown.workers).toBeLessThan(MOST_MORE)
    expect(grown.page).toBeLessThan(MOST_MORE)
    expect(await s.log()).not.toMatch(/slow consumer/i)
  },
)

test('a folder of many small files goes up without a long task', { timeout: 10 * MINUTES }, async () => {
  const { os, web, dir, openPage, chunks } = await setUp()
  const files = Array.from({ length: SMALL_FILES }, (_, i) => `x${String(i).padStart(4, '0')}`)
  mkdirSync(join(dir, 'folder'))
  for (const [i, name] of files.entries()) writeFileSync(join(dir, 'folder', name), randomBytes(2000 + i))
  const page = await openPage()
  await page.goto(`${web.url}/objects/B`)
  await page.getByRole('status', { name: 'Connection: Connected' }).waitFor()
  const began = performance.now()
  await expectNoLongTask(page, `${SMALL_FILES} files`, async () => {
    await page.getByLabel('Folder to upload').setInputFiles(join(dir, 'folder'))
    await tray(page).getByText(`${SMALL_FILES} of ${SMALL_FILES} transfers done`).waitFor()
  })
  say(`${SMALL_FILES} files in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  const objects = await os.list()
  expect(objects.map((o) => o.name).toSorted()).toEqual(files.map((f) => `folder/${f}`))
  expect(await chunks()).toEqual(Object.fromEntries(objects.map((o) => [`$O.B.C.${o.nuid}`, o.chunks])))
})

test('uploads that are cancelled at any point leave no chunk, many times', { timeout: 20 * MINUTES }, async () => {
  const { os, web, dir, openPage, chunks } = await setUp()
  // As many as the tray shows at once.
  const names = ['x0', 'x1', 'x2', 'x3', 'x4']
  writeFileSync(join(dir, 'x0'), randomBytes(24 * MIB))
  for (const name of names.slice(1)) linkSync(join(dir, 'x0'), join(dir, name))
  const page = await openPage()
  await page.goto(`${web.url}/objects/B`)
  await page.getByRole('status', { name: 'Connection: Connected' }).waitFor()
  let [cancelled, late] = [0, 0]
  while (cancelled < CANCELS) {
    await page.getByLabel('Files to upload').setInputFiles(names.map((name) => join(dir, name)))
    for (const name of names) {
      await reached(page, name, Math.random() * 0.8)
      // It may be done by then.
      const cancel = tray(page).getByRole('button', { name: `Cancel ${name}`, exact: true })
      await cancel.click({ timeout: 1000 }).catch(() => late++)
    }
    await tray(page).getByRole('button', { name: 'Clear', exact: true }).waitFor()
    const objects = await os.list()
    expect(await chunks()).toEqual(Object.fromEntries(objects.map((o) => [`$O.B.C.${o.nuid}`, o.chunks])))
    cancelled += names.length - objects.length
    for (const { name } of objects) await os.delete(name)
    await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
    await tray(page).waitFor({ state: 'detached' })
  }
  say(`${cancelled} cancelled at any point, ${late} were done by then; no chunk is left`)
})
