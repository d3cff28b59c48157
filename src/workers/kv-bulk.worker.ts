import { expose, wrap } from 'comlink'
import { blobSink, handleSink } from '~/lib/file-sink.ts'
import { BulkList, type BulkCounts, type BulkItem, type BulkRows, type BulkShown } from '~/lib/kv/bulk-list.ts'
import { parseBytes } from '~/lib/kv/dump-bytes.ts'
import type { DumpProblem, ParsedEntry } from '~/lib/kv/dump.ts'
import { bytes } from '~/lib/format.ts'
import { pause } from '~/lib/pause.ts'
import { latestOfFile } from '~/lib/kv/plan.ts'
import { countTombstones, type TombstoneCount } from '~/lib/kv/tombstones.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { AppError, toAppError } from '~/nats/errors.ts'
import { checkSame, compact, olderThan, readTombstones, type Tombstones } from '~/nats/kv-compact.ts'
import { exportKeys, type Exported, type ExportOptions, type ExportProgress } from '~/nats/kv-export.ts'
import { planImport, runImport, type ImportOptions, type ImportPlan } from '~/nats/kv-import.ts'
import { latestEntries } from '~/nats/kv-latest.ts'
import { removeKeys } from '~/nats/kv-remove.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'
import type { KvWorker, WhichKeys } from './kv.worker.ts'

/** A file is read whole, so larger ones have to be cut into parts. */
const MOST_FILE = 256 * 1024 * 1024
/** So many problems of a file are told one by one. */
const PROBLEMS = 1000

/** An AppError cannot be cloned. */
export type Outcome<T> = { value: T } | { error: LinkError }

/** `markers`: keys that are deleted already. */
export type Chosen = { keys: number; bytes: number; markers: number }

/** `deletions`: keys whose latest entry is a marker. */
export type FileRead = { entries: number; deletions: number; problems: DumpProblem[]; problemCount: number }

export type Planned = { counts: BulkCounts; bytes: number; keptTtls: number; lostTtls: number; oddKeys: number }

/** What a compaction did; `ended`: why it ended before its end. */
export type Compacted = {
  keys: number
  purged: number
  failed: { key: string; error: LinkError }[]
  /** Asked for, but the answer was lost. */
  unsure: number
  left: number
  ended?: LinkError
}

export type BulkView = BulkRows & {
  version: string
  counts: BulkCounts
  progress?: ExportProgress | undefined
  /** Why it waits for the connection (null = it is being made). */
  waiting?: LinkError | null | undefined
}

let conn: Connection
let bucket: Bucket
let list = new BulkList([])
let entries: ParsedEntry[] = []
let plan: ImportPlan | undefined
let tombstones: Tombstones | undefined
let progress: ExportProgress | undefined
let abort = new AbortController()

async function outcome<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
  abort = new AbortController()
  progress = undefined
  try {
    return { value: await work(abort.signal) }
  } catch (e) {
    return { error: toAppError(e).toPlain() }
  }
}

