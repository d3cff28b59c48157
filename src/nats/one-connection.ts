import { openConnection, type Connection } from './connection.ts'
import { AppError, toAppError } from './errors.ts'
import type { ConnectOptions, LinkError } from './types.ts'

/** Errors come back as plain objects: an AppError cannot be cloned. */
export type Ended = { error?: LinkError }

/**
 * Works with a connection that is there for as long as the work is, one at a time: what is begun ends what runs, and waits until
 * its connection is closed.
 */
export class OneConnection {
  private abort = new AbortController()
  private working: Promise<unknown> = Promise.resolve()

  /** Told to stop, or pushed aside, it answers at once, whatever the server does. */
  run(options: ConnectOptions, work: (conn: Connection, signal: AbortSignal) => Promise<void>): Promise<Ended> {
    this.abort.abort()
    this.abort = new AbortController()
    const { signal } = this.abort
    const before = this.working
    let resolve: (ended: Ended) => void = () => {}
    const promise = new Promise<Ended>((r) => (resolve = r))
    const stop = () => resolve({ error: stopped().toPlain() })
    signal.addEventListener('abort', stop, { once: true })
    // All of it is in `working` from the first: of two calls at once the second waits for the first.
    this.working = (async () => {
      await before
      if (signal.aborted) return
      const conn = openConnection(options, { persist: true })
      await work(conn, signal).then(
        () => resolve({}),
        (e: unknown) => resolve({ error: toAppError(e).toPlain() }),
      )
      if (conn.link.state === 'open') await conn.flush().catch(() => {})
      conn.close()
    })()
    return promise.finally(() => signal.removeEventListener('abort', stop))
  }

  /** Ends what is under way; resolves when nothing of it is left on the server. */
  async stop(): Promise<void> {
    this.abort.abort()
    await this.working
  }
}

const stopped = () => new AppError('aborted', 'Stopped')
