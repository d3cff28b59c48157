import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useBucketBlock, useBucketGoneBlock } from '~/hooks/kv-actions.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { compactBlock } from './bucket-words.ts'

const BucketDialog = lazy(() => import('./BucketDialog.tsx'))

export type Dialog = 'details' | 'edit' | 'compact' | 'delete'

/** What can be done to a whole bucket, each disabled with its reason where it cannot. */
export function BucketActions({ bucket }: { bucket: Bucket }) {
  const [dialog, setDialog] = useState<Dialog>()
  const [wasOpen, setWasOpen] = useState(false) // it stays then, and with it what was typed
  const [done, setDone] = useState<string>()
  const navigate = useNavigate()
  const block = useBucketGoneBlock(bucket)
  const editBlock = useBucketBlock(bucket)
  const open = (next: Dialog) => () => {
    setDone(undefined)
    setDialog(next)
    setWasOpen(true)
  }
  return (
    <>
      <span role="status" aria-label="Bucket" className="ok said">
        {done}
      </span>
      <ActionButton variant="default" disabledReason={undefined} onClick={open('details')}>
        Bucket details
      </ActionButton>
      <ActionButton variant="default" disabledReason={editBlock} onClick={open('edit')}>
        Edit bucket
      </ActionButton>
      <ActionButton variant="default" disabledReason={block ?? compactBlock(bucket)} onClick={open('compact')}>
        Compact
      </ActionButton>
      <ActionButton variant="outline" color="red" disabledReason={block} onClick={open('delete')}>
        Delete bucket
      </ActionButton>
      {wasOpen && (
        <Suspense>
          <BucketDialog
            dialog={dialog}
            bucket={bucket}
            onClose={(words) => {
              setDialog(undefined)
              setDone(words)
            }}
            onDeleted={() => void navigate({ to: '/kv' })}
          />
        </Suspense>
      )}
    </>
  )
}
