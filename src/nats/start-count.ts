import type { Deliver } from '~/lib/rule/rule.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { matchingFrom, nothing, placeOf, subjectsOf, type Ahead, type Countable, type Place } from './matching.ts'
import { wayOf } from './messages.ts'
import type { Stream } from './types.ts'

/** Where a consumer would start and how many messages it would have then; the first is left out where finding it means reading all. */
export type StartCount = Omit<Ahead, 'first'> & { first?: Omit<Place, 'subject'> }

export type Startable = Countable & { state: Pick<Stream['state'], 'num_subjects' | 'first_ts'> }

/** Asks without a trace: no consumer is made. As exact as matchingFrom. Filters must not overlap. */
export async function startCount(conn: Connection, stream: Startable, deliver: Deliver, filters: string[]): Promise<StartCount> {
  const wanted = filters.includes('>') ? [] : filters // as the server takes it
  if (deliver.from === 'new') return nothing
  if (deliver.from === 'last') return ofLast(conn, stream, wanted)
  if (deliver.from === 'last_per_subject') return ofSubjects(conn, stream, wanted)
  if (wanted.length === 0 && coversAll(stream, deliver)) return ofAll(stream)
  const from = deliver.from === 'time' ? { time: deliver.time } : { seq: deliver.from === 'seq' ? deliver.seq : 1n }
  return matchingFrom(conn, stream, wanted, from)
}

function coversAll({ state }: Startable, deliver: Deliver): boolean {
  return deliver.from === 'all' || (deliver.from === 'seq' && deliver.seq <= state.first_seq)
}

function ofAll({ state }: Startable): StartCount {
  if (state.messages === 0) return nothing
  return { first: { seq: state.first_seq, time: state.first_ts }, count: state.messages, exact: true }
}

/** The last of each filter's subjects, and of these the latest. Without a filter the last sequence, even if it is deleted. */
async function ofLast(conn: Connection, stream: Startable, filters: string[]): Promise<StartCount> {
  const way = wayOf(conn, stream)
  if (stream.state.messages === 0) return nothing
  const found =
    filters.length === 0
      ? [await getOne(conn, stream.name, way, { seq: stream.state.last_seq })]
      : await Promise.all(filters.map((filter) => getOne(conn, stream.name, way, { last_by_subj: filter })))
  const last = found.reduce((a, b) => (a && b ? (a.seq > b.seq ? a : b) : (a ?? b)), undefined)
  return last ? { first: placeOf(last), count: 1, exact: true } : nothing
}

async function ofSubjects(conn: Connection, stream: Startable, filters: string[]): Promise<StartCount> {
  if (filters.length === 0) return { count: stream.state.num_subjects, exact: true }
  const counts = await Promise.all(filters.map((filter) => subjectsOf(conn, stream.name, filter)))
  return { count: counts.reduce((sum, n) => sum + n, 0), exact: true }
}
