import { VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { memo, useCallback, useMemo, useState, type MouseEvent, type ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { useCursor } from '~/hooks/use-cursor.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import type { BranchRow, KeyRow, KeyRows, ViewRow } from '~/lib/kv/key-view.ts'
import { visible } from '~/lib/payload/text.ts'
import { operationWords } from './kv-words.ts'
import type { KeyChoice } from './use-key-choice.ts'

/** A row that changed less than this ago flashes: unless so many do that it says nothing, and costs a layer each. */
const FLASH_MS = 1500
const MOST_FLASHES = 12
/** The places of rows are kept by their keys up to so many: each is measured anew when rows come and go. */
const MOST_KEPT = 5000

const wide: GridColumn[] = [
  { id: 'choose', header: <VisuallyHidden>Chosen</VisuallyHidden>, width: '32px' },
  { id: 'key', header: 'Key', width: 'minmax(130px, 1fr)' },
  { id: 'revision', header: 'Revision', width: '112px', numeric: true },
  { id: 'size', header: 'Size', width: '80px', numeric: true },
  { id: 'changed', header: 'Last change', width: '290px' },
]
const narrow = wide.filter((c) => c.id === 'choose' || c.id === 'key' || c.id === 'size')

type Props = {
  view: KeyRows
  /** Beside an open key there is room for less. */
  isNarrow: boolean
  /** What is opened takes the place of the list: the arrow keys then only move, and Enter opens. */
  isAlone: boolean
  keepPlace: boolean
  separator: string | undefined
  open: string | undefined
  onOpen: (key: string) => void
  onToggle: (prefix: string) => void
  onVisible: (first: number) => void
  /** Without it nothing can be chosen. */
  choice?: KeyChoice
  footer: ReactNode
  /** What is said of a key of which only the name is known. */
  unknownTag?: string
}

/** The keys that the query shows, flat or as a tree; only the rows on screen are here. */
export const KeyList = memo(function KeyList(props: Props) {
  const { view, isNarrow, isAlone, keepPlace, separator, open, onOpen, onToggle, onVisible, choice, footer, unknownTag } = props
  const [active, setActive] = useCursor(open === undefined ? undefined : `k ${open}`)
  const { rows, first, total } = view
  const at = useMemo(() => new Map(rows.map((r, i) => [first + i, r])), [rows, first])
  const byKey = useCallback(
    (i: number) => {
      const row = at.get(i)
      return row ? idOf(row) : i
    },
    [at],
  )
  const flashes = useMemo(() => freshKeys(rows), [rows])
  // At the top one stays at the top: a new key that sorts first is to be seen.
  const [isAtTop, setAtTop] = useState(true)
  const keeps = keepPlace && !isAtTop && total <= MOST_KEPT
  const index = active === undefined ? -1 : rows.findIndex((r) => idOf(r) === active)
  const activate = (i: number, byKey: boolean) => {
    const row = at.get(i)
    if (!row) return
    setActive(idOf(row))
    if (row.kind === 'key' && !(byKey && isAlone)) onOpen(row.key)
  }
  const openRow = (i: number) => {
    const row = at.get(i)
    if (row?.kind === 'branch') onToggle(row.prefix)
    if (row?.kind === 'key' && row.key !== open) onOpen(row.key)
  }
  const extend = (from: number, to: number) => {
    const [a, b] = [at.get(from), at.get(to)]
    if (!b) return
    setActive(idOf(b))
    if (b.kind === 'key') void choice?.extend(a?.kind === 'key' ? a.key : b.key, b.key)
  }
  const choose = (row: ViewRow | undefined, range = false) => {
    if (row && choice) void (row.kind === 'key' ? choice.choose(row.key, range) : choice.chooseBelow(row.prefix))
  }
  const columns = (isNarrow ? narrow : wide).filter((c) => choice || c.id !== 'choose')
  return (
    <VirtualGrid
      label="Keys"
      overscan={6}
      columns={columns}
      count={total}
      rowKey={keeps ? byKey : byPlace}
      keepPlace={keeps}
      active={index >= 0 ? first + index : undefined}
      onActivate={activate}
      onOpen={openRow}
      isChosen={choice && ((i) => isChosenRow(at.get(i), choice.chosen))}
      onSpace={(i, isRange) => choose(at.get(i), isRange)}
      onExtend={choice && extend}
      onVisible={onVisible}
      onScroll={(_, isAtStart) => setAtTop(isAtStart)}
      renderRow={(i) => {
        const row = at.get(i)
        if (!row) return { whole: <span className="dim">…</span> }
        const cells =
          row.kind === 'key' ? keyCells(row, { separator, isNarrow, unknownTag, flashes }) : branchCells(row, onToggle, isNarrow)
        if (!choice) return cells
        const box = <ChooseBox key="choose" row={row} chosen={choice.chosen} onChoose={(range) => choose(row, range)} />
        return [box, ...cells]
      }}
      footer={footer}
      minWidth={isNarrow ? 0 : 594}
    />
  )
})

type BoxProps = { row: ViewRow; chosen: ReadonlySet<string>; onChoose: (range: boolean) => void }

/** Chooses a key, with Shift all from the last one; or all below a branch, which does not say whether they are. */
function ChooseBox({ row, chosen, onChoose }: BoxProps) {
  return (
    <input
      type="checkbox"
      aria-label={row.kind === 'key' ? `Choose ${row.key}` : `Choose all below ${row.prefix}`}
      tabIndex={-1}
      checked={row.kind === 'key' && chosen.has(row.key)}
      onChange={() => {}}
      onClick={(e: MouseEvent) => {
        e.stopPropagation()
        onChoose(e.shiftKey)
      }}
    />
  )
}

const isChosenRow = (row: ViewRow | undefined, chosen: ReadonlySet<string>) => row?.kind === 'key' && chosen.has(row.key)
const byPlace = (i: number) => i
const idOf = (row: ViewRow) => (row.kind === 'key' ? `k ${row.key}` : `b ${row.prefix}`)
const indent = (depth: number) => ({ paddingLeft: depth * 16 })

/** The keys to be flashed. */
function freshKeys(rows: readonly ViewRow[]): ReadonlySet<string> {
  const since = Date.now() - FLASH_MS
  const fresh = rows.flatMap((r) => (r.kind === 'key' && r.changedAt > since ? [r.key] : []))
  return new Set(fresh.length <= MOST_FLASHES ? fresh : [])
}

type CellOptions = {
  separator: string | undefined
  isNarrow: boolean
  unknownTag: string | undefined
  flashes: ReadonlySet<string>
}

function keyCells(row: KeyRow, { separator, isNarrow, unknownTag, flashes }: CellOptions): ReactNode[] {
  const isGone = row.operation === 'DEL' || row.operation === 'PURGE'
  const short = separator === undefined || row.depth === 0 ? row.key : row.key.split(separator).slice(row.depth).join(separator)
  const name = (
    <span key="key" className="mono" style={indent(row.depth)} title={row.key}>
      {flashes.has(row.key) && <span key={row.changedAt} className="flash" aria-hidden />}
      <span className={isGone ? 'dim struck' : ''}>{visible(short)}</span>
      {row.operation === 'UNKNOWN' && unknownTag && (
        <>
          {' '}
          <span className="tag kv-gone">{unknownTag}</span>
        </>
      )}
      {isGone && <span className="tag kv-gone">{operationWords(row.operation, row.marker)}</span>}
    </span>
  )
  const size = (
    <span key="size" title={`${count(row.size)} bytes`}>
      {row.operation === 'UNKNOWN' || isGone ? <span className="dim">–</span> : bytes(row.size)}
    </span>
  )
  if (isNarrow) return [name, size]
  return [
    name,
    row.revision === undefined ? <span className="dim">–</span> : count(row.revision),
    size,
    <span key="changed" className="mono">
      {row.time === undefined ? <span className="dim">–</span> : <Time at={row.time} />}
    </span>,
  ]
}

function branchCells(row: BranchRow, onToggle: (prefix: string) => void, isNarrow: boolean): ReactNode[] {
  const Icon = row.expanded ? IconChevronDown : IconChevronRight
  const name = (
    <span key="key" style={indent(row.depth)}>
      <button
        type="button"
        className="kv-branch mono"
        tabIndex={-1}
        aria-expanded={row.expanded}
        title={row.prefix}
        onClick={() => onToggle(row.prefix)}
      >
        <Icon size={13} aria-hidden /> {visible(lastPart(row.prefix))}
      </button>
    </span>
  )
  const keys = (
    <span key="size" className="dim" title={plural(row.keys, 'key')}>
      {count(row.keys)}
    </span>
  )
  return isNarrow ? [name, keys] : [name, '', keys, '']
}

/** "b." of "a.b.". */
function lastPart(prefix: string): string {
  const separator = prefix.at(-1)!
  return prefix.slice(prefix.slice(0, -1).lastIndexOf(separator) + 1)
}
