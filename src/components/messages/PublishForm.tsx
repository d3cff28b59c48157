import { Modal, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { usePublish } from '~/hooks/messages.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { count } from '~/lib/format.ts'
import { publishProblem } from '~/lib/subjects.ts'
import type { Stream } from '~/nats/types.ts'

/** Publishes one text message and shows the acknowledgement. What was typed stays until it is closed. */
export function PublishForm({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const [subject, setSubject] = useState(stream.config.subjects.find((s) => !/[*>]/.test(s)) ?? '')
  const [payload, setPayload] = useState('')
  const [problem, setProblem] = useState<string>()
  const publish = usePublish()
  const block = useWriteBlock()
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const wrong = publishProblem(subject, stream.config.subjects)
    setProblem(wrong)
    if (!wrong && !block) publish.mutate({ subject, data: new TextEncoder().encode(payload), headers: [] })
  }
  return (
    <Modal opened onClose={onClose} title={`Publish into ${stream.name}`} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
        <TextInput
          label="Subject"
          description={`The stream listens on ${stream.config.subjects.join(', ')}`}
          className="mono-input"
          data-autofocus
          value={subject}
          error={problem}
          onChange={(e) => setSubject(e.currentTarget.value)}
        />
        <Textarea
          label="Payload"
          className="mono-input"
          autosize
          minRows={4}
          maxRows={16}
          value={payload}
          onChange={(e) => setPayload(e.currentTarget.value)}
        />
        {publish.error && <ErrorNote error={explain(publish.error)} />}
        {publish.data && (
          <span role="status" className="ok">
            Stored in {publish.data.stream} as sequence {count(publish.data.seq)}
          </span>
        )}
        <div>
          <ActionButton type="submit" loading={publish.isPending} disabledReason={block}>
            Publish
          </ActionButton>
        </div>
      </form>
    </Modal>
  )
}
