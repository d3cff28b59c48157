import { backoff } from '~/lib/backoff.ts'
import { pause } from '~/lib/pause.ts'
import { Ring } from '~/lib/ring.ts'
import type { Connection } from './connection.ts'
import { canReadOtherwise, isPassing, toAppError, type AppError } from './errors.ts'
import { toRow, type MessageRow } from './message-row.ts'
import { Arena } from './packed.ts'
import { PollReader } from './poll-reader.ts'
import { PushReader } from './push-reader.ts'
import { PushedMessage } from './pushed.ts'
import type { ReaderEvents, ReadFrom, Resumed, StreamReader } from './reader.ts'
import { getStream } from './streams.ts'
import type { LinkError, Seq, StoredMessage, Stream } from './types.ts'
import { untilOpen } from './until-open.ts'

/** What the ring holds at most. */
const MOST = { messages: 20_000, bytes: 64 * 1024 * 1024 }
/** What a message takes beside its own bytes, roughly: where it came from and where it is. */
const OVERHEAD = 180
const RESUMES_KEPT = 50

export type TailFrom = 'now' | ReadFrom

export type TailStats = {
  state: 'starting' | 'following' | 'waiting' | 'failed'
  /** Why it waits or has failed. */
  error?: LinkError | undefined
  /** How it reads, and why not by a consumer. */
  way: 'consumer' | 'direct'
  because?: string | undefined
  /** Indexes of what is held: `first` have been dropped from the ring, `end` have come in all. */
  first: number
  end: number
  heldBytes: number
  /** What is held at most. */
  most: { messages: number; bytes: number }
  messagesPerSecond: number
  bytesPerSecond: number
  /** Messages before the end of the stream: above 0 it is still catching up. */
  pending: number
  /** Deleted before they could be read. */
  missed: number
  lastSeq?: Seq | undefined
  /** How often it was interrupted. */
  interruptions: number
  /** The interruptions, newest last; at most 50 are kept. */
  resumes: Resumed[]
}

export type TailRow = MessageRow & { index: number }

/** Follows a stream into a bounded ring, by the way that changes nothing in it. */
export class Tail {
  private readonly conn: Connection
  private readonly filters: string[]
  private readonly ring = new Ring<StoredMessage>(MOST.messages, MOST.bytes)
  private readonly arena = new Arena()
  private reader: StreamReader | undefined
  private stopped = false
  private state: TailStats['state'] = 'starting'
  private error: LinkError | undefined
  private way: TailStats['way'] = 'consumer'
  private because: string | undefined
  private pending = 0
  private missed = 0
  private interruptions = 0
  /** The last sequence of the stream when it began, and the last one that was read. */
  private knownEnd = 0
  private before: number | undefined
  private bytes = 0
  private resumes: Resumed[] = []
  private sample = { at: performance.now(), end: 0, bytes: 0 }
  private rates = { messagesPerSecond: 0, bytesPerSecond: 0 }

  constructor(conn: Connection, stream: string, filters: string[], from: TailFrom) {
    this.conn = conn
    this.filters = filters
    void this.begin(stream, from)
  }

  stop(): void {
    this.stopped = true
    this.reader?.stop()
  }

  stats(): TailStats {
    this.takeRates()
    return {
      state: this.state,
      error: this.error,
      way: this.way,
      because: this.because,
      first: this.ring.first,
      end: this.ring.end,
      heldBytes: this.ring.weight,
      most: MOST,
      ...this.rates,
      pending: this.pending,
      missed: this.missed,
      lastSeq: this.reader?.lastSeq,
      interruptions: this.interruptions,
      resumes: this.resumes,
    }
  }

  /** The rows with these indexes, as far as they are held. */
  rows(first: number, count: number): TailRow[] {
    const rows: TailRow[] = []
    for (let i = first; i < first + count; i++) {
      const m = this.ring.at(i)
      if (m) rows.push({ index: i, ...toRow(m) })
    }
    return rows
  }

  /** A message that is held, whole: it may be deleted from the stream by now. */
  message(index: number): StoredMessage | undefined {
    const m = this.ring.at(index)
    return m && { seq: m.seq, subject: m.subject, time: m.time, headers: m.headers, data: m.data.slice() }
  }

