import { Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { useIsLive, useWriteBlock } from '~/hooks/use-connection.ts'
import { importBlock } from '~/hooks/use-stream-files.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import type { Stream } from '~/nats/types.ts'

const ExportMessages = lazy(() => import('./ExportMessages.tsx').then((m) => ({ default: m.ExportMessages })))
const ImportMessages = lazy(() => import('./ImportMessages.tsx').then((m) => ({ default: m.ImportMessages })))
const BackUpStream = lazy(() => import('./BackUpStream.tsx').then((m) => ({ default: m.BackUpStream })))
const RestoreStream = lazy(() => import('./RestoreStream.tsx').then((m) => ({ default: m.RestoreStream })))

type Open = 'export' | 'import' | 'backup' | 'restore'

/** What can be written into files of a stream, and read from them. */
export function StreamFilesMenu({ stream }: { stream: Stream }) {
  const [open, setOpen] = useState<Open>()
  const popup = usePopup()
  const isLive = useIsLive()
  const block = useWriteBlock()
  const readBlock = isLive ? undefined : 'Not connected: nothing can be read until the connection is back'
  const close = () => setOpen(undefined)
  return (
    <>
      <Menu position="bottom-end" returnFocus opened={popup.opened} onChange={popup.onChange}>
        <Menu.Target>
          <ActionButton variant="default" disabledReason={undefined} rightSection={<IconChevronDown size={14} />}>
            Files
          </ActionButton>
        </Menu.Target>
        <Menu.Dropdown>
          <ActionItem label="Export messages…" reason={readBlock} onClick={() => setOpen('export')} />
          <ActionItem label="Import messages…" reason={importBlock(stream) ?? block} onClick={() => setOpen('import')} />
          <Menu.Divider />
          <ActionItem label="Back up…" reason={readBlock} onClick={() => setOpen('backup')} />
          <ActionItem label="Restore a backup…" reason={block} onClick={() => setOpen('restore')} />
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {open === 'export' && <ExportMessages stream={stream.name} start={{}} onClose={close} />}
        {open === 'import' && <ImportMessages stream={stream} onClose={close} />}
        {open === 'backup' && <BackUpStream stream={stream} onClose={close} />}
        {open === 'restore' && <RestoreStream onClose={close} />}
      </Suspense>
    </>
  )
}
