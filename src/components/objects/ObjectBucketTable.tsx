import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { originWords } from '~/components/buckets/bucket-words.ts'
import { Size } from '~/components/buckets/Size.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { SortedGrid, type SortedColumn } from '~/components/table/SortedGrid.tsx'
import { useObjectCount } from '~/hooks/objects.ts'
import { count, duration } from '~/lib/format.ts'
import type { objectBucketSorts } from '~/lib/search.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

type Sort = (typeof objectBucketSorts)[number]

const none = <span className="dim">none</span>

const columns: SortedColumn<ObjBucket, Sort | 'objects'>[] = [
  {
    id: 'name',
    name: 'Name',
    width: 'minmax(180px, 1.5fr)',
    value: (b) => b.name,
    rises: true,
    cell: (b) => (
      <>
        <Link to="/objects/$bucket" params={{ bucket: b.name }} className="mono" title={b.description ?? b.name}>
          {b.name}
        </Link>
        {originWords(b) && <span className="dim"> {originWords(b)}</span>}
      </>
    ),
  },
  { id: 'objects', name: 'Names', width: '90px', numeric: true, cell: (b) => <Objects bucket={b} /> },
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

export function ObjectBucketTable({ buckets, sort, onSort, ...rest }: Props) {
  const navigate = useNavigate()
  return (
    <SortedGrid
      label="Buckets"
      columns={columns}
      items={buckets}
      idOf={nameOf}
      sort={sort}
      onSort={(id, desc) => id !== 'objects' && onSort(id, desc)} // how many there are is known of the rows on screen alone
      onOpen={({ name }) => void navigate({ to: '/objects/$bucket', params: { bucket: name } })}
      minWidth={1170}
      {...rest}
    />
  )
}

const nameOf = (b: ObjBucket) => b.name
