import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { CreateButton } from '~/components/consumers/CreateButton.tsx'
import { ConsumerBrowser } from '~/components/consumers/ConsumerBrowser.tsx'
import { HrefButton } from '~/components/shared/HrefButton.tsx'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { StreamHead } from '~/components/streams/StreamHead.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useConsumers } from '~/hooks/consumers.ts'
import { useStream } from '~/hooks/streams.ts'
import { paths } from '~/lib/paths.ts'
import { cleanSearch, type ConsumersSearch } from '~/lib/search.ts'

const route = getRouteApi('/streams/$stream/consumers')

export default function ConsumersPage() {
  const { stream: name } = route.useParams()
  const query = useConsumers(name)
  const stream = useStream(name).data
  const subjects = stream?.config.subjects
  const subjectsOf = useCallback(() => subjects, [subjects])
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const failure = failureOf(query)
  const missing = query.data?.missing ?? []
  return (
    <div className="page fill">
      <StreamHead stream={name} shows="consumers" query={query}>
        {stream && <CreateButton stream={stream} />}
        <HrefButton href={paths.replay(name)}>Open a replay desk</HrefButton>
      </StreamHead>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <ConsumerBrowser
          consumers={query.data.consumers}
          subjectsOf={subjectsOf}
          search={search}
          set={(change) =>
            void navigate({
              search: (old) => cleanSearch<ConsumersSearch>({ ...old, ...change }),
              replace: true,
            })
          }
          empty={
            <EmptyState title="This stream has no consumers">
              A consumer is a reader of the stream that the server keeps: what was delivered, what was acknowledged, what comes
              next. A client makes one when it starts to read, or you make one here. To read some messages by hand, open a replay
              desk.
            </EmptyState>
          }
          notes={missing.length > 0 && <span className="danger">No answer from the leaders of {missing.join(', ')}</span>}
        />
      ) : (
        <Loading lines={12} label="Loading consumers" />
      )}
    </div>
  )
}
