import { lazy, Suspense, useMemo, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { draftOfMessage } from '~/lib/publish/draft.ts'
import type { StoredMessage, Stream } from '~/nats/types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { publishName } from '~/stores/publish-drafts.ts'

const PublishForm = lazy(() => import('./PublishForm.tsx'))

/** Opens a message of a stream as one to be sent: it can be changed first. */
export function SendAgain({ stream, message }: { stream: Stream; message: StoredMessage }) {
  const [open, setOpen] = useState(false)
  const block = useWriteBlock()
  return (
    <>
      <ActionButton variant="subtle" size="compact-xs" disabledReason={block} onClick={() => setOpen(true)}>
        Edit and send again
      </ActionButton>
      {open && (
        <Suspense>
          <Form stream={stream} message={message} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function Form({ stream, message, onClose }: { stream: Stream; message: StoredMessage; onClose: () => void }) {
  const initial = useMemo(() => draftOfMessage(stream.name, message), [stream.name, message])
  const name = publishName(useConnectionLabel(), `${stream.name} ${stream.created}`, message.seq)
  return <PublishForm name={name} initial={initial} stream={stream} onClose={onClose} />
}
