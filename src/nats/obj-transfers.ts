import { SpeedMeter, timeLeft } from '~/lib/obj/speed.ts'
import type { Connection } from './connection.ts'
import { toAppError } from './errors.ts'
import { getObjBucket } from './obj-buckets.ts'
import { getObject } from './obj-info.ts'
import type { ByteSink } from './obj-outflow.ts'
import { copyRun, downloadRun, uploadRun, zipRun, type TransferRun } from './obj-transfer-run.ts'
import type { ObjBucket, ObjectInfo, ObjectMeta } from './obj-types.ts'
import type { Replace, UploadRecord } from './obj-upload.ts'
import { hashHere, type OpenHash } from './piece-hash.ts'
import type { LinkError } from './types.ts'

/** So many are under way at once: more would only share the same line. */
const MOST = 3
/** But small ones, each of which waits for its answers most of the time: so many, as long as all are of so many bytes at most. */
const MOST_SMALL = 16
const SMALL_BYTES = 4 * 1024 * 1024

export type TransferInput = { id: number; bucket: ObjBucket; name: string; size: number } & (
  | { kind: 'upload'; file: Blob; modified: number; replace: Replace; resume?: UploadRecord }
  /** `bucket` and `name` are where it goes; `modified` is when what is copied was last put, in ms. */
  | { kind: 'copy'; from: ObjBucket; info: ObjectInfo; modified: number; replace: Replace }
  /** `sink` is told how many bytes come. */
  | { kind: 'download'; info: ObjectInfo; sink: (size: number) => Promise<ByteSink> }
  | { kind: 'zip'; infos: ObjectInfo[]; root: string; sink: () => Promise<ByteSink> }
)

/** Which of them: uploads and copies write, the others do not. */
export type Which = 'all' | 'uploads' | 'downloads'

/** `waiting`: for its turn; `held up`: for a connection or a leader; `left`: what was sent stays on the server, to be gone on with. */
export type TransferState =
  | 'waiting'
  | 'starting'
  | 'checking'
  | 'going'
  | 'paused'
  | 'held up'
  | 'finishing'
  | 'cleaning'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'left'

export type TransferRow = {
  id: number
  kind: TransferInput['kind']
  bucket: ObjBucket
  name: string
  size: number
  /** When the file was last changed, in ms: of uploads and copies. */
  modified?: number
  /** Of its bytes, where it is known: of what is copied, and of a file that was read to its end. */
  digest?: string
  /** What is said about what is copied. */
  meta?: ObjectMeta
  done: number
  state: TransferState
  perSecond: number
  leftMs?: number | undefined
  error?: LinkError | undefined
  /** What could not be taken away again, or is not in the archive. */
  leftover?: LinkError | undefined
  /** The digest of the whole was seen to be right. */
  verified: boolean
  /** Objects that are not in the archive. */
  leftOut: number
}

export type TransferTotals = {
  transfers: number
  finished: number
  failed: number
  /** Not ended, paused ones too. */
  open: number
  paused: number
  /** Of the paused ones. */
  pausedUploads: number
  bytes: number
  done: number
  perSecond: number
  leftMs?: number | undefined
}

type Ended = 'done' | 'failed' | 'cancelled' | 'left'

type Job = {
  input: TransferInput
  wants: 'run' | 'pause'
  /** One of those that are under way at once. */
  isGoing: boolean
  isCancelled: boolean
  run?: TransferRun | undefined
  ended?: Ended | undefined
  error?: LinkError | undefined
  verified: boolean
  leftOut: number
  record?: UploadRecord | undefined
  meter: SpeedMeter
}

/** Uploads and downloads in the order in which they came, a few at once. Runs in a worker. */
export class ObjectTransfers {
  private readonly conn: Connection
  private readonly openHash: OpenHash
  private readonly jobs = new Map<number, Job>()
  private readonly meter = new SpeedMeter()
  /** Bytes of what is no longer in the list: for the speed of all. */
  private moved = 0

  /** `openHash`: where digests of what is sent are worked out. */
  constructor(conn: Connection, openHash: OpenHash = hashHere) {
    this.conn = conn
    this.openHash = openHash
  }

  add(inputs: TransferInput[]): void {
    for (const input of inputs) {
      const job: Job = {
        input,
        wants: 'run',
        isGoing: false,
        isCancelled: false,
        verified: false,
        leftOut: 0,
        record: input.kind === 'upload' ? input.resume : undefined,
        meter: new SpeedMeter(),
      }
      this.jobs.set(input.id, job)
    }
    this.pump()
  }

  pause(ids: number[]): void {
    for (const job of this.these(ids)) {
      job.wants = 'pause'
      if (job.isGoing) job.run?.pause()
      job.isGoing = false
    }
    this.pump()
  }

  resume(ids: number[]): void {
    for (const job of this.these(ids)) job.wants = 'run'
    this.pump()
  }

