import { expect, test } from 'vitest'
import { foreseen, foreseenAttach, type AccountFacts, type ConsumerFacts, type StreamFacts } from './foreseen.ts'
import { defaultRule, type Rule } from './rule.ts'
import { attachWarnings, outsideWords, warnings } from './warnings.ts'

const stream = (config: Partial<StreamFacts['config']> = {}, more: Partial<StreamFacts> = {}): StreamFacts => ({
  name: 'ORDERS',
  config: { subjects: ['orders.>'], retention: 'limits', num_replicas: 1, sealed: false, ...config },
  state: { last_seq: 10n },
  sources: [],
  ...more,
})
const consumer = (name: string, config: Partial<ConsumerFacts['config']> = {}): ConsumerFacts => ({
  name,
  config: { filters: [], priority_groups: [], ack_policy: 'explicit', ...config },
})
const queue = stream({ retention: 'workqueue' })

type Case = { rule?: Partial<Rule>; stream?: StreamFacts; consumers?: ConsumerFacts[]; account?: AccountFacts }
const messages = ({ rule = {}, stream: s = stream(), consumers = [], account }: Case) =>
  foreseen({ rule: { ...defaultRule, ...rule }, stream: s, consumers, account }).map((r) => [r.field, r.message])

const cases: [string, Case, [string | undefined, string][]][] = [
  ['nothing', { consumers: [consumer('worker')] }, []],
  [
    'a stream without leader',
    { stream: stream({}, { cluster: {} }) },
    [[undefined, 'ORDERS has no leader now: no consumer can be used']],
  ],
  [
    'a work queue from the last message without acks',
    { stream: queue, rule: { deliver: { from: 'last' }, ack: 'none' } },
    [
      ['deliver', 'A work queue can only be read from its beginning'],
      ['ack', 'A work queue needs every message acknowledged by itself'],
    ],
  ],
  [
    'a work queue that has its consumer',
    { stream: queue, consumers: [consumer('worker')] },
    [['filter', 'A work queue gives each message to one consumer, and worker takes every subject']],
  ],
  [
    'overlapping filters on a work queue',
    {
      stream: queue,
      rule: { filters: ['orders.eu.*'] },
      consumers: [consumer('eu', { filters: ['orders.eu.>'] }), consumer('us', { filters: ['orders.us.>'] })],
    },
    [['filter', 'A work queue gives each message to one consumer, and eu takes orders.eu.>']],
  ],
  [
    'filters side by side on a work queue',
    { stream: queue, rule: { filters: ['orders.eu'] }, consumers: [consumer('us', { filters: ['orders.us'] })] },
    [],
  ],
  [
    'a name that is taken',
    { rule: { durable: 'worker' }, consumers: [consumer('worker')] },
    [['name', 'There is a consumer worker already']],
  ],
  [
    'as many consumers as the stream may have',
    { stream: stream({ max_consumers: 2 }), consumers: [consumer('a'), consumer('b')] },
    [[undefined, 'ORDERS allows 2 consumers on it, and there are a and b']],
  ],
  [
    'as many consumers as the account allows',
    { account: { limits: { max_consumers: 1 }, tiers: [] }, consumers: [consumer('a')] },
    [[undefined, 'The account allows 1 consumer on a stream, and there is a']],
  ],
  [
    'the limit of its tier',
    {
      account: { limits: {}, tiers: [{ name: 'R1', limits: { max_consumers: 4 } }] },
      consumers: ['a', 'b', 'c', 'd', 'e'].map((n) => consumer(n)),
    },
    [[undefined, 'The account allows 4 consumers on a stream, and there are a, b, c and 2 more']],
  ],
  [
    'limits for consumers',
    { stream: stream({ consumer_limits: { max_ack_pending: 50, inactive_threshold_ms: 30_000 } }) },
    [
      ['pending', 'At most 50 messages may wait for an ack here'],
      ['idle', 'ORDERS removes consumers that are idle for 30s'],
    ],
  ],
  [
    'limits for consumers that do not apply',
    {
      stream: stream({ consumer_limits: { max_ack_pending: 50, inactive_threshold_ms: 30_000 } }),
      rule: { ack: 'none', durable: 'd', keep: true },
    },
    [],
  ],
]
test.each(cases)('%s', (_, c, expected) => expect(messages(c)).toEqual(expected))

