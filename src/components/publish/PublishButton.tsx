import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { emptyDraft } from '~/lib/publish/draft.ts'
import type { Stream } from '~/nats/types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { publishName } from '~/stores/publish-drafts.ts'

const PublishForm = lazy(() => import('./PublishForm.tsx'))

/** Opens the form that publishes into this stream; without one, on any subject. */
export function PublishButton({ stream }: { stream?: Stream }) {
  const [open, setOpen] = useState(false)
  const name = publishName(useConnectionLabel(), stream?.name)
  const block = useWriteBlock()
  const own = stream && publishBlock(stream)
  return (
    <>
      <ActionButton variant="default" disabledReason={own ?? block} onClick={() => setOpen(true)}>
        Publish
      </ActionButton>
      {open && (
        <Suspense>
          <PublishForm
            name={name}
            initial={emptyDraft(stream?.config.subjects.find((s) => !/[*>]/.test(s)) ?? '')}
            stream={stream}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}

/** Why nothing can be published into a stream, or undefined. */
function publishBlock(stream: Stream): string | undefined {
  if (stream.config.sealed) return 'The stream is sealed'
  if (stream.mirror) return `A mirror takes its messages from ${stream.mirror.name}`
  return stream.config.subjects.length === 0 ? 'The stream listens on no subject' : undefined
}
