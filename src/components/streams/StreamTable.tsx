import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { SortedGrid, type SortedColumn } from '~/components/table/SortedGrid.tsx'
import { bytes, count, rate } from '~/lib/format.ts'
import type { streamSorts } from '~/lib/search.ts'
import type { Stream } from '~/nats/types.ts'

type Sort = (typeof streamSorts)[number]
type StreamWithRate = Stream & { rate: number | undefined }

const columns: SortedColumn<StreamWithRate, Sort | 'listens' | 'kind'>[] = [
  {
    id: 'name',
    name: 'Name',
    width: 'minmax(160px, 1.4fr)',
    value: (s) => s.name,
    rises: true,
    cell: (s) => (
      <Link to="/streams/$stream" params={{ stream: s.name }} className="mono" title={s.config.description ?? s.name}>
        {s.name}
      </Link>
    ),
  },
  {
    id: 'listens',
    name: 'Listens on',
    width: 'minmax(124px, 1.6fr)',
    cell: (s) => (
      <span className="mono dim" title={s.config.subjects.join('\n')}>
        {listensOn(s)}
      </span>
    ),
  },
  {
    id: 'subjects',
    name: 'Subjects',
    width: '84px',
    numeric: true,
    value: (s) => s.state.num_subjects,
    cell: (s) => count(s.state.num_subjects),
  },
  {
    id: 'messages',
    name: 'Messages',
    width: '118px',
    numeric: true,
    value: (s) => s.state.messages,
    cell: (s) => count(s.state.messages),
  },
  {
    id: 'bytes',
    name: 'Size',
    width: '86px',
    numeric: true,
    value: (s) => s.state.bytes,
    cell: (s) => <span title={`${count(s.state.bytes)} bytes`}>{bytes(s.state.bytes)}</span>,
  },
  {
    id: 'consumers',
    name: 'Consumers',
    width: '92px',
    numeric: true,
    value: (s) => s.state.consumer_count,
    cell: (s) => count(s.state.consumer_count),
  },
  {
    id: 'last',
    name: 'Last message',
    width: '218px',
    value: (s) => Date.parse(s.state.last_ts),
    cell: (s) => (
      <span className="mono">
        <Time at={s.state.last_ts} digits={0} />
      </span>
    ),
  },
  {
    id: 'rate',
    name: 'Rate',
    width: '72px',
    numeric: true,
    value: (s) => s.rate ?? -1,
    cell: (s) => (s.rate === undefined ? <span className="dim">–</span> : rate(s.rate)),
  },
  {
    id: 'kind',
    name: 'Kind',
    width: 'minmax(122px, 190px)',
    cell: (s) => (
      <span className="dim" title={kind(s)}>
        {kind(s)}
      </span>
    ),
  },
]

const nameOf = (s: StreamWithRate) => s.name

type Props = {
  streams: Stream[]
  rates: Map<string, number>
  sort: Sort
  desc: boolean
  onSort: (sort: Sort, desc: boolean) => void
  footer: ReactNode
}

export function StreamTable({ streams, rates, sort, onSort, ...rest }: Props) {
  const navigate = useNavigate()
  const items = useMemo(() => streams.map((s): StreamWithRate => ({ ...s, rate: rates.get(s.name) })), [streams, rates])
  return (
    <SortedGrid
      label="Streams"
      columns={columns}
      items={items}
      idOf={nameOf}
      sort={sort}
      onSort={(id, desc) => id !== 'listens' && id !== 'kind' && onSort(id, desc)} // they have no button
      onOpen={({ name }) => void navigate({ to: '/streams/$stream', params: { stream: name } })}
      minWidth={1076}
      {...rest}
    />
  )
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
