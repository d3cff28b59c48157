import { backoff } from '~/lib/backoff.ts'
import { ChangeLog } from '~/lib/kv/change-log.ts'
import { KeyIndex } from '~/lib/kv/key-index.ts'
import { KeyView, type KeyQuery, type KeyRows } from '~/lib/kv/key-view.ts'
import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { canReadOtherwise, isPassing, toAppError, type AppError } from './errors.ts'
import { emptyChange, readChange } from './kv-entry-change.ts'
import { GoneKeys } from './kv-gone.ts'
import { listSubjects } from './kv-names.ts'
import { PollReader } from './poll-reader.ts'
import { PushReader } from './push-reader.ts'
import type { ReaderEvents, ReadNumbers, Resumed } from './reader.ts'
import { getStream } from './streams.ts'
import type { LinkError, Seq, StoredMessage, Stream } from './types.ts'
import { untilOpen } from './until-open.ts'

const RESUMES_KEPT = 50
/** A deleted bucket is looked for this often: it may be made anew. */
const DELETED_MS = 2000

/** What is watched: `prefix` is "$KV.B.", or that of the origin for a mirror; `filters` are keys with wildcards, none = all. */
export type KvSource = { stream: string; created: string; prefix: string; filters?: string[] }

export type KvWatchStats = {
  /** `reading`: the keys that were there at the start are coming in. `deleted`: the bucket is gone, and is looked for. */
  state: 'starting' | 'reading' | 'following' | 'waiting' | 'deleted' | 'failed'
  /** Why it waits, has failed or is deleted. */
  error?: LinkError | undefined
  /** How keys come in: by a consumer, or, where none may be made, by their names and a look every second. */
  way: 'consumer' | 'list'
  /** Why not by a consumer. */
  because?: string | undefined
  /** All keys that were there at the start have come in. */
  complete: boolean
  /** Keys that were still to come at the start, those that are here included; of entries to come, how many. */
  expected: number
  pending: number
  keys: number
  tombstones: number
  /** Changes since the watch began, and per second now. */
  changes: number
  changesPerSecond: number
  /** Indexes of the log: `first` have been dropped, `end` have come in all. */
  log: { first: number; end: number }
  /** The highest revision that was read. */
  revision?: bigint | undefined
  interruptions: number
  /** The interruptions, newest last; at most 50 are kept. */
  resumes: Resumed[]
  /** The consumer on the server, to be deleted by the page when that goes. */
  consumer?: string | undefined
}

/** Watches all keys of a bucket without their values, into an index that the page asks for rows. */
export class KvWatch {
  readonly index = new KeyIndex()
  readonly log = new ChangeLog()
  private readonly view = new KeyView(this.index)
  private readonly conn: Connection
  private readonly source: KvSource
  private readonly filters: string[]
  private reader: PushReader | PollReader | undefined
  private gone: GoneKeys | undefined
  /** Aborted when the watch begins anew or stops: what an older round still has to say is not heard. */
  private round = new AbortController()
  private stopped = false
  private state: KvWatchStats['state'] = 'starting'
  private error: LinkError | undefined
  private way: KvWatchStats['way'] = 'consumer'
  private because: string | undefined
  private complete = false
  private expected = 0
  private pending = 0
  private changes = 0
  private resumes: Resumed[] = []
  private interruptions = 0
  /** The stream's last sequence when the watch began: what is later is a change. */
  private knownEnd = Infinity
  private lastSeq = 0
  private readonly change = emptyChange()
  private sample = { at: performance.now(), changes: 0 }
  private rate = 0
  private told = { signature: '', version: 0 }

  constructor(conn: Connection, source: KvSource) {
    this.conn = conn
    this.source = source
    const chosen = source.filters?.length ? source.filters : ['>']
    this.filters = chosen.map((f) => source.prefix + f)
    void this.begin()
  }

  /** Deletes the consumer and watches no more; what is known stays. */
  stop(): void {
    this.stopped = true
    this.endRound()
  }

  /** Grows whenever there is something new to draw. */
  get version(): number {
    const s = this.stats()
    const { index } = this
    const signature = [
      index.version,
      s.state,
      s.error?.message,
      s.complete,
      s.pending,
      s.changes,
      Math.round(s.changesPerSecond),
      s.interruptions,
      s.consumer,
      s.log.end,
    ].join()
    if (signature !== this.told.signature) this.told = { signature, version: this.told.version + 1 }
    return this.told.version
  }

