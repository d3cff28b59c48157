import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'

const RestoreStream = lazy(() => import('./RestoreStream.tsx').then((m) => ({ default: m.RestoreStream })))

/** Opens the form that makes a stream out of a backup. */
export function RestoreButton() {
  const [open, setOpen] = useState(false)
  const block = useWriteBlock()
  return (
    <>
      <ActionButton variant="default" disabledReason={block} onClick={() => setOpen(true)}>
        Restore a stream
      </ActionButton>
      <Suspense fallback={null}>{open && <RestoreStream onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
