import { toAppError } from '~/nats/errors.ts'
import type { Hit, SearchReport } from '~/nats/search.ts'
import type { LinkError, Seq } from '~/nats/types.ts'
import { planParts, type Part } from './search-plan.ts'

/** Searches one part at a time: a worker in the page, the function itself in a test. Rejects when it fails or is told to stop. */
export type SearchLane = {
  search: (part: Part, mostHits: number, report: (r: SearchReport) => void) => Promise<void>
  stop: () => void
}

export type SearchState = {
  state: 'running' | 'stopped' | 'done' | 'failed'
  error?: LinkError | undefined
  /** In the order of the search. */
  hits: Hit[]
  /** All that were found. The list ends where some could not be kept; what lies beyond that is only counted. */
  found: number
  /** Why it waits for the connection (null = it is being made); absent while it reads. */
  waiting?: LinkError | null | undefined
  messages: number
  bytes: number
  compressed: number
  notJson: number
  /** Sequences searched so far, of all that there are to search. */
  covered: Seq
  total: Seq
  /** Searched without a hole from the side where the search began, up to here; absent while nothing is. */
  through?: Seq | undefined
  /** Milliseconds that it has run. */
  elapsedMs: number
}

type SearchPart = Part & { lane?: SearchLane | undefined; lastHit?: Seq | undefined }

const MOST_HITS = 5000

/**
 * A search over a range by one or more lanes: progress, hits as they are found, stop, and going on where it stopped. Apart from
 * React and from workers: it tells one listener of each new state.
 */
export class SearchRun {
  state: SearchState
  private readonly lanes: SearchLane[]
  private readonly descending: boolean
  private readonly tell: (state: SearchState) => void
  /** What is still to be searched, in order; those under way are at the front. */
  private parts: SearchPart[]
  private readonly range: Part
  private runs = 0
  private startedAt = 0
  private elapsedBefore = 0
  /** The last sequence that the list of hits may hold, in the order of the search. */
  private listEnd: Seq | undefined

  constructor(lanes: SearchLane[], range: Part, descending: boolean, tell: (state: SearchState) => void) {
    this.lanes = lanes
    this.range = range
    this.descending = descending
    this.tell = tell
    this.parts = planParts(range, descending, lanes.length)
    this.state = {
      state: 'stopped',
      hits: [],
      found: 0,
      messages: 0,
      bytes: 0,
      compressed: 0,
      notJson: 0,
      covered: 0n,
      total: range.to < range.from ? 0n : range.to - range.from + 1n,
      elapsedMs: 0,
    }
  }

  /** Starts, or goes on where it stopped. Resolves when it is done, stopped or has failed; it never rejects. */
  async run(): Promise<void> {
    if (this.state.state === 'running' || this.state.state === 'done') return
    const run = ++this.runs
    this.startedAt = performance.now()
    this.set({ state: 'running', error: undefined })
    await Promise.all(this.lanes.map((lane) => this.work(lane, run)))
    if (this.runs === run) this.set({ state: 'done' })
  }

  stop(): void {
    if (this.state.state !== 'running') return
    this.end({ state: 'stopped' })
  }

  private end(change: Partial<SearchState>): void {
    this.runs++
    for (const lane of this.lanes) lane.stop()
    for (const part of this.parts) part.lane = undefined
    this.set({ ...change, waiting: undefined })
    this.elapsedBefore = this.state.elapsedMs
  }

  private async work(lane: SearchLane, run: number): Promise<void> {
    for (;;) {
      const part = this.parts.find((p) => !p.lane)
      if (!part || this.runs !== run) return
      part.lane = lane
      try {
        // Going down, the newest of a part come last: none can be left out before.
        const most = !this.isListed(part) ? 0 : this.descending ? Infinity : MOST_HITS
        await lane.search({ from: part.from, to: part.to }, most, (r) => {
          if (this.runs === run) this.take(part, r)
        })
      } catch (e) {
        if (this.runs === run) this.end({ state: 'failed', error: toAppError(e).toPlain() })
        return
      }
      // Stopped just then: the last report has not been taken, so the part is searched again from where it was.
      if (this.runs !== run) return
      this.parts = this.parts.filter((p) => p !== part)
      this.set({})
    }
  }

  private take(part: SearchPart, r: SearchReport): void {
    const s = this.state
    const covered = s.covered + (r.through - part.from + 1n)
    part.from = r.through + 1n
    // Where a report had to leave hits out, the list ends: after a hole it would look whole and not be.
    part.lastHit = r.hits.at(-1)?.seq ?? part.lastHit
    if (r.moreHits > 0) this.endList(part.lastHit)
    this.set({
      waiting: r.waiting,
      covered,
      messages: s.messages + r.messages,
      bytes: s.bytes + r.bytes,
      compressed: s.compressed + r.compressed,
      notJson: s.notJson + r.notJson,
      found: s.found + r.hits.length + r.moreHits,
      hits: r.hits.length > 0 ? this.join(s.hits, r.hits) : s.hits.filter((h) => this.isWithin(h.seq)),
    })
  }

  private join(hits: Hit[], fresh: Hit[]): Hit[] {
    const sign = this.descending ? -1 : 1
    const all = [...hits, ...fresh].filter((h) => this.isWithin(h.seq)).sort((a, b) => (a.seq < b.seq ? -sign : sign))
    if (all.length <= MOST_HITS) return all
    this.endList(all[MOST_HITS - 1]?.seq)
    return all.slice(0, MOST_HITS)
  }

  private endList(at: Seq | undefined): void {
    if (at === undefined) return
    if (this.listEnd === undefined || (this.descending ? at > this.listEnd : at < this.listEnd)) this.listEnd = at
  }

  private isWithin(seq: Seq): boolean {
    return this.listEnd === undefined || (this.descending ? seq >= this.listEnd : seq <= this.listEnd)
  }

  private isListed(part: Part): boolean {
    return this.isWithin(this.descending ? part.to : part.from)
  }

  /** Up to where nothing is left out: before the first part that is not finished. */
  private through(): Seq | undefined {
    const ends = this.parts.map((p) => (this.descending ? p.to : p.from))
    if (ends.length === 0) return this.descending ? this.range.from : this.range.to
    if (!this.descending) {
      const least = ends.reduce((a, b) => (b < a ? b : a))
      return least > this.range.from ? least - 1n : undefined
    }
    const most = ends.reduce((a, b) => (b > a ? b : a))
    return most < this.range.to ? most + 1n : undefined
  }

  private set(change: Partial<SearchState>): void {
    const running = (change.state ?? this.state.state) === 'running' || this.state.state === 'running'
    const elapsedMs = running ? this.elapsedBefore + performance.now() - this.startedAt : this.state.elapsedMs
    this.state = { ...this.state, ...change, elapsedMs, through: this.through() }
    this.tell(this.state)
  }
}
