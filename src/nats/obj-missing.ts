import { count, duration, plural } from '~/lib/format.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { countChunks } from './obj-chunks.ts'
import { DamagedObject } from './obj-errors.ts'
import { getObject } from './obj-info.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

/** What was looked at is another object by now, under the same name. */
export class ReplacedObject extends AppError {
  constructor(name: string) {
    super('conflict', `${name} was replaced while it was read`, { next: 'Read it again, as it is now' })
  }
}

/**
 * Why an object has no more bytes: deleted or replaced since it was looked at, or damaged. `there`: the chunks that it has and their
 * bytes, where they were counted.
 */
export async function whyMissing(
  conn: Connection,
  bucket: ObjBucket,
  info: ObjectInfo,
  there?: { chunks: number; bytes: number },
): Promise<AppError> {
  const now = await getObject(conn, bucket, info.name, { fresh: true }).catch(() => info)
  if (now?.deleted ?? true) return new AppError('not-found', `${info.name} was deleted while it was read`)
  if (now?.nuid !== info.nuid) return new ReplacedObject(info.name)
  // Its name may have been written anew since, and its bytes not.
  const age = bucket.ttl_ms ? `; the bucket takes away what is older than ${duration(bucket.ttl_ms)}` : ''
  const chunks = there?.chunks ?? (await countChunks(conn, bucket, info.nuid).catch(() => undefined))
  if (chunks === undefined) return new DamagedObject(info.name, `chunks of it are missing${age}`)
  if (!there && chunks >= info.chunks) return new DamagedObject(info.name, 'its chunks are not those of a moment ago')
  return new DamagedObject(
    info.name,
    there && chunks >= info.chunks
      ? `its ${plural(chunks, 'chunk')} ${chunks === 1 ? 'has' : 'have'} ${count(there.bytes)} bytes, and it should have ${count(info.size)}`
      : `${count(chunks)} of its ${count(info.chunks)} chunks are there${age}`,
  )
}
