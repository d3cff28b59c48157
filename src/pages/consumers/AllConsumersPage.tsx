import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { ConsumerBrowser } from '~/components/consumers/ConsumerBrowser.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useAllConsumers, type AllConsumers } from '~/hooks/all-consumers.ts'
import { useStreams } from '~/hooks/streams.ts'
import { count, plural } from '~/lib/format.ts'
import { cleanSearch, type ConsumersSearch } from '~/lib/search.ts'

const route = getRouteApi('/consumers')

export default function AllConsumersPage() {
  const search = route.useSearch()
  const query = useAllConsumers(search.system === true)
  const streams = useStreams().data?.streams
  const subjects = useMemo(() => new Map(streams?.map((s) => [s.name, s.config.subjects])), [streams])
  const subjectsOf = useCallback((stream: string) => subjects.get(stream), [subjects])
  const navigate = route.useNavigate()
  const failure = failureOf(query)
  return (
    <div className="page fill">
      <div className="page-head">
        <h1>Consumers</h1>
        <Staleness query={query} />
      </div>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <ConsumerBrowser
          withStream
          consumers={query.data.consumers}
          subjectsOf={subjectsOf}
          search={search}
          set={(change) =>
            void navigate({
              search: (old) => cleanSearch<ConsumersSearch>({ ...old, ...change }),
              replace: true,
            })
          }
          empty={<NoConsumers all={query.data} />}
          notes={<Notes all={query.data} />}
        />
      ) : (
        <Loading lines={12} label="Loading consumers" />
      )}
    </div>
  )
}

function NoConsumers({ all }: { all: AllConsumers }) {
  if (all.done < all.total) return <Loading lines={12} label="Loading consumers" />
  return (
    <EmptyState title="No stream has a consumer yet">
      {plural(all.streams, 'stream')} looked at. A consumer is a reader of a stream that the server keeps: what was delivered,
      what was acknowledged, what comes next. A client makes one when it starts to read; it appears here. To make one yourself,
      open the consumers of a stream: New consumer is there.
    </EmptyState>
  )
}

/** What is not in the table, and why. */
function Notes({ all }: { all: AllConsumers }) {
  return (
    <>
      {all.done < all.total && (
        <span role="status">
          {count(all.done)} of {plural(all.total, 'stream')} read
        </span>
      )}
      {all.done >= all.total && all.total > 0 && <span>New consumer is on the consumers page of each stream</span>}
      {all.hidden > 0 && <span>{plural(all.hidden, 'consumer')} of system streams hidden</span>}
      {all.missing.length > 0 && <span className="danger">No answer from the leaders of {all.missing.join(', ')}</span>}
      {all.failures.map((f) => (
        <span key={f.stream} className="danger">
          {f.stream}: {f.error.message}
        </span>
      ))}
    </>
  )
}
