import { Button } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useDesk } from '~/hooks/use-desk.ts'
import type { Line } from '~/lib/rule/sentence.ts'
import type { DeskStart } from '~/nats/desk-types.ts'
import type { Stream } from '~/nats/types.ts'
import { Session } from './Session.tsx'
import { useLeaving } from './use-leaving.tsx'

type Props = {
  stream: Stream
  start: DeskStart
  lines: Line[]
  /** Where it was kept: the durable, to be attached to again. */ onLeave: (kept?: string) => void
}

/** A session: messages are held, and decided about one by one or many at a time. */
export function Desk({ stream, start, lines, onLeave }: Props) {
  const desk = useDesk(stream, start)
  const { view, failure } = desk
  const leave = useLeaving(desk, view, stream, start, onLeave)
  if (failure) {
    return (
      <ErrorNote error={failure}>
        <Button mt={8} size="compact-sm" variant="default" onClick={() => onLeave()}>
          Back to the rule
        </Button>
      </ErrorNote>
    )
  }
  // Once it has run, what was held stays on screen whatever becomes of the consumer.
  const hasRun = view?.stats.info !== undefined
  if (!view || (view.stats.phase.at === 'starting' && !hasRun)) return <Loading lines={10} label="Starting the consumer" />
  if (view.stats.phase.at === 'failed' && !hasRun) {
    return (
      <ErrorNote error={view.stats.phase.error}>
        <p style={{ margin: '8px 0' }}>Nothing was started. The rule is as you left it.</p>
        <Button size="compact-sm" variant="default" onClick={() => onLeave()}>
          Back to the rule
        </Button>
      </ErrorNote>
    )
  }
  return (
    <>
      <Session stream={stream} start={start} lines={lines} desk={desk} view={view} onLeave={leave.ask} />
      {leave.dialog}
    </>
  )
}
