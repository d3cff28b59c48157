import type { Counted } from '~/lib/stream-config/losses.ts'
import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { number, object } from './fields.ts'
import { matchingFrom } from './matching.ts'
import { answersAlone } from './stream-count.ts'
import { serverTime, timeBefore } from './server-clock.ts'
import { toStream } from './streams.ts'
import type { JsonObject } from './types.ts'

/** Naming more subjects than one page has is heavy for the server. */
const MOST_SUBJECTS = 100_000

/** The messages beyond the newest `most` of each subject: what a lower limit per subject takes. */
export async function beyondPerSubject(conn: Connection, name: string, most: bigint, signal?: AbortSignal): Promise<Counted> {
  const { state } = toStream(await api(conn, `STREAM.INFO.${name}`))
  // Each subject keeps one at least.
  if (most === 1n || state.num_subjects > MOST_SUBJECTS) return { count: state.messages - state.num_subjects, exact: most === 1n }
  const counts = (page: JsonObject) => object(object(page.state)?.subjects) ?? {}
  let total = 0
  const body = { subjects_filter: '>' }
  for await (const page of pages(conn, `STREAM.INFO.${name}`, (p) => Object.keys(counts(p)).length, body, { signal }))
    for (const n of Object.values(counts(page))) total += Math.max(0, number(n) - Number(most))
  return { count: total, exact: true }
}

/** The messages that are older than this, in ms, by the server's clock: what a shorter age limit takes. */
export async function olderThan(conn: Connection, name: string, ms: number): Promise<Counted> {
  const info = await api(conn, `STREAM.INFO.${name}`)
  const stream = toStream(info)
  const limit = timeBefore(serverTime(info), ms)
  const { messages, first_ts } = stream.state
  // The leader knows its first message; a replica or a mirror that answers may not know of it, or of the last ones.
  if (messages === 0 || Date.parse(first_ts) > Date.parse(limit)) return { count: 0, exact: true }
  const isAlone = await answersAlone(conn, stream)
  const younger = await matchingFrom(conn, stream, [], { time: limit })
  const older = Math.max(1, messages - younger.count)
  // One may say of itself that it stays: Nats-TTL: never.
  if (stream.config.allow_msg_ttl) return { count: younger.exact ? older : messages, exact: false }
  // Where the younger are at most so many, the older are at least so many: all of them at most.
  return younger.exact ? { count: older, exact: isAlone } : { count: messages, exact: false }
}
