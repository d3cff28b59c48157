import { Suspense, useState, type ComponentType } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { newBucket } from './bucket-draft.ts'
import type { CreateProps } from './CreateBucketForm.tsx'

type Props = {
  /** Of this kind of bucket; loaded when it is opened. */
  Form: ComponentType<CreateProps>
  onShow: (name: string) => void
}

/** Opens the form for a new bucket, then what was made. What is typed stays when the form is closed unsaved. */
export function CreateBucket({ Form, onShow }: Props) {
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState(newBucket)
  const block = useWriteBlock()
  return (
    <>
      <ActionButton disabledReason={block} onClick={() => setOpen(true)}>
        Create bucket
      </ActionButton>
      {open && (
        <Suspense>
          <Form draft={draft} setDraft={setDraft} onClose={() => setOpen(false)} onShow={onShow} />
        </Suspense>
      )}
    </>
  )
}
