import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useBucketBlock, useBucketGoneBlock } from '~/hooks/kv-actions.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { compactBlock } from './bucket-words.ts'
import { useDialogs } from './use-dialogs.ts'

const BucketDialog = lazy(() => import('./BucketDialog.tsx'))

export type Dialog = 'details' | 'edit' | 'compact' | 'delete'

/** What can be done to a whole bucket, each disabled with its reason where it cannot. */
export function BucketActions({ bucket }: { bucket: Bucket }) {
  const { dialog, wasOpen, done, open, close } = useDialogs<Dialog>()
  const navigate = useNavigate()
  const block = useBucketGoneBlock(bucket)
  const editBlock = useBucketBlock(bucket)
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
          <BucketDialog dialog={dialog} bucket={bucket} onClose={close} onDeleted={() => void navigate({ to: '/kv' })} />
        </Suspense>
      )}
    </>
  )
}
