import { SendWindow } from '~/lib/obj/send-window.ts'
import { toHex } from '~/lib/payload/encode.ts'
import { pause } from '~/lib/pause.ts'
import { decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { AppError, disconnected, isPassing, toAppError } from './errors.ts'
import { seq, text } from './fields.ts'
import { matchStream } from './import-match.ts'
import type { Prepared } from './import-plan.ts'
import { persistRead } from './kv-persist.ts'
import type { RawMessage } from './session.ts'
import { getStream } from './streams.ts'
import type { Seq, StoredMessage, Stream } from './types.ts'
import { untilOpen } from './until-open.ts'

/** Messages under way at once; the server refuses what waits in longer queues. */
const MOST_MESSAGES = 500
const MOST_BYTES = 8 * 1024 * 1024
/** What a message weighs beside its bytes. */
const WEIGHT = 200
/** No acknowledgement for this long, though the server has read all that was sent: what is missing is lost. */
const SILENT_MS = 5000
const FLUSH_MS = 60_000
/** What a lost connection had on its way is stored by now, if nothing of it has come for so long. */
const SETTLED_MS = 1000
const RETRY_MS = 500
const LOOKED_UP_AT_ONCE = 32
/** Where others have stored more than this meanwhile, the stream is read instead of asked one by one. */
const MOST_ASKED = 1000

type Entry = Prepared & { line: number; weight: number; sentAt: number }

/** What a stored message is told by. */
export type PrintOf = (m: Pick<StoredMessage, 'subject' | 'headerBlock' | 'data'>) => Uint8Array

/** Where the messages go, the subjects that they have there (none: any), and how they are found there. */
export type SendTarget = { stream: Stream; filters: string[]; printOf: PrintOf }

export type SenderEvents = {
  onStored: (print: Prepared['print']) => void
  /** The server has a message with this id already: which one it is. */
  onDuplicate: (entry: Prepared & { line: number }, at: Seq) => void
  onRefused: (line: number, error: AppError) => void
  /** Some are sent again: they are counted at the end, since what was lost may yet have come. */
  onResent: (entries: readonly Prepared[], after: Seq) => void
  /** So many were lost on the way while later ones were stored: they come behind those. */
  onLate: (count: number) => void
  onWaiting: (error: AppError | undefined) => void
}

/** Errors after which the messages behind would fare no better. */
const FINAL = new Set([10077, 10109, 10047, 10028, 10023, 10122, 10002])

/**
 * Publishes messages into one stream in their order, with a window of unacknowledged ones that follows how fast they are
 * acknowledged. After a lost connection, or silence, it looks in the stream for those that no answer came for, and sends
 * only the others again.
 */
export class ImportSender {
  private readonly conn: Connection
  private readonly stream: Stream
  private readonly filters: string[]
  private readonly printOf: PrintOf
  private readonly events: SenderEvents
  private readonly inbox: string
  private readonly window = new SendWindow(64 * 1024, MOST_BYTES)
  /** In the order in which they were sent. */
  private underWay = new Map<number, Entry>()
  private weight = 0
  private count = 0
  private trouble: AppError | undefined
  private fatal: AppError | undefined
  /** All that was sent up to the last of this sequence has been answered for. */
  private floor: Seq
  private acked = new Set<Seq>()
  /** The latest of those that are stored, as they were sent. */
  private latest = -1
  private heardAt = 0
  private asking = false
  private wake = () => {}
  private readonly stops: (() => void)[]

  constructor(conn: Connection, { stream, filters, printOf }: SendTarget, events: SenderEvents) {
    this.conn = conn
    this.stream = stream
    this.filters = filters
    this.printOf = printOf
    this.events = events
    this.floor = stream.state.last_seq
    this.inbox = conn.newInbox()
    const watch = setInterval(() => void this.watchSilence(), 1000)
    this.stops = [
      conn.subscribe(`${this.inbox}.*`, { onMessage: (m) => this.onAck(m), onError: (e) => this.fail(e) }),
      conn.onLink((link) => link.state !== 'open' && this.fail(disconnected())),
      conn.onDenied((e, subject) => this.isUnderWay(subject) && this.end(e)),
      () => clearInterval(watch),
    ]
  }

  /** Messages without an answer. */
  get open(): number {
    return this.underWay.size
  }

  /** Resolves when there is room for one more. Throws AppError: what nothing can be sent any more for, `aborted`. */
  async room(size: number, signal: AbortSignal): Promise<void> {
    await this.until(() => this.underWay.size === 0 || this.fits(size), signal)
  }

  isRoom(size: number): boolean {
    return !this.trouble && !this.fatal && (this.underWay.size === 0 || this.fits(size))
  }

  /** Resolves when everything has been answered for. Throws as `room`. */
  async drained(signal: AbortSignal): Promise<void> {
    await this.until(() => this.underWay.size === 0, signal)
  }

  /** Waits a little for answers that are on their way; how many did not come. */
  async settle(limitMs: number): Promise<number> {
    const end = performance.now() + limitMs
    while (this.underWay.size > 0 && !this.trouble && performance.now() < end) await pause(20)
    return this.underWay.size
  }

  send(m: Prepared, line: number): void {
    const weight = m.data.length + m.headers.length + WEIGHT
    this.publish({ ...m, line, weight, sentAt: 0 })
  }

  stop(): void {
    for (const stop of this.stops) stop()
  }

  private fits(size: number): boolean {
    return this.underWay.size < MOST_MESSAGES && this.weight + size + WEIGHT <= this.window.bytes
  }

  private async until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    const stop = () => this.wake()
    signal.addEventListener('abort', stop)
    try {
      for (;;) {
        if (this.fatal) throw this.fatal
        if (signal.aborted) throw new AppError('aborted', 'Stopped')
        if (this.trouble) await this.recover(signal)
        else if (isSo()) return
        else await new Promise<void>((resolve) => (this.wake = resolve))
      }
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  private publish(entry: Entry): void {
    const n = this.count++
    if (this.underWay.size === 0) this.heardAt = performance.now()
    this.underWay.set(n, entry)
    this.weight += entry.weight
    entry.sentAt = performance.now()
    if (this.trouble) return
    try {
      this.conn.publishBlock(entry.subject, entry.headers, entry.data, `${this.inbox}.${n}`)
    } catch (e) {
      const error = toAppError(e)
      if (error.kind === 'disconnected') return this.fail(error)
      this.take(n)
      this.events.onRefused(entry.line, error)
    }
  }

  private onAck(m: RawMessage): void {
    const n = Number(m.subject.slice(this.inbox.length + 1))
    const entry = this.underWay.get(n)
    if (!entry) return
    const now = (this.heardAt = performance.now())
    if (m.status === 503) return this.fail(toAppError({ code: '503' }, { subject: entry.subject }))
    try {
      const ack = decodeReply(m.data)
      if (text(ack.stream) !== this.stream.name) return this.end(takenByOther(entry.subject, text(ack.stream)))
      const isFirst = this.underWay.keys().next().value === n
      this.take(n)
      this.window.acked(entry.weight, entry.sentAt, now)
      const at = seq(ack.seq)
      if (ack.duplicate === true) this.events.onDuplicate(entry, at)
      else this.stored(n, entry, at, isFirst)
    } catch (e) {
      const error = toAppError(e)
      if (isPassing(error) || error.errCode === 10158) return this.fail(error)
      const refused = isSubjectFull(error) ? subjectFull() : error
      if (refused === error && FINAL.has(error.errCode ?? 0)) return this.end(error)
      this.take(n)
      this.events.onRefused(entry.line, refused)
    }
    this.wake()
  }

  private stored(n: number, entry: Entry, at: Seq, isFirst: boolean): void {
    this.latest = Math.max(this.latest, n)
    if (isFirst && at > this.floor) {
      this.floor = at
      if (this.acked.size > 2 * MOST_MESSAGES) for (const s of this.acked) if (s <= at) this.acked.delete(s)
    } else this.acked.add(at)
    this.events.onStored(entry.print)
  }

  private take(n: number): void {
    this.weight -= this.underWay.get(n)?.weight ?? 0
    this.underWay.delete(n)
  }

  private fail(error: AppError): void {
    this.trouble ??= error
    this.wake()
  }

  private end(error: AppError): void {
    this.fatal ??= error
    this.wake()
  }

  private isUnderWay(subject: string): boolean {
    for (const e of this.underWay.values()) if (e.subject === subject) return true
    return false
  }

  /** On a slow link acknowledgements take long. The answer to a ping comes behind what was sent before, so it tells. */
  private async watchSilence(): Promise<void> {
    if (this.asking || this.underWay.size === 0 || this.trouble || performance.now() - this.heardAt < SILENT_MS) return
    this.asking = true
    const isRead = await this.conn.flush(FLUSH_MS)
    const before = this.heardAt
    if (isRead) await pause(SILENT_MS)
    this.asking = false
    if (this.underWay.size > 0 && this.heardAt === before)
      this.fail(new AppError('timeout', 'The server did not acknowledge what was sent'))
  }

  /** Finds out which of those without an answer the stream has, and sends the others again in their order. */
  private async recover(signal: AbortSignal): Promise<void> {
    this.events.onWaiting(this.trouble)
    for (;;) {
      try {
        await untilOpen(this.conn, signal)
        this.trouble = undefined
        await this.settleStored(signal)
        break
      } catch (e) {
        const error = toAppError(e)
        if (!isPassing(error)) throw error
        await pause(RETRY_MS)
      }
    }
    const left = [...this.underWay.values()]
    const late = [...this.underWay.keys()].filter((n) => n < this.latest).length
    if (late > 0) this.events.onLate(late)
    this.underWay = new Map()
    this.weight = 0
    this.window.lost()
    if (left.length > 0) this.events.onResent(left, this.floor)
    this.events.onWaiting(undefined)
    for (const entry of left) this.publish(entry)
  }

  /** What was sent before may still be stored while it is looked for: it is looked until nothing of it has come for a while. */
  private async settleStored(signal: AbortSignal): Promise<void> {
    for (let calm = 0; calm < 2;) {
      const found = await this.lookForStored(signal)
      calm = found > 0 ? 0 : calm + 1
      if (this.underWay.size === 0) return
      if (calm < 2) await pause(SETTLED_MS)
    }
  }

  /** How many of those without an answer are found behind what was answered for. */
  private async lookForStored(signal: AbortSignal): Promise<number> {
    const { name } = this.stream
    const open = new Map<string, number[]>()
    for (const [n, { print }] of this.underWay) {
      const key = toHex(print)
      open.set(key, [...(open.get(key) ?? []), n])
    }
    const { state, created } = await persistRead(this.conn, () => getStream(this.conn, name), signal)
    if (created !== this.stream.created) throw new AppError('not-found', 'The stream was deleted and made anew meanwhile')
    let found = 0
    const met = (m: StoredMessage) => {
      const n = this.acked.has(m.seq) ? undefined : open.get(toHex(this.printOf(m)))?.shift()
      const entry = n === undefined ? undefined : this.underWay.get(n)
      if (n === undefined || !entry) return
      this.take(n)
      this.stored(n, entry, m.seq, false)
      found++
    }
    const { floor } = this
    if (state.last_seq - floor > BigInt(MOST_ASKED + this.acked.size)) {
      const range = { after: floor, since: undefined, filters: this.filters }
      await matchStream(this.conn, this.stream, range, met, signal)
    } else await this.askOneByOne(floor + 1n < state.first_seq ? state.first_seq : floor + 1n, state.last_seq, met, signal)
    return found
  }

  /** Of the leader. */
  private async askOneByOne(from: Seq, to: Seq, met: (m: StoredMessage) => void, signal: AbortSignal): Promise<void> {
    const get = (s: Seq) => persistRead(this.conn, () => getOne(this.conn, this.stream.name, 'get', { seq: s }), signal)
    for (let at = from; at <= to;) {
      const seqs: Seq[] = []
      for (; at <= to && seqs.length < LOOKED_UP_AT_ONCE; at++) if (!this.acked.has(at)) seqs.push(at)
      for (const m of await Promise.all(seqs.map(get))) if (m) met(m)
    }
  }
}

/** 10077 is said of the whole stream and of one subject of it; of the latter others go on. */
const isSubjectFull = (e: AppError) => e.errCode === 10077 && /per subject/i.test(e.details ?? '')
const subjectFull = () =>
  new AppError('limit', 'Its subject has as many messages as the stream keeps of one, and it refuses more')

const takenByOther = (subject: string, stream: string) =>
  stream === ''
    ? new AppError('server', `Something answered on ${subject}, but it was not a stream`)
    : new AppError('conflict', `The stream ${stream} has stored what was published on ${subject}`, {
        next: 'The subjects of the streams have changed meanwhile: make another dry run',
      })
