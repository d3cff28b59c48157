import { queryOptions, useQuery } from '@tanstack/react-query'
import { isSystemStream } from '~/lib/system-streams.ts'
import { throttled } from '~/lib/throttle.ts'
import type { Connection } from '~/nats/connection.ts'
import { sweepConsumers, type Sweep } from '~/nats/consumer-sweep.ts'
import { listStreams } from '~/nats/streams.ts'
import { useConnection } from './use-connection.ts'

const SECOND = 1000

/** Every consumer of the account; `streams` are those that were looked at, `hidden` the consumers of system streams left out. */
export type AllConsumers = Sweep & { streams: number; hidden: number }

/**
 * All streams are listed first, for those without consumers need no question of their own. What comes is on screen as it comes; when
 * it is all fetched again, the old rows stay until their stream has answered.
 */
const allConsumersQuery = (c: Connection, system: boolean) => {
  const queryKey = [c.id, 'consumers', 'all', system]
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }): Promise<AllConsumers> => {
      const { streams } = await listStreams(c, signal)
      const asked = streams.filter((s) => system || !isSystemStream(s.name))
      const skipped = streams.filter((s) => !system && isSystemStream(s.name))
      const about = { streams: asked.length, hidden: skipped.reduce((n, s) => n + s.state.consumer_count, 0) }
      const before = client.getQueryData<AllConsumers>(queryKey)
      let latest: Sweep | undefined
      const show = throttled(() => latest && client.setQueryData(queryKey, { ...mixed(before, latest), ...about }), 0, 250)
      try {
        const names = asked.filter((s) => s.state.consumer_count > 0).map((s) => s.name)
        const onPart = (part: Sweep) => {
          latest = part
          show.call()
        }
        return { ...(await sweepConsumers(c, names, onPart, signal)), ...about }
      } finally {
        show.cancel()
      }
    },
    // Each consumer is an answer of its own on the server: many are asked for less often.
    refetchInterval: (q) => ((q.state.data?.consumers.length ?? 0) + (q.state.data?.streams ?? 0) > 500 ? 30 : 5) * SECOND,
    structuralSharing: false, // to compare ten thousand rows with those before would hold up the page
  })
}

/** The new rows, and the old ones of the streams that have not answered yet. */
function mixed(before: Sweep | undefined, part: Sweep): Sweep {
  if (!before) return { ...part, consumers: [...part.consumers] }
  const key = (c: { stream: string; name: string }) => `${c.stream} ${c.name}`
  const rows = new Map([...before.consumers, ...part.consumers].map((c) => [key(c), c]))
  return { ...part, consumers: [...rows.values()] }
}

/** The consumers of all streams, system streams left out unless they are asked for. */
export const useAllConsumers = (system: boolean) => useQuery(allConsumersQuery(useConnection(), system))
