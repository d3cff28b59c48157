import type { KeyIndex } from '~/lib/kv/key-index.ts'
import type { Connection } from './connection.ts'
import { toAppError, type AppError } from './errors.ts'
import { listSubjects } from './kv-names.ts'
import { getStream } from './streams.ts'
import type { Stream } from './types.ts'

/** The bucket is looked at this often. */
const LOOK_MS = 2000
/** One page of names is read in one go; a list of several may skip a name when an earlier one goes meanwhile. */
const ONE_PAGE = 100_000

export type GoneEvents = {
  /** Everything that was there when it was last looked at has been read, and this was the last sequence. Undefined = not now. */
  caughtUp: () => number | undefined
  onGone: (key: string) => void
  /** The bucket does not hold what was read: it was made anew, or lost what it held. */
  onAnew: () => void
  onDeleted: (error: AppError) => void
}

/**
 * Finds the keys that have left a bucket without an entry that says so: aged out where there are no markers, a marker past its own
 * time, purged as a subject. No watch is told of them. The number of subjects tells that it happened; the list of names tells which.
 */
export class GoneKeys {
  private readonly conn: Connection
  private readonly stream: Pick<Stream, 'name' | 'created'>
  private readonly prefix: string
  private readonly filters: string[]
  private readonly index: KeyIndex
  private readonly events: GoneEvents
  private readonly abort = new AbortController()
  private readonly timer: ReturnType<typeof setInterval>
  private looking = false
  /** Subjects of the stream that the filters leave out, as last known. */
  private others: number | undefined
  private lastSeq: bigint | undefined
  private notBefore = 0
  /** Missing from one list already. */
  private suspects = new Set<string>()

  constructor(
    conn: Connection,
    stream: Pick<Stream, 'name' | 'created'>,
    source: { prefix: string; filters: string[] },
    index: KeyIndex,
    events: GoneEvents,
  ) {
    this.conn = conn
    this.stream = stream
    this.prefix = source.prefix
    this.filters = source.filters
    this.index = index
    this.events = events
    this.timer = setInterval(() => void this.look(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.timer)
    this.abort.abort()
  }

  private async look(): Promise<void> {
    const read = this.events.caughtUp()
    if (this.looking || read === undefined || this.conn.link.state !== 'open') return
    this.looking = true
    try {
      const stream = await getStream(this.conn, this.stream.name)
      if (this.abort.signal.aborted) return
      if (stream.created !== this.stream.created || Number(stream.state.last_seq) < read) return this.events.onAnew()
      await this.count(stream)
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

  private async count(stream: Stream): Promise<void> {
    const others = stream.state.num_subjects - this.index.size
    const isQuiet = this.lastSeq === stream.state.last_seq
    this.lastSeq = stream.state.last_seq
    // What the filters leave out may grow; what is on its way here looks the same until all is quiet.
    this.others ??= others
    if (others > this.others && isQuiet) this.others = others
    const hasLost = others < 0 || others < this.others || this.suspects.size > 0
    if (!hasLost || Date.now() < this.notBefore) return
    const started = Date.now()
    const listed = await listSubjects(this.conn, this.stream.name, this.filters, this.abort.signal)
    // A large list is heavy for the server as well: not more than a twentieth of the time is spent on it.
    this.notBefore = Date.now() + (Date.now() - started) * 20
    if (!this.abort.signal.aborted) this.compare(listed.subjects, listed.lastSeq)
    this.others = undefined
  }

  private compare(subjects: Set<string>, lastSeq: number): void {
    const missing: string[] = []
    // A key that has come or changed since the list was made is not in question.
    for (const [key, slot] of this.index.entries())
      if (this.index.revisionOf(slot) <= lastSeq && !subjects.has(this.prefix + key)) missing.push(key)
    const isSure = subjects.size < ONE_PAGE
    for (const key of missing) if (isSure || this.suspects.has(key)) this.events.onGone(key)
    this.suspects = new Set(isSure ? [] : missing.filter((key) => this.index.has(key)))
  }
}
