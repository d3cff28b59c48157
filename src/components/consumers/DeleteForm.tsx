import { Modal, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useDeleteConsumer } from '~/hooks/consumer-actions.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import type { Consumer } from '~/nats/consumers.ts'
import { deleteWords } from './words.ts'

type Props = { consumer: Consumer; retention: string | undefined; onClose: () => void; onDeleted: () => void }

/** Says what goes with the consumer and asks for its name before it deletes it. */
export function DeleteForm({ consumer, retention, onClose, onDeleted }: Props) {
  const [typed, setTyped] = useState('')
  const remove = useDeleteConsumer(consumer)
  const block = useWriteBlock()
  const reason = block ?? (typed.trim() === consumer.name ? undefined : 'Type the name of the consumer first')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) remove.mutate(consumer.created, { onSuccess: onDeleted })
  }
  return (
    <Modal opened onClose={onClose} title={`Delete ${consumer.name}?`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className="form">
        <ul className="plain-list">
          {deleteWords(consumer, retention).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <TextInput
          label={`Type ${consumer.name} to delete it`}
          className="mono-input"
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {remove.error && <ErrorNote error={explain(remove.error)} />}
        <div>
          <ActionButton type="submit" color="red" loading={remove.isPending} disabledReason={reason}>
            Delete the consumer
          </ActionButton>
        </div>
      </form>
    </Modal>
  )
}
