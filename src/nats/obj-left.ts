import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { countChunks } from './obj-chunks.ts'
import { checkWritable, objReadError, objWriteError } from './obj-errors.ts'
import { listObjects } from './obj-info.ts'
import type { ObjBucket } from './obj-types.ts'
import type { UploadRecord } from './obj-upload.ts'
import { purgeChunks } from './obj-write.ts'

/**
 * How many chunks of an upload that was broken off are stored and belong to nothing: 0 when they are gone, or when the object became
 * complete after all, under whatever name it has by now. Throws AppError.
 */
export async function countLeft(conn: Connection, bucket: ObjBucket, record: UploadRecord): Promise<number> {
  if (record.bucket !== bucket.name || record.created !== bucket.created) return 0
  try {
    const chunks = await countChunks(conn, bucket, record.nuid)
    return chunks === 0 || (await isReferredTo(conn, bucket, record.nuid)) ? 0 : chunks
  } catch (e) {
    throw await objReadError(conn, bucket, record.name, e)
  }
}

/** Takes away what is stored of an upload that was broken off. What belongs to an object stays. Gives the number of chunks. Throws AppError. */
export async function discardLeft(conn: Connection, bucket: ObjBucket, record: UploadRecord): Promise<number> {
  checkWritable(bucket)
  if ((await countLeft(conn, bucket, record)) === 0) return 0
  try {
    return await purgeChunks(conn, bucket, record.nuid)
  } catch (e) {
    throw await objWriteError(conn, bucket, record.name, e)
  }
}

async function isReferredTo(conn: Connection, bucket: ObjBucket, nuid: string): Promise<boolean> {
  const { objects, unreadable } = await listObjects(conn, bucket)
  if (objects.some((o) => !o.deleted && o.nuid === nuid)) return true
  const [first] = unreadable
  if (first === undefined) return false
  throw new AppError('server', `What is kept at ${first} cannot be read, so it is not known whether it needs these chunks`)
}
