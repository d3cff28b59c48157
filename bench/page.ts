import { wrap, type Remote } from 'comlink'
import { MessageWindow } from '~/hooks/message-window.ts'
import { SearchSession } from '~/hooks/search-session.ts'
import { openConnection, settled } from '~/nats/connection.ts'
import { getBatch } from '~/nats/direct.ts'
import type { DeskView } from '~/nats/desk-types.ts'
import { defaultRule, type Rule } from '~/lib/rule/rule.ts'
import { getStream } from '~/nats/streams.ts'
import type { KeyQuery } from '~/lib/kv/key-view.ts'
import type { DeskWorker } from '~/workers/desk.worker.ts'
import type { KvKeysView, KvWorker } from '~/workers/kv.worker.ts'
import type { TailWorker } from '~/workers/tail.worker.ts'
import type { BareWorker } from './bare.worker.ts'
import type { BenchObjectsWorker } from './objects.worker.ts'

/** A watch that stays open, for what is measured of it. */
let kv: Remote<KvWorker>

const byKey: KeyQuery = { sort: 'key', descending: false, text: '', tombstones: false }

/** Until the view is as wanted, asked for as the page asks. */
async function untilView(
  query: KeyQuery,
  done: (v: KvKeysView) => boolean,
  ms: (v: KvKeysView | undefined) => number = () => 100,
) {
  for (;;) {
    const view = await kv.view({ query, first: 0, count: 120, log: { newest: 60 } }, undefined)
    if (view && done(view)) return view
    await new Promise((resolve) => setTimeout(resolve, ms(view)))
  }
}

/** Who moves an object: `bare` is a WebSocket alone. */
type Who = 'ours' | 'theirs' | 'bare'

async function withObjects<T>(work: (api: Remote<BenchObjectsWorker>) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL('./objects.worker.ts', import.meta.url), { type: 'module' })
  try {
    return await work(wrap<BenchObjectsWorker>(worker))
  } finally {
    worker.terminate()
  }
}

/** Bytes that no compression makes less. */
function randomFile(mib: number): File {
  const parts = Array.from({ length: mib * 16 }, () => crypto.getRandomValues(new Uint8Array(65_536)))
  return new File(parts, 'random')
}

