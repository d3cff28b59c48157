import { fingerprinter } from '~/lib/messages-file/fingerprints.ts'
import { piecesOf, readLines } from '~/lib/messages-file/lines.ts'
import { parseLine } from '~/lib/messages-file/message-line.ts'
import { duration } from '~/lib/format.ts'
import { pause } from '~/lib/pause.ts'
import { sameBytes } from '~/lib/same-bytes.ts'
import { toHex } from '~/lib/payload/encode.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { AppError, toAppError } from './errors.ts'
import { importBlock } from './import-block.ts'
import { matchStream } from './import-match.ts'
import {
  compareWith,
  isTransformed,
  problemOf,
  withoutOwnId,
  type LineProblem,
  type Planned,
  type Prepared,
} from './import-plan.ts'
import { ImportSender, type PrintOf } from './import-sender.ts'
import { persistRead } from './kv-persist.ts'
import { getStream } from './streams.ts'
import type { LinkError, Seq, StoredMessage, StreamDetail } from './types.ts'

/** So many refusals are told one by one. */
const REFUSED = 1000
/** How long answers are waited for when it is stopped. */
const LAST_ANSWERS_MS = 5000
const RECENT = 100_000
/** Nothing more is sent while so many that the server knows the ids of are being looked up. */
const LOOKED_UP = 64

/** Messages; together, but for `twice` and `late`, they are what was gone through so far. */
export type ImportCounts = {
  stored: number
  /** The stream had them, byte for byte. */
  there: number
  refused: number
  /** Sent, but no answer came: it is unknown whether they are stored. */
  unsure: number
  /** Found a second time after a lost connection. */
  twice: number
  /** Stored behind later ones of the file: a leader that changed had lost them and not those. */
  late: number
  /** Lines that hold no message that could be published. */
  leftOut: number
}

export type ImportProgress = ImportCounts & {
  /** Bytes of the file. */
  done: number
  total: number
  /** Payload that was stored. */
  bytes: number
  isComparing: boolean
  isPaused: boolean
  /** Why it waits (null = the link is being made). */
  waiting?: LinkError | null
}

/** `ended`: why it came to no end. */
export type ImportResult = ImportCounts & { refusals: LineProblem[]; ended?: LinkError }

/**
 * Publishes the messages of a file into a stream, each once: one that the stream has already (as the dry run saw it, and since) is
 * left out, so an import that was broken off, or is done again, goes on where it was.
 *
 * What protects a message from being stored twice: (1) the comparison, byte for byte, which needs no id and leaves messages as they
 * are; it knows what the stream still has. (2) Message ids, kept or, where asked for, derived from stream, sequence and content: the
 * server refuses them within its duplicate window. (3) After a lost connection the stream is asked which of the messages without an
 * answer it has; those that are sent again are counted at the end, and what is there twice after all is told.
 */
export class StreamImport {
  private readonly conn: Connection
  private readonly name: string
  private readonly file: Blob
  private readonly planned: Planned
  private readonly rate: number | undefined
  private goOn: (() => void) | undefined
  private paused: Promise<void> | undefined
  private counts: ImportCounts = none()
  private refusals: LineProblem[] = []
  private done = 0
  private bytes = 0
  private isComparing = false
  private waiting: AppError | undefined
  /** Fingerprints of what was sent again: how often each is to be in the stream behind `resentAfter`. */
  private readonly resent = new Map<string, number>()
  private resentAfter: Seq | undefined
  private readonly lookups = new Set<Promise<void>>()

  /** `rate`: messages per second at most. */
  constructor(conn: Connection, name: string, file: Blob, planned: Planned, rate?: number) {
    this.conn = conn
    this.name = name
    this.file = file
    this.planned = planned
    this.rate = rate
  }

  get progress(): ImportProgress {
    return {
      ...this.counts,
      done: this.done,
      total: this.file.size,
      bytes: this.bytes,
      isComparing: this.isComparing,
      isPaused: this.paused !== undefined,
      ...(this.waiting ? { waiting: this.waiting.toPlain() } : this.conn.link.state === 'open' ? {} : { waiting: null }),
    }
  }

