import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getBatch, getOne } from './direct.ts'
import { number, object } from './fields.ts'
import { seqAtTime, wayOf, type Readable } from './messages.ts'
import type { Seq, Stream, StoredMessage } from './types.ts'

/** Where a message is, without what is in it. */
export type Place = { seq: Seq; time: string; subject: string }

/** What a consumer with these filters would be given from some place on. */
export type Ahead = {
  /** The first such message; absent = there is none. */
  first?: Place
  /** How many there are now. */
  count: number
  /** Whether `count` is exact; otherwise there are at most so many, because of what is deleted or filtered out in between. */
  exact: boolean
}

/** A sequence, or a time (RFC 3339). */
export type From = { seq: Seq } | { time: string }

/** What counting needs to know of a stream; `Stream` has it all. */
export type Countable = Readable & { state: Pick<Stream['state'], 'messages' | 'num_deleted'> }

export const nothing: Ahead = { count: 0, exact: true }

/**
 * The first message at or after `from` that one of the filters matches (no filters = any), or undefined. Direct get or MSG.GET:
 * nothing is taken from anybody and no consumer is made.
 */
export async function firstMatching(
  conn: Connection,
  stream: Pick<Readable, 'name' | 'config'>,
  filters: string[],
  from: Seq,
): Promise<Place | undefined> {
  const seq = from < 1n ? 1n : from
  const way = wayOf(conn, stream)
  const found = await Promise.all(
    (filters.length > 0 ? filters : ['>']).map((next_by_subj) => getOne(conn, stream.name, way, { seq, next_by_subj })),
  )
  return found.map((m) => m && placeOf(m)).reduce(earlier, undefined)
}

/**
 * How many messages at or after a place the filters match, and the first of them. Exact where batched direct get answers (2.11,
 * allow_direct), which says how many follow; elsewhere as exact as the stream's own figures allow. The server lets no two filters
 * of a consumer overlap, so their counts add up.
 */
export async function matchingFrom(conn: Connection, stream: Countable, filters: string[], from: From): Promise<Ahead> {
  const way = wayOf(conn, stream)
  if (way === 'batch') return sum(await each(filters, (filter) => counted(conn, stream, filter, from)))
  const seq = 'seq' in from ? from.seq : await seqAtTime(conn, stream, from.time)
  if (seq === undefined) return nothing
  const all = sum(await each(filters, (filter) => estimated(conn, stream, filter, seq < 1n ? 1n : seq)))
  // No more than there are sequences.
  return all.first && !all.exact ? { ...all, count: Math.min(all.count, spanOf(stream, all.first)) } : all
}

function each<T>(filters: string[], count: (filter: string | undefined) => Promise<T>): Promise<T[]> {
  return Promise.all((filters.length > 0 ? filters : [undefined]).map(count))
}

function sum(parts: Ahead[]): Ahead {
  const first = parts.map((p) => p.first).reduce(earlier, undefined)
  return {
    ...(first ? { first } : {}),
    count: parts.reduce((n, p) => n + p.count, 0),
    exact: parts.every((p) => p.exact),
  }
}

/** One message by batched direct get, and the number of those after it. */
async function counted(conn: Connection, stream: Countable, filter: string | undefined, from: From): Promise<Ahead> {
  const { messages, pending } = await getBatch(conn, stream.name, {
    ...('seq' in from ? { seq: from.seq < 1n ? 1n : from.seq } : { start_time: from.time }),
    next_by_subj: filter ?? '>',
    batch: 1,
  })
  const [first] = messages
  return first ? { first: placeOf(first), count: pending + 1, exact: true } : nothing
}

/** From the stream's figures: what is stored between the first message and the end, and of the filter's subjects in all. */
async function estimated(conn: Connection, stream: Countable, filter: string | undefined, from: Seq): Promise<Ahead> {
  const { state } = stream
  const wanted = filter === undefined ? [] : [filter]
  const first = await firstMatching(conn, stream, wanted, from)
  if (!first) return nothing
  const all = filter === undefined ? state.messages : await messagesOf(conn, stream.name, filter)
  const very = from <= state.first_seq ? first : await firstMatching(conn, stream, wanted, state.first_seq)
  if (all !== undefined && very?.seq === first.seq) return { first, count: all, exact: true }
  const span = spanOf(stream, first)
  // Without anything deleted in between, and without a filter, the span is full.
  const exact = span === 1 || (filter === undefined && state.num_deleted === 0)
  return { first, count: exact ? span : Math.min(span, all ?? span), exact }
}

/** How many sequences there are from a message to the stream's end: the message may be younger than the stream's figures. */
function spanOf({ state }: Countable, { seq }: Place): number {
  return seq < state.last_seq ? Number(state.last_seq - seq) + 1 : 1
}

/** How many subjects match: a page beyond the last one says so without naming any. */
export async function subjectsOf(conn: Connection, stream: string, filter: string): Promise<number> {
  const info = await api(conn, `STREAM.INFO.${stream}`, { subjects_filter: filter, offset: 2 ** 31 })
  return number(info.total)
}

const MOST_SUBJECTS = 10_000

/** The messages of a filter's subjects in all, by the leader; undefined where naming these subjects would be heavy for the server. */
export async function messagesOf(conn: Connection, stream: string, filter: string): Promise<number | undefined> {
  if ((await subjectsOf(conn, stream, filter)) > MOST_SUBJECTS) return undefined
  const info = await api(conn, `STREAM.INFO.${stream}`, { subjects_filter: filter })
  return Object.values(object(object(info.state)?.subjects) ?? {}).reduce<number>((total, n) => total + number(n), 0)
}

function earlier(a: Place | undefined, b: Place | undefined): Place | undefined {
  return a && b ? (a.seq < b.seq ? a : b) : (a ?? b)
}

export function placeOf({ seq, time, subject }: StoredMessage): Place {
  return { seq, time, subject }
}
