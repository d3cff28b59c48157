import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

export type GridColumn = {
  id: string
  header: ReactNode
  /** A CSS grid track: "120px", "minmax(160px, 2fr)". */
  width: string
  numeric?: boolean
  sort?: 'ascending' | 'descending' | undefined
}

/** Ctrl (or Cmd) and Shift: what makes of a click that one more is meant, or all up to it. */
export type Held = { ctrl: boolean; shift: boolean }

export type Anchor = {
  index: number
  align: 'start' | 'end' | 'auto'
  /** Scrolls again whenever this changes. */ token: unknown
}

type Props = {
  label: string
  columns: GridColumn[]
  count: number
  rowKey: (index: number) => string | number
  /** The cells of a row by column, or one element that takes the whole row. */
  renderRow: (index: number) => ReactNode[] | { whole: ReactNode }
  active?: number | undefined
  /** A click, or the keyboard coming by; `held`: the keys that were held while it was clicked. */
  onActivate: (index: number, byKey: boolean, held: Held) => void
  /** Rows of which several can be chosen: which are. The active one is then only where the keyboard is. */
  isChosen?: ((index: number) => boolean) | undefined
  /** Enter, or a double click. */
  onOpen?: (index: number) => void
  /** The space bar, or Shift and the space bar. */
  onSpace?: ((index: number, isRange: boolean) => void) | undefined
  /** The keyboard goes from one row to another while Shift is held. */
  onExtend?: ((from: number, to: number) => void) | undefined
  onVisible?: (first: number, last: number) => void
  /** After every scroll: whether the last row is on screen, and whether the first is at the top. */
  onScroll?: (atEnd: boolean, atStart: boolean) => void
  anchor?: Anchor | undefined
  /** Rows that the keyboard steps over. */
  isSkipped?: (index: number) => boolean
  /** Rows come and go at both ends, and those on screen must not move. A table that is sorted anew wants the opposite. */
  keepPlace?: boolean
  /**
   * Rows that come into view take over the elements of those that went: half the work of making them. Only for rows that keep
   * their index; where others come in above, an element would change its row under a click.
   */
  recycle?: boolean
  /** Rows that are drawn beyond the visible ones, on either side: fewer where a row is costly. */
  overscan?: number
  footer?: ReactNode
  minWidth?: number
}

const ROW = 30

