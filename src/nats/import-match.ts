import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { toAppError } from './errors.ts'
import { persistRead } from './kv-persist.ts'
import { seqAtTime } from './messages.ts'
import { scan } from './scan.ts'
import { getStream } from './streams.ts'
import type { Seq, Stream, StoredMessage } from './types.ts'

/** Clocks of servers differ: a copy of a message may look that much older than the message. */
const CLOCKS_MS = 24 * 60 * 60 * 1000
const LAGGING_MS = 200
const TOLD = 1000

/**
 * Gives every message that the stream has after a sequence, up to its end of now, which is returned. `since`: nothing is wanted that
 * was stored before this time, and a copy of a message is stored after the message. Throws AppError, `aborted` included.
 */
export async function matchStream(
  conn: Connection,
  { name }: Stream,
  { after, since, filters }: { after: Seq; since: string | undefined; filters: string[] },
  met: (m: StoredMessage) => void,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Seq> {
  const stream = await persistRead(conn, () => getStream(conn, name), signal)
  const { first_seq, last_seq: to } = stream.state
  let from = after + 1n > first_seq ? after + 1n : first_seq
  if (since !== undefined && from <= to) {
    const time = new Date(Date.parse(since) - CLOCKS_MS).toISOString()
    const at = await persistRead(conn, () => seqAtTime(conn, stream, time), signal)
    if (at === undefined) return to
    if (at > from) from = at
  }
  const first = from
  let seen = 0
  const take = (m: StoredMessage) => {
    met(m)
    from = m.seq + 1n
    if (++seen % TOLD === 0) onProgress(Number(m.seq - first), Number(to - first))
  }
  for (;;) {
    await scan(conn, stream, { from, to, filters }, take, signal)
    const next = await nextOfLeader(conn, stream, from, to, filters, signal)
    if (next === undefined) return to
    from = next
    await pause(LAGGING_MS) // who answered has less than the leader
  }
}

/** Where there are replicas one that lags may have answered: the leader is asked what else there is up to `to`. */
async function nextOfLeader(
  conn: Connection,
  { name, config, mirror }: Stream,
  from: Seq,
  to: Seq,
  filters: string[],
  signal: AbortSignal,
): Promise<Seq | undefined> {
  if (from > to || (config.num_replicas < 2 && !mirror)) return undefined
  let least: Seq | undefined
  for (const next_by_subj of filters.length > 0 ? filters : ['>']) {
    const ask = () => getOne(conn, name, 'get', { seq: from, next_by_subj })
    const m = await persistRead(conn, ask, signal).catch((e: unknown) => {
      if (toAppError(e).kind === 'permission') return undefined
      throw e
    })
    if (m && m.seq <= to && (least === undefined || m.seq < least)) least = m.seq
  }
  return least
}
