import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { toAppError } from './errors.ts'
import { emptyChange, readChange } from './kv-entry-change.ts'
import { persistRead } from './kv-persist.ts'
import type { Bucket } from './kv-types.ts'
import { scan, type OnWaiting, type ScanOptions } from './scan.ts'
import { getStream } from './streams.ts'
import type { Seq, StoredMessage, Stream } from './types.ts'

const EXACT = 2 ** 53
/** Beyond every sequence: it is read until nothing more comes. The nearer one lets numbers be compared, which is quicker. */
const [NEAR_END, END] = [BigInt(Number.MAX_SAFE_INTEGER), 2n ** 64n - 1n]
const LAGGING_MS = 200
/** So often the end of a bucket that is being written is come to before it is taken for one. */
const ENDS = 3

/** `filters`: subjects with wildcards, none = all keys. */
export type ThroughOptions = ScanOptions & { filters?: string[]; onWaiting?: OnWaiting }

export type ThroughProgress = (read: number, total: number) => void

/**
 * Reads all that a bucket holds, in order, to where nothing more comes, so that a key which is written anew while it is read is
 * met again at its new revision: what was given is every key of that last moment. Only then it resolves. Who answers may have less
 * than the leader; then it goes on.
 */
export async function readThrough(
  conn: Connection,
  bucket: Bucket,
  stream: Stream,
  from: Seq,
  take: (m: StoredMessage, seq: number) => void,
  signal: AbortSignal,
  { filters = [], onWaiting, ...options }: ThroughOptions = {},
): Promise<void> {
  // Not all of the stream: one that sources another bucket without renaming has that one's subjects too.
  let ends = 0
  const subjects = filters.length > 0 ? filters : [`${bucket.prefix}>`]
  for (let at = stream; ; at = await persistRead(conn, () => getStream(conn, bucket.stream), signal)) {
    const to = stream.state.last_seq < NEAR_END / 2n ? NEAR_END : END
    await scan(
      conn,
      at,
      { from, to, filters: subjects },
      (m, { seq }) => {
        from = (seq < EXACT ? BigInt(seq) : m.seq) + 1n
        take(m, seq)
      },
      signal,
      onWaiting,
      options,
    )
    const more = await nextOfLeader(conn, bucket, from, subjects, signal)
    if (more === undefined) return
    // What was written since it began is no reason to follow a busy bucket for ever, but the first end is none: while a key is
    // written anew the server may count nothing as pending, its old revision gone and the new one not yet seen (2.15.1). That one
    // key comes at once when it is read on, and of the next such key an earlier revision has been met.
    if (more > stream.state.last_seq && ++ends === ENDS) return
    if (more <= stream.state.last_seq) await pause(LAGGING_MS)
  }
}

/** The next sequence that the leader has; undefined when there is none, or that may not be asked. */
async function nextOfLeader(
  conn: Connection,
  bucket: Bucket,
  from: Seq,
  subjects: string[],
  signal: AbortSignal,
): Promise<Seq | undefined> {
  let least: Seq | undefined
  for (const next_by_subj of subjects) {
    const ask = () => getOne(conn, bucket.stream, 'get', { seq: from, next_by_subj })
    const m = await persistRead(conn, ask, signal).catch((e: unknown) => {
      if (toAppError(e).kind === 'permission') return undefined
      throw e
    })
    if (m && (least === undefined || m.seq < least)) least = m.seq
  }
  return least
}

/** Every key of a bucket with its newest revision, deleted ones included, sorted by name. */
export async function allKeys(
  conn: Connection,
  bucket: Bucket,
  signal: AbortSignal,
  onProgress: ThroughProgress = () => {},
): Promise<{ key: string; revision: Seq }[]> {
  const stream = await persistRead(conn, () => getStream(conn, bucket.stream), signal)
  const keys = new Map<string, Seq>()
  const change = emptyChange()
  let read = 0
  const take = (m: StoredMessage, seq: number) => {
    if (readChange(m, { seq }, bucket.prefix, change)) keys.set(change.key, change.exact ?? BigInt(seq))
    if (++read % 1000 === 0) onProgress(read, Math.max(read, stream.state.messages))
  }
  await readThrough(conn, bucket, stream, stream.state.first_seq, take, signal, { headersOnly: true })
  return [...keys].map(([key, revision]) => ({ key, revision })).sort((a, b) => (a.key < b.key ? -1 : 1))
}
