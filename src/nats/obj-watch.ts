import { backoff } from '~/lib/backoff.ts'
import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { canReadOtherwise, isPassing, toAppError, type AppError } from './errors.ts'
import { ObjectGone } from './obj-gone.ts'
import { listObjects } from './obj-info.ts'
import { allMetas, toObjectInfo } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import { getObjBucket } from './obj-buckets.ts'
import { PollReader } from './poll-reader.ts'
import { PushReader } from './push-reader.ts'
import type { ReaderEvents, ReadNumbers } from './reader.ts'
import type { LinkError, Seq, StoredMessage } from './types.ts'
import { untilOpen } from './until-open.ts'

/** A deleted bucket is looked for this often: it may be made anew. */
const DELETED_MS = 2000

/** `changed`: its meta was edited, its bytes are the same. `gone`: without a word (aged out, renamed, purged). */
export type ObjectChange = {
  kind: 'added' | 'replaced' | 'changed' | 'deleted' | 'gone'
  name: string
  info?: ObjectInfo
  before?: ObjectInfo
}

export type ObjectWatchEvents = {
  /** After the objects of the start are complete. */
  onChange?: (change: ObjectChange) => void
  /** Something of the state has changed. */
  onState?: () => void
}

export type ObjectWatchState = 'starting' | 'reading' | 'following' | 'waiting' | 'deleted' | 'failed'

/** Holds all objects of a bucket as they are now, deleted ones too, and tells what others change. */
export class ObjectWatch {
  /** By name. What it holds is never changed, only replaced. */
  readonly objects = new Map<string, ObjectInfo>()
  state: ObjectWatchState = 'starting'
  /** Why it waits, has failed or is deleted. */
  error: LinkError | undefined
  /** All objects that were there at the start have come in. */
  complete = false
  /** Of the objects of the start, so many are to come. */
  pending = 0
  /** Grows with every change of what it holds. */
  version = 0
  interruptions = 0
  private readonly conn: Connection
  private readonly bucket: string
  private readonly events: ObjectWatchEvents
  private reader: PushReader | PollReader | undefined
  private gone: ObjectGone | undefined
  private round = new AbortController()
  private stopped = false
  private lastSeq = 0n

  constructor(conn: Connection, bucket: string, events: ObjectWatchEvents = {}) {
    this.conn = conn
    this.bucket = bucket
    this.events = events
    void this.begin()
  }

  /** The consumer on the server, to be deleted by the page when that goes. */
  get consumer(): string | undefined {
    return this.reader instanceof PushReader ? this.reader.consumerName : undefined
  }

  /** Deletes the consumer and watches no more; what is known stays. */
  stop(): void {
    this.stopped = true
    this.endRound()
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
    this.objects.clear()
    this.version++
    this.complete = false
    this.lastSeq = 0n
    const stopLooking = this.conn.onLink((link) => {
      if ('error' in link) this.wait(link.error)
    })
    try {
      const bucket = await this.lookUp(signal)
      stopLooking()
      if (!bucket || signal.aborted) return
      this.set('reading')
      this.push(bucket)
      this.gone = new ObjectGone(this.conn, bucket, this.objects, {
        isReady: () => this.complete && this.state === 'following',
        lastSeq: () => this.lastSeq,
        onGone: (name) => this.drop(name),
        onAnew: () => this.anew(),
        onDeleted: (e) => this.lose(e),
      })
    } catch (e) {
      if (!signal.aborted) this.fail(toAppError(e))
    } finally {
      stopLooking()
    }
  }