  /** What was sent is taken away again. Resolves when it is. */
  async cancel(ids: number[]): Promise<void> {
    const jobs = this.these(ids)
    for (const job of jobs) {
      job.isCancelled = true
      // Of one that was to be gone on with something is there already.
      if (!job.run && job.record) this.start(job)
      if (!job.run) job.ended = 'cancelled'
    }
    await Promise.all(jobs.flatMap(({ run }) => run?.cancel() ?? []))
    this.pump()
  }

  /** Begins what has failed or was cancelled anew, or goes on with what was left. With `replace` over what it says. */
  async retry(id: number, replace?: Replace): Promise<void> {
    const job = this.jobs.get(id)
    if (!job?.ended || job.ended === 'done') return
    const { input } = job
    // What was wrong with the bucket may have been mended.
    const bucket = await getObjBucket(this.conn, input.bucket.name).catch(() => input.bucket)
    const read = await this.readAnew(input, bucket)
    if (!job.ended) return // asked for twice
    const over = isWrite(input) && replace !== undefined ? { replace } : {}
    Object.assign(job, {
      input: { ...input, bucket, ...read, ...over },
      wants: 'run',
      isCancelled: false,
      run: undefined,
      ended: undefined,
      error: undefined,
      leftOut: 0,
      meter: new SpeedMeter(),
    } satisfies Partial<Job>)
    this.pump()
  }

  /** What is read as it is now: it may have been replaced since. */
  private async readAnew(input: TransferInput, bucket: ObjBucket) {
    if (input.kind !== 'download' && input.kind !== 'copy') return {}
    const from = input.kind === 'copy' ? input.from : bucket
    const now = await getObject(this.conn, from, input.info.name, { fresh: true }).catch(() => null)
    if (!now || now.deleted || now.nuid === input.info.nuid) return {}
    const modified = Date.parse(now.mtime)
    return { info: now, size: now.size, ...(input.kind === 'copy' && !Number.isNaN(modified) ? { modified } : {}) }
  }

  /** Takes what has ended well or was cancelled off the list; what has failed stays until it is asked for. */
  clear(failedToo: boolean): void {
    for (const [id, { ended, input }] of this.jobs) {
      if (!ended || (!failedToo && (ended === 'failed' || ended === 'left'))) continue
      if (ended === 'done') this.moved += input.size
      this.jobs.delete(id)
    }
  }

  /** Of all, or of those of a kind. */
  ids(which: Which = 'all'): number[] {
    const inputs = [...this.jobs.values()].map(({ input }) => input)
    return inputs.filter((input) => which === 'all' || isWrite(input) === (which === 'uploads')).map(({ id }) => id)
  }

  /** The chunks of what is under way here, paused or left: without a meta they look like orphans. */
  nuids(): string[] {
    const records = [...this.jobs.values()].map(({ run, record }) => run?.record() ?? record)
    return records.flatMap((record) => record?.nuid ?? [])
  }

  rows(first: number, count: number): TransferRow[] {
    return [...this.jobs.values()].slice(first, first + count).map((job) => this.row(job))
  }

  /**
   * What to keep of the uploads that have begun and not ended well, to go on with them in another page. `isLeft`: this one has failed. Not
   * for every look: it hashes.
   */
  records(): { record: UploadRecord; modified: number; isLeft: boolean }[] {
    const found = [...this.jobs.values()].flatMap(({ input, ended, run, record }) => {
      if (input.kind !== 'upload' || ended === 'done' || ended === 'cancelled') return []
      const now = run?.record() ?? record
      return now ? [{ record: now, modified: input.modified, isLeft: ended === 'failed' }] : []
    })
    // One that has failed may be gone on with by another file, in a row of its own.
    const going = new Set(found.filter((f) => !f.isLeft).map((f) => f.record.nuid))
    return found.filter((f) => !f.isLeft || !going.has(f.record.nuid))
  }

  totals(): TransferTotals {
    const t: TransferTotals = {
      transfers: 0,
      finished: 0,
      failed: 0,
      open: 0,
      paused: 0,
      pausedUploads: 0,
      bytes: 0,
      done: 0,
      perSecond: 0,
    }
    /** What has not failed. */
    let coming = 0
    for (const job of this.jobs.values()) {
      t.transfers++
      if (job.ended === 'done') t.finished++
      if (job.ended === 'failed' || job.ended === 'left') t.failed++
      if (!job.ended) t.open++
      if (!job.ended && job.wants === 'pause') {
        t.paused++
        if (isWrite(job.input)) t.pausedUploads++
      }
      // What nobody wants any more is no part of it; what has failed is, and has not arrived.
      if (job.ended === 'cancelled') continue
      t.bytes += job.input.size
      if (job.ended === 'failed' || job.ended === 'left') continue
      coming += job.input.size
      t.done += doneOf(job)
    }
    this.meter.add(this.moved + t.done, performance.now())
    if (t.open > t.paused) {
      t.perSecond = this.meter.perSecond
      t.leftMs = timeLeft(coming - t.done, t.perSecond)
    }
    return t
  }

