import type { Connection } from './connection.ts'
import { eachMeta } from './obj-info.ts'
import { toObjectInfo } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

type Names = Map<string, string[]>
type Listed = { until: number; names: Promise<Names> }

/** What took longer to list than this is not listed for each of many small files that are replaced in a row. */
const LONG_MS = 200
/** It counts for so many times as long as it took. */
const TIMES = 10

const known = new WeakMap<Connection, Map<string, Listed>>()

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
  const kept = known.get(conn)?.get(bucket.stream)
  if (kept && performance.now() < kept.until && !hasOther(await kept.names)) return false
  // The other name may be the one that it had before it was renamed: what is kept does not count for that.
  return hasOther(await listAnew(conn, bucket))
}

async function listAnew(conn: Connection, bucket: ObjBucket): Promise<Names> {
  const ofConn = known.get(conn) ?? new Map<string, Listed>()
  known.set(conn, ofConn)
  const started = performance.now()
  const now: Listed = { until: -Infinity, names: list(conn, bucket) }
  const names = await now.names
  const took = performance.now() - started
  if (took > LONG_MS) ofConn.set(bucket.stream, { ...now, until: performance.now() + took * TIMES })
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
