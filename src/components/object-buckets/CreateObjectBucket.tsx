import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { newBucket } from '~/components/buckets/bucket-draft.ts'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'

const CreateObjectBucketForm = lazy(() => import('./CreateObjectBucketForm.tsx'))

/** Opens the form for a new object store, then what was made. What is typed stays when the form is closed unsaved. */
export function CreateObjectBucket() {
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState(newBucket)
  const navigate = useNavigate()
  const block = useWriteBlock()
  const show = (bucket: string) => void navigate({ to: '/objects/$bucket', params: { bucket } })
  return (
    <>
      <ActionButton disabledReason={block} onClick={() => setOpen(true)}>
        Create bucket
      </ActionButton>
      {open && (
        <Suspense>
          <CreateObjectBucketForm draft={draft} setDraft={setDraft} onClose={() => setOpen(false)} onShow={show} />
        </Suspense>
      )}
    </>
  )
}
