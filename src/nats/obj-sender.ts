import { digestText } from '~/lib/obj/digest.ts'
import { SendWindow } from '~/lib/obj/send-window.ts'
import { decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError, disconnected, toAppError } from './errors.ts'
import { seq } from './fields.ts'
import { chunkId, countInSame, deleteChunks, eachChunk } from './obj-chunks.ts'
import { chunkSubject, newNuid } from './obj-meta.ts'
import type { PieceHash } from './piece-hash.ts'
import { purgeChunks } from './obj-write.ts'
import type { ChunkReader } from './obj-source.ts'
import type { ObjBucket } from './obj-types.ts'
import type { RawMessage } from './session.ts'
import type { Seq } from './types.ts'

/** No acknowledgement for this long, though the server has read all that was sent: what is missing is lost. */
const SILENT_MS = 5000
const FLUSH_MS = 120_000

export type SenderOptions = {
  chunkSize: number
  nuid: string
  hash: PieceHash
  /** At most so many bytes under way. */
  maxBytes?: number | undefined
}

/**
 * Sends the chunks of one object with a window of them under way, and knows which the server has. `send` ends with an error as soon as
 * anything is amiss; `recover` then asks the server what it has, and the next `send` goes on from there.
 */
export class ChunkSender {
  nuid: string
  /** See chunkId. */
  generation = 0
  /** So many chunks from the first are known to be stored, in order. */
  acked = 0
  /** Chunks that were given to the hash: of an upload that is gone on with perhaps more than were sent. */
  hashed = 0
  paused = false
  /** What is stored is not of this source: it is not ours to take away. */
  isForeign = false
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly reader: ChunkReader
  private readonly chunkSize: number
  private readonly hash: PieceHash
  private readonly inbox: string
  private readonly window: SendWindow
  private readonly stops: (() => void)[]
  private next = 0
  private lastSeq: Seq = 0n
  /** When each chunk under way was sent, by its index. */
  private readonly sentAt = new Map<number, number>()
  /** Acknowledgements that came before an earlier chunk's. */
  private readonly early = new Map<number, Seq>()
  private trouble: AppError | undefined
  private heardAt = 0
  private asking = false
  private wake = () => {}

  constructor(conn: Connection, bucket: ObjBucket, reader: ChunkReader, { chunkSize, nuid, hash, maxBytes }: SenderOptions) {
    this.conn = conn
    this.bucket = bucket
    this.reader = reader
    this.chunkSize = chunkSize
    this.nuid = nuid
    this.hash = hash
    this.window = new SendWindow(chunkSize, maxBytes)
    this.inbox = conn.newInbox()
    const watch = setInterval(() => void this.watchSilence(), 1000)
    this.stops = [
      () => clearInterval(watch),
      conn.subscribe(`${this.inbox}.*.*`, {
        onMessage: (m) => this.onAck(m),
        onError: (e) => e.kind !== 'disconnected' && this.fail(e),
      }),
      conn.onDenied((e, subject) => {
        if (subject !== chunkSubject(this.bucket, this.nuid)) return
        this.sentAt.clear() // nothing is heard of these
        this.fail(e)
      }),
      conn.onLink((link) => link.state !== 'open' && this.fail(disconnected())),
    ]
  }

  /** Chunks that are under way. */
  get underWay(): number {
    return this.next - this.acked
  }

  /** Ends a `send` that runs with this error. */
  fail(e: AppError): void {
    this.trouble ??= e
    this.wake()
  }

  /** Lets a `send` that waits look again: paused or not. */
  look(): void {
    this.wake()
  }

  close(): void {
    for (const stop of this.stops) stop()
    this.hash.close()
  }

  /** Resolves when every chunk is acknowledged. Rejects with AppError when something is amiss. */
  async send(): Promise<void> {
    const { chunks } = this.reader
    await this.hashBefore()
    while (true) {
      if (this.trouble) throw this.trouble
      if (this.acked === chunks) return
      if (this.next < chunks && !this.paused && this.hasRoom()) {
        const bytes = this.reader.chunk(this.next)
        await this.publish(bytes instanceof Promise ? await bytes : bytes)
      } else {
        await new Promise<void>((resolve) => (this.wake = resolve))
      }
    }
  }

