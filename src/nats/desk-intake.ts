import type { Connection } from './connection.ts'
import { clock } from './desk-clock.ts'
import type { DeskLog } from './desk-log.ts'
import type { Next, PullMode } from './desk-types.ts'
import type { AppError } from './errors.ts'
import { firstMatching } from './matching.ts'
import { getStream } from './streams.ts'
import { MAX_ROWS, type HeldMessages, type HeldRow } from './held.ts'
import type { Consumer } from './consumers.ts'
import { Puller } from './pull.ts'
import type { RawMessage } from './session.ts'
import type { LinkError, Seq } from './types.ts'

const AGAIN_MS = 1000
/** Asked for before any size is known. */
const FIRST_ASKED = 32
const UNDER_WAY_BYTES = 16 * 1024 * 1024
/** A request that ends this long after its last message has brought all that there is. */
const QUIET_MS = 2000

/** Asks the consumer for as many messages as the operator wants, and puts what comes among the held ones. */
export class Intake {
  mode: PullMode = { kind: 'idle' }
  /** Why nothing comes. */
  note: string | undefined
  error: LinkError | undefined
  /** The latest delivery, and when it came on the desk's clock. */
  head: { seq: Seq; time: string; at: number } | undefined
  /** `end` when the stream has none. */
  next: Next | 'end' | undefined
  /** Changes with every change of these. */
  version = 0
  private readonly conn: Connection
  private readonly stream: string
  private readonly held: HeldMessages
  private readonly log: DeskLog
  /** The consumer cannot be reached: it is gone, or between two leaders. */
  private readonly onGone: () => void
  private puller: Puller | undefined
  private info: Consumer | undefined
  private lastCame = 0
  /** Bytes of a message, with what surrounds it; newer ones weigh more. */
  private averageSize: number | undefined
  private askAgainAt = 0

  constructor(conn: Connection, stream: string, held: HeldMessages, log: DeskLog, onGone: () => void) {
    this.conn = conn
    this.stream = stream
    this.held = held
    this.log = log
    this.onGone = onGone
  }

  get outstanding(): number {
    return this.puller?.outstanding ?? 0
  }

  get requests(): number {
    return this.puller?.waiting ?? 0
  }

  /** The highest delivery of the consumer that has come, in its own count. */
  highestCame = 0

  get isOpen(): boolean {
    return this.puller !== undefined
  }

  /** What is known of the consumer by now. */
  learn(info: Consumer): void {
    this.info = info
  }

  /** Begins with a consumer, or with the one that takes its place. */
  open(info: Consumer): void {
    this.close()
    this.info = info
    this.highestCame = 0
    const { max_batch, max_expires_ms } = info.config
    const options = { maxBatch: max_batch, maxExpiresMs: max_expires_ms }
    this.puller = new Puller(this.conn, this.stream, info.name, options, {
      onMessage: (m) => this.take(m),
      onEnd: (got, note, again) => this.requestEnded(got, note, again),
      onFailed: (e) => this.failed(e),
    })
  }

  close(): void {
    this.puller?.stop()
    this.puller = undefined
  }

  setMode(mode: PullMode): void {
    this.mode = mode
    this.note = undefined
    this.error = undefined
    this.askAgainAt = 0
    this.version++
    this.pump()
  }

  /** Asks for what is missing. */
  pump(): void {
    const { puller, mode, info } = this
    if (!puller || !info || clock() < this.askAgainAt) return
    const wanted = mode.kind === 'keep' ? mode.count - this.held.inHand : mode.kind === 'pull' ? mode.left : 0
    if (wanted <= puller.outstanding) return
    let missing = Math.min(wanted, MAX_ROWS - this.held.openCount, this.mostUnderWay()) - puller.outstanding
    // At the original pace one at a time, so that a pause is one message late at most.
    if (this.isOriginal()) missing = Math.min(missing, 1 - puller.outstanding)
    if (missing > 0) puller.ask(missing)
  }

