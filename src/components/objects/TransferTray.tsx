import { ActionIcon, Progress } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { transferActions, useTransferRules } from '~/hooks/transfers.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { bytes } from '~/lib/format.ts'
import { useConn } from '~/stores/connection.ts'
import { useTransferFailure, useTransfers } from '~/stores/transfers.ts'
import { TransferList } from './TransferList.tsx'
import { clearing, leftWords, speedWords, totalWords } from './transfer-words.ts'

/** Everything that is moved to and from the object stores, whatever page is shown. */
export default function TransferTray() {
  useTransferRules()
  const conn = useConn()
  const view = useTransfers()
  const failure = useTransferFailure()
  const [isFolded, setIsFolded] = useState(false)
  const block = useWriteBlock()
  if (failure) {
    return (
      <section className="tray" aria-label="Transfers">
        <ErrorNote error={failure} />
      </section>
    )
  }
  if (!view || !conn || view.totals.transfers === 0) return null
  const { totals } = view
  const { open, paused, pausedUploads, failed } = totals
  const clear = clearing(totals)
  // Downloads write nothing to the server.
  const resumes = block ? 'downloads' : 'all'
  return (
    <section className="tray" aria-label="Transfers">
      <div className="tray-head">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={isFolded ? 'Show the transfers' : 'Fold the transfers'}
          aria-expanded={!isFolded}
          onClick={() => setIsFolded(!isFolded)}
        >
          {isFolded ? <IconChevronUp size={16} /> : <IconChevronDown size={16} />}
        </ActionIcon>
        <strong role="status">{totalWords(totals)}</strong>
        <span className="num dim">
          {bytes(totals.done)} of {bytes(totals.bytes)}
        </span>
        <span className="num dim">{speedWords(totals.perSecond)}</span>
        <span className="num dim">{leftWords(totals.leftMs)}</span>
        <span className="push" />
        {open > paused && (
          <ActionButton variant="default" disabledReason={undefined} onClick={() => transferActions.pause()}>
            Pause all
          </ActionButton>
        )}
        {paused > 0 && (
          <ActionButton
            variant="default"
            disabledReason={paused === pausedUploads ? block : undefined}
            onClick={() => transferActions.resume(undefined, resumes)}
          >
            Resume all
          </ActionButton>
        )}
        {open > 0 && (
          <ActionButton variant="default" disabledReason={undefined} onClick={() => transferActions.cancel()}>
            Cancel all
          </ActionButton>
        )}
        {clear && (
          <ActionButton variant="default" disabledReason={undefined} onClick={() => transferActions.clear(clear.failedToo)}>
            {clear.label}
          </ActionButton>
        )}
      </div>
      <Progress.Root size="xs">
        <Progress.Section
          value={totals.bytes === 0 ? 100 : (100 * totals.done) / totals.bytes}
          {...(failed > 0 ? { color: 'red' } : {})}
          aria-label="All transfers"
        />
      </Progress.Root>
      {!isFolded && <TransferList view={view} />}
    </section>
  )
}