/** Does what is done to many keys with a connection of its own, and holds them: the page asks for the rows that it draws. */
const worker = {
  start(options: ConnectOptions, of: Bucket): void {
    conn = openConnection(options, { persist: true })
    bucket = of
  },
  /** Takes the keys, at the revisions of now, from the worker that watches them. */
  choose(which: WhichKeys, port: MessagePort): Promise<Outcome<Chosen>> {
    return outcome(async () => {
      const found = await wrap<KvWorker>(port).entries(which)
      const items = found.map((e): BulkItem => ({ size: 0, ...e, action: 'delete', result: 'waiting' }))
      list = new BulkList(items)
      const markers = items.filter((i) => i.operation === 'DEL' || i.operation === 'PURGE').length
      return { keys: items.length, bytes: list.bytes, markers }
    })
  },
  /** Looks up the revisions of keys that are known by their names alone: nothing is removed at an unknown one. */
  complete(): Promise<Outcome<Chosen>> {
    return outcome(async (signal) => {
      const unknown = new Map(list.items.filter((i) => i.revision === undefined).map((i) => [i.key, i]))
      if (unknown.size > 0) {
        for await (const page of latestEntries(conn, bucket, [...unknown.values()], signal)) {
          for (const { key, revision, operation, data } of page)
            Object.assign(unknown.get(key)!, { revision, operation, size: data.length })
        }
        list = new BulkList(list.items)
      }
      const markers = list.items.filter((i) => i.operation === 'DEL' || i.operation === 'PURGE').length
      return { keys: list.items.length, bytes: list.bytes, markers }
    })
  },
  /** Writes the keys, or the whole bucket without having been given any, into the file, or into a blob that comes back. Nothing is left of a file that is not complete. */
  save(
    { whole, ...options }: ExportOptions & { whole?: boolean },
    handle?: FileSystemFileHandle,
  ): Promise<Outcome<Exported & { blob?: Blob }>> {
    return outcome(async (signal) => {
      const sink = handle ? await handleSink(handle) : blobSink()
      try {
        const exported = await exportKeys(conn, bucket, whole ? 'whole' : list.items, options, sink, signal, (p) => {
          progress = p
        })
        const blob = await sink.end()
        return { ...exported, ...(blob ? { blob } : {}) }
      } catch (e) {
        await sink.discard()
        throw e
      }
    })
  },
  /** Removes what is waiting; the first time says how. */
  remove(how?: 'delete' | 'purge'): Promise<Outcome<BulkCounts>> {
    return outcome(async (signal) => {
      if (how) list = new BulkList(list.items.map((i) => ({ ...i, action: how })))
      await removeKeys(conn, bucket, list, signal)
      return { ...list.counts }
    })
  },
  /** Reads a file; nothing is written. */
  read(file: Blob): Promise<Outcome<FileRead>> {
    return outcome(async (signal) => {
      if (file.size > MOST_FILE) {
        throw new AppError(
          'limit',
          `The file has ${bytes(file.size)}; one of up to ${bytes(MOST_FILE)} can be imported at once`,
          {
            next: 'Cut it into parts between two lines (NDJSON), and import them one after the other',
          },
        )
      }
      const bytesOfFile = new Uint8Array(await file.arrayBuffer())
      stopAt(signal)
      const parsed = parseBytes(bytesOfFile)
      await pause(0) // a cancel that came meanwhile is heard
      stopAt(signal)
      entries = parsed.entries
      return {
        entries: entries.length,
        deletions: [...latestOfFile(entries).values()].filter((e) => e.operation !== 'PUT').length,
        problems: parsed.problems.slice(0, PROBLEMS),
        problemCount: parsed.problems.length,
      }
    })
  },
  /** Says what an import would do. */
  plan(options: ImportOptions): Promise<Outcome<Planned>> {
    return outcome(async (signal) => {
      const made = await planImport(conn, bucket, entries, options, signal)
      stopAt(signal) // the page has left it: what it shows must stay
      plan = made
      list = plan.list
      const written = list.waiting().reduce((sum, i) => sum + i.size, 0)
      return {
        counts: { ...list.counts },
        bytes: written,
        keptTtls: plan.keptTtls,
        lostTtls: plan.lostTtls,
        oddKeys: plan.oddKeys,
      }
    })
  },
  /** Does what was planned and is still waiting. */
  write(): Promise<Outcome<BulkCounts>> {
    return outcome(async (signal) => {
      if (plan) await runImport(conn, bucket, plan, signal)
      return { ...list.counts }
    })
  },
  /** Reads the markers of the bucket, and holds them. */
  readMarkers(): Promise<Outcome<{ total: number }>> {
    return outcome(async (signal) => {
      tombstones = await readTombstones(conn, bucket, signal, (done, total) => {
        progress = { done, total, entries: 0, chars: 0 }
      })
      return { total: tombstones.all.length }
    })
  },
  /** Those that are older than an age, of the ones that were read. */
  markersOlder(ageMs: number): Outcome<TombstoneCount> {
    return { value: countTombstones(tombstones ? olderThan(tombstones, ageMs) : []) }
  },
  /** Removes exactly those, with what is before them. */
  compactMarkers(ageMs: number): Promise<Outcome<Compacted>> {
    return outcome(async (signal) => {
      const chosen = tombstones ? olderThan(tombstones, ageMs) : []
      const result: Compacted = { keys: 0, purged: 0, failed: [], unsure: 0, left: chosen.length }
      const onDone: Parameters<typeof compact>[3] = (r) => {
        result.left--
        if ('error' in r) result.failed.push({ key: r.key, error: r.error.toPlain() })
        else if ('unsure' in r) result.unsure++
        else {
          result.keys++
          result.purged += r.purged
        }
        progress = { done: chosen.length - result.left, total: chosen.length, entries: 0, chars: 0 }
      }
      try {
        await checkSame(conn, bucket)
        await compact(conn, bucket, chosen, onDone, signal)
        return result
      } catch (e) {
        return { ...result, ended: toAppError(e).toPlain() }
      }
    })
  },
  /** What failed is waiting again. */
  retry(): void {
    list.retry()
  },
  /** Starts nothing more; what is on its way is waited for. */
  cancel(): void {
    abort.abort()
  },
  /** Undefined when nothing has changed since the version that the page has. */
  view(shown: BulkShown, first: number, count: number, known: string | undefined): BulkView | undefined {
    const { link } = conn
    const waiting = link.state === 'open' ? undefined : 'error' in link ? link.error : null
    const version = [lists(list), list.version, progress?.done, progress?.chars, link.state].join()
    if (version === known) return undefined
    return { ...list.rows(shown, first, count), version, counts: { ...list.counts }, progress, waiting }
  },
  /** Each key with what became of it, as NDJSON. */
  report(): Blob {
    return new Blob([[...list.report(), ''].join('\n')])
  },
  /** Stops, and closes the connection when the server has had what was sent. */
  async stop(): Promise<void> {
    abort.abort()
    if (conn.link.state === 'open') await conn.flush().catch(() => {}) // a lost link has nothing to wait for
    conn.close()
  },
}

function stopAt(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('aborted', 'Stopped')
}

const numbers = new WeakMap<BulkList, number>()
let made = 0

/** Another number for every list, so that a new one is noticed. */
function lists(of: BulkList): number {
  if (!numbers.has(of)) numbers.set(of, ++made)
  return numbers.get(of)!
}

export type KvBulkWorker = typeof worker

expose(worker)
