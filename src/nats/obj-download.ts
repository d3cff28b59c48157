import { backoff } from '~/lib/backoff.ts'
import { digestText, isSameDigest, parseDigest } from '~/lib/obj/digest.ts'
import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { AppError, canReadOtherwise, isPassing, toAppError } from './errors.ts'
import { chunkWays, type ChunkWay } from './obj-fetch.ts'
import { DamagedObject, objReadError } from './obj-errors.ts'
import { newHash, type Sha256 } from './obj-hash.ts'
import { whyMissing } from './obj-missing.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import type { LinkError, Seq } from './types.ts'
import { untilOpen } from './until-open.ts'

/** So much is asked for at once; the next is asked for when less than half of it waits to be taken. */
const BATCH_BYTES = 2 * 1024 * 1024
const MOST_IN_BATCH = 1000

export type DownloadOptions = {
  /** Only so many bytes from the beginning; the digest is then not checked. */
  limit?: number
  signal?: AbortSignal
  /** Something of the view other than its numbers has changed. */
  onState?: () => void
}

export type DownloadView = {
  /** `waiting`: for a connection or a leader, `error` says why. */
  state: 'reading' | 'waiting' | 'done' | 'failed' | 'cancelled'
  error?: LinkError
  size: number
  received: number
  /** That were read. */
  chunks: number
  interruptions: number
  /** Whether the whole matched its digest; absent when it is not known (yet): only a part was read, or the digest is of another kind. */
  verified?: true
}

/**
 * Reads the bytes of an object in order. Nothing is read ahead but what `chunks` will be asked for next, so memory does not grow with
 * the object. Goes on by itself after a lost connection, with the chunk after the last. Links are not followed: see resolveLink.
 */
export class ObjectDownload {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly info: ObjectInfo
  private readonly wanted: number
  private readonly abort = new AbortController()
  private readonly onState: () => void
  private readonly outside: AbortSignal | undefined
  private state: DownloadView['state'] = 'reading'
  private error: LinkError | undefined
  private interruptions = 0
  private verified = false
  /** Chunks that have come and were not taken yet. */
  private queue: Uint8Array[] = []
  private queued = 0
  private got = 0
  private gotBytes = 0
  private taken = 0
  private failure: AppError | undefined
  private wake = () => {}
  private room = () => {}

  constructor(conn: Connection, bucket: ObjBucket, info: ObjectInfo, options: DownloadOptions = {}) {
    this.conn = conn
    this.bucket = bucket
    this.info = info
    this.wanted = Math.min(info.size, options.limit ?? Infinity)
    this.outside = options.signal
    this.onState = options.onState ?? (() => {})
  }

  view(): DownloadView {
    return {
      state: this.state,
      ...(this.error ? { error: this.error } : {}),
      size: this.info.size,
      received: this.taken,
      chunks: this.got,
      interruptions: this.interruptions,
      ...(this.verified ? { verified: true } : {}),
    }
  }

  cancel(): void {
    this.abort.abort()
    this.wake()
    this.room()
  }

