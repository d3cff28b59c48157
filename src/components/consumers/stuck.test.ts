import { expect, test } from 'vitest'
import type { Consumer, ConsumerConfig } from '~/nats/consumers.ts'
import { stateWords, troubles, type Facts } from './stuck.ts'

const seen_at = '2026-03-10T12:00:00Z'
const before = (seconds: number) => new Date(Date.parse(seen_at) - seconds * 1000).toISOString()

type Change = Partial<Omit<Consumer, 'config'>> & { config?: Partial<ConsumerConfig> }

/** A pull consumer that is at work and well, but for what the case changes. */
function consumer({ config, ...rest }: Change = {}): Consumer {
  return {
    stream: 'S',
    name: 'c',
    created: before(3600),
    delivered: { consumer_seq: 50, stream_seq: 50n, last_active: before(1) },
    ack_floor: { consumer_seq: 50, stream_seq: 50n, last_active: before(1) },
    num_ack_pending: 0,
    num_redelivered: 0,
    num_waiting: 1,
    num_pending: 0,
    push_bound: false,
    paused: false,
    priority_groups: [],
    seen_at,
    ...rest,
    config: {
      name: 'c',
      durable: true,
      deliver_policy: 'all',
      ack_policy: 'explicit',
      ack_wait_ms: 30_000,
      backoff_ms: [],
      filters: [],
      replay_policy: 'instant',
      max_ack_pending: 1000,
      headers_only: false,
      num_replicas: 0,
      mem_storage: false,
      priority_policy: 'none',
      priority_groups: [],
      ...config,
    },
  }
}

const idle = { delivered: { consumer_seq: 50, stream_seq: 50n, last_active: before(60) } }
const never = { delivered: { consumer_seq: 0, stream_seq: 0n }, ack_floor: { consumer_seq: 0, stream_seq: 0n } }
const full = { num_ack_pending: 1000, ack_floor: { consumer_seq: 2, stream_seq: 2n, last_active: before(60) } }

const cases: [string, Change, string[], Partial<Facts>?][] = [
  ['at work', { num_pending: 9 }, []],
  ['caught up', {}, []],
  ['no leader', { cluster: { name: 'C', replicas: [] } }, ['danger no-leader']],
  ['led', { cluster: { name: 'C', leader: 'n1', replicas: [] } }, []],
  ['paused, and so not pulled', { paused: true, num_pending: 5, num_waiting: 0, ...idle }, ['attention paused']],
  ['acks at the limit, none comes', full, ['danger ack-limit']],
  [
    'acks at the limit, but they come',
    { ...full, ack_floor: { consumer_seq: 2, stream_seq: 2n, last_active: before(1) } },
    ['attention ack-limit'],
  ],
  ['one below the limit', { ...full, num_ack_pending: 999 }, []],
  ['no limit of acks', { ...full, config: { max_ack_pending: undefined as unknown as number } }, []],
  ['nobody ever pulled', { num_pending: 1, num_waiting: 0, ...never }, ['danger nobody-pulls']],
  ['nobody pulls any more', { num_pending: 1, num_waiting: 0, ...idle }, ['danger nobody-pulls']],
  ['between two pulls', { num_pending: 1, num_waiting: 0 }, []],
  [
    'a worker is busy with what it holds',
    { num_pending: 1, num_waiting: 0, num_ack_pending: 1, delivered: { ...idle.delivered, last_active: before(20) } },
    [],
  ],
  ['nothing to pull', { num_waiting: 0, ...idle }, []],
  ['push, bound', { config: { deliver_subject: 'd' }, push_bound: true, num_pending: 4, num_waiting: 0, ...idle }, []],
  ['push, not bound', { config: { deliver_subject: 'd' }, num_pending: 4, num_waiting: 0, ...idle }, ['danger not-bound']],
  ['push, not bound, nothing to deliver', { config: { deliver_subject: 'd' }, ...idle }, []],
  ['redelivered without end', { num_redelivered: 1, num_ack_pending: 1 }, ['attention comes-back']],
  ['redelivered with an end', { num_redelivered: 1, num_ack_pending: 1, config: { max_deliver: 5 } }, []],
  ['given up', { config: { max_deliver: 2 }, ack_floor: { consumer_seq: 3, stream_seq: 3n } }, ['attention given-up']],
  [
    'floor behind while acks are pending',
    { config: { max_deliver: 2 }, num_ack_pending: 1, ack_floor: { consumer_seq: 3, stream_seq: 3n } },
    [],
  ],
  ['filter outside the stream', { config: { filters: ['x.>'] } }, ['danger no-match'], { subjects: ['s.>'] }],
  ['filter within the stream', { config: { filters: ['s.a'] } }, [], { subjects: ['s.>'] }],
  ['a mirror has no subjects', { config: { filters: ['x.>'] } }, [], { subjects: [] }],
  [
    'nothing matched so far',
    { config: { filters: ['s.A'] }, ...never },
    ['attention no-match'],
    { subjects: ['s.>'], matches: false },
  ],
  ['what matched is gone', { config: { filters: ['s.a'] } }, [], { subjects: ['s.>'], matches: false }],
  [
    'several at once: what stops it all comes first',
    { ...full, num_redelivered: 3, num_pending: 7, num_waiting: 0, ...idle },
    ['danger ack-limit', 'danger nobody-pulls', 'attention comes-back'],
  ],
]

test.each(cases)('%s', (_, change, expected, facts = {}) => {
  expect(troubles({ consumer: consumer(change), ...facts }).map((t) => `${t.level} ${t.cause}`)).toEqual(expected)
})

test('the sentence names the message, and the remedy leads to it', () => {
  const [t] = troubles({ consumer: consumer({ num_redelivered: 2, num_ack_pending: 2 }), unacked: 9_007_199_254_740_993n })
  expect(t?.sentence).toContain('The first that is not acknowledged is sequence 9,007,199,254,740,993')
  expect(t?.remedies).toEqual([{ to: 'message', seq: 9_007_199_254_740_993n }, { to: 'attach' }])
  expect(t?.fix).toContain('Term')
})

test('at the limit of acks it offers to let more be held, and not to attach: that would get nothing', () => {
  const facts = { consumer: consumer({ ...full, num_redelivered: 3, num_pending: 7, num_waiting: 0, ...idle }), unacked: 3n }
  expect(troubles(facts).map((t) => t.remedies.map((r) => r.to))).toEqual([['edit', 'message'], [], ['message', 'edit']])
  expect(troubles(facts).some((t) => t.fix.toLowerCase().includes('attach'))).toBe(false)
})

test('one line for a table', () => {
  const line = (c: Consumer) => stateWords(c, troubles({ consumer: c }))
  expect(line(consumer())).toBe('caught up')
  expect(line(consumer({ num_pending: 3 }))).toBe('working')
  expect(line(consumer({ num_ack_pending: 3 }))).toBe('waiting for acks')
  expect(line(consumer({ num_pending: 3, num_waiting: 0, ...never }))).toBe('stuck: nobody is pulling')
  expect(line(consumer(never))).toBe('nothing delivered yet')
  expect(line(consumer({ paused: true }))).toBe('paused')
})
