import type { Connection } from './connection.ts'
import { getOne, PAGE_BYTES, type ReadWay } from './direct.ts'
import type { Readable, Range } from './messages.ts'
import { AppError } from './errors.ts'
import type { Seq, StoredMessage } from './types.ts'

const MOST_AT_ONCE = 32

/**
 * Reads forward one message a request (servers before 2.11, streams without direct access), many requests at once: sequences are
 * known beforehand, and a deleted one answers "not found". A run of deleted ones is jumped over.
 */
export async function readParallel(
  conn: Connection,
  stream: Readable,
  way: ReadWay,
  from: Seq,
  limit: number,
  signal?: AbortSignal,
): Promise<Range> {
  const messages: StoredMessage[] = []
  const last = stream.state.last_seq
  let at = from
  let atOnce = 4 // few, until it is seen how large the messages are
  while (at <= last && messages.length < limit && sizeOf(messages) < PAGE_BYTES) {
    stopIfAborted(signal)
    const count = Math.min(atOnce, limit - messages.length, Number(last - at) + 1)
    const seqs = Array.from({ length: count }, (_, i) => at + BigInt(i))
    const found = (await Promise.all(seqs.map((seq) => getOne(conn, stream.name, way, { seq })))).filter((m) => m !== undefined)
    messages.push(...found)
    at += BigInt(count)
    if (sizeOf(found) * 8 < PAGE_BYTES) atOnce = Math.min(atOnce * 2, MOST_AT_ONCE)
    if (found.length > 0) continue
    const beyond = await getOne(conn, stream.name, way, { seq: at, next_by_subj: '>' })
    if (!beyond) return { messages }
    at = beyond.seq
  }
  return at <= last ? { messages, next: at } : { messages }
}

/** Reads forward with a filter, each request after the one before: the next match is only known to the server. */
export async function readChained(
  conn: Connection,
  stream: Readable,
  way: ReadWay,
  from: Seq,
  limit: number,
  filter: string,
  signal?: AbortSignal,
  until?: Seq,
): Promise<Range> {
  const messages: StoredMessage[] = []
  let at = from
  let bytes = 0
  while (messages.length < limit && bytes < PAGE_BYTES && (until === undefined || at <= until)) {
    stopIfAborted(signal)
    const m = await getOne(conn, stream.name, way, { seq: at, next_by_subj: filter })
    if (!m) return { messages }
    messages.push(m)
    bytes += m.data.length
    at = m.seq + 1n
  }
  return { messages, next: at }
}

export function sizeOf(messages: StoredMessage[]): number {
  return messages.reduce((sum, m) => sum + m.data.length, 0)
}

function stopIfAborted(signal: AbortSignal | undefined) {
  if (signal?.aborted) throw new AppError('aborted', 'Stopped')
}
