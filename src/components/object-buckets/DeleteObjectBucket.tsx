import { useState } from 'react'
import { DeleteDialog } from '~/components/shared/DeleteDialog.tsx'
import { useDeleteObjectBucket } from '~/hooks/object-bucket-actions.ts'
import { useObjectCount } from '~/hooks/objects.ts'
import { useStreams } from '~/hooks/streams.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { deleteObjectsWords } from './object-bucket-words.ts'

type Props = { bucket: ObjBucket; onClose: () => void; onDeleted: () => void }

/** Says what goes with the bucket, and who copies it, and asks for its name before it deletes it. */
export function DeleteObjectBucket({ bucket, onClose, onDeleted }: Props) {
  const [created] = useState(bucket.created) // the one that was looked at, not what may come meanwhile
  const streams = useStreams()
  const objects = useObjectCount(bucket)
  const remove = useDeleteObjectBucket(bucket.name)
  const block = useWriteBlock()
  const isKnown = (streams.data !== undefined || streams.error !== null) && (objects.data !== undefined || objects.error !== null)
  return (
    <DeleteDialog
      what="bucket"
      name={bucket.name}
      words={isKnown ? deleteObjectsWords(bucket, objects.data, streams.data?.streams) : ['Looking for what goes with it…']}
      block={block ?? (isKnown ? undefined : 'Looking for what goes with it')}
      isPending={remove.isPending}
      error={remove.error ? explain(remove.error) : undefined}
      onDelete={() => remove.mutate(created, { onSuccess: onDeleted })}
      onClose={onClose}
    />
  )
}
