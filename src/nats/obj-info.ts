import type { Connection } from './connection.ts'
import { getLast, getOne, readWay } from './direct.ts'
import { AppError, toAppError } from './errors.ts'
import { readLast } from './kv-last.ts'
import { listSubjects } from './kv-names.ts'
import { objReadError } from './obj-errors.ts'
import { allMetas, metaSubject, otherMetaSubjects, toObjectInfo } from './obj-meta.ts'
import { isBarred, readAll } from './obj-read.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import type { StoredMessage } from './types.ts'

/**
 * The object of this name, or null when there is none; a deleted one is there too, and says so. What a replica or a mirror answers may
 * lag a little: `fresh` asks the leader, as is always done before an object is said to be absent. Throws AppError invalid,
 * not-found (the bucket is gone), permission.
 */
export async function getObject(
  conn: Connection,
  bucket: ObjBucket,
  name: string,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<ObjectInfo | null> {
  const subject = metaSubject(bucket, name)
  const others = otherMetaSubjects(bucket, name)
  try {
    const near = bucket.allow_direct && !fresh ? await getLast(conn, bucket.stream, subject) : undefined
    let m = near ?? (await fromLeader(conn, bucket, subject))
    for (const other of others) m ??= await fromLeader(conn, bucket, other)
    if (!m) return null
    const info = toObjectInfo(bucket, m)
    if (!info) {
      throw new AppError('server', `What is kept about ${name} in the bucket ${bucket.name} is not that of an object`, {
        next: `To be rid of it, purge the subject ${m.subject} on the page of the stream ${bucket.stream}`,
      })
    }
    return info
  } catch (e) {
    throw await objReadError(conn, bucket, name, e)
  }
}

/** The object whose meta is at a subject, as the leader has it: where only that one is meant, and not every way to write its name. */
export async function getObjectAt(conn: Connection, bucket: ObjBucket, subject: string): Promise<ObjectInfo | undefined> {
  const m = await fromLeader(conn, bucket, subject)
  return m && toObjectInfo(bucket, m)
}

/** The last message of a subject as the leader has it; where that may not be asked, as whoever answers has it. */
async function fromLeader(conn: Connection, bucket: ObjBucket, subject: string): Promise<StoredMessage | undefined> {
  try {
    return await getOne(conn, bucket.stream, 'get', { last_by_subj: subject })
  } catch (e) {
    if (!bucket.allow_direct || !(e instanceof AppError) || e.kind !== 'permission') throw e
    return getLast(conn, bucket.stream, subject)
  }
}

export type ObjectList = {
  /** Sorted by name, those that are deleted among them. */
  objects: ObjectInfo[]
  /** Subjects under which something else is kept than an object. */
  unreadable: string[]
}

/** Every object of the bucket as it is now, deleted ones too. Throws AppError as getObject does, and aborted. */
export async function listObjects(conn: Connection, bucket: ObjBucket, signal?: AbortSignal): Promise<ObjectList> {
  const found = new Map<string, ObjectInfo>()
  const unreadable: string[] = []
  const take = (m: StoredMessage) => {
    const info = toObjectInfo(bucket, m)
    if (info) found.set(info.name, info)
    else unreadable.push(m.subject)
  }
  await eachMeta(conn, bucket, take, signal)
  return { objects: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), unreadable }
}

/**
 * Every meta as it is written, by its subject: of objects, of deleted ones, and of what is no object. Two of one name are both here, which
 * happens where clients encode it differently.
 */
export async function eachMeta(
  conn: Connection,
  bucket: ObjBucket,
  take: (m: StoredMessage) => void,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await readMetas(conn, bucket, take, signal)
  } catch (e) {
    throw await objReadError(conn, bucket, 'the objects', e)
  }
}

/** By pages of direct get for as many as the server gives so, else by a consumer, else one by one. */
async function readMetas(conn: Connection, bucket: ObjBucket, take: (m: StoredMessage) => void, signal?: AbortSignal) {
  const filter = allMetas(bucket)
  const way = readWay(conn.server?.apiLevel ?? 0, bucket.allow_direct)
  // A replica may lag behind, and then lacks what was just put.
  if (way === 'batch' && bucket.num_replicas === 1 && !bucket.mirror_of) {
    if (await readLast(conn, bucket.stream, filter, take, signal)) return
  }
  try {
    return await readAll(conn, bucket, [filter], { lastPerSubject: true }, take, { signal })
  } catch (e) {
    if (!isBarred(toAppError(e))) throw e
  }
  const { subjects } = await listSubjects(conn, bucket.stream, [filter], signal ?? new AbortController().signal)
  for (const subject of subjects) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    const m = await fromLeader(conn, bucket, subject)
    if (m) take(m)
  }
}
