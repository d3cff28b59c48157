import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Dialog } from '~/components/ui/Dialog.tsx'

type Props = {
  title: string
  /** What is under way, as in "Removing keys"; the dialog then stays, and leaving the page asks first. */
  busy: string | undefined
  /** What leaving does, where it is not what most work does. */
  leaving?: string
  onClose: () => void
  children: ReactNode
}

const STOPS = 'Leaving stops it. What is done stays done, and the rest is left as it is.'

/** A dialog whose work ends with it: while it is under way it cannot be closed by mistake, and going elsewhere asks. */
export function BulkModal({ title, busy, leaving = STOPS, onClose, children }: Props) {
  const isBusy = busy !== undefined
  const blocker = useBlocker({
    shouldBlockFn: () => isBusy, // a step Back to another view of this page ends the work too
    enableBeforeUnload: () => isBusy,
    withResolver: true,
  })
  return (
    <>
      <Dialog
        size="xl"
        title={title}
        onClose={onClose}
        closeOnEscape={!isBusy}
        closeOnClickOutside={false}
        withCloseButton={!isBusy}
      >
        <div className="form">{children}</div>
      </Dialog>
      {blocker.status === 'blocked' && (
        <Dialog title={`${busy}: leave?`} onClose={blocker.reset}>
          <div className="form">
            <p className="form-note">{leaving}</p>
            <div className="form-buttons">
              <Button color="red" onClick={blocker.proceed}>
                Stop and leave
              </Button>
              <Button variant="default" onClick={blocker.reset}>
                Stay
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  )
}
