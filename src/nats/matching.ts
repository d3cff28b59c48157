import type { Connection } from './connection.ts'
import { getBatch, getOne, readWay } from './direct.ts'
import { AppError } from './errors.ts'
import type { Seq, Stream, StoredMessage } from './types.ts'

/** Where a message is, without what is in it. */
export type Place = { seq: Seq; time: string; subject: string }

/** What a consumer with these filters would be given from some sequence on. */
export type Ahead = {
  /** The first such message; absent = there is none. */
  first?: Place
  /** How many there are now. */
  messages: number
  /** Whether `messages` is exact; otherwise there are at most so many. */
  exact: boolean
}

/**
 * The first message at or after `from` that one of the filters matches (no filters = any), or undefined. Direct get or MSG.GET:
 * nothing is taken from anybody and no consumer is made.
 */
export async function firstMatching(conn: Connection, stream: Stream, filters: string[], from: Seq): Promise<Place | undefined> {
  const way = readWay(apiLevel(conn), stream.config.allow_direct)
  const seq = from < 1n ? 1n : from
  const found = await Promise.all(
    (filters.length > 0 ? filters : ['>']).map((next_by_subj) => getOne(conn, stream.name, way, { seq, next_by_subj })),
  )
  return earliest(found)
}

/**
 * How many messages at or after `from` the filters match, and the first of them. Exact where batched direct get answers (2.11,
 * allow_direct), which says how many follow; the server lets no two filters of a consumer overlap, so their counts add up.
 */
export async function matchingFrom(conn: Connection, stream: Stream, filters: string[], from: Seq): Promise<Ahead> {
  const seq = from < 1n ? 1n : from
  if (readWay(apiLevel(conn), stream.config.allow_direct) === 'batch') {
    const all = filters.length > 0 ? filters : ['>']
    const batches = await Promise.all(all.map((next_by_subj) => getBatch(conn, stream.name, { seq, next_by_subj, batch: 1 })))
    return ahead(
      earliest(batches.map((b) => b.messages[0])),
      batches.reduce((sum, b) => sum + b.messages.length + b.pending, 0),
      true,
    )
  }
  const first = await firstMatching(conn, stream, filters, seq)
  const { first_seq, last_seq, num_deleted } = stream.state
  const most = first ? Number(last_seq - (first.seq > first_seq ? first.seq : first_seq) + 1n) : 0
  return ahead(first, Math.max(0, most), most <= 1 || (filters.length === 0 && num_deleted === 0))
}

/** The sequence of the first message at or after a time (RFC 3339). Throws AppError not-found when there is none. */
export async function sequenceAtTime(conn: Connection, stream: Stream, time: string): Promise<Seq> {
  const way = readWay(apiLevel(conn), stream.config.allow_direct)
  const found = await getOne(conn, stream.name, way, { start_time: time })
  if (!found) throw new AppError('not-found', 'The stream has no message at or after this time')
  return found.seq
}

function apiLevel(conn: Connection): number {
  return conn.server?.apiLevel ?? 0
}

function ahead(first: Place | undefined, messages: number, exact: boolean): Ahead {
  return { messages, exact, ...(first ? { first } : {}) }
}

function earliest(found: (StoredMessage | undefined)[]): Place | undefined {
  const places = found.filter((m) => m !== undefined).sort((a, b) => (a.seq < b.seq ? -1 : 1))
  return places[0] && { seq: places[0].seq, time: places[0].time, subject: places[0].subject }
}
