import { Link } from '@tanstack/react-router'
import { Time } from '~/components/shared/Time.tsx'
import type { SortedColumn } from '~/components/table/SortedGrid.tsx'
import { count } from '~/lib/format.ts'
import type { consumerSorts } from '~/lib/search.ts'
import type { Consumer } from '~/nats/consumers.ts'
import { LastActive } from './LastActive.tsx'
import { stateWords, type Trouble } from './stuck.ts'
import { kindOf } from './words.ts'

export type Sort = (typeof consumerSorts)[number]

/** A consumer with what is wrong with it, found once for filtering, sorting and showing. */
export type ConsumerLine = { consumer: Consumer; troubles: Trouble[] }

const sinceEpoch = (at: string | undefined) => (at ? Date.parse(at) : 0)

/** Trouble first, the worse the further up; then by name of the state. */
const urgency = ({ consumer, troubles: [worst] }: ConsumerLine) =>
  `${worst ? (worst.level === 'danger' ? 0 : 1) : 2}${stateWords(consumer, worst ? [worst] : [])}`

/** The columns where rows of several streams are shown. */
export const columnsOfAll: SortedColumn<ConsumerLine, Sort>[] = [
  {
    id: 'stream',
    name: 'Stream',
    width: 'minmax(95px, 1fr)',
    value: ({ consumer: c }) => c.stream,
    rises: true,
    cell: ({ consumer: c }) => (
      <Link to="/streams/$stream" params={{ stream: c.stream }} className="mono">
        {c.stream}
      </Link>
    ),
  },
  {
    id: 'name',
    name: 'Name',
    width: 'minmax(115px, 1.2fr)',
    value: ({ consumer: c }) => c.name,
    rises: true,
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
  { id: 'state', name: 'State', width: 'minmax(175px, 1.2fr)', value: urgency, rises: true, cell: (line) => <State {...line} /> },
  {
    id: 'pending',
    name: 'Unprocessed',
    width: '112px',
    numeric: true,
    value: ({ consumer: c }) => c.num_pending,
    cell: ({ consumer: c }) => count(c.num_pending),
  },
  {
    id: 'ackPending',
    name: 'Ack pending',
    width: '106px',
    numeric: true,
    value: ({ consumer: c }) => c.num_ack_pending,
    cell: ({ consumer: c }) => <AckPending consumer={c} />,
  },
  {
    id: 'redelivered',
    name: 'Redelivered',
    width: '104px',
    numeric: true,
    value: ({ consumer: c }) => c.num_redelivered,
    cell: ({ consumer: c }) => count(c.num_redelivered),
  },
  {
    id: 'waiting',
    name: 'Waiting',
    width: '78px',
    numeric: true,
    value: ({ consumer: c }) => (c.config.deliver_subject ? -1 : c.num_waiting),
    cell: ({ consumer: c }) => (c.config.deliver_subject ? <span className="dim">–</span> : count(c.num_waiting)),
  },
  {
    id: 'delivered',
    name: 'Last delivery',
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
    name: 'Last ack',
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
    name: 'Filters',
    width: 'minmax(80px, 1fr)',
    value: ({ consumer: c }) => c.config.filters.join(' '),
    rises: true,
    cell: ({ consumer: c }) => (
      <span className="mono dim" title={c.config.filters.join('\n')}>
        {filterText(c.config.filters)}
      </span>
    ),
  },
  {
    id: 'kind',
    name: 'Kind',
    width: '105px',
    value: ({ consumer: c }) => kindOf(c.config),
    rises: true,
    cell: ({ consumer: c }) => <span className="dim">{kindOf(c.config)}</span>,
  },
]

/** The columns where all rows are of one stream. */
export const columnsOfOne = columnsOfAll.slice(1)

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
