import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { deleteMessage, deleteStream, planPurge, purgeStream, type PurgePlan, type PurgeWish } from '~/nats/stream-purge.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { useBucketWrite } from './bucket-actions.ts'
import { tellDeleted } from './deleted-messages.ts'
import { messageQuery } from './messages.ts'
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

/** Deletes one message; false when it was gone already. Either way what shows it is told. */
export function useDeleteMessage(stream: Stream) {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: ({ looked, seq, erase }: { looked: Looked; seq: Seq; erase: boolean }) => deleteMessage(conn, looked, seq, erase),
    onSuccess: async (_, { looked, seq }) => {
      tellDeleted(looked.created, seq)
      client.setQueryData(messageQuery(conn, stream, seq).queryKey, null)
      await client.invalidateQueries({ queryKey: [conn.id, 'streams'] })
    },
  })
}
