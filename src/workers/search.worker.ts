import { expose } from 'comlink'
import type { Query } from '~/lib/query.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { toAppError } from '~/nats/errors.ts'
import type { ScanRange } from '~/nats/scan.ts'
import { emptyReport, searchRange, type SearchReport } from '~/nats/search.ts'
import type { ConnectOptions, LinkError, Stream } from '~/nats/types.ts'
import { untilOpen } from '~/nats/until-open.ts'

let conn: Connection | undefined
let abort = new AbortController()

/** Searches one range at a time with a connection of its own. Errors come back as plain objects: an AppError cannot be cloned. */
const worker = {
  async search(
    options: ConnectOptions,
    stream: Stream,
    range: ScanRange,
    query: Query,
    mostHits: number,
    report: (r: SearchReport) => Promise<void> | void,
  ): Promise<LinkError | undefined> {
    abort = new AbortController()
    conn ??= openConnection(options, { persist: true })
    try {
      const stopLooking = conn.onLink((link) => {
        if ('error' in link) void report({ ...emptyReport(range.from - 1n), waiting: link.error })
      })
      await untilOpen(conn, abort.signal).finally(stopLooking)
      // The last report has to be with the page before the result is: they come by different ports.
      let taken: Promise<void> = Promise.resolve()
      await searchRange(conn, stream, range, query, mostHits, (r) => void (taken = Promise.resolve(report(r))), abort.signal)
      await taken
      return undefined
    } catch (e) {
      return toAppError(e).toPlain()
    }
  },
  ping(): boolean {
    return true
  },
  stop(): void {
    abort.abort()
  },
  async close(): Promise<void> {
    abort.abort()
    await conn?.flush()
    conn?.close()
  },
}

export type SearchWorker = typeof worker

expose(worker)