  private these(ids: number[]): Job[] {
    return ids.map((id) => this.jobs.get(id)).filter((job) => job !== undefined && !job.ended) as Job[] // without the others
  }

  private pump(): void {
    let [going, bytes] = [0, 0]
    const add = (job: Job) => {
      going++
      bytes += job.input.size
    }
    for (const job of this.jobs.values()) if (job.isGoing) add(job)
    for (const job of this.jobs.values()) {
      if (job.ended || job.isGoing || job.isCancelled || job.wants === 'pause') continue
      const isSmall = going < MOST_SMALL && bytes + job.input.size <= SMALL_BYTES
      if (going >= MOST && !isSmall) return
      job.isGoing = true
      add(job)
      if (job.run) job.run.resume()
      else this.start(job)
    }
  }

  private start(job: Job): void {
    const { input, record } = job
    const run = this.runOf(input, record)
    job.run = run
    run.end
      .then(
        ({ verified, leftOut = 0 }) => Object.assign(job, { ended: 'done', verified, leftOut } satisfies Partial<Job>),
        (e: unknown) => {
          const { state, error } = run.view()
          job.record = run.record()
          job.error = error ?? toAppError(e).toPlain()
          // Also in the browser's own list of downloads.
          const isCancelled = job.isCancelled || job.error.kind === 'aborted'
          job.ended = state === 'left' ? 'left' : isCancelled ? 'cancelled' : 'failed'
        },
      )
      .finally(() => {
        job.isGoing = false
        this.pump()
      })
  }

  private runOf(input: TransferInput, record: UploadRecord | undefined): TransferRun {
    switch (input.kind) {
      case 'upload':
        return uploadRun(this.conn, input, record, this.openHash)
      case 'copy':
        return copyRun(this.conn, input, record, this.openHash)
      case 'download':
        return downloadRun(this.conn, input)
      case 'zip':
        return zipRun(this.conn, input)
    }
  }

  private row(job: Job): TransferRow {
    const { input, ended, verified, leftOut } = job
    const done = doneOf(job)
    const isHeldUp = this.conn.link.state !== 'open' && waitsForLink(job)
    const state = isHeldUp ? 'held up' : stateOf(job)
    job.meter.add(done, performance.now())
    const perSecond = state === 'going' ? job.meter.perSecond : 0
    const view = job.run?.view()
    const why = isHeldUp
      ? noLink(done > 0)
      : this.conn.link.state !== 'open' && !ended
        ? stopsAt(job, view)
        : (job.error ?? view?.error)
    const error = ended === 'cancelled' || ended === 'done' ? undefined : why
    const { id, kind, bucket, name, size } = input
    return {
      id,
      kind,
      bucket,
      name,
      size,
      done,
      state,
      perSecond,
      verified,
      leftOut,
      error,
      leftover: ended ? view?.leftover : undefined,
      ...(isWrite(input) ? { modified: input.modified } : {}),
      ...comesOf(input, view?.digest),
      ...(perSecond > 0 ? { leftMs: timeLeft(size - done, perSecond) } : {}),
    }
  }
}

/** Nothing of it can go on without a connection, whatever it was at. */
const waitsForLink = ({ ended, isGoing, isCancelled, wants }: Job) => !ended && isGoing && !isCancelled && wants === 'run'

/** Said in place of what failed when the connection went. */
function noLink(hasBegun: boolean): LinkError {
  return { kind: 'disconnected', message: `It ${hasBegun ? 'goes on' : 'begins'} by itself when the connection is back` }
}

/** Without a connection, of one that was cancelled or paused. */
function stopsAt({ isCancelled, error }: Job, view: { error?: LinkError | undefined } | undefined): LinkError | undefined {
  if (isCancelled) return { kind: 'disconnected', message: 'There is no connection: what was sent is taken away when it is back' }
  if (view?.error?.kind !== 'disconnected') return error ?? view?.error
  return { kind: 'disconnected', message: 'There is no connection: what was sent stays, and it goes on from there' }
}

/** What is known of what it brings. */
function comesOf(input: TransferInput, digest = ''): Pick<TransferRow, 'digest' | 'meta'> {
  if (input.kind !== 'copy') return digest === '' ? {} : { digest }
  const { description, headers, metadata } = input.info
  return { digest: input.info.digest, meta: { description, headers, metadata } }
}

/** Whether it writes to the server. */
function isWrite(input: TransferInput): input is Extract<TransferInput, { kind: 'upload' | 'copy' }> {
  return input.kind === 'upload' || input.kind === 'copy'
}

function doneOf({ input, ended, run }: Job): number {
  return ended === 'done' ? input.size : (run?.view().done ?? 0)
}

function stateOf({ ended, wants, isGoing, isCancelled, run }: Job): TransferState {
  if (ended) return ended
  if (isCancelled) return 'cleaning'
  if (wants === 'pause') return 'paused'
  return isGoing ? (run?.view().state ?? 'starting') : 'waiting'
}
