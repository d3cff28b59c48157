import type { Deliver } from '~/lib/rule/rule.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getBatch, getOne } from './direct.ts'
import { number, object } from './fields.ts'
import { seqAtTime, wayOf, type Readable } from './messages.ts'
import type { Seq, Stream, StoredMessage } from './types.ts'

/** Where a consumer would start and how many messages it would have then. */
export type StartCount = {
  /** The first message; absent when there is none, or where finding it would mean reading them all (last per subject). */
  first?: { seq: Seq; time: string }
  count: number
  /** False: at most so many, because of what is deleted or filtered out in between. */
  exact: boolean
}

export type Countable = Readable & { state: Pick<Stream['state'], 'messages' | 'num_subjects' | 'num_deleted' | 'first_ts'> }

const nothing: StartCount = { count: 0, exact: true }

/**
 * Asks without a trace: no consumer is made. Exact by batched direct get (2.11, direct access), which tells how many messages
 * follow; elsewhere as exact as the stream's own figures allow. Filters must not overlap.
 */
export async function startCount(conn: Connection, stream: Countable, deliver: Deliver, filters: string[]): Promise<StartCount> {
  const wanted = filters.includes('>') ? [] : filters // as the server takes it
  if (deliver.from === 'new') return nothing
  if (deliver.from === 'last') return ofLast(conn, stream, wanted)
  if (deliver.from === 'last_per_subject') return ofSubjects(conn, stream, wanted)
  if (wanted.length === 0 && coversAll(stream, deliver)) return ofAll(stream)
  const each = (wanted.length > 0 ? wanted : [undefined]).map((filter) =>
    wayOf(conn, stream) === 'batch' ? counted(conn, stream, deliver, filter) : estimated(conn, stream, deliver, filter),
  )
  return (await Promise.all(each)).reduce(together, nothing)
}

function coversAll({ state }: Countable, deliver: Deliver): boolean {
  return deliver.from === 'all' || (deliver.from === 'seq' && deliver.seq <= state.first_seq)
}

function ofAll({ state }: Countable): StartCount {
  if (state.messages === 0) return nothing
  return { first: { seq: state.first_seq, time: state.first_ts }, count: state.messages, exact: true }
}

/** The last of each filter's subjects, and of these the latest. Without a filter the last sequence, even if it is deleted. */
async function ofLast(conn: Connection, stream: Countable, filters: string[]): Promise<StartCount> {
  const way = wayOf(conn, stream)
  if (stream.state.messages === 0) return nothing
  const found =
    filters.length === 0
      ? [await getOne(conn, stream.name, way, { seq: stream.state.last_seq })]
      : await Promise.all(filters.map((filter) => getOne(conn, stream.name, way, { last_by_subj: filter })))
  const last = found.reduce((a, b) => (a && b ? (a.seq > b.seq ? a : b) : (a ?? b)), undefined)
  return last ? { first: placeOf(last), count: 1, exact: true } : nothing
}

async function ofSubjects(conn: Connection, stream: Countable, filters: string[]): Promise<StartCount> {
  if (filters.length === 0) return { count: stream.state.num_subjects, exact: true }
  const counts = await Promise.all(filters.map((filter) => subjectsOf(conn, stream, filter)))
  return { count: counts.reduce((sum, n) => sum + n, 0), exact: true }
}

/** How many subjects match: a page beyond the last one says so without naming any. */
async function subjectsOf(conn: Connection, stream: Countable, filter: string): Promise<number> {
  const info = await api(conn, `STREAM.INFO.${stream.name}`, { subjects_filter: filter, offset: 2 ** 31 })
  return number(info.total)
}

/** One message by batched direct get, and the number of those after it. */
async function counted(conn: Connection, stream: Countable, deliver: Deliver, filter: string | undefined): Promise<StartCount> {
  const { messages, pending } = await getBatch(conn, stream.name, {
    ...(deliver.from === 'time' ? { start_time: deliver.time } : { seq: deliver.from === 'seq' ? deliver.seq : 1n }),
    ...(filter === undefined ? {} : { next_by_subj: filter }),
    batch: 1,
  })
  const [first] = messages
  return first ? { first: placeOf(first), count: pending + 1, exact: true } : nothing
}

/** From the stream's figures: what is stored between the first message and the end, and of the filter's subjects in all. */
async function estimated(conn: Connection, stream: Countable, deliver: Deliver, filter: string | undefined): Promise<StartCount> {
  const { state } = stream
  const way = wayOf(conn, stream)
  const from =
    deliver.from === 'seq' ? deliver.seq : deliver.from === 'time' ? await seqAtTime(conn, stream, deliver.time) : state.first_seq
  const next = (seq: Seq) => getOne(conn, stream.name, way, { seq, next_by_subj: filter ?? '>' })
  const first = from === undefined || from > state.last_seq ? undefined : await next(from)
  if (!first) return nothing
  const all = filter === undefined ? state.messages : await messagesOf(conn, stream, filter)
  const very = from !== undefined && from <= state.first_seq ? first : await next(state.first_seq)
  if (all !== undefined && very?.seq === first.seq) return { first: placeOf(first), count: all, exact: true }
  const span = Number(state.last_seq - first.seq) + 1
  // Without anything deleted in between, and without a filter, the span is full.
  const exact = filter === undefined && state.num_deleted === 0
  return { first: placeOf(first), count: Math.min(span, exact ? span : (all ?? span)), exact }
}

const MOST_SUBJECTS = 10_000

/** The messages of a filter's subjects in all; undefined where naming these subjects would be heavy for the server. */
async function messagesOf(conn: Connection, stream: Countable, filter: string): Promise<number | undefined> {
  if ((await subjectsOf(conn, stream, filter)) > MOST_SUBJECTS) return undefined
  const info = await api(conn, `STREAM.INFO.${stream.name}`, { subjects_filter: filter })
  return Object.values(object(object(info.state)?.subjects) ?? {}).reduce<number>((sum, n) => sum + number(n), 0)
}

/** Of two filters that do not overlap. */
function together(a: StartCount, b: StartCount): StartCount {
  const first = a.first && b.first ? (a.first.seq < b.first.seq ? a.first : b.first) : (a.first ?? b.first)
  return { ...(first ? { first } : {}), count: a.count + b.count, exact: a.exact && b.exact }
}

function placeOf({ seq, time }: StoredMessage): { seq: Seq; time: string } {
  return { seq, time }
}