  /** Resolves when the server has answered to all that was sent, or when that cannot be known any more. */
  async settle(limitMs: number): Promise<void> {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.wake()
    }, limitMs)
    while (this.sentAt.size > 0 && !isLate && this.conn.link.state === 'open') {
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
    clearTimeout(timer)
  }

  /**
   * For an upload that is gone on with: hashes the first chunks of the source, which have to be those that were sent. Rejects with
   * AppError invalid when they are not, and when it is aborted.
   */
  async check({ chunks, digest }: { chunks: number; digest: string }, signal: AbortSignal): Promise<void> {
    while (this.hashed < chunks) {
      if (signal.aborted) throw new AppError('aborted', 'Stopped')
      await this.hashNext()
    }
    if ((await this.digest()) === digest) return
    this.isForeign = true
    throw new AppError('invalid', 'This is not the file of which a part was uploaded before: its content differs', {
      next: 'Choose that file, or take away what was sent of it and upload this one anew',
    })
  }

  /** What the server has already is hashed too, from the source. */
  private async hashBefore(): Promise<void> {
    while (this.hashed < this.next) {
      if (this.trouble) throw this.trouble
      await this.hashNext()
    }
  }

  private async hashNext(): Promise<void> {
    const chunk = await this.reader.chunk(this.hashed)
    this.hashed++
    await this.hash.add(chunk)
  }

  /** What has been hashed so far, to know the file again by. */
  prefix(): { chunks: number; digest: string } {
    const { pieces, digest } = this.hash.soFar()
    return { chunks: pieces, digest: digestText(digest) }
  }

  /** Of all chunks that were given to the hash. Rejects with AppError. */
  async digest(): Promise<string> {
    return digestText(await this.hash.digest())
  }

  private hasRoom(): boolean {
    return (this.underWay + 1) * this.chunkSize <= this.window.bytes
  }

  /** Resolves when the hash has room for more. */
  private publish(data: Uint8Array): Promise<void> | undefined {
    if (this.trouble) return undefined
    const i = this.next
    let room: Promise<void> | undefined
    if (i === this.hashed) {
      room = this.hash.add(data)
      this.hashed++
    }
    const { nuid, generation } = this
    const now = performance.now()
    if (this.sentAt.size === 0) this.heardAt = now
    this.sentAt.set(i, now)
    this.next++
    try {
      this.conn.publish(chunkSubject(this.bucket, nuid), data, {
        reply: `${this.inbox}.${generation}.${i}`,
        headers: [['Nats-Msg-Id', chunkId(nuid, generation, i)]],
      })
    } catch (e) {
      this.fail(toAppError(e))
    }
    return room
  }

  private onAck(m: RawMessage): void {
    const [generation, i] = m.subject
      .slice(this.inbox.length + 1)
      .split('.')
      .map(Number) as [number, number]
    // Of what was taken away since, or of what is known already.
    if (generation !== this.generation || i < this.acked || i >= this.next) return
    const now = performance.now()
    this.heardAt = now
    const sentAt = this.sentAt.get(i)
    this.sentAt.delete(i)
    if (m.status === 503) return this.fail(toAppError({ code: '503' }))
    let stored: Seq
    try {
      stored = seq(decodeReply(m.data).seq)
    } catch (e) {
      return this.fail(toAppError(e))
    }
    if (sentAt !== undefined) this.window.acked(this.chunkSize, sentAt, now)
    this.early.set(i, stored)
    for (let at = this.early.get(this.acked); at !== undefined; at = this.early.get(this.acked)) {
      this.early.delete(this.acked)
      // A chunk before it was lost on the way and stored later (a leader that changed): the order is not that of the file.
      if (at <= this.lastSeq) return this.fail(new AppError('unavailable', 'The server stored chunks out of order'))
      this.lastSeq = at
      this.acked++
    }
    this.wake()
  }

  /** On a slow link acknowledgements take long. The answer to a ping comes behind what was sent before, so it tells. */
  private async watchSilence(): Promise<void> {
    if (this.asking || this.sentAt.size === 0 || performance.now() - this.heardAt < SILENT_MS) return
    this.asking = true
    const isRead = await this.conn.flush(FLUSH_MS)
    const before = this.heardAt
    if (isRead) await new Promise((resolve) => setTimeout(resolve, SILENT_MS))
    this.asking = false
    if (this.sentAt.size > 0 && this.heardAt === before) {
      this.fail(
        new AppError('timeout', 'The server did not acknowledge what was sent', {
          next: 'It is tried again; the server may be busy, or its cluster without a leader',
        }),
      )
    }
  }

  /**
   * Asks the server which chunks it has, takes away what is out of place, and lets the next `send` go on after what is in order, but after
   * `most` chunks at the latest. Rejects with AppError, not-found where the bucket is another one by now; then it may be called again.
   */
  async recover(signal: AbortSignal, most = Infinity): Promise<void> {
    this.trouble = undefined
    await countInSame(this.conn, this.bucket, this.nuid)
    let stored = 0
    let lastSeq = 0n
    let generation = this.generation
    const surplus: Seq[] = []
    await eachChunk(
      this.conn,
      this.bucket,
      this.nuid,
      (c) => {
        generation = Math.max(generation, c.generation)
        if (c.index === stored && stored < most) {
          stored++
          lastSeq = c.seq
        } else surplus.push(c.seq)
      },
      signal,
    )
    if (surplus.length > 0) {
      try {
        await deleteChunks(this.conn, this.bucket, surplus)
      } catch (e) {
        if (!(e instanceof AppError) || (e.errCode !== 10057 && e.kind !== 'permission')) throw e
        // Single messages may not be deleted here, or not by us: begin anew under another name.
        await purgeChunks(this.conn, this.bucket, this.nuid)
        this.nuid = newNuid()
        stored = 0
        lastSeq = 0n
      }
      generation++
    }
    this.generation = generation
    this.begin(stored, lastSeq)
  }

  private begin(at: number, lastSeq: Seq): void {
    this.acked = this.next = at
    this.lastSeq = lastSeq
    this.early.clear()
    this.sentAt.clear()
    this.window.lost()
    if (this.conn.link.state !== 'open') this.fail(disconnected())
  }

  /** Whether the server has every chunk and nothing else. Acknowledged ones too may have been taken away since, as orphans. */
  async isComplete(): Promise<boolean> {
    return (await countInSame(this.conn, this.bucket, this.nuid)) === this.reader.chunks
  }
}
