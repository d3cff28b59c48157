import { writeHeaders } from '~/lib/messages-file/header-block.ts'
import { pause } from '~/lib/pause.ts'
import { decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { disconnected, toAppError, type AppError } from './errors.ts'
import { toAck } from './publish.ts'
import type { RawMessage } from './session.ts'

export type Message = { subject: string; headers: readonly (readonly [string, string])[]; data: Uint8Array }

/** What became of the messages. `unknown`: sent, but no answer came, so they may be stored or not. */
export type RunResult = {
  sent: number
  stored: number
  duplicates: number
  refused: number
  unknown: number
  /** Of those that were refused, the first reasons with how many met them. */
  reasons: { reason: string; count: number }[]
  /** Why it ended before the last. */
  ended?: 'stopped' | AppError
  /** Where the stored ones begin and end, when they went into one stream. */
  range?: { stream: string; first: bigint; last: bigint }
}

export type RunOptions = { total: number; isCore: boolean; rate?: number | undefined }

/** Without an answer at once: so many messages, and bytes. */
const MOST_UNDER_WAY = 200
const MOST_BYTES = 1024 * 1024
/** So long it works in one go; the page has to draw in between. */
const SLICE_MS = 8
/** So long after the last answer what has none is unknown. */
const SILENT_MS = 5000
const MOST_REASONS = 5
const CORE_FLUSH_EVERY = 500
/** A refusal comes before the flush after it has been answered. */
const MOST_RECENT = 2 * CORE_FLUSH_EVERY

/**
 * Publishes many messages with a bounded number of them unacknowledged, in slices. It ends at a lost connection: what was on its
 * way then is unknown, and nothing is sent twice.
 */
export class PublishRun {
  readonly result: RunResult = { sent: 0, stored: 0, duplicates: 0, refused: 0, unknown: 0, reasons: [] }
  private readonly conn: Connection
  private readonly make: (n: number) => Message
  private readonly options: RunOptions
  private readonly inbox: string
  /** What is on its way: its number and size. */
  private readonly underWay = new Map<number, { subject: string; size: number }>()
  private bytes = 0
  /** Subjects that were sent on last, without acknowledgement. */
  private readonly recent = new Set<string>()
  private heardAt = 0
  private ended: 'stopped' | AppError | undefined
  /** The connection was lost: no answer comes any more, also when it is back. */
  private isLost = false
  private wake = () => {}

  constructor(conn: Connection, make: (n: number) => Message, options: RunOptions) {
    this.conn = conn
    this.make = make
    this.options = options
    this.inbox = conn.newInbox()
  }

  /** Sends no more; what is on its way is waited for. */
  stop(): void {
    this.end('stopped')
  }

  /** Resolves when every message that was sent has been answered for, or will not be. Never rejects. */
  async run(): Promise<RunResult> {
    const stops = [
      this.conn.subscribe(`${this.inbox}.*`, { onMessage: (m) => this.onAck(m), onError: (e) => this.end(e) }),
      this.conn.onLink((link) => link.state !== 'open' && this.lose()),
      this.conn.onDenied((e, subject) => this.onDenied(e, subject)),
    ]
    try {
      await this.sendAll()
      await this.drain()
    } catch (e) {
      this.end(toAppError(e))
    } finally {
      for (const stop of stops) stop()
    }
    this.result.unknown += this.underWay.size
    this.underWay.clear()
    if (this.ended !== undefined) this.result.ended = this.ended
    return this.result
  }

  private async sendAll(): Promise<void> {
    const { total, rate, isCore } = this.options
    const begun = performance.now()
    let sliceEnd = begun + SLICE_MS
    for (let n = 1; n <= total && this.ended === undefined; n++) {
      await this.dueAt(rate === undefined ? 0 : begun + ((n - 1) * 1000) / rate)
      await this.room()
      if (this.ended !== undefined) return
      this.send(n)
      if (isCore && n % CORE_FLUSH_EVERY === 0) await this.conn.flush(SILENT_MS)
      if (performance.now() >= sliceEnd) {
        await pause(0)
        sliceEnd = performance.now() + SLICE_MS
      }
    }
  }

  private send(n: number): void {
    const m = this.make(n)
    const block = writeHeaders(m.headers)
    try {
      this.conn.publishBlock(m.subject, block, m.data, this.options.isCore ? undefined : `${this.inbox}.${n}`)
    } catch (e) {
      const error = toAppError(e)
      if (error.kind === 'disconnected') return this.end(error)
      this.result.sent++
      return this.refuse(error)
    }
    this.result.sent++
    if (this.options.isCore) return this.remember(m.subject)
    if (this.underWay.size === 0) this.heardAt = performance.now()
    const size = m.data.length + block.length
    this.underWay.set(n, { subject: m.subject, size })
    this.bytes += size
  }

  /** Waits in short pieces, so that a stop is heard. */
  private async dueAt(at: number): Promise<void> {
    for (let left = at - performance.now(); left > 0 && this.ended === undefined; left = at - performance.now())
      await pause(Math.min(left, 100))
  }

  private async room(): Promise<void> {
    while (this.ended === undefined && (this.underWay.size >= MOST_UNDER_WAY || this.bytes > MOST_BYTES)) await this.answer()
  }

  private async drain(): Promise<void> {
    if (this.options.isCore) {
      if (!(await this.conn.flush(SILENT_MS)) && this.ended === undefined) this.end(disconnected())
      return
    }
    while (this.underWay.size > 0 && !this.isLost && !this.isSilent()) await this.answer()
  }

  /** Until an answer comes, or a moment has gone by; silence for too long ends it. */
  private async answer(): Promise<void> {
    await Promise.race([new Promise<void>((resolve) => (this.wake = resolve)), pause(250)])
    if (this.isSilent()) this.end(toAppError({ code: 'TIMEOUT' }))
  }

  private isSilent = () => performance.now() - this.heardAt > SILENT_MS

  private onAck(m: RawMessage): void {
    const n = Number(m.subject.slice(this.inbox.length + 1))
    const entry = this.underWay.get(n)
    if (!entry) return
    this.heardAt = performance.now()
    this.take(n, entry.size)
    try {
      if (m.status === 503) throw toAppError({ code: '503' }, { subject: entry.subject })
      const ack = toAck(entry.subject, decodeReply(m.data))
      if (ack.duplicate) this.result.duplicates++
      else this.store(ack.stream, ack.seq)
    } catch (e) {
      this.refuse(toAppError(e))
    }
    this.wake()
  }

  private store(stream: string, seq: bigint): void {
    const { result } = this
    result.stored++
    if (result.stored === 1) result.range = { stream, first: seq, last: seq }
    else if (result.range?.stream !== stream) delete result.range
    else {
      if (seq < result.range.first) result.range.first = seq
      if (seq > result.range.last) result.range.last = seq
    }
  }

  private remember(subject: string): void {
    this.recent.add(subject)
    if (this.recent.size <= MOST_RECENT) return
    for (const oldest of this.recent) return void this.recent.delete(oldest)
  }

  private take(n: number, size: number): void {
    this.underWay.delete(n)
    this.bytes -= size
  }

  private refuse(error: AppError): void {
    const { result } = this
    result.refused++
    // The same reason is often told with a number in it that is another each time.
    const reason = error.details ?? error.message
    const known = result.reasons.find((r) => r.reason === reason)
    if (known) known.count++
    else if (result.reasons.length < MOST_REASONS) result.reasons.push({ reason, count: 1 })
  }

  private onDenied(error: AppError, subject: string): void {
    const denied = [...this.underWay].filter(([, entry]) => entry.subject === subject)
    for (const [n, { size }] of denied) {
      this.take(n, size)
      this.refuse(error)
    }
    // Without acknowledgements nothing tells how many were refused. What else this page may not do is no matter of these.
    if (denied.length > 0 || this.recent.has(subject)) this.end(error)
  }

  private lose(): void {
    this.isLost = true
    this.end(disconnected())
  }

  private end(why: 'stopped' | AppError): void {
    this.ended ??= why
    this.wake()
  }
}
