import { compileQuery, type Match, type Query, type Unsearched } from '~/lib/query.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { scan, type ScanRange } from './scan.ts'
import type { LinkError, Seq, StoredMessage, Stream } from './types.ts'

export type Hit = Match & { seq: Seq; subject: string; time: string; size: number }

/** What has been looked at since the last report. */
export type SearchReport = Unsearched & {
  /** Everything of the range up to here has been searched. */
  through: Seq
  messages: number
  bytes: number
  /** In order of sequence. */
  hits: Hit[]
  /** Found beyond `mostHits`: counted, not kept. */
  moreHits: number
  /** Why it waits for the connection (null = it is being made); absent while it reads. */
  waiting?: LinkError | null
}

/** A report is copied to the page, so it is kept small. */
const HITS_AT_ONCE = 500
const REPORT_MS = 100
/** The clock is looked at once in so many messages. */
const BETWEEN = 256
/** Or after so many bytes: large messages come seldom. */
const LARGE = 256 * 1024

/**
 * Looks for a query in a range and reports every 100 ms, with every 500 hits, and at the end. The first `mostHits` are given back,
 * the rest are counted.
 * Rejects with AppError, `aborted` included; what was reported before stays true.
 */
export async function searchRange(
  conn: Connection,
  stream: Stream,
  range: ScanRange,
  query: Query,
  mostHits: number,
  report: (r: SearchReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const compiled = compileQuery(query)
  if ('problem' in compiled) throw new AppError('invalid', compiled.problem)
  const { matcher } = compiled
  let now = emptyReport(range.from - 1n)
  let hitsLeft = mostHits
  let last: StoredMessage | undefined
  let reported = performance.now()
  const flush = (through: Seq, more: Pick<SearchReport, 'waiting'> = {}) => {
    report({ ...now, through, ...more })
    now = emptyReport(through)
    reported = performance.now()
  }
  await scan(
    conn,
    stream,
    range,
    (m) => {
      last = m
      now.messages++
      now.bytes += m.data.length
      const match = matcher(m, now)
      if (match) {
        if (hitsLeft-- > 0) now.hits.push({ ...match, seq: m.seq, subject: m.subject, time: m.time, size: m.data.length })
        else now.moreHits++
      }
      if (now.hits.length >= HITS_AT_ONCE) flush(m.seq)
      if ((now.messages % BETWEEN === 0 || now.bytes > LARGE) && performance.now() - reported > REPORT_MS) flush(m.seq)
    },
    signal,
    (error) => flush(last?.seq ?? range.from - 1n, error === undefined ? {} : { waiting: error }),
  )
  flush(range.to)
}

/** Nothing looked at since. */
export function emptyReport(through: Seq): SearchReport {
  return { through, messages: 0, bytes: 0, hits: [], moreHits: 0, compressed: 0, notJson: 0 }
}
