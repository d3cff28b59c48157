import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Desk } from '~/components/replay/Desk.tsx'
import { Prepare } from '~/components/replay/Prepare.tsx'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { StreamHead } from '~/components/streams/StreamHead.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useStream } from '~/hooks/streams.ts'
import type { ReplaySearch } from '~/lib/search.ts'
import type { Line } from '~/lib/rule/sentence.ts'
import type { DeskStart } from '~/nats/desk-types.ts'
import type { Stream } from '~/nats/types.ts'

const route = getRouteApi('/streams/$stream/replay')

export default function ReplayPage() {
  const { stream: name } = route.useParams()
  const query = useStream(name)
  const failure = failureOf(query)
  return (
    <div className="page fill">
      <StreamHead stream={name} shows="replay" query={query}>
        <Link to="/streams/$stream/messages" params={{ stream: name }}>
          Messages
        </Link>
      </StreamHead>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <Replay key={`${name} ${query.data.created}`} stream={query.data} />
      ) : (
        <Loading lines={12} label="Loading the stream" />
      )}
    </div>
  )
}

function Replay({ stream }: { stream: Stream }) {
  const search = route.useSearch()
  const navigate = useNavigate()
  const [session, setSession] = useState<{ start: DeskStart; lines: Line[] }>()
  const change = useCallback(
    (next: (old: ReplaySearch) => ReplaySearch) =>
      void navigate({
        to: '/streams/$stream/replay',
        params: { stream: stream.name },
        search: (old: ReplaySearch) => next(old),
        replace: true,
      }),
    [navigate, stream.name],
  )
  if (session)
    return (
      <Desk
        stream={stream}
        {...session}
        onLeave={(kept) => {
          setSession(undefined)
          if (kept !== undefined) change(() => ({ attach: kept }))
        }}
      />
    )
  return (
    <Prepare
      stream={stream}
      search={search}
      write={(address) => change(({ attach }) => ({ ...address, ...(attach === undefined ? {} : { attach }) }))}
      setAttach={(attach) => change((old) => ({ ...old, attach }))}
      onStart={(start, lines) => setSession({ start, lines })}
    />
  )
}
