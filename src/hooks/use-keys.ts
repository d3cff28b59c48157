import { useEffect, useRef } from 'react'
import { singleKeysOn } from '~/stores/preferences.ts'

/**
 * Keys, those of a single character unless the operator has switched them off, while nothing is being typed, no menu has the focus and no modifier is held: for the whole page, or with the focus
 * inside what the selector names.
 */
export function useKeys(keys: Record<string, () => void>, within?: string): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const action = latest.current[e.key]
      const isOff = e.key.length === 1 && !singleKeysOn()
      if (!action || isOff || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || isTaken(e.target, within)) return
      e.preventDefault() // the key must not arrive in the field that it opens
      action()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [within])
}

function isTaken(target: EventTarget | null, within: string | undefined): boolean {
  if (!(target instanceof HTMLElement)) return within !== undefined
  if (
    target.isContentEditable ||
    target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [role=menu], [role=dialog]')
  )
    return true
  return within !== undefined && !target.closest(within)
}
