import type { Connection } from './connection.ts'
import { getBatch, getOne, PAGE_BYTES, readWay, type Batch, type ReadWay } from './direct.ts'
import { AppError } from './errors.ts'
import { readChained, readParallel, sizeOf } from './read-single.ts'
import type { Seq, Stream, StoredMessage } from './types.ts'

/** What reading needs to know of a stream; `Stream` has it all. */
export type Readable = {
  name: string
  config: Pick<Stream['config'], 'allow_direct'>
  state: Pick<Stream['state'], 'first_seq' | 'last_seq'>
}

export type Range = {
  /** Messages in order of sequence. */
  messages: StoredMessage[]
  /** Where to read on in the same direction; absent when the end of the stream is reached. */
  next?: Seq
}

/** The way of reading the stream over this connection. */
export function wayOf(conn: Connection, stream: Pick<Readable, 'config'>): ReadWay {
  return readWay(conn.server?.apiLevel ?? 0, stream.config.allow_direct)
}

/**
 * Up to about `limit` messages at or after `from`, matching any of the filters (none = all). Overlapping filters give each
 * message once. `until` is the last sequence of interest: a hint that saves reading beyond it one by one.
 */
export async function readForward(
  conn: Connection,
  stream: Readable,
  from: Seq,
  limit: number,
  filters: string[] = [],
  signal?: AbortSignal,
  until?: Seq,
): Promise<Range> {
  const lanes = await Promise.all(
    (filters.length > 0 ? filters : [undefined]).map((filter) => readLane(conn, stream, from, limit, filter, signal, until)),
  )
  // A lane that has more knows nothing beyond its last message, so the merge is complete only up to the earliest such end.
  const cut = lanes.reduce<Seq | undefined>((least, lane) => {
    const end = lane.next === undefined ? undefined : lane.next - 1n
    return end === undefined ? least : least === undefined || end < least ? end : least
  }, undefined)
  const merged = new Map<Seq, StoredMessage>()
  for (const m of lanes.flatMap((lane) => lane.messages)) if (cut === undefined || m.seq <= cut) merged.set(m.seq, m)
  const messages = [...merged.values()].sort((a, b) => (a.seq < b.seq ? -1 : 1))
  return cut === undefined ? { messages } : { messages, next: cut + 1n }
}

/** One filter forward: messages, and where it goes on unless the stream's end is reached. */
async function readLane(
  conn: Connection,
  stream: Readable,
  from: Seq,
  limit: number,
  filter: string | undefined,
  signal: AbortSignal | undefined,
  until: Seq | undefined,
): Promise<Range> {
  const way = wayOf(conn, stream)
  const start = from < stream.state.first_seq ? stream.state.first_seq : from
  if (way !== 'batch') {
    return filter === undefined
      ? readParallel(conn, stream, way, start, limit, signal)
      : readChained(conn, stream, way, start, limit, filter, signal, until)
  }
  const request = { seq: start, batch: limit, max_bytes: PAGE_BYTES, ...(filter ? { next_by_subj: filter } : {}) }
  return rangeOf(await getBatch(conn, stream.name, request, signal))
}

function rangeOf({ messages, pending }: Batch): Range {
  const last = messages.at(-1)
  return last && pending > 0 ? { messages, next: last.seq + 1n } : { messages }
}

/**
 * Up to about `limit` messages (or PAGE_BYTES) at or before `to`, still in order of sequence. The server only reads forward, so
 * ranges are read backwards: a sparse one makes the next wider, which crosses a billion deleted messages in a few requests; one
 * that holds more than a reply is tried again as wide as what the reply held.
 */
export async function readBackward(
  conn: Connection,
  stream: Readable,
  to: Seq,
  limit: number,
  filters: string[] = [],
  signal?: AbortSignal,
): Promise<Range> {
  const first = stream.state.first_seq
  let messages: StoredMessage[] = []
  let bytes = 0
  let high = to > stream.state.last_seq ? stream.state.last_seq : to
  let width = BigInt(limit)
  while (high >= first && messages.length < limit && bytes < PAGE_BYTES) {
    const low = high - width + 1n > first ? high - width + 1n : first
    const found = await readWithin(conn, stream, low, high, limit, filters, signal)
    if (found.next !== undefined) {
      const held = found.next - low // the sequences that one reply covers here
      width = held < width ? held : width - 1n
      continue
    }
    messages = [...found.messages, ...messages]
    bytes += sizeOf(found.messages)
    high = low - 1n
    if (BigInt(found.messages.length) * 4n < width) width *= 8n
  }
  return high >= first ? { messages, next: high } : { messages }
}

