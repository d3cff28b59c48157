import { Button } from '@mantine/core'
import { useState } from 'react'
import { DeleteDialog } from '~/components/shared/DeleteDialog.tsx'
import { useConsumers } from '~/hooks/consumers.ts'
import { useDeleteStream } from '~/hooks/stream-removal.ts'
import { useStreams } from '~/hooks/streams.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import type { Stream } from '~/nats/types.ts'
import { deleteStreamWords } from './removal-words.ts'

const looking = 'Looking for what depends on it…'

type Props = {
  stream: Stream
  /** Offers to write it into a file first. */
  onBackUp: () => void
  isCovered: boolean
  onClose: () => void
  onDeleted: () => void
}

/** Names what goes with the stream and what depends on it, and asks for its name before it deletes it. */
export function DeleteStream({ stream, onBackUp, isCovered, onClose, onDeleted }: Props) {
  const [looked] = useState({ name: stream.name, created: stream.created }) // not what may come meanwhile under its name
  const consumers = useConsumers(stream.name)
  const streams = useStreams()
  // A failure says so, and does not stop it.
  const isKnown =
    (consumers.data ?? consumers.error) !== null &&
    (streams.data ?? streams.error) !== null &&
    !consumers.isLoading &&
    !streams.isLoading
  const write = useWriteBlock()
  const remove = useDeleteStream()
  const names = consumers.data?.consumers.map((c) => c.name)
  return (
    <DeleteDialog
      what="stream"
      name={stream.name}
      words={isKnown ? deleteStreamWords(stream, names, streams.data) : [looking]}
      block={write ?? (isKnown ? undefined : looking)}
      isPending={remove.isPending}
      error={remove.error ? explain(remove.error) : undefined}
      onDelete={() => remove.mutate(looked, { onSuccess: onDeleted })}
      onClose={onClose}
      isCovered={isCovered}
    >
      <div>
        <Button variant="default" size="xs" onClick={onBackUp}>
          Back it up first…
        </Button>
      </div>
    </DeleteDialog>
  )
}
