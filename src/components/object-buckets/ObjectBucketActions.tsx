import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useDialogs } from '~/components/buckets/use-dialogs.ts'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useIsLive, useWriteBlock } from '~/hooks/use-connection.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

const ObjectBucketDialog = lazy(() => import('./ObjectBucketDialog.tsx'))

export type ObjectDialog = 'details' | 'edit' | 'orphans' | 'seal' | 'delete'

/** What can be done to a whole bucket, each disabled with its reason where it cannot. */
export function ObjectBucketActions({ bucket }: { bucket: ObjBucket }) {
  const { dialog, wasOpen, done, open, close } = useDialogs<ObjectDialog>()
  const navigate = useNavigate()
  const block = useWriteBlock()
  const isLive = useIsLive()
  const sealed = bucket.sealed ? 'The bucket is sealed: it can only be read' : undefined
  return (
    <>
      <span role="status" aria-label="Bucket" className="ok said">
        {done}
      </span>
      <ActionButton variant="default" disabledReason={undefined} onClick={open('details')}>
        Bucket details
      </ActionButton>
      <ActionButton variant="default" disabledReason={sealed ?? block} onClick={open('edit')}>
        Edit bucket
      </ActionButton>
      <ActionButton
        variant="default"
        disabledReason={isLive ? undefined : 'Not connected: it can be looked for when the connection is back'}
        onClick={open('orphans')}
      >
        Find orphan chunks
      </ActionButton>
      <ActionButton variant="outline" color="red" disabledReason={sealed ?? block} onClick={open('seal')}>
        Seal bucket
      </ActionButton>
      <ActionButton variant="outline" color="red" disabledReason={block} onClick={open('delete')}>
        Delete bucket
      </ActionButton>
      {wasOpen && (
        <Suspense>
          <ObjectBucketDialog
            dialog={dialog}
            bucket={bucket}
            block={sealed ?? block}
            onClose={close}
            onDeleted={() => void navigate({ to: '/objects' })}
          />
        </Suspense>
      )}
    </>
  )
}
