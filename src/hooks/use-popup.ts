import { useWindowEvent } from '@mantine/hooks'
import { useState } from 'react'

/**
 * Whether a menu or a popover is open, for its `opened` and `onChange`. Escape closes it wherever the focus is, and nothing behind
 * it: Mantine's own only listens inside the dropdown, which the focus enters a moment after it opened, and leaves with a click
 * beside its items.
 */
export function usePopup() {
  const [opened, onChange] = useState(false)
  useWindowEvent(
    'keydown',
    (e) => {
      if (!opened || e.key !== 'Escape') return
      e.stopPropagation()
      onChange(false)
    },
    true,
  )
  return { opened, onChange, toggle: () => onChange(!opened) }
}
