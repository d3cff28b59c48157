import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { eachChunk } from './obj-chunks.ts'
import { checkWritable, objReadError, objWriteError } from './obj-errors.ts'
import { listObjects } from './obj-info.ts'
import { listSubjects } from './kv-names.ts'
import { chunkSubject } from './obj-meta.ts'
import { serverTime } from './server-clock.ts'
import type { ObjBucket } from './obj-types.ts'
import type { LinkError, Seq } from './types.ts'

const HOUR_MS = 3_600_000

/** Chunks that belong to no object: of an upload that broke off, or of one that goes on somewhere now. */
export type Orphan = {
  nuid: string
  chunks: number
  bytes: number
  /** When its newest chunk was stored. RFC 3339. */
  last: string
  lastSeq: Seq
  /** Its newest chunk is younger than the threshold, or it was named as in progress: it is better left alone. */
  young: boolean
}

export type OrphanOptions = {
  /** Newer ones may still be on their way: an hour without. */
  olderThanMs?: number
  /** Uploads that are known to be in progress, or left to be gone on with. */
  except?: ReadonlySet<string>
  signal?: AbortSignal
}

export type OrphanList = {
  orphans: Orphan[]
  /** Metas that could not be read: what they refer to is not known, and looks like orphans. */
  unreadable: string[]
}

/** Finds the chunks that no object refers to, the largest first. Throws AppError. */
export async function findOrphans(
  conn: Connection,
  bucket: ObjBucket,
  { olderThanMs = HOUR_MS, except, signal = new AbortController().signal }: OrphanOptions = {},
): Promise<OrphanList> {
  try {
    // The chunks first: an upload that ends meanwhile has its meta in what is read second.
    const all = chunkSubject(bucket, '>')
    const { subjects } = await listSubjects(conn, bucket.stream, [all], signal)
    const { nuids, unreadable } = await inUse(conn, bucket, signal)
    const now = Date.parse(serverTime(await api(conn, `STREAM.INFO.${bucket.stream}`)))
    const orphans: Orphan[] = []
    for (const subject of subjects) {
      const nuid = subject.slice(all.length - 1)
      if (nuids.has(nuid)) continue
      const found = await look(conn, bucket, nuid, signal)
      if (!found) continue
      const young = now - Date.parse(found.last) < olderThanMs || (except?.has(nuid) ?? false)
      orphans.push({ ...found, young })
    }
    return { orphans: orphans.sort((a, b) => b.bytes - a.bytes), unreadable }
  } catch (e) {
    throw await objReadError(conn, bucket, 'the chunks', e)
  }
}

/** The chunks of what is there now. A deleted object has none: what it left is an orphan too. */
async function inUse(conn: Connection, bucket: ObjBucket, signal: AbortSignal) {
  const { objects, unreadable } = await listObjects(conn, bucket, signal)
  return { nuids: new Set(objects.filter((o) => !o.deleted).map((o) => o.nuid)), unreadable }
}

async function look(
  conn: Connection,
  bucket: ObjBucket,
  nuid: string,
  signal: AbortSignal,
): Promise<Omit<Orphan, 'young'> | undefined> {
  const found = { nuid, chunks: 0, bytes: 0, last: '', lastSeq: 0n }
  await eachChunk(
    conn,
    bucket,
    nuid,
    (c) => {
      found.chunks++
      found.bytes += c.size
      found.last = c.time
      found.lastSeq = c.seq
    },
    signal,
  )
  return found.chunks > 0 ? found : undefined
}

export type Cleaned = {
  chunks: number
  bytes: number
  /** Left where they are, and why. */
  kept: { orphan: Orphan; because: LinkError }[]
}

/** Takes orphans away that are still as they were found: what has grown or belongs to an object by now stays. Throws AppError. */
export async function cleanOrphans(
  conn: Connection,
  bucket: ObjBucket,
  orphans: Orphan[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Cleaned> {
  checkWritable(bucket)
  const cleaned: Cleaned = { chunks: 0, bytes: 0, kept: [] }
  for (const orphan of orphans) {
    try {
      const now = await look(conn, bucket, orphan.nuid, signal)
      if (!now) continue
      if (now.lastSeq !== orphan.lastSeq) {
        throw new AppError('conflict', 'Chunks were added to it: somebody is uploading it now', { next: 'Look again later' })
      }
      if ((await inUse(conn, bucket, signal)).nuids.has(orphan.nuid)) {
        throw new AppError('conflict', 'It belongs to an object by now')
      }
      // `seq` is the first that is kept: what may come meanwhile stays.
      const body = { filter: chunkSubject(bucket, orphan.nuid), seq: orphan.lastSeq + 1n }
      await api(conn, `STREAM.PURGE.${bucket.stream}`, body, 30_000)
      cleaned.chunks += now.chunks
      cleaned.bytes += now.bytes
    } catch (e) {
      const because = await objWriteError(conn, bucket, 'the chunks', e)
      if (!(because instanceof AppError) || because.kind === 'disconnected' || signal.aborted) throw because
      cleaned.kept.push({ orphan, because: because.toPlain() })
    }
  }
  return cleaned
}