/** A grid that draws only the rows on screen; arrow keys, Page, Home and End move the active row. */
export function VirtualGrid(props: Props) {
  const {
    label,
    columns,
    count,
    rowKey,
    renderRow,
    active,
    onActivate,
    isChosen,
    onOpen,
    onSpace,
    onExtend,
    onVisible,
    onScroll,
    anchor,
    isSkipped,
    keepPlace = false,
    overscan = 12,
    recycle = false,
    footer,
    minWidth = 0,
  } = props
  const scroll = useRef<HTMLDivElement>(null)
  const id = useId()
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    getItemKey: rowKey,
    overscan,
    paddingStart: ROW, // the header's place
    // Rows that come in or go above what is on screen do not move it: the row that was first stays where it was.
    anchorTo: keepPlace ? 'end' : 'start',
  })
  const items = virtual.getVirtualItems()
  const slots = useSlots(items.length)
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1]

  const token = anchor?.token
  useLayoutEffect(() => {
    if (anchor && scroll.current) scrollToRow(scroll.current, anchor.index, anchor.align)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a new token asks for a jump; the rest is read when it comes
  }, [token])
  // As the virtualizer knows it: asking the element would have it laid out at once, in the middle of the work.
  const [top, height] = [virtual.scrollOffset ?? 0, virtual.scrollRect?.height ?? 0]
  useEffect(() => {
    if (height > 0) onVisible?.(Math.floor(top / ROW), Math.ceil((top + height) / ROW))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- whenever other rows are drawn, not for every pixel
  }, [first, last, count, height, onVisible])

  const move = (to: number, step: 1 | -1, isRange: boolean) => {
    let index = Math.max(0, Math.min(count - 1, to))
    for (; isSkipped?.(index) && index + step >= 0 && index + step < count; index += step);
    if (count === 0 || isSkipped?.(index)) return
    if (isRange && onExtend) onExtend(active ?? index, index)
    else onActivate(index, true, { ctrl: false, shift: isRange })
    if (scroll.current) scrollToRow(scroll.current, index, 'auto')
  }
  const onKeyDown = (e: KeyboardEvent) => {
    // With none active, moving begins at the top of what is on screen.
    const top = Math.ceil((scroll.current?.scrollTop ?? 0) / ROW)
    const at = active ?? (e.key === 'ArrowUp' ? top + 1 : top - 1)
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? ROW) / ROW) - 2)
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(at + 1, 1, e.shiftKey),
      ArrowUp: () => move(at - 1, -1, e.shiftKey),
      PageDown: () => move(at + page, 1, e.shiftKey),
      PageUp: () => move(at - page, -1, e.shiftKey),
      Home: () => move(0, 1, e.shiftKey),
      End: () => move(count - 1, -1, e.shiftKey),
      Enter: () => active !== undefined && onOpen?.(active),
      ...(onSpace && active !== undefined ? { ' ': () => onSpace(active, e.shiftKey) } : {}),
    }
    const step = e.target === scroll.current ? steps[e.key] : undefined
    if (!step) return
    e.preventDefault()
    step()
  }

  const template = columns.map((c) => c.width).join(' ')
  const line = { gridTemplateColumns: template, minWidth }
  return (
    <div className="grid">
      <div
        ref={scroll}
        className="scroll"
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        aria-multiselectable={isChosen ? true : undefined}
        tabIndex={0}
        aria-activedescendant={active !== undefined && active >= first && active <= last ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
        onScroll={onScroll && ((e) => onScroll(isAtEnd(e.currentTarget), e.currentTarget.scrollTop === 0))}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative', minWidth }} role="presentation">
          <div className="line head" style={line} role="row" aria-rowindex={1}>
            {columns.map((c) => (
              <div key={c.id} className={c.numeric ? 'cell number' : 'cell'} role="columnheader" aria-sort={c.sort}>
                {c.header}
              </div>
            ))}
          </div>
          {items.map((item) => {
            const content = renderRow(item.index)
            const whole = !Array.isArray(content)
            return (
              <div
                key={recycle ? item.index % slots : item.key}
                id={`${id}-${item.index}`}
                className={whole ? 'line row gap' : 'line row'}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={isChosen ? isChosen(item.index) : item.index === active}
                data-active={item.index === active || undefined}
                style={{
                  ...(whole ? { gridTemplateColumns: '1fr', justifyItems: 'center' } : line),
                  transform: `translateY(${item.start}px)`,
                  top: 0,
                }}
                onMouseDown={(e) => {
                  // The browser would choose the text up to there.
                  if (!e.shiftKey) return
                  e.preventDefault()
                  scroll.current?.focus({ preventScroll: true })
                }}
                onClick={(e) => onActivate(item.index, false, { ctrl: e.ctrlKey || e.metaKey, shift: e.shiftKey })}
                onDoubleClick={() => onOpen?.(item.index)}
              >
                {whole ? (
                  <div role="gridcell" aria-colspan={columns.length}>
                    {content.whole}
                  </div>
                ) : (
                  content.map((cell, i) => (
                    <div key={columns[i]?.id} className={columns[i]?.numeric ? 'cell number' : 'cell'} role="gridcell">
                      {cell}
                    </div>
                  ))
                )}
              </div>
            )
          })}
        </div>
      </div>
      {footer && <div className="foot">{footer}</div>}
    </div>
  )
}

/** As many elements as rows are ever drawn at once, so no two rows want the same one. Only grows: fewer would make all anew. */
function useSlots(rows: number): number {
  const [slots, setSlots] = useState(32)
  if (rows > slots) setSlots(2 ** Math.ceil(Math.log2(rows)))
  return Math.max(slots, rows)
}

function isAtEnd({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean {
  return scrollTop + clientHeight >= scrollHeight - ROW / 2
}

/** Rows are all of one height, so where one is can be said without measuring. The sticky header covers the first row height. */
function scrollToRow(element: HTMLElement, index: number, align: Anchor['align']) {
  const top = index * ROW
  const bottom = (index + 2) * ROW - element.clientHeight
  if (align === 'start' || (align === 'auto' && element.scrollTop > top)) element.scrollTop = top
  else if (align === 'end' || element.scrollTop < bottom) element.scrollTop = bottom
}
