import { keepPreviousData, useQuery } from '@tanstack/react-query'
import {
  deleteMessage,
  deleteStream,
  planPurge,
  purgeStream,
  type PurgePlan,
  type PurgeWish,
} from '~/nats/stream-purge.ts'
import type { Seq } from '~/nats/types.ts'
import { useBucketWrite } from './bucket-actions.ts'
import { useConnection } from './use-connection.ts'

/** What a purge would take, worked out once for each wish and again when it is asked for. Nothing while there is no wish. */
export function usePurgePlan(stream: string, wish: PurgeWish | undefined) {
  const conn = useConnection()
  return useQuery({
    // A bigint is not JSON, which keys are made of.
    queryKey: [conn.id, 'purge', stream, JSON.stringify(wish, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v))],
    queryFn: () => planPurge(conn, stream, wish!), // enabled only with one
    enabled: wish !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
}

/** Purges what was planned; gives how many messages went. */
export const usePurge = () => useBucketWrite((conn, plan: PurgePlan) => purgeStream(conn, plan))

type Looked = { name: string; created: string }

/** Deletes the stream that was looked at, not another one made anew under its name. */
export const useDeleteStream = () => useBucketWrite((conn, looked: Looked) => deleteStream(conn, looked))

/** Deletes one message; false when it was gone already. */
export const useDeleteMessage = () =>
  useBucketWrite((conn, { looked, seq, erase }: { looked: Looked; seq: Seq; erase: boolean }) =>
    deleteMessage(conn, looked, seq, erase),
  )
