import { backoff } from '~/lib/backoff.ts'
import { bytes } from '~/lib/format.ts'
import { chunkSize, chunkSizeProblem } from '~/lib/obj/chunk-size.ts'
import { isSameDigest } from '~/lib/obj/digest.ts'
import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { AppError, isPassing, mayNotPublish, toAppError } from './errors.ts'
import { mayPublish } from './may-publish.ts'
import { countChunks } from './obj-chunks.ts'
import { checkWritable, chunksStay, DamagedObject, objWriteError } from './obj-errors.ts'
import { discardLeft } from './obj-left.ts'
import { getObject } from './obj-info.ts'
import { metaFields, metaSubject, newNuid } from './obj-meta.ts'
import { hashHere, type OpenHash } from './piece-hash.ts'
import { ChunkSender } from './obj-sender.ts'
import { ChunkReader, type ObjectSource } from './obj-source.ts'
import { checkRoom } from './obj-room.ts'
import { isShared } from './obj-shared.ts'
import type { ObjBucket, ObjectInfo, ObjectMeta } from './obj-types.ts'
import { changedMeanwhile, chunksGo, resumeProblem, TakenAway, tooLarge } from './obj-upload-problems.ts'
import { freeName, purgeChunks, putMeta, stored, type Over } from './obj-write.ts'
import type { LinkError, Seq } from './types.ts'
import { untilOpen } from './until-open.ts'

const SETTLE_MS = 5000
/** Where chunks go again while others are sent, an upload would never end. */
const MOST_GAPS = 3
/** After a lost connection the server may still store what it had read of it. */
const STRAGGLE_MS = 1000

/** What an upload may replace: nothing, the revision that was looked at, or whatever is there when it is complete. */
export type Replace = 'nothing' | 'anything' | Seq

export type UploadOptions = ObjectMeta & {
  name: string
  /** Without: `nothing`. */
  replace?: Replace
  /** Without: what suits size, server and bucket. */
  chunkSize?: number
  /** At most so many bytes under way without acknowledgement. */
  maxBytes?: number
  /** The digest that the bytes have to have: nothing is stored when they do not. */
  digest?: string
  /** An upload that was left before, to be gone on with: its own chunk size counts. */
  resume?: UploadRecord
  /** Where its digest is worked out. Without: in this thread. */
  openHash?: OpenHash
}

/** What is to be kept of an upload to go on with it later, in another page too. */
export type UploadRecord = {
  bucket: string
  /** When the bucket was created: another one of the same name has nothing of it. */
  created: string
  name: string
  size: number
  nuid: string
  chunkSize: number
  /** What its first chunks hashed to. */
  check: { chunks: number; digest: string }
}

/**
 * `hashing`: what the server has already is read again; `waiting`: for a connection or a leader, `error` says why; `finishing`: every
 * chunk is stored; `cleaning`: what was stored is taken away again; `left`: stopped, with its chunks left for later.
 */
export type UploadState =
  | 'starting'
  | 'hashing'
  | 'sending'
  | 'paused'
  | 'waiting'
  | 'finishing'
  | 'cleaning'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'left'

export type UploadView = {
  state: UploadState
  error?: LinkError
  size: number
  /** Bytes that the server has acknowledged. */
  acked: number
  /** Bytes that are hashed: all that were sent, or, while `hashing`, how far that is. */
  hashed: number
  interruptions: number
  /** What could not be taken away: the old chunks of what was replaced, or the own ones of an upload that failed. */
  leftover?: LinkError
  /** Of all bytes, once they are hashed. */
  digest?: string
}

/** What the meta is written over, and what was there. */
type Target = { over: Over; old: ObjectInfo | undefined }

/**
 * Puts one object: chunk after chunk with a window of them under way, then its meta, so a reader never sees half of it. Goes on by itself
 * where the server's acknowledgements ended; what fails or is cancelled takes its chunks away again. Runs in a worker as well.
 */
export class ObjectUpload {
  /** The object as it is stored. Rejects with AppError (aborted: cancelled or left). */
  readonly done: Promise<ObjectInfo>
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly source: ObjectSource
  private readonly options: UploadOptions
  private readonly abort = new AbortController()
  private readonly onState: () => void
  private state: UploadState = 'starting'
  private error: LinkError | undefined
  private leftover: LinkError | undefined
  private digest: string | undefined
  private interruptions = 0
  private sender: ChunkSender | undefined
  private chunkSize = 0
  private isPaused = false
  private isKept = false
  private lostAt = -Infinity

