import { useCallback, useMemo, type ReactNode } from 'react'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import type { BulkView } from '~/hooks/use-kv-bulk.ts'
import { bytes, count } from '~/lib/format.ts'
import type { BulkItem } from '~/lib/kv/bulk-list.ts'
import { visible } from '~/lib/payload/text.ts'
import { planWords, resultWords } from './bulk-words.ts'

type Props = {
  label: string
  view: BulkView
  /** `action`: what is to be done is said; `result`: what became of it too. */
  says: 'nothing' | 'action' | 'result'
  /** Where it stands in a file. */
  lines?: boolean
  onVisible: (first: number) => void
}

/** Rows that are asked for above those on screen. */
const AROUND = 20

/** Exactly which keys, however many: only the rows on screen are here. */
export function BulkKeys({ label, view, says, lines = false, onVisible }: Props) {
  const { rows, first, total } = view
  const columns = useMemo(() => columnsOf(says, lines), [says, lines])
  const visibleFrom = useCallback((at: number) => onVisible(Math.max(0, at - AROUND)), [onVisible])
  return (
    <VirtualGrid
      label={label}
      columns={columns}
      count={total}
      rowKey={(i) => i}
      onActivate={() => {}}
      onVisible={visibleFrom}
      renderRow={(i) => {
        const row = rows[i - first]
        return row ? cells(row, says, lines) : { whole: <span className="dim">…</span> }
      }}
      minWidth={says === 'nothing' ? 0 : 560}
    />
  )
}

function columnsOf(says: Props['says'], lines: boolean): GridColumn[] {
  return [
    ...(lines ? [{ id: 'line', header: 'Line', width: '60px', numeric: true }] : []),
    { id: 'key', header: 'Key', width: 'minmax(120px, 1fr)' },
    {
      id: 'revision',
      header: lines ? <span title="The revision that is written over">Over</span> : 'Revision',
      width: '84px',
      numeric: true,
    },
    { id: 'size', header: 'Size', width: '80px', numeric: true },
    ...(says === 'nothing'
      ? []
      : [{ id: 'says', header: says === 'action' ? 'Would be' : 'Result', width: 'minmax(150px, 1.4fr)' }]),
  ]
}

function cells(row: BulkItem, says: Props['says'], lines: boolean): ReactNode[] {
  const { key, revision, size, operation, note, line } = row
  const isGone = operation === 'DEL' || operation === 'PURGE'
  const words = says === 'result' && row.result !== 'none' ? resultWords(row) : planWords(row.action)
  return [
    ...(lines ? [<span key="line">{line}</span>] : []),
    <span key="key" className="mono" title={key}>
      <span className={isGone ? 'dim struck' : ''}>{visible(key)}</span>
      {isGone && <span className="tag kv-gone">{operation === 'DEL' ? 'deleted' : 'purged'}</span>}
    </span>,
    <span key="revision">{revision === undefined ? <span className="dim">–</span> : count(revision)}</span>,
    <span key="size" title={`${count(size)} bytes`}>
      {bytes(size)}
    </span>,
    ...(says === 'nothing'
      ? []
      : [
          <span key="says" title={note}>
            <span className={words.tone}>{words.label}</span>
            {note && <span className="dim">: {note}</span>}
          </span>,
        ]),
  ]
}
