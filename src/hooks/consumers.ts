import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Connection } from '~/nats/connection.ts'
import { getConsumer, listConsumers } from '~/nats/consumers.ts'
import { useConnection } from './use-connection.ts'

const SECOND = 1000

const consumerListQuery = (c: Connection, stream: string) =>
  queryOptions({
    queryKey: [c.id, 'consumers', stream, 'list'],
    queryFn: ({ signal }) => listConsumers(c, stream, signal),
    // Every one of them is an answer of its own on the server: a long list is asked for less often.
    refetchInterval: (q) => ((q.state.data?.consumers.length ?? 0) > 500 ? 15 * SECOND : 3 * SECOND),
  })

const consumerQuery = (c: Connection, stream: string, name: string) =>
  queryOptions({
    queryKey: [c.id, 'consumers', stream, 'one', name],
    queryFn: () => getConsumer(c, stream, name),
    refetchInterval: 1 * SECOND,
  })

export const useConsumers = (stream: string) => useQuery(consumerListQuery(useConnection(), stream))
export const useConsumer = (stream: string, name: string) => useQuery(consumerQuery(useConnection(), stream, name))
