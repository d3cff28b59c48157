import { startTransition, useEffect, useState } from 'react'

/**
 * False at first, and true as soon as what is first drawn is on screen: for what may come a moment later, so that opening a page is
 * not one long task.
 */
export function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false)
  useEffect(() => {
    const frame = requestAnimationFrame(() => setTimeout(() => startTransition(() => setSettled(true))))
    return () => cancelAnimationFrame(frame)
  }, [])
  return isSettled
}
