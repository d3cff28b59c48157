import { Button } from '@mantine/core'
import { lazy, Suspense, useMemo, useState } from 'react'
import { deleteMessageBlock } from '~/components/stream-removal/removal-words.ts'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { MOST_CHOSEN, type ChosenMessages } from '~/hooks/chosen-messages.ts'
import { useIsLive, useWriteBlock } from '~/hooks/use-connection.ts'
import { count, plural } from '~/lib/format.ts'
import type { Stream } from '~/nats/types.ts'

const ExportMessages = lazy(() =>
  import('~/components/stream-files/ExportMessages.tsx').then((m) => ({ default: m.ExportMessages })),
)
const DeleteMessages = lazy(() =>
  import('~/components/stream-removal/DeleteMessages.tsx').then((m) => ({ default: m.DeleteMessages })),
)

/** What can be done with the messages that are chosen. */
export function ChosenBar({ stream, choice }: { stream: Stream; choice: ChosenMessages }) {
  const [dialog, setDialog] = useState<'export' | 'delete'>()
  const { chosen, clear } = choice
  const seqs = useMemo(() => [...chosen].sort((a, b) => (a < b ? -1 : 1)), [chosen])
  const isLive = useIsLive()
  const block = useWriteBlock()
  // A dialog that is open goes on telling what became of those that it began with.
  if (seqs.length === 0 && dialog === undefined) return null
  return (
    <div className="chosen-bar" role="group" aria-label="Chosen messages">
      <span role="status">
        {plural(seqs.length, 'message')} chosen{seqs.length === MOST_CHOSEN && `; no more than ${count(MOST_CHOSEN)} can be`}
      </span>
      <ActionButton
        variant="default"
        size="compact-xs"
        disabledReason={isLive ? undefined : 'Not connected: nothing can be read until the connection is back'}
        onClick={() => setDialog('export')}
      >
        Export…
      </ActionButton>
      <ActionButton
        variant="outline"
        color="red"
        size="compact-xs"
        disabledReason={deleteMessageBlock(stream) ?? block}
        onClick={() => setDialog('delete')}
      >
        Delete…
      </ActionButton>
      <Button variant="subtle" size="compact-xs" onClick={clear}>
        Choose none
      </Button>
      <Suspense fallback={null}>
        {dialog === 'export' && <ExportMessages stream={stream.name} start={{ seqs }} onClose={() => setDialog(undefined)} />}
        {dialog === 'delete' && (
          <DeleteMessages
            stream={stream}
            seqs={seqs}
            onClose={(isDone) => {
              setDialog(undefined)
              if (isDone) clear()
            }}
          />
        )}
      </Suspense>
    </div>
  )
}
