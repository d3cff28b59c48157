import { bytes } from '~/lib/format.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError, toAppError } from './errors.ts'
import { number, object, text } from './fields.ts'
import type { ObjBucket } from './obj-types.ts'

/** What a chunk has beside its bytes, as a share of them. */
const OVERHEAD = 0.02

/**
 * Throws AppError limit before anything is sent where there is no room and the server would make some by removing the oldest chunks of
 * whatever object: a bucket whose stream discards the old, as no client makes one. Others refuse what is new when they are full.
 */
export async function checkRoom(conn: Connection, bucket: ObjBucket, size: number): Promise<void> {
  const most = bucket.max_bytes
  if (most === undefined || text(object(bucket.raw.config)?.discard) !== 'old') return
  const info = await api(conn, `STREAM.INFO.${bucket.stream}`).catch((e: unknown) => {
    if (toAppError(e).kind === 'permission') return bucket.raw
    throw e
  })
  const used = number(object(info.state)?.bytes)
  if (used + size * (1 + OVERHEAD) <= most) return
  throw new AppError(
    'limit',
    `The bucket ${bucket.name} holds ${bytes(used)} of ${bytes(most)} and removes its oldest chunks when it is full (discard: old): other objects would be damaged`,
    { next: `Make room, raise the limit, or set the stream ${bucket.stream} to refuse new messages (discard: new)` },
  )
}
