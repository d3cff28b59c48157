import { count, duration, plural } from '~/lib/format.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { DamagedObject } from './obj-errors.ts'
import { getObject } from './obj-info.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

/** Why an object has no more bytes than these, of which there should be more: deleted or replaced since it was looked at, or damaged. */
export async function whyMissing(
  conn: Connection,
  bucket: ObjBucket,
  info: ObjectInfo,
  there: { chunks: number; bytes: number },
): Promise<AppError> {
  const now = await getObject(conn, bucket, info.name, { fresh: true }).catch(() => info)
  if (now?.deleted ?? true) return new AppError('not-found', `${info.name} was deleted while it was read`)
  if (now?.nuid !== info.nuid) {
    return new AppError('conflict', `${info.name} was replaced while it was read`, { next: 'Read it again, as it is now' })
  }
  // Its name may have been written anew since, and its bytes not.
  const age = bucket.ttl_ms ? `; the bucket takes away what is older than ${duration(bucket.ttl_ms)}` : ''
  return new DamagedObject(
    info.name,
    there.chunks === info.chunks
      ? `its ${plural(there.chunks, 'chunk')} ${there.chunks === 1 ? 'has' : 'have'} ${count(there.bytes)} bytes, and it should have ${count(info.size)}`
      : `${count(there.chunks)} of its ${count(info.chunks)} chunks are there${age}`,
  )
}
