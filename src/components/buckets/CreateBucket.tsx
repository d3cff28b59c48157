import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { newBucket } from './bucket-draft.ts'

const CreateKvBucket = lazy(() => import('./CreateKvBucket.tsx'))

/** Opens the form for a new bucket, then what was made. What is typed stays when the form is closed unsaved. */
export function CreateBucket() {
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState(newBucket)
  const navigate = useNavigate()
  const block = useWriteBlock()
  const show = (bucket: string) => void navigate({ to: '/kv/$bucket', params: { bucket } })
  return (
    <>
      <ActionButton disabledReason={block} onClick={() => setOpen(true)}>
        Create bucket
      </ActionButton>
      {open && (
        <Suspense>
          <CreateKvBucket draft={draft} setDraft={setDraft} onClose={() => setOpen(false)} onShow={show} />
        </Suspense>
      )}
    </>
  )
}
