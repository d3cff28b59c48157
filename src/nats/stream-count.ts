import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getBatch } from './direct.ts'
import { isPassing, toAppError } from './errors.ts'
import { number } from './fields.ts'
import { matchingFrom } from './matching.ts'
import { wayOf } from './messages.ts'
import { listStreams } from './streams.ts'
import type { Seq, Stream } from './types.ts'

/** `exact`: at the moment of the answer; what comes later is not in it. Otherwise there are at most so many. */
export type Counted = { count: number; exact: boolean }

/** What a consumer that only counts is removed after, should it not be deleted. */
const COUNTER_NS = 5_000_000_000

/**
 * How many messages at or after a sequence a filter matches (none = any). Batched direct get says it with one message (2.11); elsewhere a
 * consumer is made that delivers nothing, asked how much it would, and deleted. That is for streams with limits alone: others keep what
 * consumers want, and one that goes may take messages with it. There, and where it is refused, it is what the stream's figures tell.
 * `isAlone`: nobody but the leader answers, see answersAlone; otherwise it is not exact.
 */
export async function countFrom(
  conn: Connection,
  stream: Stream,
  filter: string | undefined,
  seq: Seq,
  isAlone: boolean,
): Promise<Counted> {
  const from = seq < 1n ? 1n : seq
  if (wayOf(conn, stream) === 'batch') {
    const { messages, pending } = await getBatch(conn, stream.name, { seq: from, next_by_subj: filter ?? '>', batch: 1 })
    return { count: messages.length === 0 ? 0 : pending + 1, exact: isAlone }
  }
  if (stream.config.retention === 'limits') {
    try {
      return { count: await countByConsumer(conn, stream, filter, from), exact: isAlone }
    } catch (e) {
      if (isPassing(toAppError(e))) throw e
    }
  }
  const { count, exact } = await matchingFrom(conn, stream, filter === undefined ? [] : [filter], { seq: from })
  return { count, exact: exact && isAlone }
}

/**
 * Whether the leader of a stream alone answers what is asked of it: it has no replicas, and no mirror with mirror_direct, which answers
 * direct gets for its origin and may lag behind it, or still have what was purged there.
 */
export async function answersAlone(conn: Connection, { name, config }: Stream): Promise<boolean> {
  if (config.num_replicas !== 1) return false
  if (!config.allow_direct) return true
  const { streams, missing, offline } = await listStreams(conn)
  if (missing.length > 0 || offline.length > 0) return false
  return !streams.some((s) => s.mirror?.name === name && s.config.mirror_direct === true)
}

async function countByConsumer(conn: Connection, stream: Stream, filter: string | undefined, from: Seq): Promise<number> {
  const name = `windsock_${Math.random().toString(36).slice(2, 10)}`
  const made = await api(conn, `CONSUMER.CREATE.${stream.name}.${name}`, {
    stream_name: stream.name,
    config: {
      name,
      ack_policy: 'none',
      max_deliver: 1,
      inactive_threshold: COUNTER_NS,
      mem_storage: true,
      num_replicas: 1,
      replay_policy: 'instant',
      deliver_policy: 'by_start_sequence',
      opt_start_seq: from,
      ...(filter === undefined ? {} : { filter_subject: filter }),
    },
  })
  await api(conn, `CONSUMER.DELETE.${stream.name}.${name}`).catch(() => {}) // it goes by itself too
  return number(made.num_pending)
}
