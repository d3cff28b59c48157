import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { wayOf, type Readable } from './messages.ts'
import type { Seq } from './types.ts'

export type TimeMark = { seq: Seq; time: string }

/**
 * When messages at even distances between the first and the last were stored, in order. One request each, and the message comes
 * with its payload, so the caller sees to it that messages are small.
 */
export async function timeMarks(conn: Connection, stream: Readable, between: number): Promise<TimeMark[]> {
  const { first_seq, last_seq } = stream.state
  const span = last_seq - first_seq
  const seqs = Array.from({ length: between }, (_, i) => first_seq + (span * BigInt(i + 1)) / BigInt(between + 1))
  const found = await Promise.all(
    [...new Set(seqs)].map((seq) => getOne(conn, stream.name, wayOf(conn, stream), { seq, next_by_subj: '>' })),
  )
  const marks = new Map(found.filter((m) => m !== undefined).map((m) => [m.seq, { seq: m.seq, time: m.time }]))
  return [...marks.values()].sort((a, b) => (a.seq < b.seq ? -1 : 1))
}
