import { Acks, decisionBytes, isUnknown, type Decision } from './ack.ts'
import type { Connection } from './connection.ts'
import type { AckPolicy } from './consumers.ts'
import { clock } from './desk-clock.ts'
import type { DeskLog } from './desk-log.ts'
import type { DecideResult } from './desk-types.ts'
import { AppError, toAppError } from './errors.ts'
import type { HeldMessages } from './held.ts'
import type { JsonObject, Seq } from './types.ts'

type Wanted = { seq: Seq; consumerSeq: number; reply: string; delivered: number }

/** Tells the server what was decided about held messages, and the rows and the log what became of it. */
export class Decider {
  private readonly conn: Connection
  private readonly held: HeldMessages
  private readonly log: DeskLog
  private readonly acks: Acks
  private readonly onGone: () => void
  /** The consumer's count up to which is acked: with ack policy `all` the server takes no ack for a delivery at or below it. */
  ackedUpTo = 0

  constructor(conn: Connection, held: HeldMessages, log: DeskLog, onGone: () => void) {
    this.conn = conn
    this.held = held
    this.log = log
    this.acks = new Acks(conn)
    this.onGone = onGone
  }

  stop(): void {
    this.acks.stop()
  }

  /**
   * What cannot be decided (any more) is left out. With ack policy `all` one ack or term for the highest takes those below with
   * it. Throws AppError disconnected or invalid before anything is sent; what fails after that is in the result.
   */
  async decide(policy: AckPolicy | undefined, seqs: Seq[], d: Decision): Promise<DecideResult> {
    if (policy === 'none') throw new AppError('invalid', 'This consumer wants no acknowledgements')
    if (this.conn.link.state !== 'open') {
      throw new AppError('disconnected', 'Not connected: nothing was sent', { next: 'Decide again when the connection is back' })
    }
    const result: DecideResult = { done: 0, failed: 0, unknown: 0 }
    const takesAlong = policy === 'all' && d.kind !== 'nak' && d.kind !== 'progress'
    const all = this.held.decidable(seqs)
    const top = takesAlong ? this.highest(all) : undefined
    if (takesAlong && all.length > 0 && !top) throw tooEarly()
    const wanted = top ? [top] : all
    const along = top ? this.held.takenAlong(top.seq).filter((seq) => seq !== top.seq) : []
    const sent = clock() + this.roundTrip() / 2
    this.held.sending([...wanted.map((w) => w.seq), ...along])
    const succeed = (w: Wanted) => {
      this.held.decided(w.seq, d, sent, Date.now())
      for (const seq of along) this.held.decided(seq, d, sent, Date.now(), true)
      if (takesAlong) this.ackedUpTo = Math.max(this.ackedUpTo, w.consumerSeq)
      result.done += 1 + along.length
      this.logOne(w, d, d.kind === 'ack' ? 'sent' : 'confirmed', along.length > 0 ? { taken_along: along.length } : {})
    }
    const fail = (w: Wanted, e: unknown) => {
      const error = toAppError(e)
      const unknown = isUnknown(error)
      for (const seq of [w.seq, ...along]) this.held.failed(seq, error.message, unknown, clock(), Date.now())
      if (unknown) result.unknown++
      else result.failed++
      result.failure ??= error.toPlain()
      this.logOne(w, d, unknown ? 'unknown' : 'failed', { error: error.message })
      if (error.kind === 'not-found') this.onGone()
    }
    await this.send(wanted, d, succeed, fail)
    return result
  }

  private async send(
    wanted: Wanted[],
    d: Decision,
    succeed: (w: Wanted) => void,
    fail: (w: Wanted, e: unknown) => void,
  ): Promise<void> {
    const bytes = decisionBytes(d)
    if (d.kind === 'ack') {
      try {
        await this.acks.unconfirmed(
          wanted.map((w) => w.reply),
          bytes,
        )
        wanted.forEach(succeed)
      } catch (e) {
        for (const w of wanted) fail(w, e)
      }
      return
    }
    const one = (w: Wanted) =>
      this.acks.confirmed(w.reply, bytes).then(
        () => succeed(w),
        (e: unknown) => fail(w, e),
      )
    await Promise.all(wanted.map(one))
  }

  /** With ack policy `all`: what an ack for these takes with it, itself included. Empty when the server would take none. */
  takenAlong(seqs: Seq[]): Seq[] {
    const top = this.highest(this.held.decidable(seqs))
    return top ? this.held.takenAlong(top.seq) : []
  }

  private highest(wanted: Wanted[]): Wanted | undefined {
    return wanted
      .filter((w) => w.consumerSeq > this.ackedUpTo)
      .reduce<Wanted | undefined>((a, b) => (a && a.seq > b.seq ? a : b), undefined)
  }

  private roundTrip(): number {
    return this.conn.link.state === 'open' ? (this.conn.link.rttMs ?? 0) : 0
  }

  private logOne(w: Wanted, d: Decision, result: string, more: JsonObject): void {
    this.log.add(d.kind, {
      seq: w.seq,
      delivered: w.delivered,
      ...(d.kind === 'nak' && d.delayMs ? { delay_ms: d.delayMs } : {}),
      ...(d.kind === 'term' && d.reason ? { reason: d.reason } : {}),
      result,
      ...more,
    })
  }
}

const tooEarly = () =>
  new AppError('invalid', 'The server takes no ack for these: a later delivery is acked already. Nothing was sent', {
    next: 'They come again when their deadline has passed, and can be acked then',
  })
