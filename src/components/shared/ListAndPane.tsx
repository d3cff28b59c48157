import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { hasOpenPopup } from '~/lib/focus.ts'

type Props = {
  list: ReactNode
  /** What is open of the list; Escape closes it. */
  pane: ReactNode | undefined
  onClose: () => void
  /** There is room for one of them: what is open then takes the place of the list. */
  isAlone: boolean
  /** What leads back to the list: "Back to keys". */
  back: string
}

/** A list and, beside it or in its place, what is open of it. The focus goes along, and returns to the list. */
export function ListAndPane({ list, pane, onClose, isAlone, back }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const backButton = useRef<HTMLButtonElement>(null)
  const isOpen = pane !== undefined
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    if (wasOpen.current === isOpen) return
    wasOpen.current = isOpen
    if (isOpen) backButton.current?.focus()
    else if (document.activeElement === document.body) place.current?.querySelector<HTMLElement>('[role=grid]')?.focus()
  }, [isOpen])
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === 'Escape' && isOpen && !e.defaultPrevented && !hasOpenPopup() && !isField(e.target)) onClose()
  }
  return (
    <div ref={place} className={`split kv ${isOpen ? (isAlone ? 'alone' : '') : 'single'}`} onKeyDown={onKeyDown}>
      {list}
      {isOpen && (
        <div className="pane-place">
          {isAlone && (
            <div>
              <Button ref={backButton} variant="default" leftSection={<IconArrowLeft size={14} aria-hidden />} onClick={onClose}>
                {back}
              </Button>
            </div>
          )}
          {pane}
        </div>
      )}
    </div>
  )
}

/** Where Escape may be about what is typed. */
const isField = (target: EventTarget) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
