import { Kvm } from '@nats-io/kv'
import { readFile } from 'node:fs/promises'
import { reconnected } from '../scripts/testing/official.ts'
import { expect, open, test } from './fixtures.ts'

const ROUNDS = 3

test('a watch that lives through restarts of the server misses no change', async ({ page, own }) => {
  const site = await own()
  const kv = await new Kvm(site.js).create('plant', { history: 64 })
  await kv.put('seed', '0')
  await open(page, site, '/kv/plant?log=true')
  await expect(page.getByText('1 key, complete')).toBeVisible()
  const written: number[] = []
  let n = 0
  const write = async (until: () => boolean) => {
    while (!until()) {
      const key = `k${n % 7}`
      n++
      if (n % 5 === 0) await kv.delete(key)
      else written.push(await kv.put(key, `${n}`))
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    const start = n
    await write(() => n >= start + 20)
    await site.server.kill()
    await site.server.start()
    await reconnected(site)
    // The page is not back yet: these fall into the gap.
    await write(() => n >= start + 40)
    await expect(page.getByRole('group', { name: 'Watch' }).getByRole('status')).toHaveText('Live', { timeout: 30_000 })
  }
  await kv.put('last', 'end')
  await expect(page.getByRole('grid', { name: 'Keys' }).getByText('last', { exact: true })).toBeVisible()
  const log = page.getByRole('region', { name: 'Change log' })
  const download = page.waitForEvent('download')
  await log.getByRole('button', { name: 'Export NDJSON' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n')
  const seen = lines.map((l) => JSON.parse(l) as { revision: string | number; operation: string; key: string })
  const { state } = await site.jsm.streams.info('KV_plant')
  const all = Array.from({ length: state.last_seq - 1 }, (_, i) => i + 2)
  expect(seen.map((l) => Number(l.revision)).toSorted((a, b) => a - b)).toEqual(all)
  expect(seen.filter((l) => l.operation === 'PUT').map((l) => Number(l.revision))).toEqual([...written, state.last_seq])
})
