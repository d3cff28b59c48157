import { Link, useNavigate } from '@tanstack/react-router'
import { createColumnHelper, getCoreRowModel, getSortedRowModel, useReactTable, type Row } from '@tanstack/react-table'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { bytes, count, rate } from '~/lib/format.ts'
import type { streamSorts } from '~/lib/search.ts'
import type { Stream } from '~/nats/types.ts'

type Sort = (typeof streamSorts)[number]
type StreamWithRate = Stream & { rate: number | undefined }

const column = createColumnHelper<StreamWithRate>()
const columns = [
  column.accessor('name', { header: 'Name', sortingFn: 'text' }),
  column.accessor((s) => s.state.num_subjects, { id: 'subjects', header: 'Subjects' }),
  column.accessor((s) => s.state.messages, { id: 'messages', header: 'Messages' }),
  column.accessor((s) => s.state.bytes, { id: 'bytes', header: 'Size' }),
  column.accessor((s) => s.state.consumer_count, { id: 'consumers', header: 'Consumers' }),
  column.accessor((s) => Date.parse(s.state.last_ts), { id: 'last', header: 'Last message', sortingFn: 'basic' }),
  column.accessor((s) => s.rate ?? -1, { id: 'rate', header: 'Rate', sortingFn: 'basic' }),
]

const layout: Record<string, { width: string; numeric?: boolean }> = {
  name: { width: 'minmax(180px, 1.4fr)' },
  listens: { width: 'minmax(160px, 1.6fr)' },
  subjects: { width: '100px', numeric: true },
  messages: { width: '120px', numeric: true },
  bytes: { width: '100px', numeric: true },
  consumers: { width: '100px', numeric: true },
  last: { width: '230px' },
  rate: { width: '90px', numeric: true },
  kind: { width: '190px' },
}

const nameOf = (s: StreamWithRate) => s.name
const coreRows = getCoreRowModel<StreamWithRate>()
const sortedRows = getSortedRowModel<StreamWithRate>()

type Props = {
  streams: Stream[]
  rates: Map<string, number>
  sort: Sort
  desc: boolean
  onSort: (sort: Sort, desc: boolean) => void
  footer: ReactNode
}

export function StreamTable({ streams, rates, sort, desc, onSort, footer }: Props) {
  const navigate = useNavigate()
  const [active, setActive] = useState<string>()
  const data = useMemo(() => streams.map((s): StreamWithRate => ({ ...s, rate: rates.get(s.name) })), [streams, rates])
  // New arrays and functions at every render would have the table sort, and the grid measure, all rows again.
  const sorting = useMemo(() => [{ id: sort, desc }], [sort, desc])
  const table = useReactTable({
    data,
    columns,
    state: { sorting },
    getRowId: nameOf,
    getCoreRowModel: coreRows,
    getSortedRowModel: sortedRows,
  })
  const rows = table.getRowModel().rows
  const heads = table.getHeaderGroups()[0]?.headers ?? []
  const gridColumns = heads.map((h): GridColumn => {
    const id = h.column.id as Sort
    const name = String(h.column.columnDef.header)
    const current = id === sort
    return {
      id,
      ...(layout[id] ?? { width: '1fr' }),
      sort: current ? (desc ? 'descending' : 'ascending') : undefined,
      header: (
        <button type="button" onClick={() => onSort(id, current ? !desc : id !== 'name')}>
          {name} <span aria-hidden>{current ? (desc ? '↓' : '↑') : ''}</span>
        </button>
      ),
    }
  })
  gridColumns.splice(1, 0, { id: 'listens', header: 'Listens on', ...layout.listens! })
  gridColumns.push({ id: 'kind', header: 'Kind', ...layout.kind! })

  const rowKey = useCallback((i: number) => rows[i]?.id ?? i, [rows])
  const activeIndex = rows.findIndex((r) => r.id === active)
  const open = (index: number) => {
    const name = rows[index]?.id
    if (name) void navigate({ to: '/streams/$stream', params: { stream: name } })
  }
  return (
    <VirtualGrid
      label="Streams"
      columns={gridColumns}
      count={rows.length}
      rowKey={rowKey}
      active={activeIndex >= 0 ? activeIndex : undefined}
      onActivate={(i) => setActive(rows[i]?.id)}
      onOpen={open}
      renderRow={(i) => cells(rows[i] as Row<StreamWithRate>)} // the grid asks only for rows below count
      footer={footer}
      minWidth={1180}
    />
  )
}

function cells({ original: s }: Row<StreamWithRate>): ReactNode[] {
  return [
    <Link key="name" to="/streams/$stream" params={{ stream: s.name }} className="mono" title={s.config.description ?? s.name}>
      {s.name}
    </Link>,
    <span key="listens" className="mono dim" title={s.config.subjects.join('\n')}>
      {listensOn(s)}
    </span>,
    count(s.state.num_subjects),
    count(s.state.messages),
    <span key="bytes" title={`${count(s.state.bytes)} bytes`}>
      {bytes(s.state.bytes)}
    </span>,
    count(s.state.consumer_count),
    <span key="last" className="mono">
      <Time at={s.state.last_ts} digits={0} />
    </span>,
    s.rate === undefined ? <span className="dim">–</span> : rate(s.rate),
    <span key="kind" className="dim">
      {kind(s)}
    </span>,
  ]
}

function listensOn(s: Stream): string {
  if (s.mirror) return `mirror of ${s.mirror.name}`
  const [first, ...more] = s.config.subjects
  if (first === undefined) return s.sources.length > 0 ? `sources: ${s.sources.map((x) => x.name).join(', ')}` : '–'
  return more.length > 0 ? `${first} +${more.length}` : first
}

function kind(s: Stream): string {
  const { retention, storage, num_replicas, sealed } = s.config
  return [retention, storage, `R${num_replicas}`, sealed && 'sealed'].filter(Boolean).join(' · ')
}
