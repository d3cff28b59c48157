import { expose } from 'comlink'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { Tail, type TailFrom, type TailRow, type TailStats } from '~/nats/tail.ts'
import type { ConnectOptions, StoredMessage } from '~/nats/types.ts'

/** Which rows are wanted: the newest, or those with these indexes. */
export type TailWanted = { newest: number } | { first: number; count: number }

export type TailView = { stats: TailStats; rows: TailRow[] }

let conn: Connection | undefined
let tail: Tail | undefined

/** Follows a stream with a connection of its own; the page asks, about ten times a second, for the rows that it draws. */
const worker = {
  start(options: ConnectOptions, stream: string, filters: string[], from: TailFrom): void {
    conn = openConnection(options, { persist: true })
    tail = new Tail(conn, stream, filters, from)
  },
  view(wanted: TailWanted): TailView | undefined {
    const stats = tail?.stats()
    if (!tail || !stats) return undefined
    const first = 'newest' in wanted ? Math.max(stats.first, stats.end - wanted.newest) : wanted.first
    return { stats, rows: tail.rows(first, 'newest' in wanted ? wanted.newest : wanted.count) }
  },
  message(index: number): StoredMessage | undefined {
    return tail?.message(index)
  },
  /** Deletes the consumer and closes the connection when the server has heard of it. */
  async stop(): Promise<void> {
    tail?.stop()
    await conn?.flush()
    conn?.close()
  },
}

export type TailWorker = typeof worker

expose(worker)
