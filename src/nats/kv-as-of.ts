import { AsOfReader, compareTimes, doubtOf, isBy, keyState, type AsOf, type Doubt, type KeyState } from '~/lib/kv/as-of.ts'
import type { KeyChange } from '~/lib/kv/key-change.ts'
import { exactTime } from '~/lib/kv/key-index.ts'
import type { Moment } from '~/lib/kv/moment.ts'
import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { readWay } from './direct.ts'
import { AppError } from './errors.ts'
import { number, object, seq } from './fields.ts'
import { getFresh, keyOf } from './kv-entries.ts'
import { emptyChange, readChange } from './kv-entry-change.ts'
import { readError } from './kv-errors.ts'
import { MOST_SUBJECTS, readLast } from './kv-last.ts'
import type { Bucket } from './kv-types.ts'
import { scan, type OnWaiting, type Take } from './scan.ts'
import { toStream } from './streams.ts'
import type { StoredMessage } from './types.ts'

/** So many requests are under way at once. */
const AT_ONCE = 32

/** `total` is 0 where it is not known: with filters. */
export type AsOfProgress = { read: number; total: number }

/** `filters`: keys with wildcards, none = all of them. */
export type AsOfOptions = { filters?: string[]; onWaiting?: OnWaiting }

/**
 * Every key as it was at a moment (undefined = now), as far as history reaches: the keys whose kept revisions are all later
 * are in `doubts` with the reason. A key of which nothing is kept any more (aged out, compacted) is not known at all. A small bucket
 * is asked for its last revisions before the moment (2.11, direct access); elsewhere all of it is read once, without values, which
 * are fetched by getRevision. Throws AppError not-found, permission, aborted.
 */
export async function asOf(
  conn: Connection,
  bucket: Bucket,
  moment: Moment | undefined,
  signal: AbortSignal = new AbortController().signal,
  onProgress: (p: AsOfProgress) => void = () => {},
  { filters = [], onWaiting = () => {} }: AsOfOptions = {},
): Promise<AsOf> {
  try {
    const way = readWay(conn.server?.apiLevel ?? 0, bucket.allow_direct)
    const isSmall = way === 'batch' && filters.length === 0 && bucket.keys <= MOST_SUBJECTS
    const quick = isSmall ? await ofSmall(conn, bucket, moment, signal) : undefined
    return quick ?? (await byReading(conn, bucket, moment, signal, onProgress, filters, onWaiting))
  } catch (e) {
    throw await readError(conn, bucket, 'the keys', e)
  }
}

function stateOf(bucket: Bucket, m: StoredMessage): KeyState {
  return keyState({ key: keyOf(bucket, m.subject), seq: m.seq, time: m.time, headers: m.headers, data: m.data })
}

/** The same from what is read without making strings of the whole message: a large bucket has a million of them. */
function stateOfChange({ key, revision, exact, ms, nanos, size, operation, marker }: KeyChange): KeyState {
  return {
    key,
    revision: exact ?? BigInt(revision),
    operation: operation === 'UNKNOWN' ? 'PUT' : operation,
    ...(marker ? { marker } : {}),
    created: exactTime(ms, nanos),
    size,
  }
}

/** Whether revisions of that moment may have aged out since. When a revision was written is not known once it has. */
function hasAged(bucket: Bucket, moment: Moment | undefined): boolean {
  if (moment === undefined) return false
  if (bucket.per_key_ttl) return true
  if (bucket.ttl_ms === undefined) return false
  const eldest = new Date(Date.now() - bucket.ttl_ms).toISOString()
  return compareTimes(typeof moment === 'bigint' ? bucket.created : moment, eldest) < 0
}

async function byReading(
  conn: Connection,
  bucket: Bucket,
  moment: Moment | undefined,
  signal: AbortSignal,
  onProgress: (p: AsOfProgress) => void,
  keys: string[],
  onWaiting: OnWaiting,
): Promise<AsOf> {
  const stream = toStream(await api(conn, `STREAM.INFO.${bucket.stream}`))
  const reader = new AsOfReader(moment)
  const { messages, first_seq: from, last_seq: to } = stream.state
  const total = keys.length > 0 ? 0 : messages
  // Not all of the stream: one that sources another bucket without renaming has that one's subjects too.
  const filters = (keys.length > 0 ? keys : ['>']).map((k) => bucket.prefix + k)
  let read = 0
  const change = emptyChange()
  const take: Take = (m, n) => {
    if (readChange(m, n, bucket.prefix, change)) reader.take(stateOfChange(change))
    if (++read % 1000 === 0) onProgress({ read, total })
  }
  await scan(conn, stream, { from, to, filters }, take, signal, onWaiting, { headersOnly: true })
  onProgress({ read, total })
  return reader.result(bucket.history, hasAged(bucket, moment))
}