  stats(): KvWatchStats {
    this.takeRate()
    return {
      state: this.state,
      error: this.error,
      way: this.way,
      because: this.because,
      complete: this.complete,
      expected: this.expected,
      pending: this.pending,
      keys: this.index.live,
      tombstones: this.index.tombstones,
      changes: this.changes,
      changesPerSecond: this.rate,
      log: { first: this.log.first, end: this.log.end },
      revision: this.reader?.lastSeq,
      interruptions: this.interruptions,
      resumes: this.resumes,
      consumer: this.reader instanceof PushReader ? this.reader.consumerName : undefined,
    }
  }

  /** The rows from `first` on, in the order and choice of the query. */
  rows(query: KeyQuery, first: number, count: number): KeyRows {
    return this.view.rows(query, first, count, !this.complete)
  }

  /** Every key that a query shows, in its order, whatever branches hide. */
  keys(query: KeyQuery): string[] {
    return this.view.keys(query)
  }

  private endRound(): void {
    this.round.abort()
    this.round = new AbortController()
    this.reader?.stop()
    this.gone?.stop()
    this.reader = undefined
    this.gone = undefined
  }

  /** Starts from nothing: at the beginning, and when the bucket is another one than was read. */
  private async begin(): Promise<void> {
    this.endRound()
    if (this.stopped) return
    const { signal } = this.round
    this.index.clear()
    this.complete = false
    this.expected = this.pending = this.lastSeq = 0
    const stopLooking = this.conn.onLink((link) => {
      if ('error' in link) this.wait(link.error)
    })
    try {
      const stream = await this.lookUp(signal)
      stopLooking()
      if (!stream) return
      this.state = 'reading'
      this.knownEnd = Number(stream.state?.last_seq ?? Infinity)
      this.push(stream)
      this.watchGone(stream)
    } catch (e) {
      if (!signal.aborted) this.fail(toAppError(e))
    } finally {
      stopLooking()
    }
  }

