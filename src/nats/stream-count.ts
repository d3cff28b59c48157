import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getBatch } from './direct.ts'
import { number } from './fields.ts'
import { matchingFrom } from './matching.ts'
import { wayOf } from './messages.ts'
import type { Seq, Stream } from './types.ts'

/** `exact`: at the moment of the answer; what comes later is not in it. Otherwise there are at most so many. */
export type Counted = { count: number; exact: boolean }

/** What a consumer that only counts is removed after, should it not be deleted. */
const COUNTER_NS = 5_000_000_000

/**
 * How many messages at or after a sequence a filter matches (none = any). Batched direct get says it with one message (2.11); elsewhere a
 * consumer is made that delivers nothing, asked how much it would, and deleted; where that is refused (a work queue that is read), what
 * the stream's figures tell. A replica may answer that has not got everything yet: then it is not exact either.
 */
export async function countFrom(conn: Connection, stream: Stream, filter: string | undefined, seq: Seq): Promise<Counted> {
  const isAlone = stream.config.num_replicas === 1
  const from = seq < 1n ? 1n : seq
  if (wayOf(conn, stream) === 'batch') {
    const { messages, pending } = await getBatch(conn, stream.name, { seq: from, next_by_subj: filter ?? '>', batch: 1 })
    return { count: messages.length === 0 ? 0 : pending + 1, exact: isAlone }
  }
  try {
    return { count: await countByConsumer(conn, stream, filter, from), exact: isAlone }
  } catch {
    const { count, exact } = await matchingFrom(conn, stream, filter === undefined ? [] : [filter], { seq: from })
    return { count, exact: exact && isAlone }
  }
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
