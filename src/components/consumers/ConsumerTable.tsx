import { useNavigate } from '@tanstack/react-router'
import { getCoreRowModel, getSortedRowModel, useReactTable } from '@tanstack/react-table'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { VirtualGrid } from '~/components/table/VirtualGrid.tsx'
import { columnsFor, sortColumns, type ConsumerLine, type Sort } from './consumer-columns.tsx'

const idOf = ({ consumer }: ConsumerLine) => `${consumer.stream} ${consumer.name}` // neither may hold a space
const coreRows = getCoreRowModel<ConsumerLine>()
const sortedRows = getSortedRowModel<ConsumerLine>()

type Props = {
  lines: ConsumerLine[]
  /** Rows of several streams: each says which. */
  withStream: boolean
  sort: Sort
  desc: boolean
  onSort: (sort: Sort, desc: boolean) => void
  footer: ReactNode
}

/** Columns that are worth reading from the smallest up: names and states. The others start with the largest. */
const rising = new Set<Sort>(['stream', 'name', 'kind', 'filters', 'state'])

/** Consumers as rows, of which only those on screen are drawn. */
export function ConsumerTable({ lines, withStream, sort, desc, onSort, footer }: Props) {
  const navigate = useNavigate()
  const [active, setActive] = useState<string>()
  // New arrays and functions at every render would have the table sort, and the grid measure, all rows again.
  const sorting = useMemo(() => [{ id: sort, desc }, ...(sort === 'name' ? [] : [{ id: 'name', desc: false }])], [sort, desc])
  const table = useReactTable({
    data: lines,
    columns: sortColumns,
    state: { sorting },
    getRowId: idOf,
    getCoreRowModel: coreRows,
    getSortedRowModel: sortedRows,
  })
  const rows = table.getRowModel().rows
  const columns = columnsFor(withStream)
  const rowKey = useCallback((i: number) => rows[i]?.id ?? i, [rows])
  const activeIndex = rows.findIndex((r) => r.id === active)
  const open = (index: number) => {
    const c = rows[index]?.original.consumer
    if (c) void navigate({ to: '/streams/$stream/consumers/$consumer', params: { stream: c.stream, consumer: c.name } })
  }
  return (
    <VirtualGrid
      label="Consumers"
      columns={columns.map(({ id, header, width, numeric = false }) => ({
        id,
        width,
        numeric,
        sort: id === sort ? (desc ? 'descending' : 'ascending') : undefined,
        header: (
          <button type="button" onClick={() => onSort(id, id === sort ? !desc : !rising.has(id))}>
            {header} <span aria-hidden>{id === sort ? (desc ? '↓' : '↑') : ''}</span>
          </button>
        ),
      }))}
      count={rows.length}
      rowKey={rowKey}
      active={activeIndex >= 0 ? activeIndex : undefined}
      onActivate={(i) => setActive(rows[i]?.id)}
      onOpen={open}
      renderRow={(i) => columns.map((c) => <Cell key={c.id} render={c.cell} line={rows[i]!.original} />)} // only rows below count
      footer={footer}
      minWidth={withStream ? 1178 : 1083}
    />
  )
}

function Cell({ render, line }: { render: (line: ConsumerLine) => ReactNode; line: ConsumerLine }) {
  return <>{render(line)}</>
}
