import { pages, api } from './api.ts'
import type { Connection } from './connection.ts'
import { number, object } from './fields.ts'
import type { Bucket } from './kv-types.ts'
import { matchingFrom } from './matching.ts'
import { serverTime, timeBefore } from './server-clock.ts'
import { toStream } from './streams.ts'
import type { JsonObject } from './types.ts'

/** Naming more keys than one page has is heavy for the server. */
const MOST_KEYS = 100_000

/** How many values; otherwise there are at most so many. */
export type Loss = { count: number; exact: boolean }

/** The revisions beyond the last `history` of each key: what a lower history takes. */
export async function beyondHistory(conn: Connection, bucket: Bucket, history: number, signal?: AbortSignal): Promise<Loss> {
  // Each key keeps one at least.
  if (history === 1 || bucket.keys > MOST_KEYS) {
    const { state } = toStream(await api(conn, `STREAM.INFO.${bucket.stream}`))
    return { count: state.messages - state.num_subjects, exact: history === 1 }
  }
  const counts = (page: JsonObject) => object(object(page.state)?.subjects) ?? {}
  let total = 0
  const body = { subjects_filter: '>' }
  for await (const page of pages(conn, `STREAM.INFO.${bucket.stream}`, (p) => Object.keys(counts(p)).length, body, { signal }))
    for (const n of Object.values(counts(page))) total += Math.max(0, number(n) - history)
  return { count: total, exact: true }
}

/** The messages of a bucket, of keys or of objects, that are older than this: what a shorter TTL takes. */
export async function olderThan(conn: Connection, bucket: Pick<Bucket, 'stream'>, ms: number): Promise<Loss> {
  const info = await api(conn, `STREAM.INFO.${bucket.stream}`)
  const stream = toStream(info)
  const younger = await matchingFrom(conn, stream, [], { time: timeBefore(serverTime(info), ms) })
  const older = Math.max(0, stream.state.messages - younger.count)
  // Where the younger are at most so many, the older are at least so many: all of them at most.
  return younger.exact ? { count: older, exact: true } : { count: stream.state.messages, exact: false }
}
