import { useState } from 'react'
import type { BucketEdit } from '~/components/buckets/EditBucketForm.tsx'
import { KeptEdit } from '~/components/buckets/KeptEdit.tsx'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { DeleteObjectBucket } from './DeleteObjectBucket.tsx'
import { FindOrphans } from './FindOrphans.tsx'
import { EditObjectBucket } from './EditObjectBucket.tsx'
import { toObjectDraft } from './object-bucket-draft.ts'
import type { ObjectDialog } from './ObjectBucketActions.tsx'
import { ObjectBucketDetails } from './ObjectBucketDetails.tsx'
import { SealObjectBucket } from './SealObjectBucket.tsx'

type Props = {
  dialog: ObjectDialog | undefined
  bucket: ObjBucket
  /** Why it cannot be written now. */
  block: string | undefined
  /** With what was done, where something was. */
  onClose: (done?: string) => void
  onDeleted: () => void
}

/** The dialog that is open. What was typed into the edit form is kept while the page is, also when it is closed by mistake. */
export default function ObjectBucketDialog({ dialog, bucket, block, onClose, onDeleted }: Props) {
  const [kept, setKept] = useState<BucketEdit<ObjBucket>>()
  const close = () => onClose()
  switch (dialog) {
    case 'details':
      return <ObjectBucketDetails bucket={bucket} onClose={close} />
    case 'edit': {
      const done = () => {
        setKept(undefined)
        onClose('The bucket is changed')
      }
      return (
        <KeptEdit bucket={bucket} toDraft={toObjectDraft} kept={kept} onEdit={setKept}>
          {(edit, discard) => (
            <EditObjectBucket
              bucket={bucket}
              block={block}
              edit={edit}
              onEdit={setKept}
              onDiscard={discard}
              onClose={close}
              onDone={done}
            />
          )}
        </KeptEdit>
      )
    }
    case 'seal':
      return <SealObjectBucket bucket={bucket} block={block} onClose={close} onDone={() => onClose('The bucket is sealed')} />
    case 'orphans':
      return <FindOrphans bucket={bucket} block={block} onClose={close} />
    case 'delete':
      return <DeleteObjectBucket bucket={bucket} onClose={close} onDeleted={onDeleted} />
    default:
      return null
  }
}
