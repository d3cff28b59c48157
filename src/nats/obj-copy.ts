import { parseDigest } from '~/lib/obj/digest.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { ReplacedObject } from './obj-missing.ts'
import { ObjectRanges } from './obj-ranges.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import { ObjectUpload, type Replace, type UploadRecord } from './obj-upload.ts'
import type { OpenHash } from './piece-hash.ts'

export type CopyOptions = {
  name?: string
  replace?: Replace
  /** A copy that was left before, to be gone on with. */
  resume?: UploadRecord
  /** Ends the looking for its chunks; later on the upload is cancelled. */
  signal?: AbortSignal
  onState?: () => void
  openHash?: OpenHash
}

/**
 * Copies an object, to another bucket or under another name, with what is said about it: its bytes go through here, some at a time, and
 * are held against their digest, if it is of a kind that is known, before the copy is there. What it gives is an upload like any other. Resolve links before.
 */
export async function copyObject(
  conn: Connection,
  from: ObjBucket,
  info: ObjectInfo,
  to: ObjBucket,
  { name = info.name, replace, resume, signal, onState, openHash }: CopyOptions = {},
): Promise<ObjectUpload> {
  const ranges = await ObjectRanges.open(conn, from, info, signal).catch(ofSource)
  const source = { size: ranges.size, read: (offset: number, length: number) => ranges.read(offset, length).catch(ofSource) }
  const { description, headers, metadata, digest } = info
  const meta = {
    name,
    description,
    headers,
    metadata,
    ...(parseDigest(digest) ? { digest } : {}),
    ...(replace === undefined ? {} : { replace }),
    ...(resume ? { resume } : {}),
    ...(openHash ? { openHash } : {}),
  }
  const upload = new ObjectUpload(conn, to, source, meta, onState)
  const close = () => ranges.close()
  void upload.done.then(close, close)
  return upload
}

/** A conflict of a copy is one at its target, where it can be replaced: what was replaced at its source is another failure. */
function ofSource(e: unknown): never {
  if (!(e instanceof ReplacedObject)) throw e
  throw new AppError('server', e.message, { cause: e, ...(e.next ? { next: e.next } : {}) })
}