  /**
   * The bytes, in pieces that nobody else has. To be called once. Throws AppError; at the end too, when the whole is not what its
   * digest says: what was given is then not to be trusted.
   */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    const onAbort = () => this.cancel()
    this.outside?.addEventListener('abort', onAbort, { once: true })
    if (this.outside?.aborted) this.cancel()
    try {
      const hash = await this.begin()
      if (this.wanted > 0) void this.fetchAll()
      while (this.taken < this.wanted) {
        const data = await this.next()
        const part = data.length > this.wanted - this.taken ? data.subarray(0, this.wanted - this.taken) : data
        hash?.add(part)
        this.taken += part.length
        yield part
      }
      await this.check(hash)
      this.set('done')
    } catch (e) {
      const error = this.abort.signal.aborted ? stopped() : toAppError(e)
      this.set(error.kind === 'aborted' ? 'cancelled' : 'failed', error)
      throw error
    } finally {
      // Also when who asked wants no more.
      if (this.state === 'reading' || this.state === 'waiting') this.set('cancelled')
      this.outside?.removeEventListener('abort', onAbort)
      this.cancel()
    }
  }

  private async begin(): Promise<Sha256 | undefined> {
    const { info } = this
    if (info.deleted) throw new AppError('not-found', `${info.name} is deleted: its bytes are gone`)
    if (info.link) throw new AppError('invalid', `${info.name} is a link: it has no bytes of its own`)
    const canCheck = this.wanted === info.size && parseDigest(info.digest) !== undefined
    return canCheck ? newHash() : undefined
  }

  private async next(): Promise<Uint8Array> {
    while (true) {
      if (this.abort.signal.aborted) throw stopped()
      const data = this.queue.shift()
      if (data) {
        this.queued -= data.length
        if (this.queued <= BATCH_BYTES / 2) this.room()
        return data
      }
      if (this.failure) throw this.failure
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  private async check(hash: Sha256 | undefined): Promise<void> {
    if (!hash) return
    const { info } = this
    if (!isSameDigest(digestText(hash.digest()), info.digest)) {
      throw new DamagedObject(info.name, 'its bytes are not those of its digest', `expected ${info.digest}`)
    }
    this.verified = true
  }

  private async fetchAll(): Promise<void> {
    const { signal } = this.abort
    const ways = chunkWays(this.conn, this.bucket, this.info.nuid, this.wanted > BATCH_BYTES)
    let way: ChunkWay | undefined
    let last: Seq = 0n
    const take = (seq: Seq, data: Uint8Array) => {
      last = seq
      this.got++
      this.gotBytes += data.length
      this.queue.push(data)
      this.queued += data.length
      this.wake()
    }
    const count = Math.max(1, Math.min(MOST_IN_BATCH, Math.floor(BATCH_BYTES / this.chunkBytes())))
    try {
      for (let attempt = 1; this.gotBytes < this.wanted && !signal.aborted;) {
        if (this.queued > BATCH_BYTES / 2) {
          await new Promise<void>((resolve) => (this.room = resolve))
          continue
        }
        const before = this.got
        let error: AppError | undefined
        try {
          way ??= ways.shift()?.()
          if (!way) throw await whyMissing(this.conn, this.bucket, this.info, { chunks: this.got, bytes: this.gotBytes })
          await way.fetch(last, Math.min(count, this.chunksLeft()), take, signal)
        } catch (e) {
          error = toAppError(e)
        }
        if (signal.aborted) return
        if (this.got > before) attempt = 1
        if (error && isPassing(error) && !(error.kind === 'no-responders' && ways.length > 1)) {
          await this.wait(error, attempt++)
          continue
        }
        if (error && !(ways.length > 0 && canReadOtherwise(error, false))) throw error
        // A replica that lags has nothing more; a way that is not open to us gives nothing at all.
        if (error || this.got === before) {
          way?.close()
          way = undefined
        }
        if (this.state === 'waiting') this.set('reading')
      }
    } catch (e) {
      this.failure = toAppError(await objReadError(this.conn, this.bucket, this.info.name, e))
      this.wake()
    } finally {
      way?.close()
    }
  }

  /** A guess from the meta: clients may cut as they like. */
  private chunkBytes(): number {
    return this.info.chunks > 0 ? Math.max(1, Math.ceil(this.info.size / this.info.chunks)) : BATCH_BYTES
  }

  private chunksLeft(): number {
    const needed = Math.ceil((this.wanted - this.gotBytes) / this.chunkBytes())
    return Math.max(1, Math.min(needed, this.info.chunks - this.got))
  }

  private async wait(error: AppError, attempt: number): Promise<void> {
    this.interruptions++
    this.set('waiting', error)
    const { signal } = this.abort
    await untilOpen(this.conn, signal)
    if (attempt > 1) await pause(backoff(attempt - 1))
    if (!signal.aborted) await untilOpen(this.conn, signal)
    this.set('reading')
  }

  private set(state: DownloadView['state'], error?: AppError): void {
    this.state = state
    this.error = error?.toPlain()
    this.onState()
  }
}

const stopped = () => new AppError('aborted', 'Stopped')

/** The first bytes of an object, for a preview: no more chunks are read than they need. */
export async function readStart(
  conn: Connection,
  bucket: ObjBucket,
  info: ObjectInfo,
  limit: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const download = new ObjectDownload(conn, bucket, info, { limit, ...(signal ? { signal } : {}) })
  for await (const part of download.chunks()) parts.push(part)
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
