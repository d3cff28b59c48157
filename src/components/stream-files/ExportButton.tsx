import { IconDownload } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useIsLive } from '~/hooks/use-connection.ts'
import type { MessagesSearch } from '~/lib/search.ts'
import { splitFilters } from '~/lib/subjects.ts'
import type { ExportStart } from './ExportMessages.tsx'

const ExportMessages = lazy(() => import('./ExportMessages.tsx').then((m) => ({ default: m.ExportMessages })))

/** Opens the export with the range, the filters and the open message of what is looked at. */
export function ExportButton({ stream, search }: { stream: string; search: MessagesSearch }) {
  const [open, setOpen] = useState(false)
  const isLive = useIsLive()
  return (
    <>
      <ActionButton
        variant="default"
        leftSection={<IconDownload size={15} />}
        disabledReason={isLive ? undefined : 'Not connected: nothing can be read until the connection is back'}
        onClick={() => setOpen(true)}
      >
        Export
      </ActionButton>
      <Suspense fallback={null}>
        {open && <ExportMessages stream={stream} start={startOf(search)} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}

function startOf({ at, seq, time, filter, open }: MessagesSearch): ExportStart {
  const from: ExportStart =
    (at === 'seq' || at === 'live') && seq !== undefined
      ? { from: { by: 'seq', text: seq } }
      : (at === 'time' || at === 'live') && time !== undefined
        ? { from: { by: 'time', text: time } }
        : {}
  return { ...from, filters: splitFilters(filter ?? ''), seqs: open === undefined ? undefined : [BigInt(open)] }
}
