import { useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { Stream } from '~/nats/types.ts'
import { PublishForm } from './PublishForm.tsx'

/** Opens the form that publishes one message into this stream. */
export function PublishButton({ stream }: { stream: Stream }) {
  const [open, setOpen] = useState(false)
  const block = useWriteBlock()
  const own = stream.config.sealed
    ? 'The stream is sealed'
    : stream.mirror
      ? `A mirror takes its messages from ${stream.mirror.name}`
      : stream.config.subjects.length === 0
        ? 'The stream listens on no subject'
        : undefined
  return (
    <>
      <ActionButton variant="default" disabledReason={own ?? block} onClick={() => setOpen(true)}>
        Publish
      </ActionButton>
      {open && <PublishForm stream={stream} onClose={() => setOpen(false)} />}
    </>
  )
}
