import type { Connection } from './connection.ts'
import { AppError, fromPlain } from './errors.ts'

/** Resolves when the link is open; rejects when it has failed for good, is closed, or the signal says stop. */
export function untilOpen(conn: Connection, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {}
    const abort = () => end(() => reject(new AppError('aborted', 'Stopped')))
    const end = (how: () => void) => {
      stop()
      signal?.removeEventListener('abort', abort)
      how()
    }
    const look = () => {
      const { link } = conn
      if (link.state === 'open') end(resolve)
      else if (link.state === 'failed') end(() => reject(fromPlain(link.error)))
      else if (link.state === 'closed') end(() => reject(new AppError('disconnected', 'The connection was closed')))
    }
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    stop = conn.onLink(look)
    look()
  })
}