test('who is in the way can be attached to, unless nothing can be pulled from it', () => {
  const consumers = [consumer('pull', { filters: ['a'] }), consumer('push', { deliver_subject: 'to.me', filters: ['b'] })]
  const [refusal] = foreseen({ rule: defaultRule, stream: queue, consumers })
  expect(refusal?.inTheWay).toEqual([
    { name: 'pull' },
    { name: 'push', cannotAttach: 'A push consumer sends to to.me by itself: nothing can be pulled from it' },
  ])
})

test('attaching', () => {
  const consumers = [consumer('pull'), consumer('push', { deliver_subject: 'x' }), consumer('group', { priority_groups: ['g'] })]
  const message = (name: string, known = true) => foreseenAttach(name, stream(), consumers, known)?.message
  expect(message('pull')).toBeUndefined()
  expect(message('gone')).toBe('The stream has no consumer gone (any more)')
  expect(message('gone', false)).toBeUndefined()
  expect(message('push')).toMatch(/^push: A push consumer sends to x/)
  expect(message('group')).toMatch(/^group: It has priority groups/)
  expect(foreseenAttach('pull', stream({}, { cluster: {} }), consumers, true)?.message).toMatch(/no leader/)
})

const warned: [Partial<Rule>, StreamFacts, RegExp[]][] = [
  [{}, stream(), []],
  [{}, queue, [/ack or a term removes the message from the stream\.$/]],
  [{ maxDeliver: 3 }, queue, [/given up stays, and nobody gets it any more/]],
  [{}, stream({ retention: 'workqueue', sealed: true }), [/sealed as it is/, /no new message/]],
  [{}, stream({ retention: 'workqueue' }, { mirror: { name: 'ORIGIN' } }), [/this copy; ORIGIN keeps its own/]],
  [{}, stream({ retention: 'interest' }), [/^While the desk is open, the stream keeps every message/]],
  [{ durable: 'd', keep: true }, stream({ retention: 'interest' }), [/^As long as the consumer exists/]],
  [{ ack: 'none' }, stream({ retention: 'interest' }), [/counts as acknowledged when it is delivered/]],
  [{ ack: 'all' }, stream(), [/acknowledges every one delivered before it/]],
  [{ deliver: { from: 'time', time: '2030-01-01T00:00:00Z' } }, stream(), [/still to come.*starts with the next message/]],
  [{ replay: 'original', headersOnly: true }, stream(), [/takes an hour/, /Nats-Msg-Size/]],
  [{ durable: 'd', keep: true }, stream({ consumer_limits: { inactive_threshold_ms: 30_000 } }), [/idle for 30s/]],
]
test.each(warned)('warns of %o', (rule, s, expected) => {
  const said = warnings({ ...defaultRule, ...rule }, s, Date.parse('2026-01-01T00:00:00Z'))
  expect(said).toHaveLength(expected.length)
  expected.forEach((words, i) => expect(said[i]).toMatch(words))
})

test.each<[string[], StreamFacts, string[]]>([
  [['orders.eu', 'other'], stream(), ['Nothing new can match other: ORDERS listens on orders.>.']],
  [['orders.eu'], stream(), []],
  [['other'], stream({}, { sources: [{}] }), []],
  [['other'], stream({ subject_transform: true }), []],
])('filters outside of the stream: %o', (filters, s, expected) => {
  expect(outsideWords({ ...defaultRule, filters }, s)).toEqual(expected)
})

test('attaching takes messages from workers, and says what an ack does', () => {
  const words = (s: StreamFacts, ack_policy = 'explicit') =>
    attachWarnings({ ...consumer('w', { ack_policy }), num_waiting: 2 }, s).join(' ')
  expect(words(stream())).toBe('Messages are taken from its workers: what the desk holds, they do not get.')
  expect(words(queue)).toContain('removes the message from the stream')
  expect(words(stream(), 'all')).toContain('acknowledges every message delivered before it too, also what its workers still hold')
  expect(words(stream(), 'none')).toContain('gone for its workers')
})
