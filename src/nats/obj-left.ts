import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { countChunks } from './obj-chunks.ts'
import { checkWritable, objReadError, objWriteError } from './obj-errors.ts'
import { eachMeta } from './obj-info.ts'
import { chunksOfMeta, toObjectInfo } from './obj-meta.ts'
import type { ObjBucket } from './obj-types.ts'
import type { UploadRecord } from './obj-upload.ts'
import { purgeChunks } from './obj-write.ts'

/**
 * How many chunks of uploads that were broken off are stored and belong to nothing, by their nuid: those of which nothing is left, or
 * which became complete after all, under whatever name by now, are not in it. Throws AppError.
 */
export async function countLeft(conn: Connection, bucket: ObjBucket, records: UploadRecord[]): Promise<Map<string, number>> {
  const left = new Map<string, number>()
  try {
    for (const { bucket: name, created, nuid } of records) {
      if (name !== bucket.name || created !== bucket.created) continue
      const chunks = await countChunks(conn, bucket, nuid)
      if (chunks > 0) left.set(nuid, chunks)
    }
    if (left.size === 0) return left
    // By subject: two metas of one name are both somebody's.
    let unreadable: string | undefined
    await eachMeta(conn, bucket, (m) => {
      left.delete(chunksOfMeta(m.data) ?? '')
      if (!toObjectInfo(bucket, m)) unreadable = m.subject
    })
    if (left.size === 0 || unreadable === undefined) return left
    throw new AppError('server', `What is kept at ${unreadable} cannot be read, so it is not known whether it needs these chunks`)
  } catch (e) {
    throw await objReadError(conn, bucket, records[0]?.name ?? 'the chunks', e)
  }
}

/** Takes away what is stored of an upload that was broken off. What belongs to an object stays. Gives the number of chunks. Throws AppError. */
export async function discardLeft(conn: Connection, bucket: ObjBucket, record: UploadRecord): Promise<number> {
  checkWritable(bucket)
  if (!(await countLeft(conn, bucket, [record])).has(record.nuid)) return 0
  try {
    return await purgeChunks(conn, bucket, record.nuid)
  } catch (e) {
    throw await objWriteError(conn, bucket, record.name, e)
  }
}
