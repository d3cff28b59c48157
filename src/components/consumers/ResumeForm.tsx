import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { usePauseConsumer } from '~/hooks/consumer-actions.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { plural } from '~/lib/format.ts'
import { showTime } from '~/lib/time.ts'
import type { Consumer } from '~/nats/consumers.ts'

/** Ends a pause, which cannot be had back with a click: its end has to be named again. */
export function ResumeForm({ consumer, onClose }: { consumer: Consumer; onClose: () => void }) {
  const resume = usePauseConsumer(consumer)
  const block = useWriteBlock()
  return (
    <Dialog onClose={onClose} title={`Resume ${consumer.name}`}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!block) resume.mutate(undefined, { onSuccess: onClose })
        }}
      >
        <p style={{ margin: 0 }}>
          It is paused until {showTime(consumer.pause_until, 'local', 0)}. Resumed, it delivers the{' '}
          {plural(consumer.num_pending, 'unprocessed message')} at once.
        </p>
        {resume.error && <ErrorNote error={explain(resume.error)} />}
        <SubmitButtons loading={resume.isPending} disabledReason={block} onCancel={onClose}>
          Resume now
        </SubmitButtons>
      </form>
    </Dialog>
  )
}