  private async begin(name: string, from: TailFrom): Promise<void> {
    const stopLooking = this.conn.onLink((link) => {
      if ('error' in link) this.wait(link.error)
    })
    try {
      const stream = await this.lookUp(name)
      stopLooking()
      if (!stream) return
      this.knownEnd = Number(stream.state.last_seq)
      const start = from === 'now' ? { seq: stream.state.last_seq + 1n } : from
      if (stream.config.retention === 'limits') this.push(stream, start)
      else this.poll(stream, start, `${retentionWords[stream.config.retention]}: a consumer would change what the stream keeps`)
    } catch (e) {
      this.fail(toAppError(e))
    } finally {
      stopLooking()
    }
  }

  /** The stream as it is at the start. What passes by itself is waited for; undefined when it was stopped meanwhile. */
  private async lookUp(name: string): Promise<Stream | undefined> {
    for (let attempt = 1; !this.stopped; attempt++) {
      try {
        await untilOpen(this.conn)
        const stream = await getStream(this.conn, name)
        return this.stopped ? undefined : stream
      } catch (e) {
        const error = toAppError(e)
        const { state } = this.conn.link
        // A link that has given up does not come back by itself, whatever the reason was.
        if (!isPassing(error) || state === 'failed' || state === 'closed') throw error
        this.wait(error.toPlain())
        await pause(backoff(attempt))
      }
    }
    return undefined
  }

  private push(stream: Stream, start: ReadFrom) {
    let isReady = false
    const reader: PushReader = new PushReader(this.conn, stream, this.filters, start, {
      ...this.events(),
      onReady: (pending) => {
        isReady = true
        this.ready(pending)
      },
      onFailed: (e) => {
        // Not allowed, no more consumers, filters that a consumer does not take: reading is allowed all the same.
        if (!canReadOtherwise(e, isReady)) return this.fail(e)
        const { lastSeq } = reader
        this.poll(stream, lastSeq === undefined ? start : { seq: lastSeq + 1n }, `Not by a consumer: ${e.message}`)
      },
    })
    this.reader = reader
  }

  private poll(stream: Stream, start: ReadFrom, because: string) {
    this.way = 'direct'
    this.because = because
    this.reader = new PollReader(this.conn, stream, this.filters, start, this.events())
  }

  private events(): ReaderEvents {
    return {
      onMessage: (m, n) => {
        this.pending = n.pending
        this.countMissed(n.seq)
        if (m instanceof PushedMessage) {
          const kept = this.arena.keep(m.raw)
          this.bytes += kept.size
          this.ring.push(kept, kept.size + OVERHEAD)
        } else {
          const size = m.data.length + m.subject.length + m.headers.reduce((sum, [k, v]) => sum + k.length + v.length, 0)
          this.bytes += size
          this.ring.push(m, size + OVERHEAD)
        }
      },
      onReady: (pending) => this.ready(pending),
      onResumed: (r) => {
        this.interruptions++
        this.resumes = [...this.resumes.slice(1 - RESUMES_KEPT), r]
        if (r.because === 'recreated') this.before = undefined
      },
      onIdle: () => (this.pending = 0),
      onMissed: (count) => (this.missed += count),
      onWaiting: (error) => this.wait(error),
      onFailed: (e) => this.fail(e),
    }
  }

  private wait(error: LinkError | undefined) {
    this.state = 'waiting'
    this.error = error
  }

  /** What was deleted before it could be read; only of messages that came since the start, since older holes are the stream's own. */
  private countMissed(seq: number) {
    const { before } = this
    this.before = seq
    if (this.way === 'direct' || this.filters.length > 0 || before === undefined || seq <= this.knownEnd) return
    this.missed += seq - Math.max(before, this.knownEnd) - 1
  }

  private ready(pending: number) {
    this.state = 'following'
    this.error = undefined
    this.pending = pending
  }

  private fail(e: AppError) {
    if (this.stopped) return
    this.state = 'failed'
    this.error = e.toPlain()
  }

  private takeRates() {
    const now = performance.now()
    const seconds = (now - this.sample.at) / 1000
    if (seconds < 0.5) return
    this.rates = {
      messagesPerSecond: (this.ring.end - this.sample.end) / seconds,
      bytesPerSecond: (this.bytes - this.sample.bytes) / seconds,
    }
    this.sample = { at: now, end: this.ring.end, bytes: this.bytes }
  }
}

const retentionWords = { workqueue: 'A work queue', interest: 'A stream kept by interest' }
