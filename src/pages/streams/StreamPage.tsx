import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { PublishButton } from '~/components/publish/PublishButton.tsx'
import { StreamConfigActions } from '~/components/stream-config/StreamConfigActions.tsx'
import { RemovalMenu } from '~/components/stream-removal/RemovalMenu.tsx'
import { StreamFilesMenu } from '~/components/stream-files/StreamFilesMenu.tsx'
import { RawJson } from '~/components/streams/RawJson.tsx'
import { Replication } from '~/components/streams/Replication.tsx'
import { StreamTags } from '~/components/streams/StreamTags.tsx'
import { SubjectTreePanel } from '~/components/streams/SubjectTreePanel.tsx'
import { discardWords, limitWords, lockWords, retentionWords, storageWords } from '~/components/streams/words.ts'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Figure } from '~/components/ui/Figure.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { Fact, Panel } from '~/components/ui/Panel.tsx'
import { useStream, useStreamAdvisories } from '~/hooks/streams.ts'
import { explain } from '~/hooks/use-connection.ts'
import { bytes, count, duration } from '~/lib/format.ts'
import type { StreamDetail } from '~/nats/types.ts'

const OtherSettings = lazy(() => import('~/components/streams/OtherSettings.tsx'))

const route = getRouteApi('/streams/$stream')

export default function StreamPage() {
  const { stream: name } = route.useParams()
  const { edit } = route.useSearch()
  const query = useStream(name)
  useStreamAdvisories()
  const failure = failureOf(query)
  const isGone = query.error !== null && explain(query.error).kind === 'not-found'
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="mono">{name}</h1>
        {query.data && <StreamTags stream={query.data} />}
        <Staleness query={query} />
        <span className="push" />
        {query.data && <StreamConfigActions key={name} stream={query.data} isEditing={edit === true} isGone={isGone} />}
        {query.data && <PublishButton stream={query.data} />}
        {query.data && <StreamFilesMenu stream={query.data} />}
        {query.data && <RemovalMenu key={query.data.created} stream={query.data} />}
        <nav className="page-links" aria-label="Of this stream">
          <Link to="/streams/$stream/messages" params={{ stream: name }} search={{ at: 'last', desc: true }}>
            Messages
          </Link>
          <Link to="/streams/$stream/replay" params={{ stream: name }}>
            Replay
          </Link>
          <Link to="/streams/$stream/consumers" params={{ stream: name }}>
            Consumers
          </Link>
        </nav>
      </div>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <Detail stream={query.data} />
      ) : (
        <Loading lines={14} label="Loading the stream" />
      )}
    </div>
  )
}

function Detail({ stream }: { stream: StreamDetail }) {
  const { config, state } = stream
  const locks = lockWords(config)
  return (
    <>
      {config.description && <p style={{ margin: 0, overflowWrap: 'anywhere' }}>{config.description}</p>}
      <div className="figures" role="group" aria-label="State">
        <Figure label="Messages" value={count(state.messages)} used={state.messages} limit={config.max_msgs} show={count} />
        <Figure
          label="Size"
          value={bytes(state.bytes)}
          exact={`${count(state.bytes)} bytes`}
          used={state.bytes}
          limit={config.max_bytes}
          show={bytes}
        />
        <Figure label="Subjects" value={count(state.num_subjects)} />
        <Figure
          label="Consumers"
          value={
            <Link to="/streams/$stream/consumers" params={{ stream: stream.name }}>
              {count(state.consumer_count)}
            </Link>
          }
        />
        <Figure label="Deleted inside" value={count(state.num_deleted)} />
      </div>
      <div className="columns">
        <Panel title="What it keeps">
          <dl className="facts">
            <Fact name="Subjects">
              <span className="mono">{config.subjects.join(', ') || 'none of its own'}</span>
            </Fact>
            <Fact name="Retention">{retentionWords(config)}</Fact>
            <Fact name="Limits">
              <ListOf items={limitWords(config)} />
            </Fact>
            <Fact name="When full">{discardWords(config)}</Fact>
            <Fact name="Storage">{storageWords(config)}</Fact>
            <Fact name="Duplicates">
              {config.duplicate_window_ms && `Same Nats-Msg-Id within ${duration(config.duplicate_window_ms)} is stored once`}
            </Fact>
            <Fact name="Direct access">
              {config.allow_direct ? 'Any replica answers reads' : 'Only the leader answers reads'}
            </Fact>
            <Fact name="Locks">{locks.length > 0 ? <ListOf items={locks} /> : undefined}</Fact>
          </dl>
        </Panel>
        <Panel title="First and last">
          <dl className="facts">
            <Fact name="First">
              <Position seq={state.first_seq} at={state.first_ts} name={stream.name} />
            </Fact>
            <Fact name="Last">
              <Position seq={state.last_seq} at={state.last_ts} name={stream.name} />
            </Fact>
            <Fact name="Created">
              <span className="mono">
                <Time at={stream.created} />
              </span>
            </Fact>
          </dl>
        </Panel>
        <Replication stream={stream} />
        <Suspense fallback={null}>
          <OtherSettings stream={stream} />
        </Suspense>
      </div>
      <SubjectTreePanel key={stream.name} stream={stream} />
      <RawJson value={stream.raw} />
    </>
  )
}

function Position({ seq, at, name }: { seq: bigint; at: string; name: string }) {
  return (
    <>
      <Link to="/streams/$stream/messages" params={{ stream: name }} search={{ at: 'seq', seq: String(seq) }} className="mono">
        {count(seq)}
      </Link>{' '}
      <span className="mono dim">
        <Time at={at} digits={3} />
      </span>
    </>
  )
}

function ListOf({ items }: { items: string[] }) {
  return (
    <ul style={{ margin: 0, paddingLeft: 16 }}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  )
}
