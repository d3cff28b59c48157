import { useState } from 'react'

/** Where the keyboard is in a list: at what was opened last, also when that is closed, or where it has been moved to since. */
export function useCursor(open: string | undefined) {
  const [cursor, setCursor] = useState(open)
  const [seen, setSeen] = useState(open)
  if (seen !== open) {
    setSeen(open)
    if (open !== undefined) setCursor(open)
  }
  return [cursor, setCursor] as const
}
