import { Button, Checkbox, Group } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { duration, plural } from '~/lib/format.ts'
import type { Rule } from '~/lib/rule/rule.ts'
import type { DeskStart, Leave } from '~/nats/desk-types.ts'
import type { LinkError, Retention } from '~/nats/types.ts'

type Props = {
  start: DeskStart
  consumer: string
  /** Messages that are surely in hand. */
  inHand: number
  retention: Retention
  busy: boolean
  failure: LinkError | undefined
  onLeave: (how: Leave, giveBack: boolean) => void
  onStay: () => void
}

/** What is to become of the consumer, and of what is in hand, when a desk is left. */
export function LeaveDialog({ start, consumer, inHand, retention, busy, failure, onLeave, onStay }: Props) {
  const [giveBack, setGiveBack] = useState(true)
  const block = useWriteBlock()
  const gives = giveBack && inHand > 0 && block === undefined
  return (
    <Dialog onClose={onStay} title={`Leave the desk on ${consumer}`}>
      {start.kind === 'create' ? (
        <Fates rule={start.rule} retention={retention} />
      ) : (
        <p style={{ marginTop: 0 }}>The consumer stays as it is for its own workers.</p>
      )}
      {inHand > 0 && block === undefined && (
        <Checkbox
          label={`Give ${plural(inHand, 'message')} in hand back at once (nak)`}
          description="Otherwise the server waits for each until its deadline before it gives it to somebody else"
          checked={giveBack}
          onChange={(e) => setGiveBack(e.currentTarget.checked)}
        />
      )}
      {failure && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={failure} />
        </div>
      )}
      <Group mt={16} gap={8}>
        {start.kind === 'create' ? (
          <>
            <ActionButton loading={busy} disabledReason={block} onClick={() => onLeave('keep', gives)}>
              Keep the durable
            </ActionButton>
            <ActionButton color="red" variant="outline" disabledReason={block} onClick={() => onLeave('delete', false)}>
              Delete the durable
            </ActionButton>
            <Button variant="default" disabled={busy} onClick={() => onLeave('detach', gives)}>
              Leave it undecided
            </Button>
          </>
        ) : (
          <Button loading={busy} onClick={() => onLeave('detach', gives)}>
            Leave
          </Button>
        )}
        <Button variant="default" onClick={onStay}>
          Stay
        </Button>
      </Group>
    </Dialog>
  )
}

/** What keeping, deleting and doing neither mean for a durable that the desk has made. */
function Fates({ rule, retention }: { rule: Rule; retention: Retention }) {
  const after = `the server deletes it after ${duration(rule.inactiveMs)} without a pull, or a few ack waits later when messages were in hand`
  return (
    <dl className="facts" style={{ marginBottom: 12 }}>
      <dt>Keep</dt>
      <dd>
        It stays on the server and remembers what was acked; whoever attaches to it goes on after its ack floor.
        {retention !== 'limits' && ' Until it has acked them, the stream keeps its messages.'}
      </dd>
      <dt>Delete</dt>
      <dd>
        What was acked is forgotten, and its place with it.{' '}
        {retention === 'interest'
          ? 'Messages that every other consumer has acked, and only this one has not, are removed from the stream.'
          : 'No message of the stream is removed.'}
      </dd>
      <dt>Neither</dt>
      <dd>{rule.keep ? 'It stays as it is.' : `Then ${after}.`}</dd>
    </dl>
  )
}
