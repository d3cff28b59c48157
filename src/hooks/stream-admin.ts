import { useQuery } from '@tanstack/react-query'
import type { ConfigChange } from '~/lib/consumer-config.ts'
import type { Countable, Counts } from '~/lib/stream-config/losses.ts'
import { changeStream, createStream, type LookedAt } from '~/nats/stream-admin.ts'
import { beyondPerSubject, olderThan } from '~/nats/stream-losses.ts'
import type { JsonObject } from '~/nats/types.ts'
import { useBucketWrite } from './bucket-actions.ts'
import { useConnection } from './use-connection.ts'

/** Makes a stream; fails with kind conflict when there is one of its name, whatever it is like. */
export const useCreateStream = () => useBucketWrite((conn, config: JsonObject) => createStream(conn, config))

/** Changes a stream that is still as it was when the form was opened; fails with kind conflict otherwise. */
export const useChangeStream = () =>
  useBucketWrite((conn, { base, change }: { base: LookedAt; change: ConfigChange }) => changeStream(conn, base, change))

/** Messages come and grow older while it is looked at, and what was counted for an earlier look says nothing. */
const RECOUNTED = { refetchInterval: 5000, staleTime: 0, gcTime: 0 }

/** How many messages smaller limits would take now. */
export function useStreamLosses(
  stream: LookedAt,
  { max_age, max_msgs_per_subject }: Countable,
): { counts: Counts; isCounting: boolean } {
  const conn = useConnection()
  const key = [conn.id, 'streams', 'losses', stream.name, stream.created]
  const old = useQuery({
    queryKey: [...key, 'age', `${max_age}`], // bigint is not JSON, which keys are made of
    queryFn: () => olderThan(conn, stream.name, Number(max_age) / 1e6),
    ...RECOUNTED,
    enabled: max_age !== undefined,
  })
  const beyond = useQuery({
    queryKey: [...key, 'per-subject', `${max_msgs_per_subject}`],
    ...RECOUNTED,
    queryFn: ({ signal }) => beyondPerSubject(conn, stream.name, max_msgs_per_subject!, signal), // enabled only with one
    enabled: max_msgs_per_subject !== undefined,
  })
  return {
    counts: {
      max_age: max_age === undefined ? undefined : old.data,
      max_msgs_per_subject: max_msgs_per_subject === undefined ? undefined : beyond.data,
    },
    isCounting: (max_age !== undefined && old.isLoading) || (max_msgs_per_subject !== undefined && beyond.isLoading),
  }
}
