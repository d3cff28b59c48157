import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { getObjBucket } from './obj-buckets.ts'
import { getObject } from './obj-info.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

/**
 * The object that a link leads to, however many links are on the way; an object that is none is itself. Throws AppError invalid for links
 * in a circle and for one to a whole bucket, not-found where one leads to nothing.
 */
export async function resolveLink(
  conn: Connection,
  bucket: ObjBucket,
  info: ObjectInfo,
): Promise<{ bucket: ObjBucket; info: ObjectInfo }> {
  const seen = new Set<string>()
  while (info.link) {
    const at = JSON.stringify([info.bucket, info.name])
    if (seen.has(at))
      throw new AppError('invalid', `The link ${info.name} leads in a circle`, { next: 'Delete one of its links' })
    seen.add(at)
    const { bucket: target, name } = info.link
    if (name === undefined) {
      throw new AppError('invalid', `${info.name} is a link to the bucket ${target}, not to an object`, {
        next: 'Open the bucket',
      })
    }
    if (target !== bucket.name) bucket = await getObjBucket(conn, target)
    const next = await getObject(conn, bucket, name)
    if (!next || next.deleted) {
      throw new AppError('not-found', `The link ${info.name} leads to ${name} in the bucket ${target}, which is not there`)
    }
    info = next
  }
  return { bucket, info }
}
