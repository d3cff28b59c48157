import { waitOf } from '~/lib/rule/rule.ts'
import { preview } from '~/lib/payload/preview.ts'
import { parseAckReply, timeOfNanos } from './ack-reply.ts'
import type { Decision } from './ack.ts'
import type { AckPolicy } from './consumers.ts'
import type { RawMessage } from './session.ts'
import type { Seq, StoredMessage } from './types.ts'

/**
 * What has become of a message: in hand; a decision is under way; decided; its deadline has passed without a decision; sent into
 * a lost connection, so nobody knows; without the consumer that delivered it; or nothing to decide, since no acks are wanted.
 */
export type HeldState =
  | 'held'
  | 'sending'
  | 'acked'
  | 'confirmed'
  | 'returned'
  | 'termed'
  | 'expired'
  | 'given-up'
  | 'unknown'
  | 'orphaned'
  | 'received'

/** One thing that happened to a message, at a time in ms since the epoch. */
export type HistoryEntry = { at: number; what: string }

export type HeldRow = {
  /** The stream's sequence: what makes a message the same one when it comes again. */
  seq: Seq
  consumerSeq: number
  subject: string
  /** When the stream stored it, RFC 3339. */
  time: string
  headers: number
  size: number
  preview: string
  /** 1 = first. */
  delivered: number
  state: HeldState
  /** The connection was lost while it was held: the server may have given it to somebody else. */
  uncertain: boolean
  /** When the server delivers it again unless it hears of it, ms on the desk's clock; and how long that wait is in all. */
  deadline?: number
  waitMs?: number
  /** Returned with a delay: when it comes again, ms on the desk's clock. */
  again?: number
  /** Why the last decision failed, or the reason that was given. */
  note?: string
  history: HistoryEntry[]
}

type Kept = HeldRow & { reply: string; generation: number; message?: StoredMessage }

export type Tally = {
  delivered: number
  redelivered: number
  acked: number
  confirmed: number
  returned: number
  progress: number
  termed: number
  expired: number
}

/** Rows at most. Those that are decided make room; the others are never dropped, so a desk holds no more than this. */
export const MAX_ROWS = 20_000
/** Payloads up to this size are kept with their row, in all up to the budget; larger ones are read from the stream again. */
const KEPT_PAYLOAD = 64 * 1024
const PAYLOAD_BUDGET = 64 * 1024 * 1024
/** What is remembered of one message. */
const MAX_HISTORY = 100

export type HoldRules = { ack: AckPolicy; ackWaitMs: number; backoffMs: number[]; maxDeliver?: number | undefined }

const inHand = new Set<HeldState>(['held', 'sending'])
/** What can still be decided: what is in hand, what has run out (the server takes an ack as long as it waits for one), what is unknown. */
const open = new Set<HeldState>(['held', 'expired', 'unknown', 'returned'])

const isUndecided = (r: HeldRow) => open.has(r.state) || r.state === 'sending' || r.state === 'orphaned'

/** The server knows of it and does not deliver it again. */
const settled = new Set<HeldState>(['acked', 'confirmed', 'termed'])

/** The messages of a desk and what became of each. Times are given in, so it can be tested without a clock or a server. */
export class HeldMessages {
  readonly tally: Tally = {
    delivered: 0,
    redelivered: 0,
    acked: 0,
    confirmed: 0,
    returned: 0,
    progress: 0,
    termed: 0,
    expired: 0,
  }
  /** Rows that made room for others, and the highest sequence of them. */
  dropped = 0
  private droppedUpTo = 0n
  /** Which consumer's deliveries these are: it changes when another one takes the place of one that is gone. */
  private generation = 0
  /** Changes with every change. */
  version = 0
  rules: HoldRules
  private rows: Kept[] = []
  private readonly bySeq = new Map<Seq, Kept>()
  private payloadBytes = 0
  /** In hand, kept up to date: asked for with every message. */
  private handCount = 0
  private readonly filtered = new Map<Show, { version: number; rows: Kept[] }>()

  constructor(rules: HoldRules) {
    this.rules = rules
  }

  get inHand(): number {
    return this.handCount
  }

