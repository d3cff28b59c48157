import type { Connection } from './connection.ts'
import { fromPlain, isPassing, toAppError, type AppError } from './errors.ts'
import { readForward, seqAtTime } from './messages.ts'
import type { ReaderEvents, ReadFrom, Resumed, StreamReader } from './reader.ts'
import { getStream } from './streams.ts'
import type { Seq, Stream } from './types.ts'

const PAGE = 1000
/** At the end of the stream it is asked again after this long, and less often the longer nothing comes. */
const SOONEST_MS = 200
const LATEST_MS = 1000

/**
 * Follows a stream by direct get, for streams where a consumer would change what is kept (WorkQueue, Interest) or is not allowed.
 * A message that is consumed between two looks is gone unseen: that is counted.
 */
export class PollReader implements StreamReader {
  lastSeq: Seq | undefined
  private readonly conn: Connection
  private readonly name: string
  private created: string
  private readonly filters: string[]
  private readonly events: ReaderEvents
  private readonly abort = new AbortController()
  private next: Seq | undefined
  private readonly from: ReadFrom
  /** Up to here the stream was known to go when it was last looked at: what is missing after it was there and went unseen. */
  private seenEnd: Seq | undefined
  /** The stream's last sequence at the look before. */
  private knownEnd: Seq | undefined
  private interrupted = false
  private wake = () => {}

  constructor(
    conn: Connection,
    stream: Pick<Stream, 'name' | 'created'>,
    filters: string[],
    from: ReadFrom,
    events: ReaderEvents,
  ) {
    this.conn = conn
    this.name = stream.name
    this.created = stream.created
    this.filters = filters
    this.from = from
    this.events = events
    void this.run()
  }

  stop(): void {
    this.abort.abort()
    this.wake()
  }

  private async run(): Promise<void> {
    let pause = 0
    while (!this.abort.signal.aborted) {
      try {
        const read = await this.look()
        pause = read > 0 ? SOONEST_MS / 2 : Math.min(pause * 1.5 + SOONEST_MS, LATEST_MS)
        if (read < PAGE / 2) await this.sleep(pause)
      } catch (e) {
        if (this.abort.signal.aborted) return
        const error = toAppError(e)
        if (!isPassing(error)) return this.fail(error)
        this.interrupted = true
        this.events.onWaiting?.(error.toPlain())
        await this.sleep(LATEST_MS)
      }
    }
  }

  /** Reads on once; returns how many messages came. */
  private async look(): Promise<number> {
    if (this.conn.link.state === 'failed') throw fromPlain(this.conn.link.error)
    const stream = await getStream(this.conn, this.name)
    const end = stream.state.last_seq
    if (stream.created !== this.created) {
      this.created = stream.created
      this.next = stream.state.first_seq
      this.lastSeq = this.seenEnd = this.knownEnd = undefined
      this.interrupted = false
      this.events.onAnew?.()
      this.resumed('recreated')
    }
    const first = this.next === undefined
    this.next ??= 'seq' in this.from ? this.from.seq : ((await seqAtTime(this.conn, stream, this.from.time)) ?? end + 1n)
    if (this.interrupted) this.resumed('reconnect')
    if (first || this.interrupted) this.events.onReady?.(end >= this.next ? Number(end - this.next + 1n) : 0)
    this.interrupted = false
    if (this.next > end) {
      this.seenEnd = this.knownEnd = end
      return 0
    }
    const range = await readForward(this.conn, stream, this.next, PAGE, this.filters, this.abort.signal)
    if (this.abort.signal.aborted) return 0
    const numbers = { seq: 0, pending: 0 }
    for (const m of range.messages) {
      this.countMissed(this.next, m.seq)
      numbers.seq = Number(m.seq)
      numbers.pending = end > m.seq ? Number(end - m.seq) : 0
      this.lastSeq = m.seq
      this.next = m.seq + 1n
      this.events.onMessage(m, numbers)
    }
    // A replica that lags may have answered: only what was there at the look before is surely gone when it did not come.
    const through = range.next ?? (this.knownEnd ?? 0n) + 1n
    if (through > this.next) {
      this.countMissed(this.next, through)
      this.next = through
    }
    this.knownEnd = end
    if (range.next === undefined && this.next > end) this.seenEnd = end
    return range.messages.length
  }

  private countMissed(from: Seq, to: Seq) {
    // A filter hides messages too, so then nothing can be said.
    if (to > from && this.filters.length === 0 && this.seenEnd !== undefined && from > this.seenEnd)
      this.events.onMissed?.(Number(to - from))
  }

  private resumed(because: Resumed['because']) {
    this.events.onResumed?.({ ...(this.lastSeq === undefined ? {} : { after: this.lastSeq }), because, at: Date.now() })
  }

  private fail(error: AppError) {
    this.stop()
    this.events.onFailed(error)
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
