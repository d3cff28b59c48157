import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { bytes, count, duration, percent } from '~/lib/format.ts'
import type { bucketSorts } from '~/lib/search.ts'
import type { Bucket } from '~/nats/kv-types.ts'

type Sort = (typeof bucketSorts)[number]

type Column = {
  id: Sort
  name: string
  width: string
  numeric?: boolean
  value: (b: Bucket) => string | number
  cell: (b: Bucket) => ReactNode
}

const columns: Column[] = [
  {
    id: 'name',
    name: 'Name',
    width: 'minmax(180px, 1.5fr)',
    value: (b) => b.name,
    cell: (b) => (
      <>
        <Link to="/kv/$bucket" params={{ bucket: b.name }} className="mono" title={b.description ?? b.name}>
          {b.name}
        </Link>
        {originWords(b) && <span className="dim"> {originWords(b)}</span>}
      </>
    ),
  },
  { id: 'values', name: 'Values', width: '100px', numeric: true, value: (b) => b.values, cell: (b) => count(b.values) },
  { id: 'history', name: 'History', width: '80px', numeric: true, value: (b) => b.history, cell: (b) => count(b.history) },
  {
    id: 'ttl',
    name: 'TTL',
    width: '90px',
    numeric: true,
    value: (b) => b.ttl_ms ?? Infinity,
    cell: (b) => (b.ttl_ms === undefined ? <span className="dim">none</span> : duration(b.ttl_ms)),
  },
  { id: 'bytes', name: 'Size', width: '215px', numeric: true, value: (b) => b.bytes, cell: (b) => <Size bucket={b} /> },
  { id: 'replicas', name: 'Replicas', width: '80px', numeric: true, value: (b) => b.num_replicas, cell: (b) => b.num_replicas },
  { id: 'storage', name: 'Storage', width: '90px', value: (b) => b.storage, cell: (b) => b.storage },
  {
    id: 'compression',
    name: 'Compression',
    width: '110px',
    value: (b) => (b.compression ? 1 : 0),
    cell: (b) => (b.compression ? 's2' : <span className="dim">none</span>),
  },
  {
    id: 'last',
    name: 'Last change',
    width: '230px',
    value: (b) => b.last_change ?? '',
    cell: (b) =>
      b.last_change === undefined ? (
        <span className="dim">never</span>
      ) : (
        <span className="mono">
          <Time at={b.last_change} digits={0} />
        </span>
      ),
  },
]

/** What is used of what there may be. */
export function Size({ bucket: { bytes: used, max_bytes: most } }: { bucket: { bytes: number; max_bytes?: number } }) {
  if (most === undefined) return <span title={`${count(used)} bytes`}>{bytes(used)}</span>
  return (
    <span title={`${count(used)} of ${count(most)} bytes`} className={used >= 0.9 * most ? 'attention' : ''}>
      {bytes(used)} of {bytes(most)}, {percent(used / most)}
    </span>
  )
}

/** "mirror of X", "copies X, Y", or nothing. */
export function originWords({ mirror_of, sources }: { mirror_of?: string; sources: string[] }): string {
  if (mirror_of !== undefined) return `mirror of ${mirror_of}`
  return sources.length > 0 ? `copies ${sources.join(', ')}` : ''
}

type Props = { buckets: Bucket[]; sort: Sort; desc: boolean; onSort: (sort: Sort, desc: boolean) => void; footer: ReactNode }

export function BucketTable({ buckets, sort, desc, onSort, footer }: Props) {
  const navigate = useNavigate()
  const [active, setActive] = useState<string>()
  const rows = useMemo(() => sorted(buckets, sort, desc), [buckets, sort, desc])
  const rowKey = useCallback((i: number) => rows[i]?.name ?? i, [rows])
  const gridColumns = columns.map(({ id, name, width, numeric }): GridColumn => {
    const current = id === sort
    return {
      id,
      width,
      ...(numeric ? { numeric } : {}),
      sort: current ? (desc ? 'descending' : 'ascending') : undefined,
      header: (
        <button type="button" onClick={() => onSort(id, current ? !desc : id !== 'name')}>
          {name} <span aria-hidden>{current ? (desc ? '↓' : '↑') : ''}</span>
        </button>
      ),
    }
  })
  const at = rows.findIndex((b) => b.name === active)
  return (
    <VirtualGrid
      label="Buckets"
      columns={gridColumns}
      count={rows.length}
      rowKey={rowKey}
      active={at >= 0 ? at : undefined}
      onActivate={(i) => setActive(rows[i]?.name)}
      onOpen={(i) => {
        const bucket = rows[i]?.name
        if (bucket !== undefined) void navigate({ to: '/kv/$bucket', params: { bucket } })
      }}
      renderRow={(i) => columns.map((c) => <span key={c.id}>{c.cell(rows[i]!)}</span>)} // the grid asks only for rows below count
      footer={footer}
      minWidth={1190}
    />
  )
}

function sorted(buckets: Bucket[], sort: Sort, desc: boolean): Bucket[] {
  const { value } = columns.find((c) => c.id === sort)! // every sort is a column
  const sign = desc ? -1 : 1
  return buckets.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)]
    return x === y ? (a.name < b.name ? -1 : 1) : sign * (x < y ? -1 : 1)
  })
}
