import { useEffect, useRef } from 'react'
import { hasOpenPopup } from '~/lib/focus.ts'

/** Takes files that are pasted while nothing is being typed and no dialog is open. */
export function useFilePaste(onPaste: (files: File[]) => void): void {
  const latest = useRef(onPaste)
  useEffect(() => {
    latest.current = onPaste
  })
  useEffect(() => {
    const paste = (e: ClipboardEvent) => {
      const files = [...(e.clipboardData?.files ?? [])]
      if (files.length === 0 || isTyping(e.target) || hasOpenPopup()) return
      e.preventDefault()
      latest.current(files)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  }, [])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable=true]') !== null
