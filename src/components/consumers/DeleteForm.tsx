import { DeleteDialog } from '~/components/shared/DeleteDialog.tsx'
import { useDeleteConsumer } from '~/hooks/consumer-actions.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import type { Consumer } from '~/nats/consumers.ts'
import { deleteWords } from './words.ts'

type Props = { consumer: Consumer; retention: string | undefined; onClose: () => void; onDeleted: () => void }

/** Says what goes with the consumer and asks for its name before it deletes it. */
export function DeleteForm({ consumer, retention, onClose, onDeleted }: Props) {
  const remove = useDeleteConsumer(consumer)
  return (
    <DeleteDialog
      what="consumer"
      name={consumer.name}
      words={deleteWords(consumer, retention)}
      block={useWriteBlock()}
      isPending={remove.isPending}
      error={remove.error ? explain(remove.error) : undefined}
      onDelete={() => remove.mutate(consumer.created, { onSuccess: onDeleted })}
      onClose={onClose}
    />
  )
}
