import { ownHeaders, type DumpEntry } from '~/lib/kv/dump.ts'
import { DumpWriter, type DumpFormat, type Sink } from '~/lib/kv/dump-writer.ts'
import { ttlOfHeaders } from '~/lib/kv/operation.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { history, toEntry } from './kv-entries.ts'
import { latestEntries, type WantedKey } from './kv-latest.ts'
import { persistRead } from './kv-persist.ts'
import type { Bucket, KvEntry } from './kv-types.ts'
import { getStream } from './streams.ts'
import { allKeys, readThrough } from './kv-through.ts'
import type { StoredMessage } from './types.ts'

/** Histories of more keys are read by going through the bucket once. */
const FEW = 200
/** Histories that are read at once. */
const AT_ONCE = 4
/** So many bytes of values are held while the stream is gone through. */
const HELD = 16 * 1024 * 1024

export type ExportOptions = { format: DumpFormat; history: boolean }

/**
 * Keys or, where the bucket is gone through, messages; and what the file holds so far. `isLooking`: it still looks which keys there
 * are.
 */
export type ExportProgress = { done: number; total: number; entries: number; chars: number; isLooking?: boolean }

/** `gone`: keys of which there was nothing (any more); `markers`: deleted keys, left out where only values are wanted. */
export type Exported = { entries: number; keys: number; gone: number; markers: number }

/**
 * Writes the keys, or the whole bucket, into a file: their latest values or all that is kept of them. The whole is what the bucket
 * holds when its end is reached, whatever is written meanwhile. What is held at once is bounded; goes on after a
 * lost connection. Throws AppError, `aborted` included, and what the sink throws.
 */
export async function exportKeys(
  conn: Connection,
  bucket: Bucket,
  wanted: readonly WantedKey[] | 'whole',
  { format, history: all }: ExportOptions,
  sink: Sink,
  signal: AbortSignal,
  onProgress: (p: ExportProgress) => void = () => {},
): Promise<Exported> {
  const writer = new DumpWriter(sink, format, bucket.name)
  const result: Exported = { entries: 0, keys: 0, gone: 0, markers: 0 }
  const progress = (done: number, total: number) => ({ done, total, entries: writer.entries, chars: writer.length })
  const tell = (done: number, total: number) => onProgress(progress(done, total))
  if (!all) {
    const looking: Tell = (done, total) => onProgress({ ...progress(done, total), isLooking: true })
    const keys = wanted === 'whole' ? await allKeys(conn, bucket, signal, looking) : wanted
    await writeLatest(conn, bucket, keys, writer, result, tell, signal)
  } else if (wanted !== 'whole' && wanted.length <= FEW) await writeHistories(conn, bucket, wanted, writer, result, tell, signal)
  else await writeThrough(conn, bucket, wanted, writer, result, tell, signal)
  await writer.end()
  return { ...result, entries: writer.entries }
}

type Tell = (done: number, total: number) => void

async function writeLatest(
  conn: Connection,
  bucket: Bucket,
  wanted: readonly WantedKey[],
  writer: DumpWriter,
  result: Exported,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  let done = 0
  for await (const entries of latestEntries(conn, bucket, wanted, signal)) {
    stopAt(signal)
    for (const e of entries) {
      done++
      if (e.operation === 'PUT') {
        result.keys++
        await writer.add(toDump(e))
      } else result.markers++
    }
    tell(done, wanted.length)
  }
  result.gone = wanted.length - done
}

async function writeHistories(
  conn: Connection,
  bucket: Bucket,
  wanted: readonly WantedKey[],
  writer: DumpWriter,
  result: Exported,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    stopAt(signal)
    const part = wanted.slice(i, i + AT_ONCE)
    const read = ({ key }: WantedKey) => persistRead(conn, () => history(conn, bucket, key, signal), signal)
    for (const entries of await Promise.all(part.map(read))) {
      if (entries.length > 0) result.keys++
      else result.gone++
      for (const e of entries) await writer.add(toDump(e))
    }
    tell(i + part.length, wanted.length)
  }
}

/** By one reading of the bucket, stopped whenever enough is held, until that is written. */
async function writeThrough(
  conn: Connection,
  bucket: Bucket,
  wanted: readonly WantedKey[] | 'whole',
  writer: DumpWriter,
  result: Exported,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const stream = await persistRead(conn, () => getStream(conn, bucket.stream), signal)
  const asked = wanted === 'whole' ? undefined : new Set(wanted.map((w) => w.key))
  const met = new Set<string>()
  let from = stream.state.first_seq
  let read = 0
  for (let isOver = false; !isOver;) {
    const enough = new AbortController()
    const held: KvEntry[] = []
    let size = 0
    const take = (m: StoredMessage) => {
      if (enough.signal.aborted) return
      from = m.seq + 1n
      read++
      const e = toEntry(bucket, m)
      if (asked && !asked.has(e.key)) return
      held.push({ ...e, data: e.data.slice() })
      size += e.data.length + e.key.length
      if (size > HELD) enough.abort()
    }
    const either = AbortSignal.any([signal, enough.signal])
    await readThrough(conn, bucket, stream, from, take, either).catch((e: unknown) => {
      if (signal.aborted || !enough.signal.aborted) throw e
    })
    isOver = !enough.signal.aborted
    for (const e of held) {
      met.add(e.key)
      await writer.add(toDump(e))
    }
    tell(read, Math.max(read, stream.state.messages))
  }
  result.gone = asked ? asked.size - met.size : 0
  result.keys = met.size
}

function toDump({ key, data, operation, revision, created, headers }: KvEntry): DumpEntry {
  const ttl_ms = ttlOfHeaders(headers)
  return { key, data, operation, revision, created, ...(ttl_ms === undefined ? {} : { ttl_ms }), headers: ownHeaders(headers) }
}

function stopAt(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('aborted', 'Stopped')
}