  constructor(conn: Connection, bucket: ObjBucket, source: ObjectSource, options: UploadOptions, onState = () => {}) {
    this.conn = conn
    this.bucket = bucket
    this.source = source
    this.options = options
    this.onState = onState
    this.done = this.run()
    this.done.catch(() => {}) // told through the state as well
  }

  view(): UploadView {
    const sizeOf = (chunks = 0) => Math.min(chunks * this.chunkSize, this.source.size)
    const isHashing = this.state === 'sending' && this.sender !== undefined && this.sender.hashed < this.sender.acked
    return {
      state: isHashing ? 'hashing' : this.state,
      ...(this.error ? { error: this.error } : {}),
      size: this.source.size,
      acked: sizeOf(this.sender?.acked),
      hashed: sizeOf(this.sender?.hashed),
      interruptions: this.interruptions,
      ...(this.leftover ? { leftover: this.leftover } : {}),
      ...(this.digest === undefined ? {} : { digest: this.digest }),
    }
  }

  /** Sends nothing more until `resume`; what is under way arrives. */
  pause(): void {
    this.isPaused = true
    if (this.sender) this.sender.paused = true
    if (this.state === 'sending') this.set('paused')
  }

  resume(): void {
    this.isPaused = false
    if (this.sender) this.sender.paused = false
    if (this.state === 'paused') this.set('sending')
    this.sender?.look()
  }

  /** Stops, and takes away what was stored. Resolves when that is done, which needs a connection. Too late for a stored meta. */
  async cancel(): Promise<void> {
    this.stop()
    await this.done.catch(() => {})
  }

  /** Stops, and leaves what was stored for later: see `record`. */
  async leave(): Promise<UploadRecord | undefined> {
    this.isKept = true
    this.stop()
    await this.done.catch(() => {})
    return this.record()
  }

  private stop(): void {
    this.abort.abort()
    this.sender?.fail(stopped())
  }

  /**
   * What to keep to go on later; undefined before anything was sent, and when there is nothing to go on with. Until the file is known to
   * be that of the record that was given, it is that record. Cheap, but not for every chunk.
   */
  record(): UploadRecord | undefined {
    const { sender, bucket } = this
    const { resume, name } = this.options
    if (this.state === 'done' || this.state === 'cancelled') return undefined
    if (!sender || sender.isForeign) return resume
    if (this.state === 'failed') return undefined
    const check = sender.prefix()
    if (resume && check.chunks < resume.check.chunks) return resume
    const { nuid } = sender
    const { size } = this.source
    return { bucket: bucket.name, created: bucket.created, name, size, nuid, chunkSize: this.chunkSize, check }
  }

  private set(state: UploadState, error?: AppError): void {
    this.state = state
    this.error = error?.toPlain()
    this.onState()
  }

  private async run(): Promise<ObjectInfo> {
    try {
      const info = await this.put()
      this.set('done')
      return info
    } catch (e) {
      const error = this.abort.signal.aborted ? stopped() : toAppError(await this.inWords(e))
      // Without a connection nothing can be taken away, but it can be gone on with later.
      this.isKept ||= this.sender !== undefined && ['failed', 'closed'].includes(this.conn.link.state)
      if (this.isKept) await this.sender?.settle(SETTLE_MS)
      else if (!this.sender?.isForeign) await this.clean()
      this.set(this.isKept ? 'left' : this.abort.signal.aborted ? 'cancelled' : 'failed', error)
      throw error
    } finally {
      this.sender?.close()
    }
  }

  private inWords(e: unknown): Promise<unknown> {
    return objWriteError(this.conn, this.bucket, this.options.name, e)
  }

