import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { Stream } from '~/nats/types.ts'
import { CreateForm } from './CreateForm.tsx'

/** Opens the form for a new consumer, and then the page of what was made. */
export function CreateButton({ stream }: { stream: Stream }) {
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const block = useWriteBlock()
  const own = stream.config.sealed ? 'The stream is sealed' : undefined
  return (
    <>
      <ActionButton variant="default" disabledReason={own ?? block} onClick={() => setOpen(true)}>
        New consumer
      </ActionButton>
      {open && (
        <CreateForm
          stream={stream}
          onClose={() => setOpen(false)}
          onMade={(consumer) =>
            void navigate({ to: '/streams/$stream/consumers/$consumer', params: { stream: stream.name, consumer } })
          }
        />
      )}
    </>
  )
}
