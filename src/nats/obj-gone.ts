import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { toAppError, type AppError } from './errors.ts'
import { number, object, seq, text } from './fields.ts'
import { listSubjects } from './kv-names.ts'
import { getObject } from './obj-info.ts'
import { allMetas } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

/** The bucket is looked at this often. */
const LOOK_MS = 2000
/** A list of names that is longer than one page may skip one when an earlier one goes meanwhile. */
const ONE_PAGE = 100_000

export type ObjectGoneEvents = {
  /** All that was there has been read. */
  isReady: () => boolean
  /** The last sequence that was read. */
  lastSeq: () => bigint
  onGone: (name: string) => void
  /** The bucket does not hold what was read: it was made anew, or lost what it held. */
  onAnew: () => void
  onDeleted: (error: AppError) => void
}

/**
 * Finds the objects that have left a bucket without a word, which no watch is told of: a rename purges the meta of the old name, others
 * age out, or were purged as a subject. When the figures of the stream have changed the names are listed again.
 */
export class ObjectGone {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly objects: ReadonlyMap<string, ObjectInfo>
  private readonly events: ObjectGoneEvents
  private readonly abort = new AbortController()
  private readonly timer: ReturnType<typeof setInterval>
  private looking = false
  private figures = ''
  private notBefore = 0
  /** Missing from one list already. */
  private suspects = new Set<string>()

  constructor(conn: Connection, bucket: ObjBucket, objects: ReadonlyMap<string, ObjectInfo>, events: ObjectGoneEvents) {
    this.conn = conn
    this.bucket = bucket
    this.objects = objects
    this.events = events
    this.timer = setInterval(() => void this.look(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.timer)
    this.abort.abort()
  }

  /** An object that comes with the chunks of another one is that one under a new name: the old one is looked at at once. */
  lookAtRenamed(info: ObjectInfo): void {
    if (info.nuid === '') return
    for (const other of this.objects.values())
      if (other.nuid === info.nuid && other.name !== info.name && !other.deleted) void this.lookAt(other.name)
  }

  private async lookAt(name: string): Promise<void> {
    const now = await getObject(this.conn, this.bucket, name, { fresh: true }).catch(() => undefined)
    if (now === null && !this.abort.signal.aborted) this.events.onGone(name)
  }

  private async look(): Promise<void> {
    if (this.looking || !this.events.isReady() || this.conn.link.state !== 'open') return
    this.looking = true
    try {
      const info = await api(this.conn, `STREAM.INFO.${this.bucket.stream}`)
      if (this.abort.signal.aborted) return
      const state = object(info.state) ?? {}
      if (text(info.created) !== this.bucket.created || seq(state.last_seq) < this.events.lastSeq()) return this.events.onAnew()
      const figures = [seq(state.first_seq), seq(state.last_seq), number(state.messages), number(state.num_subjects)]
      await this.compare(figures.join())
    } catch (e) {
      const error = toAppError(e)
      if (this.abort.signal.aborted) return
      if (error.kind === 'not-found') this.events.onDeleted(error)
      // What may not be looked at is not looked at again; what passes is tried the next time.
      else if (error.kind === 'permission') this.stop()
    } finally {
      this.looking = false
    }
  }

  private async compare(figures: string): Promise<void> {
    if ((figures === this.figures && this.suspects.size === 0) || Date.now() < this.notBefore) return
    const started = Date.now()
    const { subjects, lastSeq } = await listSubjects(this.conn, this.bucket.stream, [allMetas(this.bucket)], this.abort.signal)
    // A large list is heavy for the server as well: not more than a twentieth of the time is spent on it.
    this.notBefore = Date.now() + (Date.now() - started) * 20
    if (this.abort.signal.aborted) return
    this.figures = figures
    const isSure = subjects.size < ONE_PAGE
    const missing: string[] = []
    for (const { name, subject, revision } of this.objects.values())
      if (number(revision) <= lastSeq && !subjects.has(subject)) missing.push(name)
    for (const name of missing) if (isSure || this.suspects.has(name)) this.events.onGone(name)
    this.suspects = new Set(isSure ? [] : missing.filter((name) => this.objects.has(name)))
  }
}
