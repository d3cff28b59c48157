import { ActionIcon } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { hasOpenPopup } from '~/lib/focus.ts'

const Palette = lazy(() => import('~/components/palette/Palette.tsx'))

/** Opens the palette; so do Ctrl and K, or on a Mac Command and K (Ctrl and K deletes to the end of the line there). */
export function PaletteButton() {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const isMac = navigator.platform.startsWith('Mac')
    const onKey = (e: KeyboardEvent) => {
      // What a browser fills in is told by events without a key.
      if (!(isMac ? e.metaKey : e.ctrlKey) || e.key.toLowerCase() !== 'k' || e.shiftKey || e.altKey || e.defaultPrevented) return
      e.preventDefault() // browsers go to their own search
      if (!hasOpenPopup()) setOpen(true) // what is typed in a dialog stays
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <ActionIcon
        title="Go to a stream, a bucket or a page (Ctrl K)"
        variant="subtle"
        color="gray"
        aria-label="Go to"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        <IconSearch size={18} />
      </ActionIcon>
      {open && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
