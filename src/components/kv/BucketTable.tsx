import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { SortedGrid, type SortedColumn } from '~/components/table/SortedGrid.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { originWords } from '~/components/buckets/bucket-words.ts'
import { Size } from '~/components/buckets/Size.tsx'
import { count, duration } from '~/lib/format.ts'
import type { bucketSorts } from '~/lib/search.ts'
import type { Bucket } from '~/nats/kv-types.ts'

type Sort = (typeof bucketSorts)[number]

const columns: SortedColumn<Bucket, Sort>[] = [
  {
    id: 'name',
    name: 'Name',
    width: 'minmax(180px, 1.5fr)',
    value: (b) => b.name,
    rises: true,
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

type Props = { buckets: Bucket[]; sort: Sort; desc: boolean; onSort: (sort: Sort, desc: boolean) => void; footer: ReactNode }

export function BucketTable({ buckets, ...rest }: Props) {
  const navigate = useNavigate()
  return (
    <SortedGrid
      label="Buckets"
      columns={columns}
      items={buckets}
      idOf={nameOf}
      onOpen={({ name }) => void navigate({ to: '/kv/$bucket', params: { bucket: name } })}
      minWidth={1190}
      {...rest}
    />
  )
}

const nameOf = (b: Bucket) => b.name
