import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { AppError, isMessageGone, toAppError } from './errors.ts'
import { number, object, text } from './fields.ts'
import { chunkSubject } from './obj-meta.ts'
import { isBarred, readAll } from './obj-read.ts'
import type { ObjBucket } from './obj-types.ts'
import type { Seq, StoredMessage } from './types.ts'

/**
 * Each chunk that is sent from here has a number of its own, as the id by which the server knows a repeat: after a lost connection
 * nothing is stored twice, and what is stored can be told apart. A new generation is begun where chunks were taken away, since the
 * server still knows their ids.
 */
export function chunkId(nuid: string, generation: number, index: number): string {
  return `${nuid}.${generation}.${index}`
}

export type StoredChunk = {
  seq: Seq
  /** Of its payload. */
  size: number
  time: string
  /** Of chunks that were sent from here. */
  index: number | undefined
  generation: number
}

const ID = 'Nats-Msg-Id'

function toChunk(m: StoredMessage): StoredChunk {
  const header = (name: string) => m.headers.find(([n]) => n === name)?.[1]
  const [, generation, index] = header(ID)?.split('.') ?? []
  return {
    seq: m.seq,
    size: Number(header('Nats-Msg-Size') ?? m.data.length),
    time: m.time,
    index: index === undefined ? undefined : Number(index),
    generation: Number(generation ?? 0),
  }
}

/** Every stored chunk of an object in order, as the leader has them, without their bytes where a consumer may be made. */
export async function eachChunk(
  conn: Connection,
  bucket: ObjBucket,
  nuid: string,
  take: (c: StoredChunk) => void,
  signal?: AbortSignal,
): Promise<void> {
  return eachChunkOf(conn, bucket, [nuid], (_, c) => take(c), signal)
}

/** So many subjects one consumer is made for: what it asks stays far below the smallest max_payload in use. */
const AT_ONCE = 256

/** The same of several, each in its order. `onPart`: so many more of them have been read. */
export async function eachChunkOf(
  conn: Connection,
  bucket: ObjBucket,
  nuids: string[],
  take: (nuid: string, c: StoredChunk) => void,
  signal?: AbortSignal,
  onPart: (nuids: number) => void = () => {},
): Promise<void> {
  const start = chunkSubject(bucket, '').length
  for (let at = 0; at < nuids.length; at += AT_ONCE) {
    const some = nuids.slice(at, at + AT_ONCE)
    const last = new Map<string, Seq>()
    const note = (m: StoredMessage) => {
      const nuid = m.subject.slice(start)
      if (m.seq <= (last.get(nuid) ?? 0n)) return
      last.set(nuid, m.seq)
      take(nuid, toChunk(m))
    }
    const filters = some.map((nuid) => chunkSubject(bucket, nuid))
    try {
      await readAll(conn, bucket, filters, { seq: 1n }, note, { headersOnly: true, signal })
    } catch (e) {
      if (!isBarred(toAppError(e))) throw e
      for (const nuid of some) await oneByOne(conn, bucket, nuid, last, note, signal)
    }
    onPart(some.length)
  }
}

async function oneByOne(
  conn: Connection,
  bucket: ObjBucket,
  nuid: string,
  last: ReadonlyMap<string, Seq>,
  note: (m: StoredMessage) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  while (true) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    const from = (last.get(nuid) ?? 0n) + 1n
    const m = await getOne(conn, bucket.stream, 'get', { seq: from, next_by_subj: chunkSubject(bucket, nuid) })
    if (!m) return
    note(m)
  }
}

/** How many chunks are stored. */
export async function countChunks(conn: Connection, bucket: ObjBucket, nuid: string): Promise<number> {
  return (await chunkState(conn, bucket, nuid)).count
}

/** The same, or AppError not-found when the bucket is another one of the same name by now. */
export async function countInSame(conn: Connection, bucket: ObjBucket, nuid: string): Promise<number> {
  const { count, created } = await chunkState(conn, bucket, nuid)
  if (created === bucket.created) return count
  throw new AppError('not-found', `The bucket ${bucket.name} was deleted and made anew in the meantime`, {
    next: 'Look at what it is now, then decide',
  })
}

async function chunkState(conn: Connection, bucket: ObjBucket, nuid: string): Promise<{ count: number; created: string }> {
  const subject = chunkSubject(bucket, nuid)
  const info = await api(conn, `STREAM.INFO.${bucket.stream}`, { subjects_filter: subject })
  return { count: number(object(object(info.state)?.subjects)?.[subject]), created: text(info.created) }
}

/** Takes single chunks away. One that is gone already is no failure. */
export async function deleteChunks(conn: Connection, bucket: ObjBucket, seqs: Seq[]): Promise<void> {
  for (const seq of seqs) {
    try {
      await api(conn, `STREAM.MSG.DELETE.${bucket.stream}`, { seq, no_erase: true })
    } catch (e) {
      if (!isMessageGone(toAppError(e))) throw e
    }
  }
}
