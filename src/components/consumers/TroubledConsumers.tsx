import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { Panel } from '~/components/ui/Panel.tsx'
import { useAllConsumers, type AllConsumers } from '~/hooks/all-consumers.ts'
import { useStreams } from '~/hooks/streams.ts'
import { count, plural } from '~/lib/format.ts'
import type { Consumer } from '~/nats/consumers.ts'
import type { Stream } from '~/nats/types.ts'
import { stateWords, troubles } from './stuck.ts'

const MOST = 10

/** The consumers that an operator should look at, one line each; `quiet` when the streams gave no reason to. */
export default function TroubledConsumers({ quiet }: { quiet: boolean }) {
  const query = useAllConsumers(false)
  const streams = useStreams().data?.streams
  const consumers = query.data?.consumers
  const found = useMemo(() => troubled(consumers ?? [], streams ?? []), [consumers, streams])
  const failure = failureOf(query)
  const looking = !query.data || query.data.done < query.data.total
  const unread = failure ? failure.message : query.data && unreadWords(query.data)
  return (
    <>
      {found.length > 0 && (
        <Panel title="Consumers in trouble" flush>
          <table className="plain">
            <tbody>
              {found.slice(0, MOST).map(({ consumer: c, found: worst }) => (
                <tr key={`${c.stream} ${c.name}`}>
                  <td className={worst[0]?.level}>{worst[0]?.level === 'danger' ? 'Danger' : 'Attention'}</td>
                  <td>
                    <Link
                      to="/streams/$stream/consumers/$consumer"
                      params={{ stream: c.stream, consumer: c.name }}
                      className="mono"
                    >
                      {c.stream} › {c.name}
                    </Link>
                  </td>
                  <td>{stateWords(c, worst)}</td>
                </tr>
              ))}
              {found.length > MOST && (
                <tr>
                  <td colSpan={3}>
                    <Link to="/consumers" search={{ trouble: true }}>
                      and {count(found.length - MOST)} more
                    </Link>
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        </Panel>
      )}
      {unread ? (
        <p className="attention">Not all consumers could be looked at: {unread}</p>
      ) : looking ? (
        <p className="dim" role="status">
          Looking at consumers…
        </p>
      ) : (
        quiet &&
        found.length === 0 && (
          <EmptyState title="Nothing needs attention">
            Every stream has its leader, copies keep up, none is about to refuse messages, and no consumer is in trouble.
          </EmptyState>
        )
      )}
    </>
  )
}

function troubled(consumers: Consumer[], streams: Stream[]) {
  const subjects = new Map(streams.map((s) => [s.name, s.config.subjects]))
  return consumers
    .map((consumer) => {
      const own = subjects.get(consumer.stream)
      return { consumer, found: troubles({ consumer, ...(own ? { subjects: own } : {}) }) }
    })
    .filter((l) => l.found.length > 0)
    .sort((a, b) => Number(b.found[0]?.level === 'danger') - Number(a.found[0]?.level === 'danger'))
}

function unreadWords({ missing, failures }: AllConsumers): string | undefined {
  const said = [
    missing.length > 0 && `no answer from the leaders of ${plural(missing.length, 'consumer')}`,
    ...failures.slice(0, 1).map((f) => `${f.stream}: ${f.error.message}`),
  ].filter((w) => w !== false)
  return said.length > 0 ? said.join('; ') : undefined
}
