import { useMemo, type ReactNode } from 'react'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { useCursor } from '~/hooks/use-cursor.ts'
import { bytes, count } from '~/lib/format.ts'
import type { KeyState } from '~/lib/kv/as-of.ts'
import type { DifferenceRows } from '~/lib/kv/past.ts'
import type { PastDifference } from '~/lib/kv/past-difference.ts'
import type { PastKind } from '~/lib/kv/past-kinds.ts'
import { visible } from '~/lib/payload/text.ts'

const wide: GridColumn[] = [
  { id: 'kind', header: 'Difference', width: '120px' },
  { id: 'key', header: 'Key', width: 'minmax(180px, 1fr)' },
  { id: 'then', header: 'Then', width: '180px', numeric: true },
  { id: 'now', header: 'Now', width: '180px', numeric: true },
]
const narrow = wide.slice(0, 2)

const words: Record<PastKind, [sign: string, word: string]> = {
  added: ['+', 'added'],
  unknown: ['?', 'not known'],
  removed: ['−', 'removed'],
  changed: ['±', 'changed'],
  rewritten: ['=', 'same value'],
  same: ['=', 'unchanged'],
}

type Props = {
  rows: DifferenceRows
  isNarrow: boolean
  /** What is opened takes the place of the list: the arrow keys then only move, and Enter opens. */
  isAlone: boolean
  open: string | undefined
  onOpen: (key: string) => void
  onVisible: (first: number) => void
  footer: ReactNode
}

/** How keys differ between then and now; only the rows on screen are here. */
export function DifferenceList({ rows: { rows, first, total }, isNarrow, isAlone, open, onOpen, onVisible, footer }: Props) {
  const at = useMemo(() => new Map(rows.map((r, i) => [first + i, r])), [rows, first])
  const [active, setActive] = useCursor(open)
  const index = active === undefined ? -1 : rows.findIndex((r) => r.key === active)
  return (
    <VirtualGrid
      label="Differences"
      columns={isNarrow ? narrow : wide}
      count={total}
      rowKey={(i) => i}
      active={index >= 0 ? first + index : undefined}
      onActivate={(i, byKey) => {
        const row = at.get(i)
        setActive(row?.key)
        if (row && !(byKey && isAlone)) onOpen(row.key)
      }}
      onOpen={(i) => {
        const row = at.get(i)
        if (row && row.key !== open) onOpen(row.key)
      }}
      onVisible={onVisible}
      renderRow={(i) => {
        const row = at.get(i)
        if (!row) return { whole: <span className="dim">…</span> }
        return isNarrow ? cells(row).slice(0, 2) : cells(row)
      }}
      footer={footer}
      minWidth={isNarrow ? 0 : 620}
    />
  )
}

function cells(d: PastDifference): ReactNode[] {
  const [sign, word] = words[d.kind]
  const isInDoubt = d.doubt !== undefined && d.doubt !== 'created'
  return [
    <span key="kind" className="kv-kind" data-kind={d.kind}>
      <span aria-hidden>{sign} </span>
      {word}
    </span>,
    <span key="key" className="mono" title={d.key}>
      <span>{visible(d.key)}</span> {isInDoubt && <span className="tag kv-gone">in doubt</span>}
      {!d.isChecked && (
        <span className="tag kv-gone" title="Written again with a value of the same length: the values have not been compared">
          not compared
        </span>
      )}
    </span>,
    side(d.before, isInDoubt ? 'not known' : 'no value'),
    side(d.after, 'no value'),
  ]
}

function side(state: KeyState | undefined, without: string): ReactNode {
  if (!state) return <span className="dim">{without}</span>
  return (
    <span title={`Revision ${count(state.revision)}, ${count(state.size)} bytes`}>
      {count(state.revision)} <span className="dim">· {bytes(state.size)}</span>
    </span>
  )
}
