import { getCoreRowModel, getSortedRowModel, useReactTable, type Row } from '@tanstack/react-table'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { VirtualGrid, type GridColumn } from './VirtualGrid.tsx'

export type SortedColumn<T, Id extends string = string> = {
  id: Id
  name: string
  /** A CSS grid track. */
  width: string
  numeric?: boolean
  /** What it is sorted by; without it, it cannot be. */
  value?: (item: T) => string | number
  /** Worth reading from the smallest up: names and states. The others begin with the largest. */
  rises?: boolean
  cell: (item: T) => ReactNode
}

type Props<T, Id extends string> = {
  label: string
  /** The same list at each render. One of them is called "name": by it those are ordered that are alike in what is sorted by. */
  columns: SortedColumn<T, Id>[]
  items: T[]
  idOf: (item: T) => string
  sort: Id
  desc: boolean
  onSort: (sort: Id, desc: boolean) => void
  onOpen: (item: T) => void
  footer: ReactNode
  minWidth: number
}

/** A list of things, sorted by one of its columns, of which only the rows on screen are drawn. */
export function SortedGrid<T, Id extends string>({ label, columns, items, idOf, sort, desc, onSort, ...rest }: Props<T, Id>) {
  const { onOpen, footer, minWidth } = rest
  const [active, setActive] = useState<string>()
  // New arrays and functions at every render would have the table sort, and the grid measure, all rows again.
  const sorting = useMemo(() => [{ id: sort, desc }, ...(sort === 'name' ? [] : [{ id: 'name', desc: false }])], [sort, desc])
  const models = useMemo(() => ({ getCoreRowModel: getCoreRowModel<T>(), getSortedRowModel: getSortedRowModel<T>() }), [])
  const sorted = useMemo(
    () => columns.flatMap(({ id, value }) => (value ? [{ id, accessorFn: value, sortingFn: byValue }] : [])),
    [columns],
  )
  const table = useReactTable({ data: items, columns: sorted, state: { sorting }, getRowId: idOf, ...models })
  const { rows } = table.getRowModel()
  const rowKey = useCallback((i: number) => rows[i]?.id ?? i, [rows])
  const at = rows.findIndex((r) => r.id === active)
  return (
    <VirtualGrid
      label={label}
      columns={columns.map(({ id, name, width, numeric = false, value, rises }): GridColumn => {
        if (!value) return { id, width, numeric, header: name }
        const current = id === sort
        return {
          id,
          width,
          numeric,
          sort: current ? (desc ? 'descending' : 'ascending') : undefined,
          header: (
            <button type="button" onClick={() => onSort(id, current ? !desc : rises !== true)}>
              {name} <span aria-hidden>{current ? (desc ? '↓' : '↑') : ''}</span>
            </button>
          ),
        }
      })}
      count={rows.length}
      rowKey={rowKey}
      active={at >= 0 ? at : undefined}
      onActivate={(i) => setActive(rows[i]?.id)}
      onOpen={(i) => {
        const row = rows[i]
        if (row) onOpen(row.original)
      }}
      renderRow={(i) => columns.map((c) => <Cell key={c.id} render={c.cell} item={rows[i]!.original} />)} // only rows below count
      footer={footer}
      minWidth={minWidth}
    />
  )
}

function Cell<T>({ render, item }: { render: (item: T) => ReactNode; item: T }) {
  return <>{render(item)}</>
}

/** Text by its letters, whether large or small. */
function byValue<T>(a: Row<T>, b: Row<T>, column: string): number {
  const [x, y] = [orderOf(a.getValue(column)), orderOf(b.getValue(column))]
  return x < y ? -1 : x > y ? 1 : 0
}

const orderOf = (value: string | number) => (typeof value === 'string' ? value.toLowerCase() : value)
