import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { number } from './fields.ts'
import { allMetas } from './obj-meta.ts'
import type { ObjBucket } from './obj-types.ts'

/** More subjects than a server lists at once: of those from here on it sends none, and counts all. */
const BEYOND = 2 ** 40

/** How many names of objects the bucket has, deleted ones included, without any of them being sent. */
export async function countObjects(conn: Connection, bucket: ObjBucket): Promise<number> {
  const page = await api(conn, `STREAM.INFO.${bucket.stream}`, { subjects_filter: allMetas(bucket), offset: BEYOND })
  return number(page.total)
}