  /** What passes by itself is waited for, and so is a bucket that is deleted. */
  private async lookUp(signal: AbortSignal): Promise<ObjBucket | undefined> {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await untilOpen(this.conn)
        return await getObjBucket(this.conn, this.bucket)
      } catch (e) {
        if (signal.aborted) return undefined
        const error = toAppError(e)
        const { state } = this.conn.link
        if (error.kind === 'not-found') {
          this.set('deleted', error.toPlain())
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

  private push(bucket: ObjBucket): void {
    let isReady = false
    const events = this.readerEvents(bucket)
    const stream = { name: bucket.stream, created: bucket.created }
    const filters = [allMetas(bucket)]
    const reader: PushReader = new PushReader(
      this.conn,
      stream,
      filters,
      { lastPerSubject: true },
      {
        ...events,
        onReady: (pending) => {
          isReady = true
          events.onReady(pending)
        },
        onFailed: (e) => {
          // Not allowed, no more consumers: the objects can be listed all the same.
          if (!canReadOtherwise(e, isReady)) return events.onFailed(e)
          const { lastSeq } = reader
          if (lastSeq === undefined) void this.list(bucket)
          else this.poll(bucket, lastSeq + 1n)
        },
      },
    )
    this.reader = reader
  }

  private async list(bucket: ObjBucket): Promise<void> {
    const { signal } = this.round
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await untilOpen(this.conn)
        // What is put between the two is read again by the second.
        const from = BigInt(((await getObjBucket(this.conn, bucket.name)).raw.state as { last_seq: number | bigint }).last_seq)
        const { objects } = await listObjects(this.conn, bucket, signal)
        if (signal.aborted) return
        for (const info of objects) this.objects.set(info.name, info)
        this.setComplete()
        return this.poll(bucket, from + 1n)
      } catch (e) {
        const error = toAppError(e)
        if (signal.aborted) return
        if (!isPassing(error)) return this.fail(error)
        this.wait(error.toPlain())
        await pause(backoff(attempt))
      }
    }
  }

  private poll(bucket: ObjBucket, seq: Seq): void {
    const stream = { name: bucket.stream, created: bucket.created }
    this.reader = new PollReader(this.conn, stream, [allMetas(bucket)], { seq }, this.readerEvents(bucket))
  }

  private readerEvents(bucket: ObjBucket): ReaderEvents & { onReady: (pending: number) => void } {
    const { signal } = this.round
    const unless = <A extends unknown[]>(work: (...args: A) => void) => {
      return (...args: A) => {
        if (!signal.aborted) work(...args)
      }
    }
    return {
      onMessage: unless((m: StoredMessage, n: ReadNumbers) => this.take(bucket, m, n)),
      onReady: unless((pending: number) => {
        this.pending = pending
        if (this.complete || pending === 0) this.setComplete()
        else this.set('reading')
      }),
      onIdle: unless(() => this.setComplete()),
      onResumed: unless(() => this.interruptions++),
      onAnew: unless(() => this.anew()),
      onWaiting: unless((error: LinkError | undefined) => this.wait(error)),
      onFailed: unless((e: AppError) => (e.kind === 'not-found' ? this.lose(e) : this.fail(e))),
    }
  }

  private take(bucket: ObjBucket, m: StoredMessage, n: ReadNumbers): void {
    this.pending = n.pending
    this.lastSeq = m.seq
    const info = toObjectInfo(bucket, m)
    if (info) this.put(info)
    if (n.pending === 0 && !this.complete) this.setComplete()
  }

  private put(info: ObjectInfo): void {
    const before = this.objects.get(info.name)
    if (before && before.revision >= info.revision) return
    this.objects.set(info.name, info)
    this.version++
    if (!this.complete) return
    const kind = kindOf(before, info)
    if (kind) this.events.onChange?.({ kind, name: info.name, info, ...(before ? { before } : {}) })
    if (kind === 'added') this.gone?.lookAtRenamed(info)
  }

  private drop(name: string): void {
    const before = this.objects.get(name)
    if (!before) return
    this.objects.delete(name)
    this.version++
    this.events.onChange?.({ kind: 'gone', name, before })
  }

  private anew(): void {
    this.interruptions++
    void this.begin()
  }

  private lose(e: AppError): void {
    this.set('deleted', e.toPlain())
    void this.begin()
  }

  private setComplete(): void {
    this.complete = true
    this.pending = 0
    this.set('following')
  }

  private wait(error: LinkError | undefined): void {
    if (this.state !== 'deleted') this.set('waiting', error)
  }

  private fail(e: AppError): void {
    if (this.stopped) return
    this.endRound()
    this.set('failed', e.toPlain())
  }

  private set(state: ObjectWatchState, error?: LinkError): void {
    this.state = state
    this.error = error
    this.events.onState?.()
  }
}

function kindOf(before: ObjectInfo | undefined, now: ObjectInfo): ObjectChange['kind'] | undefined {
  const was = before && !before.deleted ? before : undefined
  if (now.deleted) return was ? 'deleted' : undefined
  if (!was) return 'added'
  return was.nuid === now.nuid ? 'changed' : 'replaced'
}