  /**
   * Takes a delivery: a new row, or the row that it had before. `now` is when the server is taken to have sent it: arrival less
   * half a round trip. Undefined when it is no delivery of a consumer.
   */
  take(m: RawMessage, now: number, at: number): HeldRow | undefined {
    const reply = m.reply ?? ''
    const info = parseAckReply(reply)
    if (!info) return undefined
    const waitMs = this.rules.ack === 'none' ? undefined : waitOf(this.rules, info.delivered)
    let row = this.bySeq.get(info.seq)
    const before = row
    if (!row) {
      const data = m.data
      const headers = m.headers()
      row = {
        seq: info.seq,
        consumerSeq: info.consumerSeq,
        subject: m.subject,
        time: timeOfNanos(info.timeNs),
        headers: headers.length,
        size: data.length,
        preview: preview(data),
        delivered: info.delivered,
        state: 'held',
        uncertain: false,
        history: [],
        reply,
        generation: this.generation,
      }
      if (data.length <= KEPT_PAYLOAD && this.payloadBytes + data.length <= PAYLOAD_BUDGET) {
        this.payloadBytes += data.length
        // A copy: the original is a view into a frame that may carry thousands.
        row.message = { seq: row.seq, subject: row.subject, time: row.time, headers, data: data.slice() }
      }
      this.makeRoom()
      this.rows.push(row)
      this.bySeq.set(row.seq, row)
      this.handCount++
    } else {
      this.setState(row, 'held')
    }
    row.consumerSeq = info.consumerSeq
    row.delivered = info.delivered
    row.reply = reply
    row.generation = this.generation
    row.uncertain = false
    delete row.again
    delete row.note
    if (waitMs === undefined) this.setState(row, 'received')
    else Object.assign(row, { deadline: now + waitMs, waitMs })
    this.tally.delivered++
    if (info.delivered > 1 || before) this.tally.redelivered++
    this.remember(row, at, info.delivered > 1 ? `delivered again (${info.delivered})` : 'delivered')
    return row
  }

  /** Those of the sequences about which something can still be decided. */
  decidable(seqs: Seq[]): { seq: Seq; consumerSeq: number; reply: string; delivered: number }[] {
    return seqs.map((s) => this.bySeq.get(s)).filter((r): r is Kept => r !== undefined && open.has(r.state))
  }

  /** With ack policy `all`: every row that an ack of this sequence takes with it, itself included. */
  takenAlong(upTo: Seq): Seq[] {
    return this.rows.filter((r) => r.seq <= upTo && open.has(r.state)).map((r) => r.seq)
  }

  /** A decision is on its way to the server. */
  sending(seqs: Seq[]): void {
    for (const row of this.each(seqs)) this.setState(row, 'sending')
  }

  /**
   * The server has it. `sent` is when it was sent: progress and delays count from there. An ack or term holds by the stream's
   * sequence, so also for a message that came again meanwhile; what else was decided does not.
   */
  decided(seq: Seq, d: Decision, sent: number, at: number, along = false): void {
    const row = this.bySeq.get(seq)
    if (!row || settled.has(row.state)) return
    const isFinal = d.kind !== 'nak' && d.kind !== 'progress'
    if (row.state !== 'sending' && !isFinal) return
    delete row.note
    row.uncertain = false
    switch (d.kind) {
      case 'ack':
      case 'confirm':
        this.setState(row, d.kind === 'ack' ? 'acked' : 'confirmed')
        this.tally[d.kind === 'ack' ? 'acked' : 'confirmed']++
        return this.remember(row, at, along ? 'acked along with a later one' : d.kind === 'ack' ? 'acked' : 'acked, confirmed')
      case 'nak':
        return this.returned(row, d.delayMs, sent, at)
      case 'progress':
        this.setState(row, 'held')
        row.deadline = sent + (row.waitMs ?? 0)
        this.tally.progress++
        return this.remember(row, at, 'in progress')
      case 'term':
        this.setState(row, 'termed')
        if (d.reason) row.note = d.reason
        this.tally.termed++
        return this.remember(row, at, d.reason ? `terminated: ${d.reason}` : 'terminated')
    }
  }

  private returned(row: Kept, delayMs: number | undefined, sent: number, at: number): void {
    this.tally.returned++
    if (this.isLast(row)) {
      this.setState(row, 'given-up')
      return this.remember(row, at, 'returned at its last delivery: given up')
    }
    this.setState(row, 'returned')
    if (delayMs) row.again = sent + delayMs
    this.remember(row, at, delayMs ? `returned for ${delayMs / 1000} s` : 'returned')
  }

  /** It has been delivered as often as it may be. */
  private isLast(row: Kept): boolean {
    return this.rules.maxDeliver !== undefined && row.delivered >= this.rules.maxDeliver
  }

  /** The decision did not get through: the row is as it was, or nobody knows. */
  failed(seq: Seq, why: string, unknown: boolean, now: number, at: number): void {
    const row = this.bySeq.get(seq)
    if (!row || row.state !== 'sending') return
    this.setState(row, unknown ? 'unknown' : (row.deadline ?? Infinity) < now ? 'expired' : 'held')
    row.note = why
    this.remember(row, at, why)
  }

  /** The connection is lost: what is in hand may go to somebody else meanwhile. */
  doubt(): void {
    for (const row of this.rows) if (inHand.has(row.state) || row.state === 'expired') row.uncertain = true
    this.version++
  }

  /** The server has these acked, by us or by somebody else: everything of this consumer at or below its ack floor. */
  settleBelow(floor: Seq, at: number): void {
    for (const row of this.rows) {
      if (row.seq > floor || row.generation !== this.generation || !open.has(row.state)) continue
      this.setState(row, 'confirmed')
      row.uncertain = false
      this.remember(row, at, 'acked, as the ack floor says')
    }
  }

  /** The connection is back and the consumer knows of these deliveries: they are in hand as before, until their deadline. */
  reassure(deliveredUpTo: number): void {
    for (const row of this.rows)
      if (row.state === 'held' && row.generation === this.generation && row.consumerSeq <= deliveredUpTo) row.uncertain = false
    this.version++
  }

