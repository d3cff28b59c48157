import { NativeSelect, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { FormField } from '~/components/shared/FormField.tsx'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useCreateConsumer } from '~/hooks/consumer-actions.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import type { DeliverPolicy } from '~/nats/consumers.ts'
import type { Stream } from '~/nats/types.ts'
import { createFields, createProblems, newConsumer, startSentence, toConfig } from './create-draft.ts'

const starts: { value: DeliverPolicy; label: string }[] = [
  { value: 'all', label: 'the first message' },
  { value: 'last', label: 'the last message' },
  { value: 'last_per_subject', label: 'the last message of each subject' },
  { value: 'new', label: 'new messages only' },
  { value: 'by_start_sequence', label: 'a sequence' },
  { value: 'by_start_time', label: 'a time' },
]

type Props = { stream: Stream; onClose: () => void; onMade: (name: string) => void }

/** Makes a durable pull consumer; says where it will start before it is made. */
export function CreateForm({ stream, onClose, onMade }: Props) {
  const [draft, setDraft] = useState(newConsumer)
  const [asked, setAsked] = useState(false)
  const create = useCreateConsumer(stream.name)
  const block = useWriteBlock()
  const problems = createProblems(draft, stream.config.retention)
  const shown = asked ? problems : {}
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setAsked(true)
    if (block || Object.keys(problems).length > 0) return
    create.mutate(toConfig(draft), { onSuccess: (made) => onMade(made.name) })
  }
  return (
    <Dialog onClose={onClose} size={840} title={`New consumer of ${stream.name}`}>
      <form onSubmit={submit} className="form">
        <div className="form-columns">
          <TextInput
            label="Name"
            description="It stays under this name until it is deleted"
            className="mono-input"
            autoComplete="off"
            data-autofocus
            value={draft.name}
            error={shown.name}
            onChange={(e) => set({ name: e.currentTarget.value })}
          />
          <NativeSelect
            size="xs"
            label="Starts with"
            description="Cannot be changed afterwards"
            data={starts}
            value={draft.deliver}
            error={shown.deliver}
            onChange={(e) => set({ deliver: e.currentTarget.value as DeliverPolicy })} // the values above
          />
          {draft.deliver === 'by_start_sequence' && (
            <TextInput
              label="From sequence"
              className="mono-input wide"
              value={draft.seq}
              error={shown.seq}
              onChange={(e) => set({ seq: e.currentTarget.value })}
            />
          )}
          {draft.deliver === 'by_start_time' && (
            <TextInput
              label="From time"
              description="A day and time, a clock time of today (14:30), or a length of time ago (15m)"
              className="mono-input wide"
              value={draft.time}
              error={shown.time}
              onChange={(e) => set({ time: e.currentTarget.value })}
            />
          )}
          {createFields.map((f) => (
            <FormField
              key={f.key}
              field={f}
              value={draft.settings[f.key] ?? ''}
              isEdited={false}
              error={shown[f.key]}
              onChange={(text) => set({ settings: { ...draft.settings, [f.key]: text } })}
            />
          ))}
        </div>
        <p className="form-note" role="status">
          {startSentence(draft)}
        </p>
        {create.error && <ErrorNote error={explain(create.error)} />}
        <SubmitButtons loading={create.isPending} disabledReason={block} onCancel={onClose}>
          Make the consumer
        </SubmitButtons>
      </form>
    </Dialog>
  )
}