  private async put(): Promise<ObjectInfo> {
    checkWritable(this.bucket)
    const { size } = this.source
    if (this.bucket.max_bytes !== undefined && size > this.bucket.max_bytes) throw tooLarge(this.bucket, size)
    await this.persist(() => this.checkRight(), this.abort.signal)
    // Before anything is sent it is seen that it may be written where it is to be.
    const target = await this.persist(() => this.target(), this.abort.signal)
    if (!this.options.resume) await this.persist(() => checkRoom(this.conn, this.bucket, size), this.abort.signal)
    await this.prepare()
    const sender = this.sender as ChunkSender // made by prepare
    const { resume } = this.options
    if (resume) {
      this.set('hashing')
      await sender.check(resume.check, this.abort.signal)
    }
    let mustRecover = resume !== undefined
    // What was sent after the record was taken may have been of a file that has changed since: it is sent again.
    let trusted = resume?.check.chunks
    /** How often chunks were missing though no connection was lost. */
    let gaps = 0
    for (let attempt = 1; ;) {
      try {
        if (mustRecover) await sender.recover(this.abort.signal, trusted)
        mustRecover = false
        trusted = undefined
        this.set(this.isPaused ? 'paused' : 'sending')
        const before = sender.acked
        await sender.send().finally(() => {
          if (sender.acked > before) attempt = 1
        })
        if (await sender.isComplete()) break
        mustRecover = true
        if (++gaps > MOST_GAPS) throw chunksGo(this.bucket)
      } catch (e) {
        if (isPassing(toAppError(e))) gaps = 0
        await this.wait(e, attempt++)
        mustRecover = true
      }
    }
    this.set('finishing')
    return this.publish(sender, target)
  }

  /** Who may not write the meta would be told so when every byte is there. */
  private async checkRight(): Promise<void> {
    const { conn, bucket, options } = this
    const subject = metaSubject(bucket, options.name)
    if ((await mayPublish(conn, subject)) === false) throw mayNotPublish(subject, conn.user)
  }

  private async prepare(): Promise<void> {
    const { resume } = this.options
    const limits = { maxPayload: this.conn.server?.maxPayload ?? 1024 * 1024, maxMessage: this.bucket.max_msg_size }
    const size = resume?.chunkSize ?? this.options.chunkSize ?? chunkSize(this.source.size, limits)
    const problem = chunkSizeProblem(size, limits) ?? (resume && resumeProblem(resume, this.bucket, this.source.size))
    if (problem) throw new AppError('invalid', problem)
    this.chunkSize = size
    this.sender = new ChunkSender(this.conn, this.bucket, new ChunkReader(this.source, size), {
      chunkSize: size,
      nuid: resume?.nuid ?? newNuid(),
      hash: await (this.options.openHash ?? hashHere)(this.source.size),
      maxBytes: this.options.maxBytes,
    })
    this.sender.paused = this.isPaused
    if (this.abort.signal.aborted) throw stopped()
  }

  /** What the meta is to be written over, with what is there now. Throws AppError conflict when that is not what was looked at. */
  private async target(): Promise<Target> {
    const { name, replace = 'nothing' } = this.options
    if (replace === 'nothing') return { over: await freeName(this.conn, this.bucket, name), old: undefined }
    const old = (await getObject(this.conn, this.bucket, name, { fresh: true })) ?? undefined
    if (replace !== 'anything' && (old?.revision ?? 0n) !== replace) throw changedMeanwhile(name)
    return { over: old ?? { subject: metaSubject(this.bucket, name), revision: 0n }, old }
  }

  /** Writes the meta over what was there at the beginning: one that came since is noticed by the server. */
  private async publish(sender: ChunkSender, first: Target): Promise<ObjectInfo> {
    const { name, replace } = this.options
    const digest = await sender.digest()
    this.digest = digest
    const expected = this.options.digest
    if (expected !== undefined && !isSameDigest(digest, expected)) {
      throw new DamagedObject(name, 'what was read is not what its digest says; nothing was stored', `expected ${expected}`)
    }
    const meta = (mtime: string) => ({
      name,
      ...metaFields(this.options),
      options: { max_chunk_size: this.chunkSize },
      bucket: this.bucket.name,
      nuid: sender.nuid,
      size: this.source.size,
      chunks: Math.ceil(this.source.size / this.chunkSize),
      mtime,
      digest,
      deleted: false,
    })
    for (let attempt = 1; ; attempt++) {
      if (this.abort.signal.aborted) throw stopped()
      try {
        if (attempt > 1 && !(await sender.isComplete())) throw new TakenAway(name)
        const { over, old } = attempt === 1 ? first : await this.target()
        const revision = await putMeta(this.conn, this.bucket, name, meta(new Date().toISOString()), over)
        return await this.end(revision, old)
      } catch (e) {
        // It may have been stored all the same, when only the answer was lost.
        const own = await this.persist(() => this.findOwn(sender.nuid))
        if (own) return this.end(own.revision, undefined)
        const isConflict = e instanceof AppError && e.kind === 'conflict' && e.errCode === 10071
        if (!isConflict || replace !== 'anything') await this.wait(e, attempt)
        this.set('finishing')
      }
    }
  }

