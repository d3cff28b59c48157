import { Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useDialogs } from '~/components/buckets/use-dialogs.ts'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { useIsLive, useWriteBlock } from '~/hooks/use-connection.ts'
import { usePopup } from '~/hooks/use-popup.ts'
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
  const isSmall = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const popup = usePopup()
  /** In a menu where they would take rows of their own. */
  const rarer: { dialog: ObjectDialog; label: string; reason: string | undefined; danger: boolean }[] = [
    { dialog: 'edit', label: 'Edit bucket', reason: sealed ?? block, danger: false },
    {
      dialog: 'orphans',
      label: 'Find orphan chunks',
      reason: isLive ? undefined : 'Not connected: it can be looked for when the connection is back',
      danger: false,
    },
    { dialog: 'seal', label: 'Seal bucket', reason: sealed ?? block, danger: true },
    { dialog: 'delete', label: 'Delete bucket', reason: block, danger: true },
  ]
  return (
    <>
      <span role="status" aria-label="Bucket" className="ok said">
        {done}
      </span>
      <ActionButton variant="default" disabledReason={undefined} onClick={open('details')}>
        Bucket details
      </ActionButton>
      {isSmall ? (
        <Menu position="bottom-end" returnFocus opened={popup.opened} onChange={popup.onChange}>
          <Menu.Target>
            <ActionButton variant="default" disabledReason={undefined} rightSection={<IconChevronDown size={14} />}>
              More for the bucket
            </ActionButton>
          </Menu.Target>
          <Menu.Dropdown>
            {rarer.map(({ dialog: name, label, reason, danger }) => (
              <ActionItem key={name} label={`${label}…`} reason={reason} onClick={open(name)} danger={danger} />
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        rarer.map(({ dialog: name, label, reason, danger }) => (
          <ActionButton
            key={name}
            {...(danger ? { variant: 'outline', color: 'red' } : { variant: 'default' })}
            disabledReason={reason}
            onClick={open(name)}
          >
            {label}
          </ActionButton>
        ))
      )}
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