/** The messages of a range; `next` is there when one reply did not hold them all. */
async function readWithin(
  conn: Connection,
  stream: Readable,
  low: Seq,
  high: Seq,
  limit: number,
  filters: string[],
  signal?: AbortSignal,
): Promise<Range> {
  // No more than the range can hold, and one beyond the limit: it tells whether there is more.
  const span = high - low + 1n
  const most = span <= BigInt(limit) ? Number(span) : limit + 1
  const { messages, next } = await readForward(conn, stream, low, most, filters, signal, high)
  const inside = messages.filter((m) => m.seq <= high)
  return next === undefined || next > high ? { messages: inside } : { messages: inside, next }
}

/**
 * Like readForward from the first message not older than `time`, in one request; undefined where the server or the filters need
 * more: ask seqAtTime then.
 */
export async function readFromTime(
  conn: Connection,
  stream: Readable,
  time: string,
  limit: number,
  filters: string[],
  signal?: AbortSignal,
): Promise<Range | undefined> {
  if (wayOf(conn, stream) !== 'batch' || filters.length > 1) return undefined
  const [filter] = filters
  const request = { start_time: time, batch: limit, max_bytes: PAGE_BYTES, ...(filter ? { next_by_subj: filter } : {}) }
  return rangeOf(await getBatch(conn, stream.name, request, signal))
}

/**
 * The message at a sequence, or undefined when it is deleted or not there yet. The leader is asked, since a lagging replica or a
 * mirror that answers for its origin may still hold what is deleted; where it may not be asked, any.
 */
export async function getMessage(conn: Connection, stream: Readable, seq: Seq): Promise<StoredMessage | undefined> {
  try {
    return await getOne(conn, stream.name, 'get', { seq })
  } catch (e) {
    if (!(e instanceof AppError) || (e.kind !== 'permission' && e.kind !== 'timeout')) throw e
    return getOne(conn, stream.name, wayOf(conn, stream), { seq })
  }
}

/** The sequence of the last message that matches any of the filters, or undefined. */
export async function lastSeq(conn: Connection, stream: Readable, filters: string[]): Promise<Seq | undefined> {
  if (filters.length === 0) return stream.state.last_seq
  const found = await Promise.all(
    filters.map((filter) => getOne(conn, stream.name, wayOf(conn, stream), { last_by_subj: filter })),
  )
  return found.reduce<Seq | undefined>((max, m) => (m && (max === undefined || m.seq > max) ? m.seq : max), undefined)
}

/**
 * The first sequence whose message is not older than `time` (RFC 3339), or undefined when all are older. In one request where the
 * server can, else by halving the range.
 */
export async function seqAtTime(conn: Connection, stream: Readable, time: string): Promise<Seq | undefined> {
  const way = wayOf(conn, stream)
  if (way === 'batch') {
    const { messages } = await getBatch(conn, stream.name, { start_time: time, batch: 1 })
    return messages[0]?.seq
  }
  if ((conn.server?.apiLevel ?? 0) >= 1) {
    const found = await getOne(conn, stream.name, way, { start_time: time })
    return found?.seq
  }
  return halve(conn, stream, way, time)
}

async function halve(conn: Connection, stream: Readable, way: ReadWay, time: string): Promise<Seq | undefined> {
  const wanted = Date.parse(time)
  if (Number.isNaN(wanted)) throw new AppError('invalid', `"${time}" is not a time`)
  let low = stream.state.first_seq
  let high = stream.state.last_seq + 1n // the answer is in [low, high]; high means "none"
  while (low < high) {
    const middle = (low + high) / 2n
    const m = await getOne(conn, stream.name, way, { seq: middle, next_by_subj: '>' })
    if (!m || !isBefore(m.time, time)) high = middle
    else low = m.seq + 1n
  }
  const found = low > stream.state.last_seq ? undefined : await getOne(conn, stream.name, way, { seq: low, next_by_subj: '>' })
  return found?.seq
}

/** Compares RFC 3339 UTC times to the nanosecond: Date would call two of the same millisecond equal. */
function isBefore(a: string, b: string): boolean {
  const [x, y] = [Date.parse(a), Date.parse(b)]
  return x !== y ? x < y : nanos(a) < nanos(b)
}

function nanos(time: string): number {
  return Number((/\.(\d{1,9})/.exec(time)?.[1] ?? '').padEnd(9, '0'))
}
