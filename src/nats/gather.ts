import type { Msg, NatsError } from 'nats.ws'
import { AppError, disconnected, toAppError, type ErrorContext } from './errors.ts'
import type { RawMessage, Session } from './session.ts'

export type Gather = {
  subject: string
  body: string
  /** Where the replies come. */
  inbox: string
  /** Is given each reply, and returns true when it has had the last. */
  take: (m: RawMessage) => boolean
  idleMs: number
  signal?: AbortSignal | undefined
  context: ErrorContext
}

type Callback = (err: NatsError | null, m: Msg) => void
type Listener = { onMessage: (m: RawMessage) => void; onError: (e: AppError) => void }

/**
 * Sends a request and reads its replies until `take` has had the last. `guard` makes a callback of a listener that lets nothing
 * out. `fail` ends it from outside; `done` rejects with AppError when no reply comes for `idleMs`, and when the link is lost.
 */
export function gather(
  session: Session,
  g: Gather,
  guard: (l: Listener) => Callback,
): { done: Promise<void>; fail: (e: AppError) => void } {
  let resolve = () => {}
  let reject: (e: AppError) => void = () => {}
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  let timer: ReturnType<typeof setTimeout>
  let heard = 0
  const rearm = () => {
    heard++
    clearTimeout(timer)
    timer = setTimeout(() => void doubt(), g.idleMs)
  }
  // On a slow link a long reply may still be on its way. The answer to a ping comes behind it, so it tells.
  const doubt = async () => {
    const before = heard
    if ((await session.nc.rtt().catch(() => undefined)) === undefined) return // the session's loss rejects
    if (heard === before) reject(toAppError({ code: 'TIMEOUT' }, g.context))
  }
  const onMessage = (m: RawMessage) => {
    rearm()
    if (m.status === 503) reject(toAppError({ code: '503' }, g.context))
    else if (g.take(m)) resolve()
  }
  const sub = session.nc.subscribe(g.inbox, { callback: guard({ onMessage, onError: reject }) })
  session.nc.publish(g.subject, new TextEncoder().encode(g.body), { reply: g.inbox })
  rearm()
  const forget = session.onLost(() => reject(disconnected()))
  const abort = () => reject(new AppError('aborted', 'Stopped'))
  g.signal?.addEventListener('abort', abort, { once: true })
  const done = promise.finally(() => {
    clearTimeout(timer)
    forget()
    g.signal?.removeEventListener('abort', abort)
    sub.unsubscribe()
  })
  return { done, fail: reject }
}
