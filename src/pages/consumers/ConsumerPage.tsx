import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ConsumerActions, type Dialog } from '~/components/consumers/ConsumerActions.tsx'
import { ConsumerConfigPanel } from '~/components/consumers/ConsumerConfigPanel.tsx'
import { ConsumerDialog } from '~/components/consumers/ConsumerDialog.tsx'
import { ConsumerFigures } from '~/components/consumers/ConsumerFigures.tsx'
import { LagPanel } from '~/components/consumers/LagPanel.tsx'
import { PriorityGroups } from '~/components/consumers/PriorityGroups.tsx'
import { Progress } from '~/components/consumers/Progress.tsx'
import { StuckPanel } from '~/components/consumers/StuckPanel.tsx'
import { troubles } from '~/components/consumers/stuck.ts'
import { kindOf } from '~/components/consumers/words.ts'
import { HrefButton } from '~/components/shared/HrefButton.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { RawJson } from '~/components/streams/RawJson.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useConsumerFacts } from '~/hooks/consumer-facts.ts'
import { useConsumer } from '~/hooks/consumers.ts'
import { useStream } from '~/hooks/streams.ts'
import { paths } from '~/lib/paths.ts'
import type { ConsumerDetail } from '~/nats/consumers.ts'
import type { Stream } from '~/nats/types.ts'

const route = getRouteApi('/streams/$stream/consumers/$consumer')

export default function ConsumerPage() {
  const { stream, consumer: name } = route.useParams()
  const query = useConsumer(stream, name)
  const streamQuery = useStream(stream)
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<Dialog>()
  const [done, setDone] = useState<string>()
  const failure = failureOf(query)
  const open = (next: Dialog) => {
    setDone(undefined)
    setDialog(next)
  }
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="mono">
          <Link to="/streams/$stream/consumers" params={{ stream }}>
            {stream}
          </Link>
          <span className="dim"> › </span>
          {name}
        </h1>
        {query.data && <span className="tag">{kindOf(query.data.config)}</span>}
        <Staleness query={query} />
        <span className="push" />
        {query.data && <ConsumerActions consumer={query.data} stream={streamQuery.data} onOpen={open} />}
        {query.data && !query.data.config.deliver_subject && (
          <HrefButton href={paths.replay(stream, { attach: name })}>Attach in the replay desk</HrefButton>
        )}
      </div>
      <span role="status" className="ok said">
        {done}
      </span>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <>
          <Detail
            key={query.data.created}
            consumer={query.data}
            stream={streamQuery.data}
            updatedAt={query.dataUpdatedAt}
            onOpen={open}
          />
          <ConsumerDialog
            key={`dialog of ${query.data.created}`}
            dialog={dialog}
            consumer={query.data}
            stream={streamQuery.data}
            onClose={(words) => {
              setDialog(undefined)
              setDone(words)
            }}
            onDeleted={() => void navigate({ to: '/streams/$stream/consumers', params: { stream } })}
          />
        </>
      ) : (
        <Loading lines={14} label="Loading the consumer" />
      )}
    </div>
  )
}

type DetailProps = { consumer: ConsumerDetail; stream: Stream | undefined; updatedAt: number; onOpen: (dialog: Dialog) => void }

function Detail({ consumer, stream, updatedAt, onOpen }: DetailProps) {
  const facts = useConsumerFacts(consumer, stream)
  const found = troubles({ consumer, ...facts, ...(stream ? { subjects: stream.config.subjects } : {}) })
  return (
    <>
      {consumer.config.description && <p style={{ margin: 0 }}>{consumer.config.description}</p>}
      <StuckPanel consumer={consumer} troubles={found} onOpen={onOpen} />
      <ConsumerFigures consumer={consumer} />
      <div className="columns">
        <ConsumerConfigPanel consumer={consumer} />
        <div className="stack">
          {stream && <Progress consumer={consumer} stream={stream} />}
          <LagPanel consumer={consumer} updatedAt={updatedAt} />
          <PriorityGroups consumer={consumer} />
        </div>
      </div>
      <RawJson value={consumer.raw} label="Consumer as JSON" />
    </>
  )
}
