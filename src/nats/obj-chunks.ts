import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { AppError, toAppError } from './errors.ts'
import { number, object } from './fields.ts'
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
  const subject = chunkSubject(bucket, nuid)
  let last = 0n
  const note = (m: StoredMessage) => {
    last = m.seq
    take(toChunk(m))
  }
  try {
    return await readAll(conn, bucket, [subject], { seq: 1n }, note, { headersOnly: true, signal })
  } catch (e) {
    if (!isBarred(toAppError(e))) throw e
  }
  while (true) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    const m = await getOne(conn, bucket.stream, 'get', { seq: last + 1n, next_by_subj: subject })
    if (!m) return
    note(m)
  }
}

/** How many chunks are stored. */
export async function countChunks(conn: Connection, bucket: ObjBucket, nuid: string): Promise<number> {
  const subject = chunkSubject(bucket, nuid)
  const info = await api(conn, `STREAM.INFO.${bucket.stream}`, { subjects_filter: subject })
  return number(object(object(info.state)?.subjects)?.[subject])
}

/** Takes single chunks away. One that is gone already is no failure. */
export async function deleteChunks(conn: Connection, bucket: ObjBucket, seqs: Seq[]): Promise<void> {
  for (const seq of seqs) {
    try {
      await api(conn, `STREAM.MSG.DELETE.${bucket.stream}`, { seq, no_erase: true })
    } catch (e) {
      if (!(e instanceof AppError) || e.errCode !== 10043) throw e
    }
  }
}
