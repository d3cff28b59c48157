import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  deleteMessages,
  deleteStream,
  planPurge,
  purgeStream,
  type Deletion,
  type PurgePlan,
  type PurgeWish,
} from '~/nats/stream-purge.ts'
import type { LinkError, Seq, Stream } from '~/nats/types.ts'
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
    queryFn: ({ signal }) => planPurge(conn, stream, wish!, signal), // enabled only with one
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

/** What became of messages that were to be deleted. `left`: not tried, since `because` ended it. */
export type DeletedMessages = { deleted: number; gone: number; failed: { seq: Seq; because: LinkError }[]; left: number }

/** Deletes messages; what shows them is told of those that are gone. Fails only when nothing was tried. */
export function useDeleteMessages(stream: Stream) {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: async ({ looked, seqs, erase }: { looked: Looked; seqs: Seq[]; erase: boolean }): Promise<DeletedMessages> => {
      const done: DeletedMessages = { deleted: 0, gone: 0, failed: [], left: seqs.length }
      const tell = (d: Deletion) => {
        done.left--
        if (d.result === 'failed') return void done.failed.push({ seq: d.seq, because: d.because.toPlain() })
        done[d.result]++
        tellDeleted(looked.created, d.seq)
        client.setQueryData(messageQuery(conn, stream, d.seq).queryKey, null)
      }
      try {
        await deleteMessages(conn, looked, seqs, erase, tell)
      } catch (e) {
        if (done.left === seqs.length) throw e
      }
      return done
    },
    onSettled: () => client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
  })
}
