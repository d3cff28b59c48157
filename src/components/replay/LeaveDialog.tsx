import { Button, Checkbox, Group, Modal } from '@mantine/core'
import { useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { duration, plural } from '~/lib/format.ts'
import type { DeskStart, Leave } from '~/nats/desk-types.ts'
import type { LinkError } from '~/nats/types.ts'

type Props = {
  start: DeskStart
  consumer: string
  inHand: number
  /** Other retentions than limits keep what a consumer has not acked. */
  keepsMessages: boolean
  busy: boolean
  failure: LinkError | undefined
  onLeave: (how: Leave, giveBack: boolean) => void
  onStay: () => void
}

/** What is to become of the consumer, and of what is in hand, when a desk is left. */
export function LeaveDialog({ start, consumer, inHand, keepsMessages, busy, failure, onLeave, onStay }: Props) {
  const [giveBack, setGiveBack] = useState(true)
  const durable = start.kind === 'create'
  return (
    <Modal opened onClose={onStay} title={`Leave the desk on ${consumer}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      {durable ? (
        <>
          <p style={{ marginTop: 0 }}>
            Keep it: the durable stays on the server until it is deleted and remembers what was acked; whoever attaches to it goes
            on after its ack floor.
            {keepsMessages && ' Until it has acked them, the stream keeps its messages.'}
          </p>
          <p>
            Delete it: what was acked is forgotten, and its place with it. No message of the stream is removed.
            {start.rule.keep
              ? ''
              : ` Without an answer the server deletes it after ${duration(start.rule.inactiveMs)} without a pull.`}
          </p>
        </>
      ) : (
        <p style={{ marginTop: 0 }}>The consumer stays as it is for its own workers.</p>
      )}
      {inHand > 0 && (
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
        {durable ? (
          <>
            <Button loading={busy} onClick={() => onLeave('keep', giveBack && inHand > 0)}>
              Keep the durable
            </Button>
            <Button color="red" variant="outline" disabled={busy} onClick={() => onLeave('delete', false)}>
              Delete the durable
            </Button>
          </>
        ) : (
          <Button loading={busy} onClick={() => onLeave('detach', giveBack && inHand > 0)}>
            Leave
          </Button>
        )}
        <Button variant="default" onClick={onStay}>
          Stay
        </Button>
      </Group>
    </Modal>
  )
}
