import { useState } from 'react'
import type { Bucket } from '~/nats/kv-types.ts'
import type { Dialog } from './BucketActions.tsx'
import { BucketDetails } from './BucketDetails.tsx'
import { CompactBucket } from './CompactBucket.tsx'
import { DeleteBucket } from './DeleteBucket.tsx'
import type { BucketEdit } from './EditBucketForm.tsx'
import { EditKvBucket } from './EditKvBucket.tsx'
import { KeptEdit } from './KeptEdit.tsx'
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
        <KeptEdit bucket={bucket} toDraft={toDraft} kept={kept} onEdit={setKept}>
          {(edit, discard) => (
            <EditKvBucket
              bucket={bucket}
              edit={edit}
              onEdit={setKept}
              onDiscard={discard}
              onClose={close}
              onDone={() => {
                setKept(undefined)
                onClose('The bucket is changed')
              }}
            />
          )}
        </KeptEdit>
      )
    case 'compact':
      return <CompactBucket bucket={bucket} onClose={close} />
    case 'delete':
      return <DeleteBucket bucket={bucket} onClose={close} onDeleted={onDeleted} />
    default:
      return null
  }
}
