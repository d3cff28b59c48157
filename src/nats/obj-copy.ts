import type { Connection } from './connection.ts'
import { ObjectRanges } from './obj-ranges.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import { ObjectUpload, type Replace } from './obj-upload.ts'

export type CopyOptions = { name?: string; replace?: Replace; onState?: () => void }

/**
 * Copies an object, to another bucket or under another name, with what is said about it: its bytes go through here, some at a time, and
 * are held against their digest before the copy is there. What it gives is an upload like any other. Resolve links before.
 */
export async function copyObject(
  conn: Connection,
  from: ObjBucket,
  info: ObjectInfo,
  to: ObjBucket,
  { name = info.name, replace, onState }: CopyOptions = {},
): Promise<ObjectUpload> {
  const ranges = await ObjectRanges.open(conn, from, info)
  const { description, headers, metadata, digest } = info
  const meta = { name, description, headers, metadata, digest, ...(replace === undefined ? {} : { replace }) }
  const upload = new ObjectUpload(conn, to, ranges, meta, onState)
  const close = () => ranges.close()
  void upload.done.then(close, close)
  return upload
}
