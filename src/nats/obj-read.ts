import type { Connection } from './connection.ts'
import { AppError, canReadOtherwise, disconnected, fromPlain, isPassing } from './errors.ts'
import { PushReader, type PushFrom, type PushOptions } from './push-reader.ts'
import type { ObjBucket } from './obj-types.ts'
import type { LinkError, StoredMessage } from './types.ts'

/**
 * Gives every message that the filters match as they are now, by an ephemeral consumer: in the words of the leader, and for any
 * number of them. Rejects with AppError, `aborted` and `disconnected` included; ask isBarred where no consumer may be made.
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
      onWaiting: (error: LinkError | undefined) => {
        end(() => reject(error && conn.link.state === 'open' ? fromPlain(error) : disconnected()))
      },
      onFailed: (e: AppError) => end(() => reject(e)),
    }
    const stream = { name: bucket.stream, created: bucket.created }
    const reader: PushReader = new PushReader(conn, stream, filters, from, events, options)
    if (signal?.aborted) abort()
    else if (conn.link.state !== 'open') end(() => reject(disconnected()))
    else signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Whether a consumer is what cannot be had, and reading in another way may do. */
export function isBarred(e: AppError): boolean {
  return e.kind !== 'aborted' && !isPassing(e) && canReadOtherwise(e, false)
}
