import type { Connection } from '~/nats/connection.ts'
import { toAppError } from '~/nats/errors.ts'
import { toRow, type MessageRow } from '~/nats/message-row.ts'
import { lastSeq, readBackward, readForward, readFromTime, seqAtTime, type Range } from '~/nats/messages.ts'
import type { LinkError, Seq, Stream } from '~/nats/types.ts'

export type Start = { at: 'first' } | { at: 'last' } | { at: 'seq'; seq: Seq } | { at: 'time'; time: string }

type Direction = 'older' | 'newer'

export type WindowState = {
  /** In order of sequence. */
  rows: MessageRow[]
  /** Where to read on; absent when that end of the stream is reached. */
  older?: Seq | undefined
  newer?: Seq | undefined
  loading?: 'start' | 'older' | 'newer' | undefined
  error?: LinkError | undefined
  /** The sequence of the message that reading started with; absent while that is not known, or when there is none. */
  startedAt?: Seq | undefined
  /** Nothing lay at the start in the direction of reading, so what lies on its other side is shown. */
  turned: boolean
  /** Changes when the window starts somewhere else: the list then scrolls to `anchor`. */
  round: number
  anchor: 'first' | 'last'
  requests: number
  bytes: number
}

export const PAGE = 100
/** Rows kept in memory; beyond that the far end is let go and read again when it is scrolled to. */
const MOST_ROWS = 3000

/** Where to read from; `found` where finding the place has read it already, `beyond` when it lies after all that there is. */
type Place = { from: Seq; direction: Direction; found?: Range; beyond?: boolean }

/**
 * The part of a stream that is on screen and near it, growing in both directions. Apart from React: it tells one listener of each
 * new state.
 */
export class MessageWindow {
  state: WindowState = { rows: [], loading: 'start', turned: false, round: 0, anchor: 'first', requests: 0, bytes: 0 }
  private readonly stop = new AbortController()
  /** The newest sequence that has been looked at: all up to here is in the window, was let go of, or is not in the stream. */
  private readThrough: Seq = 0n
  private stream: Stream
  private readonly conn: Connection
  private readonly filters: string[]
  private readonly descending: boolean
  private readonly tell: (state: WindowState) => void

  constructor(conn: Connection, stream: Stream, filters: string[], descending: boolean, tell: (state: WindowState) => void) {
    this.conn = conn
    this.stream = stream
    this.filters = filters
    this.descending = descending
    this.tell = tell
  }

  close(): void {
    this.stop.abort()
  }

  /** Newer figures of the stream; where its end had been reached, there may be more to read now. */
  grow(stream: Stream): void {
    this.stream = stream
    this.noteGrowth()
  }

  async open(start: Start): Promise<void> {
    await this.load('start', async () => {
      const { from, direction, beyond = false, found = await this.read(direction, from) } = await this.resolve(start)
      // Nothing that way: show what lies on the other side, rather than an empty screen beside a full stream.
      const isEmpty = found.messages.length === 0
      // What has just come after the end was not what was asked for either.
      const turned = isEmpty || beyond
      const shown = isEmpty ? opposite(direction) : direction
      const range = isEmpty ? await this.read(shown, from) : found
      const rows = range.messages.map(toRow)
      // What lies before the start can be read on to; what has come after the newest is found by noteGrowth.
      const older = !turned && direction === 'newer' && from > this.stream.state.first_seq ? from - 1n : undefined
      const ends = shown === 'newer' ? { newer: range.next, older } : { older: range.next, newer: undefined }
      return {
        ...ends,
        rows,
        turned,
        startedAt: shown === 'newer' ? rows[0]?.seq : rows.at(-1)?.seq,
        anchor: shown === 'newer' ? 'first' : 'last',
      }
    })
  }

  /** Takes a failure back, so that reading goes on: the operator asked for it, or the connection has returned. */
  recover(): void {
    if (this.state.error) this.set({ error: undefined })
  }

  /** Leaves out a message that is known to be deleted. */
  drop(seq: Seq): void {
    if (this.state.rows.some((r) => r.seq === seq)) this.set({ rows: this.state.rows.filter((r) => r.seq !== seq) })
  }

  async more(direction: Direction): Promise<void> {
    const from = this.state[direction]
    // After a failure nothing is asked again unasked: the list would repeat a refused request at every frame.
    if (from === undefined || this.state.loading || this.state.error) return
    await this.load(direction, async () => this.join(direction, await this.read(direction, from)))
  }

  private async read(direction: Direction, from: Seq): Promise<Range> {
    const stream = this.stream // newer figures may come while this reads: it vouches only for what it knew of
    const read = direction === 'newer' ? readForward : readBackward
    const range = await read(this.conn, stream, from, PAGE, this.filters, this.stop.signal)
    return this.note(stream, direction, from, range)
  }

