import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { PushReader, type PushFrom, type PushOptions } from './push-reader.ts'
import type { ObjBucket } from './obj-types.ts'
import type { StoredMessage } from './types.ts'

/**
 * Gives every message that the filters match as they are now, by an ephemeral consumer: in the words of the leader, and for any
 * number of them. Rejects with AppError, `aborted` included; ask canReadOtherwise where no consumer may be made.
 */
export function readAll(
  conn: Connection,
  bucket: ObjBucket,
  filters: string[],
  from: PushFrom,
  take: (m: StoredMessage) => void,
  { signal, ...options }: PushOptions & { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (how: () => void) => {
      reader.stop()
      signal?.removeEventListener('abort', abort)
      how()
    }
    const abort = () => end(() => reject(new AppError('aborted', 'Stopped')))
    const events = {
      onMessage: (m: StoredMessage, { pending }: { pending: number }) => {
        take(m)
        if (pending === 0) end(resolve)
      },
      onReady: (pending: number) => pending === 0 && end(resolve),
      onIdle: () => end(resolve),
      onAnew: () => end(() => reject(new AppError('not-found', 'The bucket was deleted and made anew meanwhile'))),
      onFailed: (e: AppError) => end(() => reject(e)),
    }
    const stream = { name: bucket.stream, created: bucket.created }
    const reader: PushReader = new PushReader(conn, stream, filters, from, events, options)
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}
