import type { Connection } from './connection.ts'
import { AppError, disconnected } from './errors.ts'

/** What an operator decides about a message that is held (JETSTREAM acknowledgement protocol, ADR-15). */
export type Decision =
  /** Sent; that the server has heard of it is known from the next answer to anything, not from an answer of its own. */
  | { kind: 'ack' }
  /** Acknowledged, and the server has confirmed it. */
  | { kind: 'confirm' }
  /** Delivered again, at once or after a delay. */
  | { kind: 'nak'; delayMs?: number }
  /** The wait for an acknowledgement starts anew. */
  | { kind: 'progress' }
  /** Never delivered again by this consumer. The reason goes into an advisory. */
  | { kind: 'term'; reason?: string }

const encoder = new TextEncoder()

/** The bytes that say it to the server. Delays are nanoseconds on the wire. */
export function decisionBytes(d: Decision): Uint8Array {
  return encoder.encode(decisionText(d))
}

function decisionText(d: Decision): string {
  switch (d.kind) {
    case 'ack':
    case 'confirm':
      return '+ACK'
    case 'nak':
      return d.delayMs ? `-NAK {"delay":${Math.round(d.delayMs * 1e6)}}` : '-NAK'
    case 'progress':
      return '+WPI'
    case 'term':
      return d.reason ? `+TERM ${d.reason}` : '+TERM'
  }
}

/** An answer takes a round trip; a server that is busy storing thousands takes longer. */
const PATIENCE_MS = 10_000

type Pending = { reply: string; since: number; resolve: () => void; reject: (e: AppError) => void }

/**
 * Sends decisions about messages and waits for the server's confirmation: an empty message to the reply (every kind is
 * confirmed, seen on 2.10 and 2.15). One subscription serves all, so thousands can be under way at once.
 */
export class Acks {
  private readonly conn: Connection
  private readonly inbox: string
  private readonly pending = new Map<string, Pending>()
  private readonly stops: (() => void)[]
  private count = 0
  /** When the server last confirmed anything: while it does, those behind are only waiting their turn. */
  private lastAnswer = 0

  constructor(conn: Connection) {
    this.conn = conn
    this.inbox = conn.newInbox()
    const sweep = setInterval(() => this.sweep(), 1000)
    this.stops = [
      conn.subscribe(`${this.inbox}.*`, {
        onMessage: (m) => this.answered(m.subject.slice(this.inbox.length + 1), m.status),
        onError: (e) => this.failAll(() => e),
      }),
      conn.onLink((link) => link.state !== 'open' && this.failAll(lost)),
      conn.onDenied((e, subject) => this.denied(e, subject)),
      () => clearInterval(sweep),
    ]
  }

  /**
   * Resolves when the server has confirmed. Rejects with AppError: disconnected before anything was sent; `unavailable` when the
   * link was lost and `timeout` when no answer came, both meaning that it is unknown; not-found when the consumer is gone;
   * permission.
   */
  confirmed(reply: string, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = (this.count++).toString(36)
      this.pending.set(id, { reply, since: Date.now(), resolve, reject })
      try {
        this.conn.publish(reply, bytes, { reply: `${this.inbox}.${id}` })
      } catch (e) {
        this.pending.delete(id)
        reject(e instanceof AppError ? e : disconnected())
      }
    })
  }

  /**
   * Sends the same about many without asking for an answer; resolves when the server has read them all. Rejects as `confirmed`
   * does, for all of them.
   */
  async unconfirmed(replies: string[], bytes: Uint8Array): Promise<void> {
    let refused: AppError | undefined
    const all = new Set(replies)
    const stop = this.conn.onDenied((e, subject) => {
      if (all.has(subject)) refused = e
    })
    try {
      for (const reply of replies) this.conn.publish(reply, bytes)
      const read = await this.conn.flush(PATIENCE_MS)
      if (refused) throw refused
      if (!read) throw lost()
    } finally {
      stop()
    }
  }

  stop(): void {
    for (const stop of this.stops) stop()
    this.failAll(lost)
  }

  private answered(id: string, status: number | undefined): void {
    this.lastAnswer = Date.now()
    const p = this.take(id)
    if (!p) return
    if (status === 503) p.reject(consumerGone())
    else p.resolve()
  }

  private take(id: string): Pending | undefined {
    const p = this.pending.get(id)
    this.pending.delete(id)
    return p
  }

  private denied(e: AppError, subject: string): void {
    for (const [id, p] of this.pending) if (p.reply === subject) this.take(id)?.reject(e)
  }

  private failAll(error: () => AppError): void {
    for (const id of this.pending.keys()) this.take(id)?.reject(error())
  }

  private sweep(): void {
    const limit = Date.now() - PATIENCE_MS
    for (const [id, p] of this.pending) {
      if (Math.max(p.since, this.lastAnswer) > limit) return // they are in order of time
      this.take(id)?.reject(
        new AppError('timeout', 'The server did not confirm in time: it is unknown whether it has heard', {
          next: 'Look at the ack floor, or decide again: doing it twice does no harm',
        }),
      )
    }
  }
}

const lost = () =>
  new AppError('unavailable', 'The connection was lost before the server confirmed: it is unknown whether it has heard', {
    next: 'When the message comes again it had not',
  })

export const consumerGone = () => new AppError('not-found', 'The consumer does not exist any more')

/** True when it is not known whether the server has heard of a decision. */
export function isUnknown(e: AppError): boolean {
  return e.kind === 'unavailable' || e.kind === 'timeout'
}