  pause(): void {
    this.paused ??= new Promise((resolve) => (this.goOn = resolve))
  }

  resume(): void {
    this.goOn?.()
    this.paused = undefined
  }

  /** Does it. Never rejects: what ended it is part of the result. Run again it goes through the file anew. */
  async run(signal: AbortSignal): Promise<ImportResult> {
    this.counts = none()
    this.refusals = []
    this.done = this.bytes = 0
    let ended: AppError | undefined
    try {
      await this.publishAll(signal)
    } catch (e) {
      ended = toAppError(e)
    }
    this.waiting = undefined
    // Some are known only when the server has been asked once more.
    this.refusals.sort((a, b) => a.line - b.line)
    return { ...this.counts, refusals: this.refusals, ...(ended ? { ended: ended.toPlain() } : {}) }
  }

  private async publishAll(signal: AbortSignal): Promise<void> {
    const { prints, rules, prepare } = this.planned
    const stream = await persistRead(this.conn, () => getStream(this.conn, this.name), signal)
    const block = importBlock(stream)
    if (block) throw new AppError('limit', block)
    if (!rules.compare && this.planned.comparedTo === undefined)
      this.planned.comparedFrom = this.planned.comparedTo = stream.state.last_seq
    this.isComparing = true
    await compareWith(this.conn, stream, this.planned, undefined, signal).finally(() => (this.isComparing = false))
    prints.restart()
    const print = await fingerprinter()
    const printOf: PrintOf = (m) =>
      print(isTransformed(stream) ? '' : m.subject, withoutOwnId(m.headerBlock ?? new Uint8Array()), m.data)
    const target = { stream, filters: this.planned.filters, printOf }
    const sender = new ImportSender(this.conn, target, {
      onStored: (p) => this.stored(p),
      onDuplicate: (entry, at) => this.lookUp(stream, entry, at, printOf, signal),
      onRefused: (line, error) => this.refuse(line, error.message),
      onResent: (entries, after) => this.noteResent(entries, after),
      onLate: (n) => (this.counts.late += n),
      onWaiting: (error) => (this.waiting = error),
    })
    try {
      // Only what has to wait is waited for: a promise for each of a million lines takes its time.
      const send = (ready: Prepared, line: number) => {
        sender.send(ready, line)
        this.bytes += ready.data.length
      }
      const sendInTurn = async (ready: Prepared, line: number, size: number) => {
        await this.turn(signal)
        while (this.lookups.size >= LOOKED_UP) await Promise.race(this.lookups)
        await sender.room(size, signal)
        send(ready, line)
      }
      await this.eachLine(signal, (text, line) => {
        const m = parseLine(text)
        const ready = typeof m === 'string' ? undefined : prepare(m)
        if (!ready || problemOf(this.conn, stream, ready) !== undefined) return void this.counts.leftOut++
        if (prints.take(ready.print)) return void this.counts.there++
        const size = ready.data.length + ready.headers.length
        if (this.paused || this.rate !== undefined || this.lookups.size >= LOOKED_UP || !sender.isRoom(size)) {
          return sendInTurn(ready, line, size)
        }
        send(ready, line)
      })
      await sender.drained(signal)
      await Promise.all(this.lookups)
      await this.countResent(stream, printOf, signal)
    } catch (e) {
      this.counts.unsure += await sender.settle(LAST_ANSWERS_MS)
      throw e
    } finally {
      sender.stop()
    }
  }

  private async eachLine(signal: AbortSignal, take: (text: string, line: number) => Promise<void> | void): Promise<void> {
    let read = 0
    const file = this.file
    const counted = async function* () {
      for await (const piece of piecesOf(file)) {
        read += piece.length
        yield piece
      }
    }
    for await (const lines of readLines(counted())) {
      for (const l of lines) {
        if (signal.aborted) throw new AppError('aborted', 'Stopped')
        if ('problem' in l) this.counts.leftOut++
        else {
          const taking = take(l.text, l.line)
          if (taking) await taking
        }
      }
      this.done = read
    }
  }

  private credit = 0
  private creditAt = 0

