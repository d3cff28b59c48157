import type { Connection } from './connection.ts'
import { consumerGone } from './ack.ts'
import { AppError } from './errors.ts'
import type { RawMessage } from './session.ts'

/** A request waits for messages so long; then another one takes its place, as long as one is wanted. */
const EXPIRES_MS = 5000
/** The server sends a heartbeat when a request has been quiet for this long. */
const HEARTBEAT_MS = 2000
/** A request of which nothing is heard for so long is forgotten: its server is. */
const GRACE_MS = 3000
/** So many requests at once: a consumer takes 512 from everybody together. */
const MAX_REQUESTS = 8

export type PullOptions = {
  /** The consumer's own limits on a request. */
  maxBatch?: number | undefined
  maxExpiresMs?: number | undefined
}

export type PullEvents = {
  onMessage: (m: RawMessage) => void
  /**
   * A request has ended. `got` counts what it brought; `note` is what the server said that is worth telling. An end that says
   * nothing about whether there is more is to be tried again.
   */
  onEnd: (got: number, note: string | undefined, willBeTriedAgain: boolean) => void
  /** Will not get better by asking again. */
  onFailed: (e: AppError) => void
}

type Request = { left: number; got: number; end: number; stop: () => void }

/**
 * Asks a pull consumer for messages (CONSUMER.MSG.NEXT, ADR-13). Each request has a subject of its own, so what the server says
 * about it is told apart. A request is never taken back: a message that is on its way to nobody would count as delivered.
 */
export class Puller {
  private readonly conn: Connection
  private readonly subject: string
  private readonly options: PullOptions
  private readonly events: PullEvents
  private readonly requests = new Set<Request>()
  private readonly stops: (() => void)[]
  /** When something was last asked (ms): a consumer with an inactive threshold goes when that is long ago. */
  lastAsked = Date.now()

  constructor(conn: Connection, stream: string, consumer: string, options: PullOptions, events: PullEvents) {
    this.conn = conn
    this.subject = `${conn.apiPrefix}.CONSUMER.MSG.NEXT.${stream}.${consumer}`
    this.options = options
    this.events = events
    const watch = setInterval(() => this.dropLate(), 1000)
    this.stops = [
      () => clearInterval(watch),
      conn.onDenied((e, subject) => subject === this.subject && this.events.onFailed(e)),
      // The server forgets what was asked over a lost connection.
      conn.onLink((link) => link.state !== 'open' && this.clear()),
    ]
  }

  /** Messages that were asked for and have not come. */
  get outstanding(): number {
    let sum = 0
    for (const r of this.requests) sum += r.left
    return sum
  }

  /** Requests that wait at the server. */
  get waiting(): number {
    return this.requests.size
  }

  /** Whether the server holds as many requests of ours as it should. */
  get isFull(): boolean {
    return this.requests.size >= MAX_REQUESTS
  }

  /** Asks for so many. Does nothing while there is no link. */
  ask(count: number): void {
    let left = count
    while (left > 0 && !this.isFull && this.conn.link.state === 'open') {
      const batch = Math.min(left, this.options.maxBatch ?? 10_000)
      this.request(batch, {})
      left -= batch
    }
  }

  /**
   * Keeps the consumer from being removed for inactivity without taking a message: no message fits into one byte, so the server
   * answers that it would be too large, or that none came. (Seen on 2.10 and 2.15: nothing is counted as delivered.)
   * Never while a last-per-subject consumer still has its first messages to deliver: the server then loses the one that did
   * not fit.
   */
  keepAlive(): void {
    if (this.conn.link.state === 'open' && !this.isFull) this.request(1, { max_bytes: 1 })
  }

  stop(): void {
    for (const stop of this.stops) stop()
    this.clear()
  }

  private clear(): void {
    for (const r of this.requests) r.stop()
    this.requests.clear()
  }

  private request(batch: number, extra: { max_bytes?: number }): void {
    const expires = Math.min(EXPIRES_MS, this.options.maxExpiresMs ?? EXPIRES_MS)
    const inbox = this.conn.newInbox()
    const isProbe = extra.max_bytes !== undefined
    const request: Request = { left: isProbe ? 0 : batch, got: 0, end: Date.now() + expires, stop: () => {} }
    request.stop = this.conn.subscribe(inbox, {
      onMessage: (m) => this.take(request, m, isProbe),
      onError: (e) => e.kind !== 'disconnected' && this.events.onFailed(e),
    })
    this.requests.add(request)
    const body = {
      batch,
      expires: expires * 1e6,
      // The server wants at least two heartbeats within a request.
      ...(expires >= 2 * HEARTBEAT_MS && !isProbe ? { idle_heartbeat: HEARTBEAT_MS * 1e6 } : {}),
      ...extra,
    }
    this.lastAsked = Date.now()
    this.conn.publish(this.subject, JSON.stringify(body), { reply: inbox })
  }

  private take(request: Request, m: RawMessage, isProbe: boolean): void {
    const status = m.status
    // On a slow link messages come long after the request's own end.
    request.end = Math.max(request.end, Date.now() + HEARTBEAT_MS)
    if (status === 100) return
    if (status === undefined || m.reply?.startsWith('$JS.ACK.')) {
      request.left--
      request.got++
      const last = request.left <= 0 && !isProbe
      if (last) this.finish(request)
      this.events.onMessage(m)
      if (last) this.events.onEnd(request.got, undefined, false)
      return
    }
    this.finish(request)
    const words = m.statusText ?? ''
    const end = fatal(status, words)
    if (end) this.events.onFailed(end)
    else if (!isProbe) this.events.onEnd(request.got, noteOf(words), isPassing(words))
  }

  private finish(request: Request): void {
    request.stop()
    this.requests.delete(request)
  }

  private dropLate(): void {
    const now = Date.now()
    for (const r of this.requests) {
      if (now < r.end + GRACE_MS) continue
      this.finish(r)
      this.events.onEnd(r.got, undefined, true)
    }
  }
}

/** What ends the pulling for good, by the status and its words (JETSTREAM 2.3). */
function fatal(status: number, words: string): AppError | undefined {
  if (/consumer deleted/i.test(words) || status === 503) return consumerGone()
  if (/push based/i.test(words)) return new AppError('invalid', 'A push consumer cannot be pulled from')
  if (status === 400) return new AppError('bad-request', `The server refused to deliver: ${words.replace(/^Bad Request - /, '')}`)
  if (/^Exceeded MaxRequest/i.test(words)) {
    return new AppError('limit', `The consumer allows no such request: ${words}`, { next: 'Pull fewer at a time' })
  }
  return undefined
}

/** The server could not now and may be able to in a moment (JETSTREAM 2.3): no word about what there is to deliver. */
function isPassing(words: string): boolean {
  return /MaxWaiting|leadership change|server shutdown|batch completed/i.test(words)
}

/** What passes, but explains why nothing comes. */
function noteOf(words: string): string | undefined {
  if (/MaxWaiting/i.test(words)) return 'The consumer has as many waiting pull requests as it allows'
  if (/leadership change/i.test(words)) return 'The consumer has a new leader'
  if (/server shutdown/i.test(words)) return 'The server is shutting down'
  return undefined
}
