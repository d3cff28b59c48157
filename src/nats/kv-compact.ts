import { storedBy, type Tombstone } from '~/lib/kv/tombstones.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { seq, text } from './fields.ts'
import { stateOfChange } from './kv-as-of.ts'
import { emptyChange, readChange } from './kv-entry-change.ts'
import { checkAddress, readError } from './kv-errors.ts'
import { persistRead } from './kv-persist.ts'
import { readThrough, type ThroughProgress } from './kv-through.ts'
import type { Bucket } from './kv-types.ts'
import { serverTime, timeBefore } from './server-clock.ts'
import { toStream } from './streams.ts'

/** So many requests are under way at once. */
const AT_ONCE = 32

/** Every tombstone, and when they were read by the server's clock: their ages are counted from then. */
export type Tombstones = { all: Tombstone[]; at: string }

/**
 * The keys of which only a tombstone is left to see, read once. A marker of the server goes by itself, and is left to do so. Throws
 * AppError not-found, permission, aborted.
 */
export async function readTombstones(
  conn: Connection,
  bucket: Bucket,
  signal: AbortSignal = new AbortController().signal,
  onProgress: ThroughProgress = () => {},
): Promise<Tombstones> {
  try {
    const info = await persistRead(conn, () => api(conn, `STREAM.INFO.${bucket.stream}`), signal)
    const stream = toStream(info)
    const found = new Map<string, Tombstone>()
    const change = emptyChange()
    let read = 0
    await readThrough(
      conn,
      bucket,
      stream,
      stream.state.first_seq,
      (m, n) => {
        if (readChange(m, { seq: n }, bucket.prefix, change)) {
          const { operation, marker, key } = change
          if ((operation === 'DEL' || operation === 'PURGE') && marker === undefined)
            found.set(key, { ...stateOfChange(change), operation })
          else found.delete(key)
        }
        if (++read % 1000 === 0) onProgress(read, Math.max(read, stream.state.messages))
      },
      signal,
      { headersOnly: true },
    )
    return { all: [...found.values()], at: serverTime(info) }
  } catch (e) {
    throw await readError(conn, bucket, 'the keys', e)
  }
}

/** Those older than an age by the server's clock: what compact would remove. */
export function olderThan({ all, at }: Tombstones, ageMs: number): Tombstone[] {
  return storedBy(all, ageMs <= 0 ? undefined : timeBefore(at, ageMs))
}

/** `unsure`: it was asked for, but the answer was lost. */
export type CompactResult = { key: string } & ({ purged: number } | { error: AppError } | { unsure: AppError })

/**
 * Removes each tombstone with what is before it, and nothing that was written after it: a put that comes meanwhile stays. Reports
 * each key as it is done; what failed is told with its error and does not stop the others, except a lost bucket, a lost connection
 * or an abort.
 */
export async function compact(
  conn: Connection,
  bucket: Bucket,
  tombstones: readonly Pick<Tombstone, 'key' | 'revision'>[],
  onDone: (r: CompactResult) => void = () => {},
  signal?: AbortSignal,
): Promise<{ keys: number; purged: number }> {
  if (bucket.mirror_of !== undefined) {
    throw new AppError('invalid', 'A mirror is compacted where it comes from', { next: `Open the bucket ${bucket.mirror_of}` })
  }
  let [keys, purged] = [0, 0]
  for (let i = 0; i < tombstones.length; i += AT_ONCE) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    // What is under way comes to its end before a failure of one is told, or it would be counted nowhere.
    const outcomes = await Promise.allSettled(
      tombstones.slice(i, i + AT_ONCE).map(async ({ key, revision }) => {
        const wasOpen = conn.link.state === 'open'
        const result = await purgeUpTo(conn, bucket, key, revision)
        if ('error' in result && isFinal(result.error) && !(wasOpen && result.error.kind === 'disconnected')) throw result.error
        if ('purged' in result) {
          keys++
          purged += result.purged
        }
        const isLost = 'error' in result && (result.error.kind === 'timeout' || result.error.kind === 'disconnected')
        onDone(isLost ? { key, unsure: result.error } : result)
        if (isLost && isFinal(result.error)) throw result.error
      }),
    )
    const lost = outcomes.find((o) => o.status === 'rejected')
    if (lost) throw lost.reason
  }
  return { keys, purged }
}

/** The revisions that were read are those of this very bucket. Throws AppError conflict when it was made anew meanwhile. */
export async function checkSame(conn: Connection, bucket: Bucket): Promise<void> {
  const info = await api(conn, `STREAM.INFO.${bucket.stream}`).catch(async (e: unknown) => {
    throw await readError(conn, bucket, 'the keys', e)
  })
  if (text(info.created) !== bucket.created)
    throw new AppError('conflict', 'The bucket was deleted and made anew in the meantime; nothing was removed')
}

/** What would fail for every other key too. */
const isFinal = (e: AppError) => e.kind === 'not-found' || e.kind === 'disconnected'

type Purged = { key: string } & ({ purged: number } | { error: AppError })

async function purgeUpTo(conn: Connection, bucket: Bucket, key: string, revision: bigint): Promise<Purged> {
  try {
    checkAddress(key) // a marker that somebody put under a wildcard would take every key that it matches
    // `seq` is the first sequence that stays (JETSTREAM.md 2.2).
    const body = { filter: bucket.prefix + key, seq: revision + 1n }
    const reply = await api(conn, `STREAM.PURGE.${bucket.stream}`, body)
    return { key, purged: Number(seq(reply.purged)) }
  } catch (e) {
    const error = await readError(conn, bucket, key, e)
    if (!(error instanceof AppError)) throw error
    return { key, error: error.kind === 'permission' ? denied(key, error) : error }
  }
}

function denied(key: string, cause: AppError): AppError {
  return new AppError('permission', `Permission to remove the tombstone of ${key} is missing`, { cause })
}