  /** The stream as it is at the start. What passes by itself is waited for, and so is a bucket that is deleted. */
  private async lookUp(signal: AbortSignal): Promise<(Pick<Stream, 'name' | 'created'> & Partial<Stream>) | undefined> {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await untilOpen(this.conn)
        const stream = await getStream(this.conn, this.source.stream)
        return signal.aborted ? undefined : stream
      } catch (e) {
        if (signal.aborted) return undefined
        const error = toAppError(e)
        const { state } = this.conn.link
        // Who may watch a bucket need not be allowed to ask about it.
        if (error.kind === 'permission') return { name: this.source.stream, created: this.source.created }
        if (error.kind === 'not-found') {
          this.setDeleted(error)
          await pause(DELETED_MS)
          continue
        }
        if (!isPassing(error) || state === 'failed' || state === 'closed') throw error
        this.wait(error.toPlain())
        await pause(backoff(attempt))
      }
    }
    return undefined
  }

  private push(stream: Pick<Stream, 'name' | 'created'> & Partial<Stream>): void {
    let isReady = false
    const events = this.events()
    const reader: PushReader = new PushReader(
      this.conn,
      stream,
      this.filters,
      { lastPerSubject: true },
      {
        ...events,
        onReady: (pending) => {
          isReady = true
          events.onReady?.(pending)
        },
        onFailed: (e) => {
          // Not allowed, no more consumers: names can be listed all the same.
          if (!canReadOtherwise(e, isReady)) return events.onFailed(e)
          this.way = 'list'
          this.because = `Not by a consumer: ${e.message}`
          const { lastSeq } = reader
          if (lastSeq === undefined) void this.list(stream)
          // It was giving what there is in the order of the revisions: the rest is what comes after.
          else this.poll(stream, lastSeq + 1n)
        },
      },
      { headersOnly: true },
    )
    this.reader = reader
  }

  /** The names of all keys, and from there on what changes. */
  private async list(stream: Pick<Stream, 'name' | 'created'>): Promise<void> {
    const { signal } = this.round
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await untilOpen(this.conn)
        const { subjects, lastSeq } = await listSubjects(this.conn, stream.name, this.filters, signal)
        if (signal.aborted) return
        const change = emptyChange()
        change.operation = 'UNKNOWN'
        for (const subject of subjects) {
          change.key = subject.slice(this.source.prefix.length)
          if (!this.index.has(change.key)) this.index.apply(change)
        }
        this.knownEnd = lastSeq
        this.expected = subjects.size
        this.setComplete()
        return this.poll(stream, BigInt(lastSeq) + 1n)
      } catch (e) {
        const error = toAppError(e)
        if (signal.aborted) return
        if (!isPassing(error)) return this.fail(error)
        this.wait(error.toPlain())
        await pause(backoff(attempt))
      }
    }
  }

  private poll(stream: Pick<Stream, 'name' | 'created'>, seq: Seq): void {
    this.reader = new PollReader(this.conn, stream, this.filters, { seq }, this.events())
  }

  private watchGone(stream: Pick<Stream, 'name' | 'created'>): void {
    const { prefix } = this.source
    this.gone = new GoneKeys(this.conn, stream, { prefix, filters: this.filters }, this.index, {
      caughtUp: () => (this.complete && this.state === 'following' ? this.lastSeq : undefined),
      onGone: (key) => {
        if (!this.index.remove(key)) return
        this.changes++
        this.log.add({ at: Date.now(), key, operation: 'GONE', size: 0 })
      },
      onAnew: () => {
        this.resumed({ because: 'recreated', at: Date.now() })
        void this.begin()
      },
      onDeleted: (error) => {
        this.setDeleted(error)
        void this.begin()
      },
    })
  }

  private events(): ReaderEvents & { onReady: (pending: number) => void } {
    const { signal } = this.round
    const isOver = () => signal.aborted
    return {
      onMessage: (m, n) => {
        if (!isOver()) this.take(m, n)
      },
      onReady: (pending) => {
        if (isOver()) return
        this.error = undefined
        this.pending = pending
        if (this.complete || pending === 0) this.setComplete()
        else {
          this.state = 'reading'
          this.expected = Math.max(this.expected, this.index.size + pending)
        }
      },
      onIdle: () => !isOver() && this.setComplete(),
      onResumed: (r) => !isOver() && this.resumed(r),
      onAnew: () => {
        if (isOver()) return
        this.index.clear()
        this.complete = false
        this.knownEnd = this.lastSeq = 0
        this.expected = 0
      },
      onWaiting: (error) => !isOver() && this.wait(error),
      onFailed: (e) => {
        if (isOver()) return
        if (e.kind !== 'not-found') return this.fail(e)
        this.setDeleted(e)
        void this.begin()
      },
    }
  }

  private take(m: StoredMessage, n: ReadNumbers): void {
    this.pending = n.pending
    this.lastSeq = n.seq
    const { change: c } = this
    if (readChange(m, n, this.source.prefix, c)) {
      if (n.seq > this.knownEnd) {
        const at = Date.now()
        this.changes++
        this.index.apply(c, at)
        const { key, operation, marker, size } = c
        this.log.add({ at, key, operation, marker, size, revision: c.exact ?? BigInt(c.revision) })
      } else this.index.apply(c)
    }
    if (n.pending === 0 && !this.complete) this.setComplete()
  }

  private setComplete(): void {
    // Entries may all have come before the server said how many there are.
    if (!this.complete) this.expected = Math.max(this.expected, this.index.size)
    this.complete = true
    this.pending = 0
    this.state = 'following'
    this.error = undefined
  }

  private setDeleted(error: AppError): void {
    this.state = 'deleted'
    this.error = {
      ...error.toPlain(),
      message: 'The bucket does not exist any more',
      next: 'It is shown again when it is made anew',
    }
  }

  private resumed(r: Resumed): void {
    this.interruptions++
    this.resumes = [...this.resumes.slice(1 - RESUMES_KEPT), r]
  }

  private wait(error: LinkError | undefined): void {
    if (this.state === 'deleted') return
    this.state = 'waiting'
    this.error = error
  }

  private fail(e: AppError): void {
    if (this.stopped) return
    this.endRound()
    this.state = 'failed'
    this.error = e.toPlain()
  }

  private takeRate(): void {
    const now = performance.now()
    const seconds = (now - this.sample.at) / 1000
    if (seconds < 0.5) return
    this.rate = (this.changes - this.sample.changes) / seconds
    this.sample = { at: now, changes: this.changes }
  }
}
