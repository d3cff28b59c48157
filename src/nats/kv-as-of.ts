import { AsOfReader, behindOf, compareTimes, type AsOf, type KeyState } from '~/lib/kv/as-of.ts'
import type { KeyChange } from '~/lib/kv/key-change.ts'
import { exactTime } from '~/lib/kv/key-index.ts'
import type { Moment } from '~/lib/kv/moment.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { emptyChange, readChange } from './kv-entry-change.ts'
import { readError } from './kv-errors.ts'
import { readThrough } from './kv-through.ts'
import type { Bucket } from './kv-types.ts'
import type { OnWaiting } from './scan.ts'
import { serverTime, timeBefore } from './server-clock.ts'
import { toStream } from './streams.ts'
import type { StoredMessage } from './types.ts'

/** `total` is 0 where it is not known: with filters. */
export type AsOfProgress = { read: number; total: number }

/** `filters`: keys with wildcards, none = all of them. */
export type AsOfOptions = { filters?: string[]; onWaiting?: OnWaiting }

/**
 * Every key as it was at a moment (undefined = now), as far as history reaches: the keys whose kept revisions are all later
 * are in `doubts` with the reason. A key of which nothing is kept any more (aged out, compacted) is not known at all. All of the
 * bucket is read once, without values, which are fetched by getRevision: the last revisions before a moment could be asked for
 * (2.11), but who answers may lag, without a word. Throws AppError not-found, permission, aborted.
 */
export async function asOf(
  conn: Connection,
  bucket: Bucket,
  moment: Moment | undefined,
  signal: AbortSignal = new AbortController().signal,
  onProgress: (p: AsOfProgress) => void = () => {},
  { filters: keys = [], onWaiting }: AsOfOptions = {},
): Promise<AsOf> {
  try {
    const info = await api(conn, `STREAM.INFO.${bucket.stream}`)
    const stream = toStream(info)
    const reader = new AsOfReader(moment)
    const { messages, first_seq: from } = stream.state
    // What is written meanwhile is read too.
    const tell = () => onProgress({ read, total: keys.length > 0 ? 0 : Math.max(read, messages) })
    const filters = keys.map((k) => bucket.prefix + k)
    let read = 0
    const change = emptyChange()
    const take = (m: StoredMessage, seq: number) => {
      if (readChange(m, { seq }, bucket.prefix, change)) reader.take(stateOfChange(change))
      if (++read % 1000 === 0) tell()
    }
    await readThrough(conn, bucket, stream, from, take, signal, {
      headersOnly: true,
      filters,
      ...(onWaiting ? { onWaiting } : {}),
    })
    tell()
    const behind = stream.mirror && behindOf(stream.mirror, stream.state.last_seq, moment)
    const mayLag = stream.config.num_replicas > 1 || stream.mirror !== undefined
    const result = reader.result(bucket.history, hasAged(bucket, moment, serverTime(info)), mayLag)
    return { ...result, ...(behind ? { behind } : {}) }
  } catch (e) {
    throw await readError(conn, bucket, 'the keys', e)
  }
}

/** What is read without making strings of the whole message: a large bucket has a million of them. */
export function stateOfChange({ key, revision, exact, ms, nanos, size, operation, marker, follows }: KeyChange): KeyState {
  return {
    key,
    revision: exact ?? BigInt(revision),
    operation: operation === 'UNKNOWN' ? 'PUT' : operation,
    ...(marker ? { marker } : {}),
    ...(follows ? { follows } : {}),
    created: exactTime(ms, nanos),
    size,
  }
}

/** Whether revisions of that moment may have aged out since. When a revision was written is not known once it has. */
function hasAged(bucket: Bucket, moment: Moment | undefined, now: string): boolean {
  if (moment === undefined) return false
  if (bucket.per_key_ttl) return true
  if (bucket.ttl_ms === undefined) return false
  return compareTimes(typeof moment === 'bigint' ? bucket.created : moment, timeBefore(now, bucket.ttl_ms)) < 0
}
