import type { Bench } from '../page.ts'
import { median, type Measure, type Setting } from '../measure.ts'
import { unwatched } from '../unwatched.ts'

declare const bench: Bench

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)

/** Runs ours and the bare subscription in turn, so that a slow minute of the machine meets both. */
async function compare(s: Setting, ours: (s: Setting) => Promise<number>): Promise<{ ours: number; bare: number }> {
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let i = 0; i < ROUNDS; i++) {
    times.bare.push(
      await unwatched(s, (page) =>
        page.evaluate(([u, n, c]) => bench.bare(u, n, c), [s.server.wsUrl, s.stream, s.count] as const),
      ),
    )
    times.ours.push(await ours(s))
  }
  return { ours: (s.count * 1000) / median(times.ours), bare: (s.count * 1000) / median(times.bare) }
}

export const tail: Measure = {
  name: 'tail',
  run: async (s) => {
    const r = await compare(s, () =>
      unwatched(s, (page) => page.evaluate(([u, n, c]) => bench.tail(u, n, c), [s.server.wsUrl, s.stream, s.count] as const)),
    )
    return [{ name: `tail, ${s.compression}`, value: r.ours, unit: 'messages/s', baseline: r.bare, ratio: r.ours / r.bare }]
  },
}

export const search: Measure = {
  name: 'search',
  run: async (s) => {
    const r = await compare(s, async () => {
      const found = await unwatched(s, (page) =>
        page.evaluate(([u, n]) => bench.search(u, n, 'needle'), [s.server.wsUrl, s.stream] as const),
      )
      if (found.messages !== s.count) throw new Error(`Searched ${found.messages} of ${s.count} messages`)
      return found.ms
    })
    return [{ name: `search, ${s.compression}`, value: r.ours, unit: 'messages/s', baseline: r.bare, ratio: r.ours / r.bare }]
  },
}

export const open: Measure = {
  name: 'open',
  run: async (s) => {
    const results = []
    for (const by of ['seq', 'time'] as const) {
      const r = await unwatched(s, (page) =>
        page.evaluate(([u, n, b]) => bench.open(u, n, b, 31), [s.server.wsUrl, s.stream, by] as const),
      )
      const name = `open at a random ${by === 'seq' ? 'sequence' : 'time'}, ${s.compression}`
      results.push(
        { name, value: r.ms, unit: 'ms', baseline: r.bare, ratio: r.ms / r.bare },
        { name: `${name}: requests`, value: r.requests, unit: 'requests', baseline: null, ratio: null },
        { name: `${name}: messages`, value: r.messages, unit: 'messages', baseline: null, ratio: null },
      )
    }
    return results
  },
}
