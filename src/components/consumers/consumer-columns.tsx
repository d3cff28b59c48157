import { Link } from '@tanstack/react-router'
import { createColumnHelper } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { count } from '~/lib/format.ts'
import type { consumerSorts } from '~/lib/search.ts'
import type { Consumer } from '~/nats/consumers.ts'
import { LastActive } from './LastActive.tsx'
import { stateWords, type Trouble } from './stuck.ts'
import { kindOf } from './words.ts'

export type Sort = (typeof consumerSorts)[number]

/** A consumer with what is wrong with it, found once for filtering, sorting and showing. */
export type ConsumerLine = { consumer: Consumer; troubles: Trouble[] }

type ColumnSpec = {
  id: Sort
  header: string
  width: string
  numeric?: boolean
  /** What it is sorted by. */
  value: (line: ConsumerLine) => string | number
  cell: (line: ConsumerLine) => ReactNode
}

const sinceEpoch = (at: string | undefined) => (at ? Date.parse(at) : 0)

/** Trouble first, the worse the further up; then by name of the state. */
const urgency = ({ consumer, troubles: [worst] }: ConsumerLine) =>
  `${worst ? (worst.level === 'danger' ? 0 : 1) : 2}${stateWords(consumer, worst ? [worst] : [])}`

const specs: ColumnSpec[] = [
  {
    id: 'stream',
    header: 'Stream',
    width: 'minmax(95px, 1fr)',
    value: ({ consumer: c }) => c.stream,
    cell: ({ consumer: c }) => (
      <Link to="/streams/$stream" params={{ stream: c.stream }} className="mono">
        {c.stream}
      </Link>
    ),
  },
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(115px, 1.2fr)',
    value: ({ consumer: c }) => c.name,
    cell: ({ consumer: c }) => (
      <Link
        to="/streams/$stream/consumers/$consumer"
        params={{ stream: c.stream, consumer: c.name }}
        className="mono"
        title={c.config.description ?? c.name}
      >
        {c.name}
      </Link>
    ),
  },
  { id: 'state', header: 'State', width: 'minmax(175px, 1.2fr)', value: urgency, cell: (line) => <State {...line} /> },
  {
    id: 'pending',
    header: 'Unprocessed',
    width: '112px',
    numeric: true,
    value: ({ consumer: c }) => c.num_pending,
    cell: ({ consumer: c }) => count(c.num_pending),
  },
  {
    id: 'ackPending',
    header: 'Ack pending',
    width: '106px',
    numeric: true,
    value: ({ consumer: c }) => c.num_ack_pending,
    cell: ({ consumer: c }) => <AckPending consumer={c} />,
  },
  {
    id: 'redelivered',
    header: 'Redelivered',
    width: '104px',
    numeric: true,
    value: ({ consumer: c }) => c.num_redelivered,
    cell: ({ consumer: c }) => count(c.num_redelivered),
  },
  {
    id: 'waiting',
    header: 'Waiting',
    width: '78px',
    numeric: true,
    value: ({ consumer: c }) => (c.config.deliver_subject ? -1 : c.num_waiting),
    cell: ({ consumer: c }) => (c.config.deliver_subject ? <span className="dim">–</span> : count(c.num_waiting)),
  },
  {
    id: 'delivered',
    header: 'Last delivery',
    width: '104px',
    value: ({ consumer: c }) => sinceEpoch(c.delivered.last_active),
    cell: ({ consumer: c }) => (
      <span className="mono">
        <LastActive pair={c.delivered} short />
      </span>
    ),
  },
  {
    id: 'acked',
    header: 'Last ack',
    width: '104px',
    value: ({ consumer: c }) => sinceEpoch(c.ack_floor.last_active),
    cell: ({ consumer: c }) => (
      <span className="mono">
        <LastActive pair={c.ack_floor} short />
      </span>
    ),
  },
  {
    id: 'filters',
    header: 'Filters',
    width: 'minmax(80px, 1fr)',
    value: ({ consumer: c }) => c.config.filters.join(' '),
    cell: ({ consumer: c }) => (
      <span className="mono dim" title={c.config.filters.join('\n')}>
        {filterText(c.config.filters)}
      </span>
    ),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '105px',
    value: ({ consumer: c }) => kindOf(c.config),
    cell: ({ consumer: c }) => <span className="dim">{kindOf(c.config)}</span>,
  },
]

/** The columns; with the stream's name where rows of several streams are shown. */
export const columnsFor = (withStream: boolean) => (withStream ? all : all.slice(1))
const all = specs

const helper = createColumnHelper<ConsumerLine>()
/** For the table's sorting. */
export const sortColumns = specs.map((s) => helper.accessor(s.value, { id: s.id, header: s.header, sortingFn: sortBy(s) }))

function sortBy({ value }: ColumnSpec) {
  return ({ original: a }: { original: ConsumerLine }, { original: b }: { original: ConsumerLine }) => {
    const [x, y] = [value(a), value(b)]
    return x < y ? -1 : x > y ? 1 : 0
  }
}

function State({ consumer, troubles }: ConsumerLine) {
  const [worst] = troubles
  return (
    <span
      className={worst?.level ?? (consumer.num_pending > 0 ? undefined : 'dim')}
      title={troubles.map((t) => t.sentence).join('\n')}
    >
      {stateWords(consumer, troubles)}
      {worst?.cause === 'paused' && consumer.pause_until && (
        <>
          {' until '}
          <Time at={consumer.pause_until} short />
        </>
      )}
    </span>
  )
}

function AckPending({ consumer: { num_ack_pending, config } }: { consumer: Consumer }) {
  if (config.ack_policy === 'none') return <span className="dim">no acks</span>
  return (
    <>
      {count(num_ack_pending)}{' '}
      <span className="dim">/ {config.max_ack_pending === undefined ? '∞' : count(config.max_ack_pending)}</span>
    </>
  )
}

function filterText([first, ...more]: string[]): string {
  if (first === undefined) return 'all'
  return more.length > 0 ? `${first} +${more.length}` : first
}
