import { useState } from 'react'
import { DeleteDialog } from '~/components/shared/DeleteDialog.tsx'
import { useDeleteBucket } from '~/hooks/bucket-actions.ts'
import { useStreams } from '~/hooks/streams.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { deleteWords } from './bucket-words.ts'

const looking = 'Looking for what copies it…'

type Props = { bucket: Bucket; onClose: () => void; onDeleted: () => void }

/** Says what goes with the bucket, and who copies it, and asks for its name before it deletes it. */
export function DeleteBucket({ bucket, onClose, onDeleted }: Props) {
  const [created] = useState(bucket.created) // the one that was looked at, not what may come meanwhile
  const streams = useStreams()
  const isKnown = streams.data !== undefined || streams.error !== null // a failure says so, and does not stop it
  const write = useWriteBlock()
  const remove = useDeleteBucket(bucket.name)
  return (
    <DeleteDialog
      what="bucket"
      name={bucket.name}
      words={isKnown ? deleteWords(bucket, streams.data?.streams) : [looking]}
      block={write ?? (isKnown ? undefined : looking)}
      isPending={remove.isPending}
      error={remove.error ? explain(remove.error) : undefined}
      onDelete={() => remove.mutate(created, { onSuccess: onDeleted })}
      onClose={onClose}
    />
  )
}
