import { expose } from 'comlink'
import type { Decision } from '~/nats/ack.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { Desk } from '~/nats/desk.ts'
import type { DecideResult, DeskStart, DeskView, Leave } from '~/nats/desk-types.ts'
import { toAppError } from '~/nats/errors.ts'
import type { Show } from '~/nats/held.ts'
import type { ConnectOptions, LinkError, Retention, Seq, StoredMessage } from '~/nats/types.ts'

/** What may fail is told as data: an error loses its kind on the way out of a worker. */
export type Outcome<T> = { ok: T } | { error: LinkError }

let conn: Connection | undefined
let desk: Desk | undefined

/** Runs one session of the replay desk with a connection of its own; the page asks for the rows that it draws. */
const worker = {
  start(options: ConnectOptions, stream: { name: string; retention: Retention }, start: DeskStart, name: string): void {
    conn = openConnection(options, { persist: true })
    desk = new Desk(conn, stream, start, name)
  },
  /** Undefined when nothing has changed since the version that the page has. */
  view(show: Show, first: number, count: number, known: number | undefined): DeskView | undefined {
    const view = desk?.view(show, first, count)
    return view?.version === known ? undefined : view
  },
  pull(count: number): void {
    desk?.pull(count)
  },
  keep(count: number): void {
    desk?.keep(count)
  },
  idle(): void {
    desk?.idle()
  },
  restart(): void {
    desk?.restart()
  },
  seqs(show: Show): Seq[] {
    return desk?.seqs(show) ?? []
  },
  takenAlong(seqs: Seq[]): Seq[] {
    return desk?.takenAlong(seqs) ?? []
  },
  message(seq: Seq): StoredMessage | undefined {
    return desk?.message(seq)
  },
  keepOpen(seq: Seq | undefined): void {
    desk?.keepOpen(seq)
  },
  decide(seqs: Seq[], decision: Decision): Promise<Outcome<DecideResult>> {
    return outcome(async (d) => d.decide(seqs, decision))
  },
  ndjson(): Uint8Array {
    return new TextEncoder().encode(desk?.ndjson() ?? '')
  },
  /** Ends the session as said; an error means that it goes on. */
  async leave(how: Leave, giveBack: boolean): Promise<Outcome<true>> {
    const left = await outcome(async (d) => {
      await d.leave(how, giveBack)
      return true as const
    })
    if ('ok' in left) await worker.stop()
    return left
  },
  /** Ends it without a word about the consumer. */
  async stop(): Promise<void> {
    desk?.stop()
    await conn?.flush()
    conn?.close()
  },
}

async function outcome<T>(work: (d: Desk) => Promise<T>): Promise<Outcome<T>> {
  try {
    if (!desk) throw new Error('The desk has not been started')
    return { ok: await work(desk) }
  } catch (e) {
    return { error: toAppError(e).toPlain() }
  }
}

export type DeskWorker = typeof worker

expose(worker)
