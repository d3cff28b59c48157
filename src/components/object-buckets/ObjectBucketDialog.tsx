import { useState } from 'react'
import type { BucketEdit } from '~/components/buckets/EditBucketForm.tsx'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { DeleteObjectBucket } from './DeleteObjectBucket.tsx'
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

type Edit = BucketEdit<ObjBucket>

/** The dialog that is open. What was typed into the edit form is kept while the page is, also when it is closed by mistake. */
export default function ObjectBucketDialog({ dialog, bucket, block, onClose, onDeleted }: Props) {
  const [kept, setKept] = useState<Edit>()
  const close = () => onClose()
  switch (dialog) {
    case 'details':
      return <ObjectBucketDetails bucket={bucket} onClose={close} />
    case 'edit': {
      const done = () => {
        setKept(undefined)
        onClose('The bucket is changed')
      }
      return <Editing bucket={bucket} block={block} kept={kept} onEdit={setKept} onClose={close} onDone={done} />
    }
    case 'seal':
      return <SealObjectBucket bucket={bucket} block={block} onClose={close} onDone={() => onClose('The bucket is sealed')} />
    case 'delete':
      return <DeleteObjectBucket bucket={bucket} onClose={close} onDeleted={onDeleted} />
    default:
      return null
  }
}

type EditingProps = {
  bucket: ObjBucket
  block: string | undefined
  kept: Edit | undefined
  onEdit: (edit: Edit | undefined) => void
  onClose: () => void
  onDone: () => void
}

/** The edit form over the bucket as it was when the form was opened, however often the page is fetched again since. */
function Editing({ bucket, kept, onEdit, ...rest }: EditingProps) {
  const editOf = (base: ObjBucket): Edit => ({ base, draft: toObjectDraft(base) })
  const [opened, setOpened] = useState(() => editOf(bucket))
  const discard = () => {
    setOpened(editOf(bucket))
    onEdit(undefined)
  }
  return <EditObjectBucket {...rest} bucket={bucket} edit={kept ?? opened} onEdit={onEdit} onDiscard={discard} />
}
