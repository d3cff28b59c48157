import { writeHeaders } from '~/lib/messages-file/header-block.ts'
import type { Connection } from './connection.ts'
import { disconnected, toAppError, type AppError } from './errors.ts'
import type { Header } from './types.ts'

/** `at`: milliseconds after the request went out. */
export type Reply = { subject: string; headers: Header[]; data: Uint8Array; at: number }

/** `more`: replies that came when as many were kept as are kept; they are counted. `ended`: why it is over. */
export type Replies = { kept: Reply[]; more: number; ended?: 'timeout' | 'enough' | 'stopped' }

/** Of replies so many are kept, and bytes of them. */
const MOST_REPLIES = 1000
const MOST_BYTES = 16 * 1024 * 1024

export type RequestOptions = { timeoutMs: number; most?: number | undefined; signal?: AbortSignal }

/**
 * Sends a request and gathers all replies until the timeout, or until `most` have come; `onReply` hears of each. Throws AppError:
 * no-responders, permission, disconnected (with the replies so far told already), limit.
 */
export function requestMany(
  conn: Connection,
  { subject, data, headers }: { subject: string; data: Uint8Array; headers: readonly (readonly [string, string])[] },
  { timeoutMs, most, signal }: RequestOptions,
  onReply: (so: Replies) => void = () => {},
): Promise<Replies> {
  const inbox = conn.newInbox()
  const so: Replies = { kept: [], more: 0 }
  let size = 0
  const stops: (() => void)[] = []
  const done = new Promise<Replies>((resolve, reject) => {
    const begun = performance.now()
    const end = (ended: Replies['ended'] & string) => resolve({ ...so, kept: [...so.kept], ended })
    const fail = (e: AppError) => reject(e)
    stops.push(
      conn.subscribe(inbox, {
        onMessage: (m) => {
          if (m.status === 503 && so.kept.length + so.more === 0) return fail(toAppError({ code: '503' }, { subject }))
          if (so.kept.length < MOST_REPLIES && size + m.data.length <= MOST_BYTES) {
            so.kept.push({ subject: m.subject, headers: m.headers(), data: m.data.slice(), at: performance.now() - begun })
            size += m.data.length
          } else so.more++
          onReply({ ...so, kept: [...so.kept] })
          if (most !== undefined && so.kept.length + so.more >= most) end('enough')
        },
        onError: fail,
      }),
      conn.onLink((link) => link.state !== 'open' && fail(disconnected())),
      conn.onDenied((e, on) => on === subject && fail(e)),
    )
    const timer = setTimeout(() => end('timeout'), timeoutMs)
    const stop = () => end('stopped')
    signal?.addEventListener('abort', stop, { once: true })
    stops.push(
      () => clearTimeout(timer),
      () => signal?.removeEventListener('abort', stop),
    )
    conn.publishBlock(subject, writeHeaders(headers), data, inbox)
  })
  return done.finally(() => {
    for (const stop of stops) stop()
  })
}