  /** Resolves when the next message may go: not while it is paused, and not faster than it should. */
  private async turn(signal: AbortSignal): Promise<void> {
    while (this.paused) await untilAborted(this.paused, signal)
    for (;;) {
      if (signal.aborted) throw new AppError('aborted', 'Stopped')
      if (this.rate === undefined) return
      const now = performance.now()
      // A tenth of a second's worth at once, so that a slow rate is even and a fast one is reached.
      const most = Math.max(1, this.rate / 10)
      this.credit = this.creditAt === 0 ? 1 : Math.min(most, this.credit + ((now - this.creditAt) * this.rate) / 1000)
      this.creditAt = now
      if (this.credit >= 1) {
        this.credit--
        return
      }
      await untilAborted(pause(Math.max(1, ((1 - this.credit) * 1000) / this.rate)), signal)
    }
  }

  private stored(print: Uint8Array): void {
    this.counts.stored++
    this.again(print)
  }

  /** One more of those that were sent again is to be there. */
  private again(print: Uint8Array): void {
    if (this.resent.size === 0) return
    const key = toHex(print)
    const n = this.resent.get(key)
    if (n !== undefined) this.resent.set(key, n + 1)
  }

  private refuse(line: number, message: string): void {
    this.counts.refused++
    if (this.refusals.length < REFUSED) this.refusals.push({ line, message })
  }

  /** The server knows the id: it may be this message, another one, or one that has gone since. */
  private lookUp(stream: StreamDetail, entry: Prepared & { line: number }, at: Seq, printOf: PrintOf, signal: AbortSignal): void {
    const look = async () => {
      const m = await persistRead(this.conn, () => getOne(this.conn, stream.name, 'get', { seq: at }), signal)
      if (m && sameBytes(printOf(m), entry.print)) {
        if (at > stream.state.last_seq) this.stored(entry.print) // by an attempt of ours whose answer was lost
        else this.counts.there++
      } else if (m) this.refuse(entry.line, `The stream has another message with the same Nats-Msg-Id, at sequence ${at}`)
      else {
        const window = stream.config.duplicate_window_ms
        const wait = window === undefined ? '' : `: import again when ${duration(window)} have passed since it was stored`
        this.refuse(entry.line, `The server still knows its Nats-Msg-Id, though the message is gone${wait}`)
      }
    }
    const one: Promise<void> = look()
      .catch((e: unknown) => {
        if (toAppError(e).kind === 'aborted') this.counts.unsure++
        else
          this.refuse(
            entry.line,
            `The server knows its Nats-Msg-Id, and that message could not be read: ${toAppError(e).message}`,
          )
      })
      .finally(() => this.lookups.delete(one))
    this.lookups.add(one)
  }

  private noteResent(entries: readonly Prepared[], after: Seq): void {
    this.resentAfter ??= after
    for (const { print } of entries)
      if (this.resent.size < RECENT) this.resent.set(toHex(print), this.resent.get(toHex(print)) ?? 0)
  }

  /** What was under way when a connection was lost may have been stored after it was looked for. */
  private async countResent(stream: StreamDetail, printOf: PrintOf, signal: AbortSignal): Promise<void> {
    if (this.resentAfter === undefined) return
    const seen = new Map<string, number>()
    const met = (m: StoredMessage) => {
      const key = toHex(printOf(m))
      if (this.resent.has(key)) seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    await matchStream(
      this.conn,
      stream,
      { after: this.resentAfter, since: undefined, filters: this.planned.filters },
      met,
      signal,
    )
    for (const [key, n] of seen) this.counts.twice += Math.max(0, n - (this.resent.get(key) ?? 0))
  }
}

const none = (): ImportCounts => ({ stored: 0, there: 0, refused: 0, unsure: 0, twice: 0, late: 0, leftOut: 0 })

/** The same, but at once when it is stopped; then it throws `aborted`. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = () => {}
  const aborted = new Promise<void>((resolve) => {
    stop = resolve
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) resolve()
  })
  await Promise.race([promise, aborted])
  signal.removeEventListener('abort', stop)
  if (signal.aborted) throw new AppError('aborted', 'Stopped')
}
