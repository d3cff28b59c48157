import { BUCKET, changeKeys, dropBucket, fillBucket, KEYS } from '../kv-bucket.ts'
import { inPage, median, type Measure, type Result, type Setting } from '../measure.ts'
import type { Bench } from '../page.ts'
import { figure } from '../watch.ts'
import { workerHeap } from '../worker-heap.ts'
import { unwatched } from '../unwatched.ts'

declare const bench: Bench

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)
const PER_SECOND = 5000
const SECONDS = 20
const WORDS = ['order', '99', 'status', 'customer.42', 'EU.17', 'nothing like it', '5']

export const kv: Measure = {
  name: 'kv',
  run: async (s) => {
    await fillBucket(s)
    const name = `kv with ${KEYS} keys, ${s.compression}`
    const results = [...(await opening(s, name)), ...(await held(s, name)), ...(await following(s, name))]
    await dropBucket(s)
    return results
  },
}

/** In turn, so that a slow minute of the machine meets all. */
async function opening(s: Setting, name: string): Promise<Result[]> {
  const times = {
    headers: [] as number[],
    values: [] as number[],
    bareFirst: [] as number[],
    first: [] as number[],
    complete: [] as number[],
  }
  for (let i = 0; i < ROUNDS; i++) {
    for (const how of ['headers', 'values'] as const) {
      const args = [s.server.wsUrl, BUCKET, KEYS, how] as const
      const bare = await unwatched(s, (page) => page.evaluate(([u, b, n, h]) => bench.bareKeys(u, b, n, h), args))
      times[how].push(bare.complete)
      if (how === 'headers') times.bareFirst.push(bare.first)
    }
    const args = [s.server.wsUrl, BUCKET, KEYS] as const
    const ours = await unwatched(s, (page) =>
      page.evaluate(async ([u, b, n]) => {
        const opened = await bench.kvOpen(u, b, n)
        await bench.kvClose()
        return opened
      }, args),
    )
    times.first.push(ours.first)
    times.complete.push(ours.complete)
  }
  const [complete, first] = [median(times.complete), median(times.first)]
  const against = (what: string, baseline: number): Result => ({
    name: `${name}: complete, against ${what}`,
    value: complete,
    unit: 'ms',
    baseline,
    ratio: complete / baseline,
  })
  return [
    against('nats.ws without values', median(times.headers)),
    against("nats.ws's own watch", median(times.values)),
    {
      name: `${name}: first rows, of the time until complete`,
      value: first,
      unit: 'ms',
      baseline: complete,
      ratio: first / complete,
    },
    figure(`${name}: first entry of nats.ws without values`, median(times.bareFirst), 'ms'),
  ]
}

async function held(s: Setting, name: string): Promise<Result[]> {
  const heap = (filters: string[], count: number) =>
    inPage(s, async (page) => {
      await page.evaluate(([u, b, n, f]) => bench.kvOpen(u, b, n, f), [s.server.wsUrl, BUCKET, count, filters] as const)
      const bytes = await workerHeap(page)
      const times = count > 0 ? await page.evaluate((w) => bench.kvType(w), WORDS) : []
      await page.evaluate(() => bench.kvClose())
      return { bytes, times }
    })
  const none = await heap(['none.such'], 0)
  const all = await heap([], KEYS)
  return [
    figure(`${name}: memory of the worker per key`, (all.bytes - none.bytes) / KEYS, 'bytes'),
    figure(`${name}: a keystroke in the filter, median`, median(all.times), 'ms'),
    figure(`${name}: a keystroke in the filter, slowest`, Math.max(...all.times), 'ms'),
  ]
}

async function following(s: Setting, name: string): Promise<Result[]> {
  const sent = PER_SECOND * SECONDS
  const result = await inPage(s, async (page) => {
    await page.evaluate(([u, b, n]) => bench.kvOpen(u, b, n), [s.server.wsUrl, BUCKET, KEYS] as const)
    const [followed] = await Promise.all([page.evaluate((n) => bench.kvFollow(n), sent), changeKeys(s, sent, PER_SECOND)])
    await page.evaluate(() => bench.kvClose())
    return followed
  })
  const what = `${name}: ${PER_SECOND} changes/s for ${SECONDS} s`
  return [
    { name: `${what}: counted`, value: result.changes, unit: 'changes', baseline: sent, ratio: result.changes / sent },
    {
      name: `${what}: log lines kept and counted as dropped`,
      value: result.log.end,
      unit: 'lines',
      baseline: sent,
      ratio: result.log.end / sent,
    },
    figure(`${what}: log lines dropped`, result.log.first, 'lines'),
    figure(`${what}: slowest view by last change`, result.longest, 'ms'),
  ]
}