  /**
   * How many may be under way at once, so that no more than UNDER_WAY_BYTES wait in the server for a slow link: it hangs up on
   * whom it cannot send fast enough. (A limit in bytes on the request itself would do, were it not for what `keepAlive` says.)
   */
  private mostUnderWay(): number {
    return this.averageSize === undefined ? FIRST_ASKED : Math.max(1, Math.floor(UNDER_WAY_BYTES / this.averageSize))
  }

  /** For how long nothing was asked, ms; 0 while something is. */
  get quietMs(): number {
    const { puller } = this
    return puller && puller.outstanding === 0 ? Date.now() - puller.lastAsked : 0
  }

  /** See Puller.keepAlive. */
  keepAlive(): void {
    this.puller?.keepAlive()
  }

  private isOriginal(): boolean {
    return this.info?.config.replay_policy === 'original'
  }

  private take(m: RawMessage): void {
    const now = clock()
    const rtt = this.conn.link.state === 'open' ? (this.conn.link.rttMs ?? 0) : 0
    const row = this.held.take(m, now - rtt / 2, Date.now())
    if (!row) return
    this.lastCame = now
    const size = row.size + 256
    this.averageSize = this.averageSize === undefined ? size : Math.max(this.averageSize * 0.9 + size * 0.1, size / 4)
    this.note = undefined
    this.highestCame = Math.max(this.highestCame, row.consumerSeq)
    if (!this.head || row.seq > this.head.seq) this.head = { seq: row.seq, time: row.time, at: now }
    if (this.mode.kind === 'pull') this.mode = this.mode.left > 1 ? { kind: 'pull', left: this.mode.left - 1 } : { kind: 'idle' }
    this.log.add(row.delivered > 1 ? 'redelivered' : 'delivered', rowFields(row))
    if (this.isOriginal()) void this.lookAhead()
  }

  private requestEnded(got: number, note: string | undefined, again: boolean): void {
    if (note) this.note = note
    if (got === 0 && again) this.askAgainAt = clock() + AGAIN_MS
    // A pull for a number ends when no more comes, unless the gaps in time are kept: then more is only late.
    const isQuiet = this.outstanding === 0 && (got === 0 || clock() - this.lastCame > QUIET_MS)
    if (this.mode.kind === 'pull' && isQuiet && !again && !this.isOriginal()) {
      this.mode = { kind: 'idle' }
      this.note = note ?? this.whyNothing()
    }
    this.version++
    this.pump()
  }

  private whyNothing(): string {
    const { info } = this
    if (info?.paused) return 'Nothing comes: the consumer is paused'
    const max = info?.config.max_ack_pending
    if (info && max !== undefined && info.num_ack_pending >= max) {
      return `Nothing comes: ${max} messages wait for an ack, as many as the consumer allows (max ack pending)`
    }
    return 'The consumer has nothing more for now'
  }

  private failed(e: AppError): void {
    if (e.kind === 'not-found') {
      this.askAgainAt = clock() + AGAIN_MS
      return this.onGone()
    }
    this.mode = { kind: 'idle' }
    this.error = e.toPlain()
    this.log.add('pull failed', { error: e.message })
    this.version++
  }

  /** At the original pace: which message is next, and when it is due. */
  private async lookAhead(): Promise<void> {
    const { head, info } = this
    if (!head || !info) return
    this.next = undefined
    const found = await this.after(head.seq, info.config.filters).catch(() => 'unknown' as const)
    if (this.head !== head || found === 'unknown') return
    if (!found) this.next = 'end'
    else {
      const gap = Date.parse(found.time) - Date.parse(head.time)
      this.next = { seq: found.seq, subject: found.subject, time: found.time, due: head.at + gap }
    }
    this.version++
  }

  private async after(seq: Seq, filters: string[]) {
    return firstMatching(this.conn, await getStream(this.conn, this.stream), filters, seq + 1n)
  }
}

/** What the log says of a row. */
export function rowFields(row: HeldRow) {
  return { seq: row.seq, consumer_seq: row.consumerSeq, subject: row.subject, delivered: row.delivered }
}