  /** Remembers up to where all has been looked at. */
  private note(stream: Stream, direction: Direction, from: Seq, range: Range): Range {
    const { last_seq } = stream.state
    const reached = range.messages.at(-1)?.seq ?? 0n
    const end = reached > last_seq ? reached : last_seq
    const through = direction === 'older' ? (from < last_seq ? from : last_seq) : range.next === undefined ? end : range.next - 1n
    if (through > this.readThrough) this.readThrough = through
    return range
  }

  /** Where the newest rows end the window and the stream has gone on since, there is more to read. */
  private noteGrowth(): void {
    const { newer, loading, rows } = this.state
    if (loading || newer !== undefined || this.stream.state.last_seq <= this.readThrough) return
    this.set({ newer: this.readThrough + 1n })
    if (rows.length === 0) void this.more('newer') // there is no list whose end could be reached
  }

  private async resolve(start: Start): Promise<Place> {
    const { first_seq, last_seq } = this.stream.state
    switch (start.at) {
      case 'first':
        return { from: first_seq, direction: 'newer' }
      case 'last':
        return { from: (await lastSeq(this.conn, this.stream, this.filters)) ?? last_seq, direction: 'older' }
      case 'seq':
        // No sequence can be beyond 2^64, and none beyond the end is there yet: the next one stands for them all.
        return start.seq > last_seq
          ? { from: last_seq + 1n, direction: this.descending ? 'older' : 'newer', beyond: !this.descending }
          : { from: start.seq, direction: this.descending ? 'older' : 'newer' }
      case 'time': {
        const stream = this.stream
        const range = this.descending
          ? undefined
          : await readFromTime(this.conn, stream, start.time, PAGE, this.filters, this.stop.signal)
        const first = range?.messages[0]?.seq
        if (range && first !== undefined) {
          return { from: first, direction: 'newer', found: this.note(stream, 'newer', first, range) }
        }
        const found = await seqAtTime(this.conn, this.stream, start.time)
        // "At or after" going up, "before" going down.
        if (!this.descending) return { from: found ?? last_seq + 1n, direction: 'newer', beyond: found === undefined }
        return { from: found === undefined ? last_seq : found - 1n, direction: 'older' }
      }
    }
  }

  private join(direction: Direction, range: Range): Partial<WindowState> {
    const fresh = range.messages.map(toRow)
    const { rows } = this.state
    const all = direction === 'newer' ? [...rows, ...fresh] : [...fresh, ...rows]
    const ends: Partial<WindowState> = direction === 'newer' ? { newer: range.next } : { older: range.next }
    if (all.length <= MOST_ROWS) return { ...ends, rows: all }
    const kept = direction === 'newer' ? all.slice(-MOST_ROWS) : all.slice(0, MOST_ROWS)
    const [first, last] = [kept[0]!.seq, kept.at(-1)!.seq] // MOST_ROWS is not zero
    return { ...ends, rows: kept, ...(direction === 'newer' ? { older: first - 1n } : { newer: last + 1n }) }
  }

  private async load(what: NonNullable<WindowState['loading']>, work: () => Promise<Partial<WindowState>>): Promise<void> {
    const before = this.conn.traffic
    this.set({ loading: what, error: undefined })
    try {
      const change = await work()
      if (this.stop.signal.aborted) return
      const after = this.conn.traffic
      const cost =
        before && after
          ? {
              requests: this.state.requests + after.outMsgs - before.outMsgs,
              bytes: this.state.bytes + after.inBytes - before.inBytes,
            }
          : {}
      this.set({ ...change, ...cost, loading: undefined, ...(what === 'start' ? { round: this.state.round + 1 } : {}) })
      this.noteGrowth()
    } catch (e) {
      if (!this.stop.signal.aborted) this.set({ loading: undefined, error: toAppError(e).toPlain() })
    }
  }

  private set(change: Partial<WindowState>): void {
    this.state = { ...this.state, ...change }
    this.tell(this.state)
  }
}

function opposite(direction: Direction): Direction {
  return direction === 'newer' ? 'older' : 'newer'
}

export type ListItem = { kind: 'message'; row: MessageRow } | { kind: 'gap'; deleted: Seq; after: Seq }

/** The rows with a line for every run of deleted messages between them; a filter hides messages too, so then there are none. */
export function withGaps(rows: MessageRow[], filtered: boolean): ListItem[] {
  const items: ListItem[] = []
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1]
    if (!filtered && before && row.seq - before.seq > 1n)
      items.push({ kind: 'gap', deleted: row.seq - before.seq - 1n, after: before.seq })
    items.push({ kind: 'message', row })
  }
  return items
}
