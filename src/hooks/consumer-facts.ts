import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Consumer } from '~/nats/consumers.ts'
import { AppError } from '~/nats/errors.ts'
import { firstMatching, matchingFrom, type Ahead } from '~/nats/matching.ts'
import { seqAtTime } from '~/nats/messages.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { useConnection } from './use-connection.ts'

const SECOND = 1000

/**
 * What CONSUMER.INFO does not tell of a consumer and "why is it stuck" wants to know: whether its filters match anything, and the
 * first message after its ack floor. Read without a trace.
 */
export function useConsumerFacts(consumer: Consumer, stream: Stream | undefined): { matches?: boolean; unacked?: Seq } {
  const conn = useConnection()
  const { filters } = consumer.config
  const neverHad = filters.length > 0 && consumer.delivered.consumer_seq === 0 && consumer.num_pending === 0
  const match = useQuery({
    queryKey: [conn.id, 'consumers', consumer.stream, 'match', stream?.created, filters.join(' ')],
    queryFn: async () => (await firstMatching(conn, stream!, filters, 0n)) !== undefined, // enabled only with a stream
    enabled: stream !== undefined && stream.state.messages > 0 && neverHad,
    refetchInterval: 10 * SECOND,
  })
  const floor = consumer.ack_floor.stream_seq
  const isBehind = floor < consumer.delivered.stream_seq && consumer.config.ack_policy !== 'none'
  const next = useQuery({
    queryKey: [conn.id, 'consumers', consumer.stream, 'unacked', stream?.created, filters.join(' '), String(floor)],
    queryFn: async () => (await firstMatching(conn, stream!, filters, floor + 1n))?.seq ?? null, // enabled only with a stream
    enabled:
      stream !== undefined && isBehind && (consumer.num_redelivered > 0 || consumer.num_ack_pending === 0 || isFull(consumer)),
    staleTime: 10 * SECOND,
  })
  const unacked = next.data
  return {
    ...(neverHad && match.data !== undefined ? { matches: match.data } : {}),
    ...(isBehind && unacked != null && unacked <= consumer.delivered.stream_seq ? { unacked } : {}),
  }
}

function isFull({ num_ack_pending, config }: Consumer): boolean {
  return config.max_ack_pending !== undefined && num_ack_pending >= config.max_ack_pending
}

/** Where a rewind goes. */
export type Target = { to: 'floor' } | { to: 'seq'; seq: Seq } | { to: 'time'; time: string }

/** What a rewind would deliver. */
export type Preview = {
  /** The target that it was counted for. */
  key: string
  from: Seq
  all: Ahead
  /** Of those, how many come after what was delivered so far: they would come anyway. */
  fresh: number
  /** The first sequence that the consumer's start time allows, where it has one. */
  lowest?: Seq
}

/** What the consumer would be given after a rewind to the target, counted now. Nothing is written. */
export function useRewindPreview(consumer: Consumer, stream: Stream, target: Target | undefined) {
  const conn = useConnection()
  const { filters, opt_start_time } = consumer.config
  const key = keyOf(target)
  const query = useQuery({
    queryKey: [conn.id, 'consumers', stream.name, 'rewind', consumer.name, key, String(consumer.delivered.stream_seq)],
    queryFn: async (): Promise<Preview> => {
      const floor = consumer.ack_floor.stream_seq + 1n
      const from = target?.to === 'seq' ? target.seq : target?.to === 'time' ? await seqAtTime(conn, stream, target.time) : floor
      if (from === undefined) throw new AppError('not-found', 'The stream has no message at or after this time')
      const [all, after] = await Promise.all([
        matchingFrom(conn, stream, filters, { seq: from }),
        matchingFrom(conn, stream, filters, { seq: largest(from, consumer.delivered.stream_seq + 1n) }),
      ])
      const lowest = opt_start_time === undefined ? undefined : await seqAtTime(conn, stream, opt_start_time)
      return { key, from, all, fresh: after.count, ...(lowest === undefined ? {} : { lowest }) }
    },
    enabled: target !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 10 * SECOND,
  })
  // The figures of before stay while a delivery has them counted anew, but never for another target.
  return { ...query, data: query.data?.key === key ? query.data : undefined }
}

function keyOf(target: Target | undefined): string {
  if (!target || target.to === 'floor') return target?.to ?? ''
  return target.to === 'seq' ? `seq ${target.seq}` : `time ${target.time}`
}

const largest = (a: Seq, b: Seq) => (a > b ? a : b)
