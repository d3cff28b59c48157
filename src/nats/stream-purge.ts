import { inFlight } from '~/lib/in-flight.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError, isMessageGone, isPassing, toAppError } from './errors.ts'
import { number, text } from './fields.ts'
import { firstMatching, messagesOf, placeOf, type Place } from './matching.ts'
import { readBackward, seqAtTime } from './messages.ts'
import { answersAlone, countFrom, type Counted } from './stream-count.ts'
import { getStream } from './streams.ts'
import type { Seq, Stream } from './types.ts'

/** What is to go: everything, or what a filter matches; of that what is below a sequence, before a time (RFC 3339), or all but the newest. */
export type PurgeWish = {
  filter?: string
  of: { all: true } | { below: Seq } | { before: string } | { allBut: number }
}

/** What would go, as of the moment that it was looked at. */
export type PurgePlan = {
  stream: string
  created: string
  filter?: string
  /** The first sequence that stays whatever its subject: what comes after the look is beyond it. */
  seq: Seq
  /** So many of the newest stay instead, as they are when it is done: where it cannot be known which those are. */
  keep?: number
  /** How many go. */
  count: number
  /** Otherwise about so many: messages come or go, or a replica answers. */
  exact: boolean
  /** How many of the filter stay. */
  kept: number
  oldest?: Place
  newest?: Place
}

/** A stream may be written while it is looked at: it is looked at again until nothing has moved, so often. */
const LOOKS = 3
const PURGE_MS = 60_000

/**
 * Works out what a purge would take. It is to be done by sequence, so that nothing goes that was not counted: what is published
 * meanwhile stays. Where replicas or mirrors answer too, or a count is none, all but the newest is left to the server. Throws AppError,
 * `aborted` included.
 */
export async function planPurge(conn: Connection, name: string, wish: PurgeWish, signal?: AbortSignal): Promise<PurgePlan> {
  let before = await getStream(conn, name)
  for (let look = 1; ; look++) {
    const plan = await lookOnce(conn, before, wish, signal)
    const after = await getStream(conn, name)
    if (isSameState(before, after)) return plan
    if (look === LOOKS) return { ...plan, exact: false }
    before = after
  }
}

function isSameState({ created, state: a }: Stream, { created: other, state: b }: Stream): boolean {
  return created === other && a.messages === b.messages && a.first_seq === b.first_seq && a.last_seq === b.last_seq
}

async function lookOnce(conn: Connection, stream: Stream, wish: PurgeWish, signal?: AbortSignal): Promise<PurgePlan> {
  const { filter } = wish
  const isAlone = await answersAlone(conn, stream)
  const total = await totalOf(conn, stream, filter, isAlone)
  const { seq, rest, keep } = await cut(conn, stream, wish, total, isAlone, signal)
  const count = Math.max(0, total.count - rest.count)
  const plan: PurgePlan = {
    stream: stream.name,
    created: stream.created,
    ...(filter === undefined ? {} : { filter }),
    seq,
    ...(keep === undefined ? {} : { keep }),
    count,
    exact: total.exact && rest.exact,
    kept: Math.min(total.count, rest.count),
  }
  if (count === 0) return plan
  const { oldest, newest } = await ends(conn, stream, filter, seq)
  return { ...plan, ...(oldest ? { oldest } : {}), ...(newest && keep === undefined ? { newest } : {}) }
}

async function totalOf(conn: Connection, stream: Stream, filter: string | undefined, isAlone: boolean): Promise<Counted> {
  if (filter === undefined) return { count: stream.state.messages, exact: true }
  const sum = await messagesOf(conn, stream.name, filter)
  return sum === undefined ? countFrom(conn, stream, filter, 1n, isAlone) : { count: sum, exact: true }
}

/** Where it is cut, and how many stay from there on. */
async function cut(
  conn: Connection,
  stream: Stream,
  { filter, of }: PurgeWish,
  total: Counted,
  isAlone: boolean,
  signal?: AbortSignal,
): Promise<{ seq: Seq; rest: Counted; keep?: number }> {
  const none: Counted = { count: 0, exact: true }
  const end = stream.state.last_seq + 1n
  if ('all' in of) return { seq: end, rest: none }
  if ('allBut' in of) {
    if (of.allBut === 0) return { seq: end, rest: none }
    if (of.allBut >= total.count) return { seq: stream.state.first_seq, rest: total }
    const cut = isAlone ? await cutBeforeNewest(conn, stream, filter, of.allBut, signal) : undefined
    return cut ?? { seq: end, rest: { count: of.allBut, exact: false }, keep: of.allBut }
  }
  // The leader alone: what a replica does not have yet it takes for younger than everything.
  const led = { ...stream, config: { ...stream.config, allow_direct: false } }
  const wanted = 'below' in of ? of.below : ((await seqAtTime(conn, led, of.before)) ?? end)
  if (wanted >= end) return { seq: end, rest: none }
  if (wanted <= stream.state.first_seq) return { seq: stream.state.first_seq, rest: total }
  return { seq: wanted, rest: await countFrom(conn, stream, filter, wanted, isAlone) }
}

