import type { Connection } from './connection.ts'
import { eachMeta } from './obj-info.ts'
import { toObjectInfo } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

type Listed = { until: number; names: Promise<Map<string, string[]>> }

/** What was listed counts for so many times as long as that took: many small files are replaced in a row. */
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
  const names = (await listed(conn, bucket)).get(nuid)
  return names !== undefined && names.some((other) => other !== name)
}

function listed(conn: Connection, bucket: ObjBucket): Promise<Map<string, string[]>> {
  const ofConn = known.get(conn) ?? new Map<string, Listed>()
  known.set(conn, ofConn)
  const before = ofConn.get(bucket.stream)
  if (before && performance.now() < before.until) return before.names
  const started = performance.now()
  const now: Listed = { until: Infinity, names: list(conn, bucket) }
  ofConn.set(bucket.stream, now)
  now.names.then(
    () => (now.until = performance.now() + (performance.now() - started) * TIMES),
    () => ofConn.delete(bucket.stream),
  )
  return now.names
}

async function list(conn: Connection, bucket: ObjBucket): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  await eachMeta(conn, bucket, (m) => {
    const info = toObjectInfo(bucket, m)
    if (info && !info.deleted && info.nuid !== '') found.set(info.nuid, [...(found.get(info.nuid) ?? []), info.name])
  })
  return found
}
