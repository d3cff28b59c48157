import { queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import type { Rule } from '~/lib/rule/rule.ts'
import type { Connection } from '~/nats/connection.ts'
import { startCount, type Startable } from '~/nats/start-count.ts'
import { useConnection } from './use-connection.ts'

const SECOND = 1000

const startCountQuery = (c: Connection, stream: Startable & { created: string }, rule: Rule | undefined) =>
  queryOptions({
    // bigint is not JSON, which keys are made of
    queryKey: [c.id, 'start-count', stream.name, stream.created, ...(rule ? [placeOf(rule), rule.filters] : [])],
    queryFn: rule ? () => startCount(c, stream, rule.deliver, rule.filters) : skipToken,
    refetchInterval: 3 * SECOND,
  })

function placeOf({ deliver }: Rule): string {
  if (deliver.from === 'seq') return `seq ${deliver.seq}`
  return deliver.from === 'time' ? `time ${deliver.time}` : deliver.from
}

/** Where a rule would start and how many messages that is, kept up to date; asks nothing without a rule. */
export const useStartCount = (stream: Startable & { created: string }, rule: Rule | undefined) =>
  useQuery(startCountQuery(useConnection(), stream, rule))
