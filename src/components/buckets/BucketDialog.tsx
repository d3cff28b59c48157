import { useState } from 'react'
import type { Bucket } from '~/nats/kv-types.ts'
import type { Dialog } from './BucketActions.tsx'
import { BucketDetails } from './BucketDetails.tsx'
import { CompactBucket } from './CompactBucket.tsx'
import { DeleteBucket } from './DeleteBucket.tsx'
import type { BucketEdit } from './EditBucketForm.tsx'
import { EditKvBucket } from './EditKvBucket.tsx'
import { toDraft } from './bucket-draft.ts'

type Props = {
  dialog: Dialog | undefined
  bucket: Bucket
  /** With what was done, where something was. */
  onClose: (done?: string) => void
  onDeleted: () => void
}

/** The dialog that is open. What was typed into the edit form is kept while the page is, also when it is closed by mistake. */
export default function BucketDialog({ dialog, bucket, onClose, onDeleted }: Props) {
  const [kept, setKept] = useState<BucketEdit<Bucket>>()
  const close = () => onClose()
  switch (dialog) {
    case 'details':
      return <BucketDetails bucket={bucket} onClose={close} />
    case 'edit':
      return (
        <Editing
          bucket={bucket}
          kept={kept}
          onEdit={setKept}
          onClose={close}
          onDone={() => {
            setKept(undefined)
            onClose('The bucket is changed')
          }}
        />
      )
    case 'compact':
      return <CompactBucket bucket={bucket} onClose={close} />
    case 'delete':
      return <DeleteBucket bucket={bucket} onClose={close} onDeleted={onDeleted} />
    default:
      return null
  }
}

const editOf = (base: Bucket): BucketEdit<Bucket> => ({ base, draft: toDraft(base) })

type EditingProps = {
  bucket: Bucket
  kept: BucketEdit<Bucket> | undefined
  onEdit: (edit: BucketEdit<Bucket> | undefined) => void
  onClose: () => void
  onDone: () => void
}

/** The edit form over the bucket as it was when the form was opened, however often the page is fetched again since. */
function Editing({ bucket, kept, onEdit, onClose, onDone }: EditingProps) {
  const [opened, setOpened] = useState(() => editOf(bucket))
  return (
    <EditKvBucket
      bucket={bucket}
      edit={kept ?? opened}
      onEdit={onEdit}
      onDiscard={() => {
        setOpened(editOf(bucket))
        onEdit(undefined)
      }}
      onClose={onClose}
      onDone={onDone}
    />
  )
}