/** Undefined when there are more keys than the server gives at once, or when who answered has less than the leader. */
async function ofSmall(
  conn: Connection,
  bucket: Bucket,
  moment: Moment | undefined,
  signal: AbortSignal,
): Promise<AsOf | undefined> {
  const states = await lastStates(conn, bucket, moment, signal)
  const latest = moment === undefined ? states : await lastStates(conn, bucket, undefined, signal)
  if (!states || !latest) return undefined
  const doubts = await doubtsOf(conn, bucket, states, moment, signal)
  return doubts && { states, doubts, latest }
}

async function lastStates(
  conn: Connection,
  bucket: Bucket,
  moment: Moment | undefined,
  signal: AbortSignal,
): Promise<Map<string, KeyState> | undefined> {
  const states = new Map<string, KeyState>()
  const take = (m: StoredMessage) => {
    const state = stateOf(bucket, m)
    states.set(state.key, state)
  }
  return (await readLast(conn, bucket.stream, `${bucket.prefix}>`, moment, take, signal)) ? states : undefined
}

/** The keys that have revisions, but not then, by the leader. Undefined when one had: a mirror that lags or has less answered. */
async function doubtsOf(
  conn: Connection,
  bucket: Bucket,
  states: Map<string, KeyState>,
  moment: Moment | undefined,
  signal: AbortSignal,
): Promise<Map<string, Doubt> | undefined> {
  const later: [subject: string, count: number][] = []
  const subjectsOf = (page: Parameters<typeof object>[0]) => object(object(object(page)?.state)?.subjects) ?? {}
  const body = { subjects_filter: `${bucket.prefix}>` }
  for await (const page of pages(conn, `STREAM.INFO.${bucket.stream}`, (p) => Object.keys(subjectsOf(p)).length, body)) {
    for (const [subject, count] of Object.entries(subjectsOf(page))) {
      if (!states.has(keyOf(bucket, subject))) later.push([subject, number(count)])
    }
  }
  if (moment === undefined) return later.length === 0 ? new Map() : undefined
  const doubts = new Map<string, Doubt>()
  const aged = hasAged(bucket, moment)
  let isComplete = true
  for (let i = 0; i < later.length; i += AT_ONCE) {
    if (signal.aborted) throw new AppError('aborted', 'Stopped')
    await Promise.all(
      later.slice(i, i + AT_ONCE).map(async ([subject, count]) => {
        const first = await getFresh(conn, bucket, { seq: 1n, next_by_subj: subject })
        if (first && isBy(stateOf(bucket, first), moment)) isComplete = false
        if (first) doubts.set(keyOf(bucket, subject), doubtOf(stateOf(bucket, first), count, bucket.history, aged))
      }),
    )
  }
  return isComplete ? doubts : undefined
}

export type Tombstone = KeyState & { operation: 'DEL' | 'PURGE' }

/**
 * The keys of which only a tombstone older than `olderThanMs` is left to see: what compact would remove. A marker of the
 * server goes by itself, and is left to do so.
 */
export async function listTombstones(
  conn: Connection,
  bucket: Bucket,
  olderThanMs: number,
  signal?: AbortSignal,
  onProgress?: (p: AsOfProgress) => void,
): Promise<Tombstone[]> {
  const { states } = await asOf(conn, bucket, undefined, signal, onProgress)
  const limit = new Date(Date.now() - olderThanMs).toISOString()
  return [...states.values()]
    .filter((s): s is Tombstone => s.operation !== 'PUT' && s.marker === undefined)
    .filter((s) => olderThanMs <= 0 || compareTimes(s.created, limit) <= 0)
}

export type CompactResult = { key: string; purged: number } | { key: string; error: AppError }

/**
 * Removes each tombstone with what is before it, and nothing that was written after it: a put that comes meanwhile stays. Reports
 * each key as it is done; what failed is told with its error and does not stop the others, except a lost bucket or an abort.
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
        const result = await purgeUpTo(conn, bucket, key, revision)
        if ('purged' in result) {
          keys++
          purged += result.purged
        } else if (result.error.kind === 'not-found' || result.error.kind === 'disconnected') throw result.error
        onDone(result)
      }),
    )
    const lost = outcomes.find((o) => o.status === 'rejected')
    if (lost) throw lost.reason
  }
  return { keys, purged }
}

async function purgeUpTo(conn: Connection, bucket: Bucket, key: string, revision: bigint): Promise<CompactResult> {
  try {
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
