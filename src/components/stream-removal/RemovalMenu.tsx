import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { IconChevronDown } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import type { StreamDetail } from '~/nats/types.ts'
import { purgeBlock } from './removal-words.ts'

const RemovalDialog = lazy(() => import('./RemovalDialog.tsx'))

export type Removal = 'purge' | 'seal' | 'delete'

/** What takes messages from a stream for good, or the stream itself. */
export function RemovalMenu({ stream }: { stream: StreamDetail }) {
  const [open, setOpen] = useState<Removal>()
  const [done, setDone] = useState<string>()
  const popup = usePopup()
  const navigate = useNavigate()
  const block = useWriteBlock()
  const sealed = stream.config.sealed ? 'The stream is sealed already' : undefined
  const start = (what: Removal) => () => {
    setDone(undefined)
    setOpen(what)
  }
  return (
    <>
      <span role="status" aria-label="Removal" className="ok said">
        {done}
      </span>
      <Menu position="bottom-end" returnFocus opened={popup.opened} onChange={popup.onChange}>
        <Menu.Target>
          <ActionButton variant="default" color="red" disabledReason={undefined} rightSection={<IconChevronDown size={14} />}>
            Remove
          </ActionButton>
        </Menu.Target>
        <Menu.Dropdown>
          <ActionItem danger label="Purge messages…" reason={purgeBlock(stream) ?? block} onClick={start('purge')} />
          <ActionItem danger label="Seal the stream…" reason={sealed ?? block} onClick={start('seal')} />
          <ActionItem danger label="Delete the stream…" reason={block} onClick={start('delete')} />
        </Menu.Dropdown>
      </Menu>
      {open && (
        <Suspense fallback={null}>
          <RemovalDialog
            removal={open}
            stream={stream}
            onClose={() => setOpen(undefined)}
            onSealed={() => {
              setOpen(undefined)
              setDone('The stream is sealed')
            }}
            onDeleted={() => void navigate({ to: '/streams' })}
          />
        </Suspense>
      )}
    </>
  )
}