  private async findOwn(nuid: string): Promise<ObjectInfo | undefined> {
    const now = await getObject(this.conn, this.bucket, this.options.name, { fresh: true })
    return now?.nuid === nuid ? now : undefined
  }

  /** It is stored: what fails from here on is told and does not undo it. */
  private async end(revision: Seq, old: ObjectInfo | undefined): Promise<ObjectInfo> {
    try {
      const hasOther = old && !old.deleted && old.nuid !== '' && old.nuid !== this.sender?.nuid
      // Another object may have the same bytes, and keeps them.
      if (hasOther && !(await this.persist(() => isShared(this.conn, this.bucket, old))))
        await this.persist(() => purgeChunks(this.conn, this.bucket, old.nuid))
    } catch (e) {
      this.leftover = chunksStay(this.bucket, `the old bytes of ${this.options.name} stay`, old?.nuid ?? '', e).toPlain()
    }
    return this.persist(() => stored(this.conn, this.bucket, this.options.name, revision))
  }

  /** Waits out what passes by itself; throws what does not. */
  private async wait(e: unknown, attempt: number): Promise<void> {
    const error = toAppError(e)
    if (this.abort.signal.aborted || !isPassing(error)) throw error
    this.interruptions++
    this.lostAt = Date.now()
    this.set('waiting', error)
    await untilOpen(this.conn, this.abort.signal)
    await pause(backoff(attempt))
    if (this.abort.signal.aborted) throw stopped()
    await untilOpen(this.conn, this.abort.signal)
  }

  /** Tries again what fails for a reason that passes. */
  private async persist<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        await untilOpen(this.conn, signal)
        return await work()
      } catch (e) {
        if (signal?.aborted || !isPassing(toAppError(e))) throw e
        await pause(backoff(attempt))
      }
    }
  }

  /** Takes the own chunks away, and sees that none is left. */
  private async clean(): Promise<void> {
    const { sender } = this
    if (!sender) return this.cleanRecord()
    this.set('cleaning')
    try {
      await sender.settle(SETTLE_MS)
      // A meta that was stored though nobody heard of it has these chunks: then it is too late.
      if (await this.persist(() => this.findOwn(sender.nuid))) return
      await this.persist(() => purgeChunks(this.conn, this.bucket, sender.nuid))
      const rest = this.lostAt + STRAGGLE_MS - Date.now()
      if (rest > 0) await pause(rest)
      while ((await this.persist(() => countChunks(this.conn, this.bucket, sender.nuid))) > 0)
        await this.persist(() => purgeChunks(this.conn, this.bucket, sender.nuid))
    } catch (e) {
      // With the bucket everything of it is gone.
      if (e instanceof AppError && e.kind === 'not-found') return
      // Who may write nothing has nothing to take away, and may not do that either.
      const left = await this.persist(() => countChunks(this.conn, this.bucket, sender.nuid)).catch(() => undefined)
      if (left === 0) return
      const what = left === undefined ? 'what was sent' : bytes(Math.min(left * this.chunkSize, this.source.size))
      this.leftover = chunksStay(this.bucket, `${what} of ${this.options.name} stays`, sender.nuid, e).toPlain()
    }
  }

  /** It was to be gone on with and never was: who cancels it wants nothing left; what failed can still be gone on with. */
  private async cleanRecord(): Promise<void> {
    const { resume } = this.options
    if (!resume || !this.abort.signal.aborted) return
    this.set('cleaning')
    try {
      await this.persist(() => discardLeft(this.conn, this.bucket, resume))
    } catch (e) {
      this.leftover = chunksStay(this.bucket, `what was sent of ${this.options.name} stays`, resume.nuid, e).toPlain()
    }
  }
}

const stopped = () => new AppError('aborted', 'Stopped')