/** What the bench drives in the page. Each gives milliseconds from the dial to the last message, unless it says otherwise. */
const bench = {
  async bare(url: string, stream: string, count: number): Promise<number> {
    const worker = new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module' })
    const ms = await wrap<BareWorker>(worker).read(url, stream, count)
    worker.terminate()
    return ms
  },

  async bareAcks(url: string, stream: string, count: number, confirmed: boolean): Promise<number> {
    const worker = new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module' })
    const ms = await wrap<BareWorker>(worker).acks(url, stream, count, confirmed)
    worker.terminate()
    return ms
  },

  /** Each into an object of its own, with the chunks that each chooses. */
  async objPut(url: string, bucket: string, who: Who, mib: number): Promise<number> {
    const file = randomFile(mib)
    return withObjects((api) =>
      who === 'ours'
        ? api.put(url, bucket, 'by us', file)
        : who === 'theirs'
          ? api.theirPut(url, bucket, 'by them', file)
          : api.barePut(url, 'bench.bare', file, 512 * 1024),
    )
  },

  /** All get the object that nats.ws has put. */
  async objGet(url: string, bucket: string, who: Who): Promise<number> {
    return withObjects(async (api) => {
      if (who === 'ours') return api.get(url, bucket, 'by them')
      if (who === 'theirs') return api.theirGet(url, bucket, 'by them')
      return api.bareGet(url, bucket, 'by them')
    })
  },

  /** The first bytes for a preview; beside it one request for its first chunk. */
  async objPreview(url: string, bucket: string, runs: number): Promise<{ ours: number[]; bare: number[] }> {
    return withObjects(async (api) => ({
      ours: await api.preview(url, bucket, 'by them', runs),
      bare: await api.theirFirst(url, bucket, 'by them', runs),
    }))
  },

  /** A desk that holds `count` messages and acks them all, from the page's call to its answer. */
  async deskAcks(url: string, stream: string, count: number, confirmed: boolean): Promise<number> {
    const worker = new Worker(new URL('../src/workers/desk.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<DeskWorker>(worker)
    const rule: Rule = { ...defaultRule, ackWaitMs: 600_000, maxAckPending: count }
    const name = `desk_${Math.random().toString(36).slice(2)}`
    await api.start({ url, auth: { kind: 'none' } }, { name: stream, retention: 'limits' }, { kind: 'create', rule }, name)
    const until = async (done: (v: DeskView | undefined) => boolean) => {
      while (!done(await api.view('all', 0, 50, undefined))) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await until((v) => v?.stats.phase.at === 'open')
    await api.pull(count)
    await until((v) => v?.stats.counts.all === count)
    const seqs = await api.seqs('all')
    const started = performance.now()
    const outcome = await api.decide(seqs, { kind: confirmed ? 'confirm' : 'ack' })
    const ms = performance.now() - started
    if (!('ok' in outcome) || outcome.ok.done !== count) throw new Error(`Not all were acked: ${JSON.stringify(outcome)}`)
    await api.leave('delete', false)
    worker.terminate()
    return ms
  },

  /** Until all have reached the ring, the page asking for rows ten times a second as the live view does. */
  async tail(url: string, stream: string, count: number): Promise<number> {
    const worker = new Worker(new URL('../src/workers/tail.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<TailWorker>(worker)
    const started = performance.now()
    await api.start({ url, auth: { kind: 'none' } }, stream, [], { seq: 1n })
    for (;;) {
      const view = await api.view({ newest: 80 })
      if ((view?.stats.end ?? 0) >= count) break
      // Near the end often, so that the end is not missed by a tick.
      await new Promise((resolve) => setTimeout(resolve, (view?.stats.end ?? 0) > count * 0.97 ? 5 : 100))
    }
    const ms = performance.now() - started
    await api.stop()
    worker.terminate()
    return ms
  },

  async bareKeys(url: string, bucket: string, count: number, how: 'headers' | 'values') {
    const worker = new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module' })
    const ms = await wrap<BareWorker>(worker).keys(url, bucket, count, how)
    worker.terminate()
    return ms
  },

  /** Opens a bucket; how long until the first rows came to the page, and until it had those of the complete, sorted list. */
  async kvOpen(url: string, bucket: string, count: number, filters: string[] = []): Promise<{ first: number; complete: number }> {
    const worker = new Worker(new URL('../src/workers/kv.worker.ts', import.meta.url), { type: 'module' })
    kv = wrap<KvWorker>(worker)
    const started = performance.now()
    await kv.start({ url, auth: { kind: 'none' } }, { stream: `KV_${bucket}`, created: '', prefix: `$KV.${bucket}.`, filters })
    let first = 0
    const view = await untilView(
      byKey,
      (v) => {
        if (first === 0 && v.rows.length > 0) first = performance.now() - started
        return v.stats.complete
      },
      // Near the end often, so that the end is not missed by a tick.
      (v) => (v && v.stats.keys > count * 0.97 ? 5 : first === 0 ? 25 : 100),
    )
    if (view.stats.keys !== count || view.total !== count) throw new Error(`${view.total} of ${count} keys have come`)
    return { first, complete: performance.now() - started }
  },

  /** What each keystroke takes in the worker, from the list of all keys to the rows of those that hold the text. */
  async kvType(words: string[]): Promise<number[]> {
    const times: number[] = []
    for (const word of words)
      for (let end = 0; end <= word.length; end++) {
        const view = await kv.view({ query: { ...byKey, text: word.slice(0, end) }, first: 0, count: 120 }, undefined)
        times.push(view?.took ?? Infinity)
      }
    return times
  },

  /** The slowest answer of the worker while changes come in, until so many have; with what it then says of them. */
  async kvFollow(changes: number) {
    const query: KeyQuery = { ...byKey, sort: 'changed', descending: true }
    const times: number[] = []
    const view = await untilView(query, (v) => {
      times.push(v.took)
      return v.stats.changes >= changes
    })
    return { changes: view.stats.changes, log: view.stats.log, longest: Math.max(...times) }
  },

  async kvClose(): Promise<void> {
    await kv.stop()
  },

  async search(url: string, stream: string, text: string): Promise<{ ms: number; found: number; messages: number }> {
    const conn = openConnection({ url, auth: { kind: 'none' } })
    await settled(conn)
    const info = await getStream(conn, stream)
    const started = performance.now()
    return new Promise((resolve, reject) => {
      const session = new SearchSession(conn, ({ searching, failure }) => {
        if (failure) reject(new Error(failure.message))
        if (searching?.state !== 'done') return
        resolve({ ms: performance.now() - started, found: searching.found, messages: searching.messages })
        session.close()
        conn.close()
      })
      const query = { mode: 'text', text, ignoreCase: true, inPayload: true, inHeaders: false, inSubject: false } as const
      void session.start(info, { query, filters: [], descending: false })
    })
  },

  /** Opens the message window at random places; beside it one direct get of the same batch. Medians, and the most that it cost. */
  async open(url: string, stream: string, by: 'seq' | 'time', runs: number) {
    const conn = openConnection({ url, auth: { kind: 'none' } })
    await settled(conn)
    const info = await getStream(conn, stream)
    const [first, last] = [Date.parse(info.state.first_ts), Date.parse(info.state.last_ts)]
    const results: { ms: number; bare: number; requests: number; messages: number }[] = []
    for (let i = 0; i < runs; i++) {
      const seq = BigInt(1 + Math.floor(Math.random() * (Number(info.state.last_seq) - 200)))
      const time = new Date(first + Math.random() * (last - first) * 0.99).toISOString()
      const window = new MessageWindow(conn, info, [], false, () => {})
      const started = performance.now()
      await window.open(by === 'seq' ? { at: 'seq', seq } : { at: 'time', time })
      const opened = performance.now()
      await getBatch(conn, stream, { seq, batch: 100 })
      const { requests, rows } = window.state
      results.push({ ms: opened - started, bare: performance.now() - opened, requests, messages: rows.length })
      window.close()
    }
    conn.close()
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
    return {
      ms: median(results.map((r) => r.ms)),
      bare: median(results.map((r) => r.bare)),
      requests: Math.max(...results.map((r) => r.requests)),
      messages: Math.max(...results.map((r) => r.messages)),
    }
  },
}

export type Bench = typeof bench

Object.assign(globalThis, { bench })
