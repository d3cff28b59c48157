import { proxy, wrap, type Remote } from 'comlink'
import type { Query } from '~/lib/query.ts'
import { within } from '~/lib/within.ts'
import type { Connection } from '~/nats/connection.ts'
import { fromPlain } from '~/nats/errors.ts'
import { seqAtTime } from '~/nats/messages.ts'
import type { SearchReport } from '~/nats/search.ts'
import type { LinkError, Seq, Stream } from '~/nats/types.ts'
import type { SearchWorker } from '~/workers/search.worker.ts'
import { SearchRun, type SearchLane, type SearchState } from './search-run.ts'
import { explain } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** A sequence, or a time that stands for the first message at or after it. */
export type Bound = { seq: Seq } | { time: string }

export type SearchPlan = {
  query: Query
  filters: string[]
  descending: boolean
  /** A sequence belongs to what is searched; "until" a time is before it. The stream's ends when absent. */
  since?: Bound | undefined
  until?: Bound | undefined
}

/** What was searched for and where, beside the state of the run. */
export type Searching = SearchState & { plan: SearchPlan; from: Seq; to: Seq }

type Listener = (s: { searching?: Searching | undefined; failure?: LinkError | undefined }) => void

type Lane = { worker: Worker; api: Remote<SearchWorker> }

/** Leaves cores to the page and the server; at least one lane, at most four. */
const lanesHere = () => Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 2))

/** The searches of one page, one at a time, in workers that each have a connection of their own. Apart from React. */
export class SearchSession {
  private readonly conn: Connection
  private readonly tell: Listener
  private readonly lanes: Lane[] = []
  private run: SearchRun | undefined
  private closed = false
  private starts = 0

  constructor(conn: Connection, tell: Listener) {
    this.conn = conn
    this.tell = tell
  }

  async start(stream: Stream, plan: SearchPlan): Promise<void> {
    const start = ++this.starts
    this.run?.stop()
    this.tell({ searching: undefined, failure: undefined })
    try {
      const { first_seq: first, last_seq: last } = stream.state
      const from = plan.since ? await this.resolve(stream, plan.since, 'since') : first
      const to = plan.until ? await this.resolve(stream, plan.until, 'until') : last
      if (this.closed || start !== this.starts) return // another has begun meanwhile
      const range = { from: from < first ? first : from, to: to > last ? last : to }
      while (this.lanes.length < lanesHere()) this.lanes.push(this.open())
      const run: SearchRun = new SearchRun(
        this.lanes.map((lane) => this.laneOf(lane, stream, plan)),
        range,
        plan.descending,
        (s) => {
          if (this.run === run && !this.closed) this.tell({ searching: { ...s, plan, ...range } })
        },
      )
      this.run = run
      void run.run()
    } catch (e) {
      if (!this.closed && start === this.starts) this.tell({ failure: explain(e) })
    }
  }

  stop(): void {
    this.run?.stop()
    // A worker that is stuck in one match (a regular expression that never ends) does not hear of it: it is replaced.
    for (const lane of this.lanes) {
      void answers(lane.api).then((alive) => {
        if (alive || this.closed) return
        lane.worker.terminate()
        Object.assign(lane, this.open())
      })
    }
  }

  goOn(): void {
    void this.run?.run()
  }

  /** Stops, deletes what is on the server, and ends the workers. */
  close(): void {
    this.closed = true
    this.run?.stop()
    for (const lane of this.lanes) end(lane)
  }

  private open() {
    const worker = new Worker(new URL('../workers/search.worker.ts', import.meta.url), { type: 'module' })
    onWorkerLost(worker, 'searches', (failure) => {
      if (!this.closed) this.tell({ failure })
    })
    return { worker, api: wrap<SearchWorker>(worker) }
  }

  private async resolve(stream: Stream, bound: Bound, side: 'since' | 'until'): Promise<Seq> {
    if ('seq' in bound) return bound.seq
    const found = await seqAtTime(this.conn, stream, bound.time)
    if (side === 'since') return found ?? stream.state.last_seq + 1n
    return found === undefined ? stream.state.last_seq : found - 1n
  }

  private laneOf(lane: Lane, stream: Stream, plan: SearchPlan): SearchLane {
    return {
      search: async (part, mostHits, report) => {
        const range = { ...part, filters: plan.filters }
        const onReport = proxy((r: SearchReport) => report(r))
        const error = await lane.api.search(this.conn.options, stream, range, plan.query, mostHits, onReport)
        if (error) throw fromPlain(error)
      },
      stop: () => void lane.api.stop(),
    }
  }
}

const STUCK_MS = 2000

/** Whether the worker answers at all. */
async function answers(api: Remote<SearchWorker>): Promise<boolean> {
  return (await within(api.ping(), STUCK_MS)) === true
}

/** Lets the worker delete what is on the server, if it still hears. */
function end({ worker, api }: Lane): void {
  void within(api.close(), STUCK_MS).then(() => worker.terminate())
}
