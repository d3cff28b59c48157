import { useState } from 'react'

/** Which of the dialogs of a bucket is open, and what was done by the last one. */
export function useDialogs<D extends string>() {
  const [dialog, setDialog] = useState<D>()
  const [wasOpen, setWasOpen] = useState(false) // it stays then, and with it what was typed
  const [done, setDone] = useState<string>()
  return {
    dialog,
    wasOpen,
    done,
    open: (next: D) => () => {
      setDone(undefined)
      setDialog(next)
      setWasOpen(true)
    },
    close: (words?: string) => {
      setDialog(undefined)
      setDone(words)
    },
  }
}
