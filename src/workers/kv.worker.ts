import { expose } from 'comlink'
import type { LogLine } from '~/lib/kv/change-log.ts'
import type { KeyEntry } from '~/lib/kv/key-index.ts'
import type { KeyQuery, KeyRows } from '~/lib/kv/key-view.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { KvWatch, type KvSource, type KvWatchStats } from '~/nats/kv-watch.ts'
import type { ConnectOptions } from '~/nats/types.ts'

/** What the page draws: rows of the keys, and lines of the change log (the newest, or those with these indexes). */
export type KvWanted = {
  query: KeyQuery
  first: number
  count: number
  /** The key whose value is looked at, wherever its row is. */
  open?: string
  log?: { newest: number } | { first: number; count: number }
}

export type KvKeysView = KeyRows & {
  version: number
  stats: KvWatchStats
  /** What is known of the key that is open, and which one that is; `entry` is absent when there is no such key. */
  open?: { key: string; entry?: KeyEntry }
  log: (LogLine & { index: number })[]
  /** What it took to work out the rows, in ms. */
  took: number
}

/** Those that a query shows, or these. */
export type WhichKeys = { query: KeyQuery } | { keys: string[] }

let conn: Connection | undefined
let watch: KvWatch | undefined

/** Watches a bucket with a connection of its own; the page asks, about ten times a second, for the rows that it draws. */
const worker = {
  start(options: ConnectOptions, source: KvSource): void {
    conn = openConnection(options, { persist: true })
    watch = new KvWatch(conn, source)
  },
  /** Undefined when nothing has changed since the version that the page has. */
  view(wanted: KvWanted, known: number | undefined): KvKeysView | undefined {
    const version = watch?.version
    if (!watch || version === undefined || version === known) return undefined
    const started = performance.now()
    const rows = watch.rows(wanted.query, wanted.first, wanted.count)
    return {
      ...rows,
      version,
      stats: watch.stats(),
      log: lines(watch, wanted.log),
      ...(wanted.open === undefined ? {} : { open: opened(watch, wanted.open) }),
      took: performance.now() - started,
    }
  },
  /** Every key that a query shows, in its order. */
  keys(query: KeyQuery): string[] {
    return watch?.keys(query) ?? []
  },
  /** What is held of the keys, without their values; of one that is no longer there, its name. */
  entries(which: WhichKeys): (Pick<KeyEntry, 'key'> & Partial<KeyEntry>)[] {
    if (!watch) return []
    const { index } = watch
    return ('keys' in which ? which.keys : watch.keys(which.query)).map((key) => index.get(key) ?? { key })
  },
  /** The keys from one to the other as a query shows them, both included; none when it does not show both. */
  between(query: KeyQuery, a: string, b: string): string[] {
    const keys = worker.keys(query)
    const [from, to] = [keys.indexOf(a), keys.indexOf(b)].sort((x, y) => x - y) as [number, number] // two of them
    return from === -1 ? [] : keys.slice(from, to + 1)
  },
  /** The keys below a branch of a tree that a query shows. */
  below(query: KeyQuery, prefix: string): string[] {
    return worker.keys(query).filter((key) => key.startsWith(prefix))
  },
  /** Lets another worker ask, so that many keys need not go through the page. */
  lend(port: MessagePort): void {
    expose(worker, port)
  },
  /** The change log, as far as it is held. */
  ndjson(): Uint8Array {
    return watch?.log.ndjson() ?? new Uint8Array()
  },
  /** Deletes the consumer and closes the connection when the server has heard of it. */
  async stop(): Promise<void> {
    watch?.stop()
    await conn?.flush()
    conn?.close()
  },
}

function opened({ index }: KvWatch, key: string): NonNullable<KvKeysView['open']> {
  const entry = index.get(key)
  return entry ? { key, entry } : { key }
}

function lines({ log }: KvWatch, wanted: KvWanted['log']) {
  if (!wanted) return []
  return 'newest' in wanted ? log.lines(log.end - wanted.newest, wanted.newest) : log.lines(wanted.first, wanted.count)
}

export type KvWorker = typeof worker

expose(worker)
