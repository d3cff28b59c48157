import { useImperativeHandle, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react'

export type LinesHandle = {
  /** Scrolls as little as is needed for a row to be in sight. */
  show: (row: number) => void
  /** How many rows are in sight. */
  page: () => number
  focus: () => void
}

type Props = {
  label: string
  count: number
  /** Inside of a row, which is placed and sized here. */
  renderLine: (row: number) => ReactNode
  className?: string
  role?: 'region' | 'tree'
  /** The id of the row that the keyboard is at. */
  active?: string | undefined
  onKeyDown?: (e: KeyboardEvent) => void
  handle?: Ref<LinesHandle>
}

const LINE = 20
const OVERSCAN = 10
/** Browsers cannot make an element much higher than this: beyond it a pixel of the scroll bar stands for more than a pixel. */
const MAX_HEIGHT = 8_000_000

/** Rows of one height, of which only those in sight are drawn, however many there are. */
export function VirtualLines({ label, count, renderLine, className = '', role = 'region', active, onKeyDown, handle }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const [{ top, height }, setPlace] = useState({ top: 0, height: 400 })
  const measure = () => {
    const box = scroll.current
    if (box) setPlace({ top: box.scrollTop, height: box.clientHeight })
  }
  useLayoutEffect(() => {
    const box = scroll.current
    if (!box) return undefined
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    return () => observer.disconnect()
  }, [])

  const total = Math.min(count * LINE, MAX_HEIGHT)
  // How many rows a pixel of scrolling stands for.
  const perPixel = count * LINE > total ? (count - height / LINE) / (total - height) : 1 / LINE
  const first = top * perPixel
  const from = Math.max(0, Math.floor(first) - OVERSCAN)
  const to = Math.min(count, Math.ceil(first + height / LINE) + OVERSCAN)

  useImperativeHandle(handle, () => ({
    show: (row) => {
      const box = scroll.current
      if (!box) return
      const [above, below] = [row / perPixel, (row + 1 - box.clientHeight / LINE) / perPixel]
      if (box.scrollTop > above) box.scrollTop = above
      else if (box.scrollTop < below) box.scrollTop = below
    },
    page: () => Math.max(1, Math.floor((scroll.current?.clientHeight ?? LINE) / LINE) - 1),
    focus: () => scroll.current?.focus({ preventScroll: true }),
  }))

  return (
    <div
      ref={scroll}
      className={`lines ${className}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable, so it has to be reachable by keyboard
      tabIndex={0}
      role={role}
      aria-label={label}
      aria-activedescendant={active}
      onScroll={measure}
      onKeyDown={onKeyDown}
      style={{ height: count * LINE + 2 }}
    >
      <div style={{ height: total }} role="presentation">
        {Array.from({ length: Math.max(0, to - from) }, (_, i) => (
          <div
            key={from + i}
            className="line-place"
            role="presentation"
            style={{ transform: `translateY(${top + (from + i - first) * LINE}px)` }}
          >
            {renderLine(from + i)}
          </div>
        ))}
      </div>
    </div>
  )
}