  /** The consumer is gone: nothing can be decided any more; a new one delivers what is still there. */
  orphan(at: number): void {
    this.generation++
    for (const row of this.rows) {
      if (!isUndecided(row)) continue
      this.setState(row, 'orphaned')
      row.uncertain = true
      row.note = 'Its consumer is gone'
      delete row.deadline
      this.remember(row, at, 'the consumer is gone')
    }
  }

  /** Marks what has run out, and gives it back. */
  expire(now: number, at: number): HeldRow[] {
    const gone: HeldRow[] = []
    for (const row of this.rows) {
      if (row.state !== 'held' || row.deadline === undefined || row.deadline > now) continue
      const last = this.isLast(row)
      this.setState(row, last ? 'given-up' : 'expired')
      this.tally.expired++
      this.remember(row, at, last ? 'deadline passed: given up' : 'deadline passed')
      gone.push(row)
    }
    return gone
  }

  /** The highest sequence below which nothing waits for a decision: a new consumer may begin after it. Undefined when none. */
  floor(): Seq | undefined {
    let lowestOpen: Seq | undefined
    for (const r of this.rows)
      if (isUndecided(r)) lowestOpen = lowestOpen === undefined || r.seq < lowestOpen ? r.seq : lowestOpen
    let floor =
      this.droppedUpTo > 0n && (lowestOpen === undefined || this.droppedUpTo < lowestOpen) ? this.droppedUpTo : undefined
    for (const r of this.rows)
      if ((lowestOpen === undefined || r.seq < lowestOpen) && (floor === undefined || r.seq > floor)) floor = r.seq
    return floor
  }

  /** Decided above the floor: a consumer that begins after the floor delivers these again. */
  decidedAbove(floor: Seq): number {
    return this.rows.filter((r) => r.seq > floor && settled.has(r.state)).length
  }

  /** Decided above the one, up to the other. */
  decidedBetween(after: Seq, upTo: Seq): number {
    return this.rows.filter((r) => r.seq > after && r.seq <= upTo && settled.has(r.state)).length
  }

  get(seq: Seq): HeldRow | undefined {
    return this.bySeq.get(seq)
  }

  /** The whole message, where it was small enough to be kept. */
  message(seq: Seq): StoredMessage | undefined {
    return this.bySeq.get(seq)?.message
  }

  /** Rows that can still be decided, and so are never dropped. */
  get openCount(): number {
    return this.rows.reduce((n, r) => (isUndecided(r) ? n + 1 : n), 0)
  }

  count(show: Show): number {
    return this.shown(show).length
  }

  /** Rows as the list draws them, by place. Copies: they go to the page. */
  page(show: Show, first: number, count: number): HeldRow[] {
    return this.shown(show)
      .slice(first, first + count)
      .map(toPlain)
  }

  /**
   * All of a list that are in hand, for choosing all. What was returned or has run out may be with somebody else by now: that is
   * chosen one by one.
   */
  seqs(show: Show): Seq[] {
    return this.shown(show)
      .filter((r) => r.state === 'held')
      .map((r) => r.seq)
  }

  /** What is surely in hand, and can be given back without taking it from anybody. */
  certain(): Seq[] {
    return this.rows.filter((r) => r.state === 'held' && !r.uncertain).map((r) => r.seq)
  }

  private shown(show: Show): Kept[] {
    if (show === 'all') return this.rows
    const known = this.filtered.get(show)
    if (known?.version === this.version) return known.rows
    const rows = this.rows.filter((r) => inHand.has(r.state) === (show === 'hand'))
    this.filtered.set(show, { version: this.version, rows })
    return rows
  }

  private each(seqs: Seq[]): Kept[] {
    return seqs.map((s) => this.bySeq.get(s)).filter((r) => r !== undefined)
  }

  private setState(row: Kept, state: HeldState): void {
    if (inHand.has(row.state)) this.handCount--
    row.state = state
    if (inHand.has(state)) this.handCount++
    this.version++
  }

  private remember(row: Kept, at: number, what: string): void {
    if (row.history.length >= MAX_HISTORY) row.history.splice(1, 1) // the first stays: when it came
    row.history.push({ at, what })
    this.version++
  }

  /** Drops the oldest rows about which nothing can be decided any more when there are too many, a tenth at a time. */
  private makeRoom(): void {
    if (this.rows.length < MAX_ROWS) return
    let toDrop = MAX_ROWS / 10
    this.rows = this.rows.filter((row) => {
      if (toDrop === 0 || isUndecided(row)) return true
      toDrop--
      this.dropped++
      if (row.seq > this.droppedUpTo) this.droppedUpTo = row.seq
      this.bySeq.delete(row.seq)
      this.payloadBytes -= row.message?.data.length ?? 0
      return false
    })
  }
}

/** Which rows: all, those in hand, or the others. */
export type Show = 'all' | 'hand' | 'done'

function toPlain(row: Kept): HeldRow {
  const plain: Partial<Kept> & HeldRow = { ...row }
  delete plain.message
  delete plain.reply
  delete plain.generation
  return plain
}