/**
 * The highest sequence from which on at least so many are left, by halves; the server takes it up to that one. Undefined where a count
 * is not exact: it may be too high, and messages that are to stay would go.
 */
async function cutBeforeNewest(conn: Connection, stream: Stream, filter: string | undefined, keep: number, signal?: AbortSignal) {
  let [low, high] = [stream.state.first_seq, stream.state.last_seq + 1n] // at least so many from low on, fewer from high on
  let rest = await countFrom(conn, stream, filter, low, true)
  while (high - low > 1n) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    const middle = (low + high) / 2n
    const there = await countFrom(conn, stream, filter, middle, true)
    if (!there.exact) return undefined
    if (there.count >= keep) {
      low = middle
      rest = there
    } else high = middle
  }
  return { seq: low, rest }
}

async function ends(conn: Connection, stream: Stream, filter: string | undefined, seq: Seq) {
  const filters = filter === undefined ? [] : [filter]
  const [oldest, { messages }] = await Promise.all([
    firstMatching(conn, stream, filters, stream.state.first_seq),
    readBackward(conn, stream, seq - 1n, 1, filters),
  ])
  const newest = messages.at(-1)
  return { oldest, newest: newest && placeOf(newest) }
}

/**
 * Purges what was planned; gives how many messages went. Throws AppError conflict when the stream was made anew since, not-found,
 * permission, and what the server refuses (a stream that is sealed or denies purges).
 */
export async function purgeStream(conn: Connection, { stream, created, filter, seq, keep }: PurgePlan): Promise<number> {
  if ((await getStream(conn, stream)).created !== created) throw madeAnew(stream)
  const body = { ...(filter === undefined ? {} : { filter }), ...(keep === undefined ? { seq } : { keep }) }
  const reply = await api(conn, `STREAM.PURGE.${stream}`, body, PURGE_MS)
  return number(reply.purged)
}

/** Deletes a stream, if it is the one of that creation time. Throws AppError conflict when it was made anew since; not-found. */
export async function deleteStream(conn: Connection, { name, created }: { name: string; created: string }): Promise<void> {
  if (text((await api(conn, `STREAM.INFO.${name}`)).created) !== created) throw madeAnew(name)
  await api(conn, `STREAM.DELETE.${name}`)
}

export type Deletion = { seq: Seq; result: 'deleted' | 'gone' } | { seq: Seq; result: 'failed'; because: AppError }

/**
 * Deletes messages by sequence, some at once, from a stream that is of that creation time; tells what became of each. `erase`: their places
 * on disk are overwritten with random bytes, which takes longer. Throws AppError conflict when the stream was made anew; and the first
 * failure that passes by itself (a lost connection): what was not told of was not tried, what failed so may have been done.
 */
export async function deleteMessages(
  conn: Connection,
  { name, created }: { name: string; created: string },
  seqs: Seq[],
  erase: boolean,
  tell: (d: Deletion) => void,
): Promise<void> {
  if (text((await api(conn, `STREAM.INFO.${name}`)).created) !== created) throw madeAnew(name)
  const work = async (seq: Seq) => {
    try {
      await api(conn, `STREAM.MSG.DELETE.${name}`, { seq, ...(erase ? {} : { no_erase: true }) })
      tell({ seq, result: 'deleted' })
    } catch (e) {
      const because = toAppError(e)
      if (isMessageGone(because)) return tell({ seq, result: 'gone' })
      tell({ seq, result: 'failed', because })
      if (isPassing(because) || because.errCode === 10059) throw because
    }
  }
  await inFlight(seqs, { atOnce: 16 }, work, new AbortController().signal)
}

function madeAnew(stream: string): AppError {
  return new AppError('conflict', `The stream ${stream} was deleted and made anew in the meantime; nothing was removed`, {
    next: 'Look at what it is now, then decide',
  })
}
