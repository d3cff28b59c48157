import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { originWords, Size } from '~/components/kv/BucketTable.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { useObjectCount } from '~/hooks/objects.ts'
import { count, duration } from '~/lib/format.ts'
import type { objectBucketSorts } from '~/lib/search.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

type Sort = (typeof objectBucketSorts)[number]

type Column = {
  id: Sort | 'objects'
  name: string
  width: string
  numeric?: boolean
  /** What it is sorted by; without it, it cannot be. */
  value?: (b: ObjBucket) => string | number
  cell: (b: ObjBucket) => ReactNode
}

const none = <span className="dim">none</span>

const columns: Column[] = [
  {
    id: 'name',
    name: 'Name',
    width: 'minmax(180px, 1.5fr)',
    value: (b) => b.name,
    cell: (b) => (
      <>
        <Link to="/objects/$bucket" params={{ bucket: b.name }} className="mono" title={b.description ?? b.name}>
          {b.name}
        </Link>
        {originWords(b) && <span className="dim"> {originWords(b)}</span>}
      </>
    ),
  },
  { id: 'objects', name: 'Objects', width: '90px', numeric: true, cell: (b) => <Objects bucket={b} /> },
  { id: 'bytes', name: 'Size', width: '215px', numeric: true, value: (b) => b.bytes, cell: (b) => <Size bucket={b} /> },
  { id: 'storage', name: 'Storage', width: '90px', value: (b) => b.storage, cell: (b) => b.storage },
  { id: 'replicas', name: 'Replicas', width: '80px', numeric: true, value: (b) => b.num_replicas, cell: (b) => b.num_replicas },
  {
    id: 'ttl',
    name: 'TTL',
    width: '90px',
    numeric: true,
    value: (b) => b.ttl_ms ?? Infinity,
    cell: (b) => (b.ttl_ms === undefined ? none : duration(b.ttl_ms)),
  },
  {
    id: 'sealed',
    name: 'Sealed',
    width: '80px',
    value: (b) => (b.sealed ? 1 : 0),
    cell: (b) => (b.sealed ? 'sealed' : <span className="dim">no</span>),
  },
  {
    id: 'compression',
    name: 'Compression',
    width: '110px',
    value: (b) => (b.compression ? 1 : 0),
    cell: (b) => (b.compression ? 's2' : none),
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

/** Fetched for the rows that are drawn. */
function Objects({ bucket }: { bucket: ObjBucket }) {
  const { data, error } = useObjectCount(bucket)
  if (data === undefined) return <span className="dim">{error ? 'not known' : '…'}</span>
  return <span title="Names of objects, deleted ones included">{count(data)}</span>
}

type Props = { buckets: ObjBucket[]; sort: Sort; desc: boolean; onSort: (sort: Sort, desc: boolean) => void; footer: ReactNode }

export function ObjectBucketTable({ buckets, sort, desc, onSort, footer }: Props) {
  const navigate = useNavigate()
  const [active, setActive] = useState<string>()
  const rows = useMemo(() => sorted(buckets, sort, desc), [buckets, sort, desc])
  const rowKey = useCallback((i: number) => rows[i]?.name ?? i, [rows])
  const gridColumns = columns.map(({ id, name, width, numeric }): GridColumn => {
    if (id === 'objects') return { id, width, numeric: true, header: name }
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
        if (bucket !== undefined) void navigate({ to: '/objects/$bucket', params: { bucket } })
      }}
      renderRow={(i) => columns.map((c) => <span key={c.id}>{c.cell(rows[i]!)}</span>)} // the grid asks only for rows below count
      footer={footer}
      minWidth={1170}
    />
  )
}

function sorted(buckets: ObjBucket[], sort: Sort, desc: boolean): ObjBucket[] {
  const value = columns.find((c) => c.id === sort)!.value! // every sort is a column that has one
  const sign = desc ? -1 : 1
  return buckets.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)]
    return x === y ? (a.name < b.name ? -1 : 1) : sign * (x < y ? -1 : 1)
  })
}
