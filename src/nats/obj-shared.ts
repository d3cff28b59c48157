import type { Connection } from './connection.ts'
import { eachMeta } from './obj-info.ts'
import { toObjectInfo } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

/** The names of the objects that have the same bytes, by their nuid. */
type Names = Map<string, string[]>

/** What took longer to list than this is not listed for each of many small files that are replaced in a row. */
const LONG_MS = 200
/** It counts for so many times as long as it took. */
const TIMES = 10

const kept = new WeakMap<Connection, Map<string, { names: Names; until: number }>>()

/**
 * Whether an object under another name has the same bytes (nuid). A rename that was broken off between its two writes leaves that, and
 * one by a user who may not purge. Reads every meta of the bucket. Throws AppError.
 */
export async function isShared(
  conn: Connection,
  bucket: ObjBucket,
  { name, nuid }: Pick<ObjectInfo, 'name' | 'nuid'>,
): Promise<boolean> {
  const hasOther = (names: Names) => names.get(nuid)?.some((other) => other !== name) === true
  const last = kept.get(conn)?.get(bucket.stream)
  if (last && performance.now() < last.until && !hasOther(last.names)) return false
  // The other name may be the one that it had before it was renamed: what is kept does not count for that.
  return hasOther(await listAnew(conn, bucket))
}

async function listAnew(conn: Connection, bucket: ObjBucket): Promise<Names> {
  const started = performance.now()
  const names = await list(conn, bucket)
  const now = performance.now()
  const ofConn = kept.get(conn) ?? new Map<string, { names: Names; until: number }>()
  kept.set(conn, ofConn)
  if (now - started > LONG_MS) ofConn.set(bucket.stream, { names, until: now + (now - started) * TIMES })
  return names
}

async function list(conn: Connection, bucket: ObjBucket): Promise<Names> {
  const found = new Map<string, string[]>()
  await eachMeta(conn, bucket, (m) => {
    const info = toObjectInfo(bucket, m)
    if (info && !info.deleted && info.nuid !== '') found.set(info.nuid, [...(found.get(info.nuid) ?? []), info.name])
  })
  return found
}
