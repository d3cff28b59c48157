import { Fragment } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useTooOld } from '~/hooks/server-needs.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { Consumer } from '~/nats/consumers.ts'
import type { Stream } from '~/nats/types.ts'

/** What can be asked for; each opens a dialog that says what will happen. */
export type Dialog = 'edit' | 'pause' | 'resume' | 'rewind' | 'delete'

type Props = {
  consumer: Consumer
  /** Absent until it is loaded. */
  stream: Stream | undefined
  onOpen: (dialog: Dialog) => void
}

/** The actions on one consumer, each disabled with its reason where it cannot be used. */
export function ConsumerActions({ consumer, stream, onOpen }: Props) {
  const block = useWriteBlock()
  const noPause = useTooOld(1)
  const noReset = useTooOld(4)
  const internal = consumer.config.ack_policy === 'flow_control' ? 'Another stream uses it as its source' : undefined
  const unknown = stream ? undefined : 'The stream is not loaded: what would be delivered cannot be counted'
  const actions: [dialog: Dialog, label: string, reason: string | undefined][] = [
    ['edit', 'Edit', block ?? internal],
    consumer.paused ? ['resume', 'Resume', block ?? noPause] : ['pause', 'Pause', block ?? noPause],
    ['rewind', 'Rewind', block ?? noReset ?? internal ?? unknown],
  ]
  return (
    <>
      {actions.map(([dialog, label, reason]) => (
        <Fragment key={label}>
          <ActionButton variant="default" disabledReason={reason} onClick={() => onOpen(dialog)}>
            {label}
          </ActionButton>
        </Fragment>
      ))}
      <ActionButton variant="outline" color="red" disabledReason={block} onClick={() => onOpen('delete')}>
        Delete
      </ActionButton>
    </>
  )
}
