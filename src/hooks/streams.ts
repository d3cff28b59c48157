import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { getAccount } from '~/nats/account.ts'
import { watchAdvisories } from '~/nats/advisories.ts'
import type { Connection } from '~/nats/connection.ts'
import { getStream, listStreams } from '~/nats/streams.ts'
import { throttled } from '~/lib/throttle.ts'
import { useConnection } from './use-connection.ts'

const SECOND = 1000

const accountQuery = (c: Connection) =>
  queryOptions({ queryKey: [c.id, 'account'], queryFn: () => getAccount(c), refetchInterval: 5 * SECOND })

export const streamListQuery = (c: Connection) =>
  queryOptions({
    queryKey: [c.id, 'streams', 'list'],
    queryFn: ({ signal }) => listStreams(c, signal),
    // Created and deleted streams are told by advisories; the poll keeps the counters going, slower for a long list.
    refetchInterval: (q) => ((q.state.data?.streams.length ?? 0) > 500 ? 15 * SECOND : 4 * SECOND),
  })

const streamQuery = (c: Connection, name: string) =>
  queryOptions({
    queryKey: [c.id, 'streams', 'one', name],
    queryFn: () => getStream(c, name),
    refetchInterval: 2 * SECOND,
  })

export const useAccount = () => useQuery(accountQuery(useConnection()))
export const useStreams = () => useQuery(streamListQuery(useConnection()))
export const useStream = (name: string) => useQuery(streamQuery(useConnection(), name))

/** Fetches streams again as soon as the server tells that one was created, changed or deleted; at most every two seconds. */
export function useStreamAdvisories(): void {
  const conn = useConnection()
  const client = useQueryClient()
  useEffect(() => {
    // A listing that is under way is left to end: cancelled by each new event it would never arrive.
    const refetch = () => void client.invalidateQueries({ queryKey: [conn.id, 'streams'] }, { cancelRefetch: false })
    const refetchSoon = throttled(refetch, 250, 2 * SECOND)
    const stop = watchAdvisories(conn, (a) => {
      // Ephemeral consumers come and go many times a second on a busy server; their number is left to the poll.
      if (a.consumer === undefined) refetchSoon.call()
    })
    return () => {
      refetchSoon.cancel()
      stop()
    }
  }, [conn, client])
}
