import { Objm, StorageType } from '@nats-io/obj'
import { median, type Measure, type Result, type Setting } from '../measure.ts'
import type { Bench } from '../page.ts'
import { unwatched } from '../unwatched.ts'

declare const bench: Bench

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)
/** Fewer for a quick look: BENCH_MIB=32. */
const MIB = Number(process.env.BENCH_MIB ?? 128)
const BUCKET = 'BENCHOBJ'
const PREVIEWS = 51

type Times = Record<'ours' | 'theirs' | 'bare', number[]>

/** An object of random bytes put and got: by us, by nats.ws's own object store, and by a WebSocket that only counts. */
export const objects: Measure = {
  name: 'objects',
  run: async (s) => {
    const objm = new Objm(s.them.nc)
    const store = await objm.create(BUCKET, { storage: StorageType.Memory })
    const results: Result[] = []
    for (const what of ['put', 'get'] as const) {
      const times: Times = { ours: [], theirs: [], bare: [] }
      // In turn, so that a slow minute of the machine meets all.
      for (let i = 0; i < ROUNDS; i++)
        for (const who of ['theirs', 'ours', 'bare'] as const) times[who].push(await move(s, what, who))
      results.push(...figures(s, what, times))
    }
    results.push(await preview(s))
    await store.destroy()
    return results
  },
}

function move(s: Setting, what: 'put' | 'get', who: keyof Times): Promise<number> {
  const args = [s.server.wsUrl, BUCKET, who, MIB] as const
  return unwatched(s, (page) =>
    what === 'put'
      ? page.evaluate(([u, b, w, n]) => bench.objPut(u, b, w, n), args)
      : page.evaluate(([u, b, w]) => bench.objGet(u, b, w), args),
  )
}

function figures(s: Setting, what: string, times: Times): Result[] {
  const speed = (who: keyof Times) => (MIB * 1.048576 * 1000) / median(times[who])
  const [ours, theirs, bare] = [speed('ours'), speed('theirs'), speed('bare')]
  const name = `object of ${MIB} MiB ${what}, ${s.compression}`
  return [
    { name: `${name}: against nats.ws's own`, value: ours, unit: 'MB/s', baseline: theirs, ratio: ours / theirs },
    { name: `${name}: against a bare WebSocket`, value: ours, unit: 'MB/s', baseline: bare, ratio: ours / bare },
  ]
}

async function preview(s: Setting): Promise<Result> {
  const args = [s.server.wsUrl, BUCKET, PREVIEWS] as const
  const times = await unwatched(s, (page) => page.evaluate(([u, b, n]) => bench.objPreview(u, b, n), args))
  const [ours, bare] = [median(times.ours), median(times.bare)]
  return { name: `preview: first 256 KiB, ${s.compression}`, value: ours, unit: 'ms', baseline: bare, ratio: ours / bare }
}
