import { expect, test } from 'vitest'
import { attachLines, type Attachable } from './attach-sentence.ts'
import type { StreamFacts } from './foreseen.ts'
import { defaultRule, type Rule } from './rule.ts'
import { ruleLines, type Context, type Found, type Line } from './sentence.ts'

const stream = (config: Partial<StreamFacts['config']> = {}): StreamFacts => ({
  name: 'ORDERS',
  config: { subjects: ['orders.>'], retention: 'limits', num_replicas: 1, sealed: false, ...config },
  state: { last_seq: 90n },
  sources: [],
})
const said = (lead: Line['lead'], change: Partial<Rule>, context: Partial<Context> = {}) =>
  ruleLines({ ...defaultRule, ...change }, { stream: stream(), apiLevel: 5, timeStyle: 'utc', ...context }).find(
    (l) => l.lead === lead,
  )?.text
const found = (seq: bigint, count: number, exact = true): Found => ({
  first: { seq, time: '2026-01-02T03:04:05Z' },
  count,
  exact,
})
const none: Found = { count: 0, exact: true }
const { maxAckPending: _, ...unlimited } = defaultRule

const starts: [Partial<Rule>, Partial<Context>, string][] = [
  [{}, { found: found(7n, 84) }, 'At the first message, sequence 7: 84 messages, then each new one.'],
  [{}, {}, 'At the first message, then each new one.'],
  [{}, { found: none }, 'At the first message: there is none now, so with the next message that is stored.'],
  [
    { filters: ['orders.a.>', 'orders.b'] },
    { found: found(9n, 1) },
    'At the first message of orders.a.>, orders.b, sequence 9: 1 message, then each new one.',
  ],
  [
    { filters: ['orders.a'] },
    { found: none },
    'At the first message of orders.a: there is none now, so with the next message that is stored and matches.',
  ],
  [
    { filters: ['nosuch.>'] },
    { found: none },
    'Never: nothing that is stored matches nosuch.>, and no new one can match as long as ORDERS listens on orders.>.',
  ],
  [
    { filters: ['old.>'] },
    { found: found(9n, 2) },
    'At the first message of old.>, sequence 9: 2 messages, no new one can match as long as ORDERS listens on orders.>.',
  ],
  [
    { filters: ['nosuch'], deliver: { from: 'new' } },
    {},
    'Never: what is stored is left out, and no new one can match as long as ORDERS listens on orders.>.',
  ],
  [{ deliver: { from: 'last' } }, { found: found(90n, 1) }, 'At the last message, sequence 90: 1 message, then each new one.'],
  [
    { deliver: { from: 'last_per_subject' } },
    { found: { count: 3, exact: true } },
    'With the last message of every subject: 3 messages, then each new one.',
  ],
  [
    { deliver: { from: 'last_per_subject' }, filters: ['orders.*'] },
    {},
    'With the last message of every subject in orders.*, then each new one.',
  ],
  [{ deliver: { from: 'new' } }, { found: none }, 'With the next message that is stored; nothing of what is there now.'],
  [
    { deliver: { from: 'seq', seq: 12n } },
    { found: found(14n, 77, false) },
    'At the first message from sequence 12 on, sequence 14: at most 77 messages, then each new one.',
  ],
  [
    { deliver: { from: 'seq', seq: 12n } },
    { found: found(12n, 2) },
    'At the first message from sequence 12 on: 2 messages, then each new one.',
  ],
  [
    { deliver: { from: 'seq', seq: 91n } },
    { found: none },
    'At the first message from sequence 91 on: there is none now, so with the next message that is stored.',
  ],
  [
    { deliver: { from: 'seq', seq: 99n } },
    { found: none },
    'At sequence 99, which is still to come: what is stored until then is left out.',
  ],
  [
    { deliver: { from: 'seq', seq: 99n } },
    { found: none, apiLevel: 0 },
    'Sequence 99 is still to come, and a server before 2.11 does not wait for it: starts with the next message that is stored.',
  ],
  [
    { deliver: { from: 'time', time: '2026-01-02T03:04:05Z' } },
    { found: found(31n, 60) },
    'At the first message at or after 2026-01-02 03:04:05.000Z, sequence 31: 60 messages, then each new one.',
  ],
]
test.each(starts)('starts: %o', (rule, context, text) => expect(said('Starts', rule, context)).toBe(text))

const unacked: [Partial<Rule>, string][] = [
  [{}, 'Delivered again after 30s without an ack, for ever. While 1,000 wait for an ack, no other is delivered.'],
  [{ ack: 'none' }, 'There are no acks: each message is delivered once and never again.'],
  [
    { maxAckPending: 1, maxDeliver: 1 },
    'Delivered once. After 30s without an ack it is given up, and stays in the stream. While 1 waits for an ack, no other is delivered.',
  ],
  [
    { maxDeliver: 4, backoffMs: [1000, 5000, 90_000], maxAckPending: 5 },
    'Delivered again after 1s, 5s, then each time after 1m30s without an ack. After 4 deliveries it is given up, and stays in the stream. While 5 wait for an ack, no other is delivered.',
  ],
]
test.each(unacked)('unacked: %o', (rule, text) => expect(said('Unacked', rule)).toBe(text))

test('unlimited acks pending stop nothing', () => {
  const lines = ruleLines(unlimited, { stream: stream(), apiLevel: 5 })
  expect(lines[1]?.text).toBe('Delivered again after 30s without an ack, for ever.')
})

const kept = { durable: 'desk', keep: true }
const limited = { stream: stream({ consumer_limits: { inactive_threshold_ms: 30_000 } }) }
const lines: [Line['lead'], Partial<Rule>, Partial<Context>, string][] = [
  [
    'Reconnect',
    {},
    {},
    'Goes on where the server left off if it is back within 1m; what is not acked comes again. Later the consumer is gone, and the desk offers to start again after the last message up to which all are acked.',
  ],
  [
    'Reconnect',
    { ack: 'none', durable: 'desk', inactiveMs: 5000 },
    {},
    'Goes on where the server left off if it is back within 5s; what was under way when the connection dropped does not come again. Later the consumer is gone, and the desk offers to start again after the last message received.',
  ],
  [
    'Reconnect',
    { deliver: { from: 'last_per_subject' } },
    {},
    'Goes on where the server left off if it is back within 1m; what is not acked comes again. Later the consumer is gone, and the desk offers to start again by the same rule.',
  ],
  ['Reconnect', kept, {}, 'Goes on where the server left off, however long it takes; what is not acked comes again.'],
  [
    'Closing the tab',
    {},
    {},
    'The consumer is deleted at once; after a crash the server removes it within 1m, or a few ack waits later when messages were in hand.',
  ],
  [
    'Closing the tab',
    { durable: 'desk' },
    {},
    'The desk asks whether desk stays. Without an answer the server removes it after 1m, or a few ack waits later when messages were in hand.',
  ],
  ['Closing the tab', kept, {}, 'desk stays and holds its place.'],
  ['Closing the tab', kept, limited, "desk stays for 30s, the stream's limit."],
  [
    'Closing the tab',
    kept,
    { stream: stream({ retention: 'interest' }) },
    'desk stays and holds its place. Meanwhile the stream keeps every message it has not acked.',
  ],
  [
    'Closing the tab',
    kept,
    { stream: stream({ retention: 'workqueue' }) },
    'desk stays and holds its place. Meanwhile nobody else can be given its messages.',
  ],
  [
    'Tomorrow',
    {},
    {},
    'This link reads from the same start again, with what was acked today: acks are forgotten with the consumer.',
  ],
  ['Tomorrow', { ack: 'none' }, {}, 'This link reads from the same start again.'],
  [
    'Tomorrow',
    { durable: 'desk', deliver: { from: 'last' } },
    {},
    'Unless desk was kept, this link starts by the same rule, with what is last then.',
  ],
  [
    'Tomorrow',
    { deliver: { from: 'new' } },
    {},
    'This link starts with what is new then, and with nothing of what comes in between.',
  ],
  [
    'Tomorrow',
    {},
    { stream: stream({ retention: 'workqueue' }) },
    'This link reads from the beginning again, without what was acked: that is gone from the stream.',
  ],
  [
    'Tomorrow',
    {},
    { stream: stream({ retention: 'interest' }) },
    'This link reads from the same start again as far as the stream still has it, with what was acked today: acks are forgotten with the consumer.',
  ],
  ['Tomorrow', kept, {}, 'The name is taken then: attach to desk to go on where it is. Unacked messages come again.'],
]
test.each(lines)('%s: %o', (lead, rule, context, text) => expect(said(lead, rule, context)).toBe(text))

test('attached, the same five things are about the other consumer', () => {
  const worker: Attachable = {
    name: 'worker',
    config: { ack_policy: 'explicit', ack_wait_ms: 45_000, backoff_ms: [] },
    delivered: { stream_seq: 40n },
    num_pending: 50,
    num_ack_pending: 2,
  }
  expect(attachLines(worker).map((l) => l.text)).toEqual([
    'Goes on where worker is, after sequence 40: 50 messages not delivered yet; 2 more wait for an ack and come again without one.',
    'Goes back to whoever pulls first after 45s without an ack.',
    'Goes on where the consumer is then; what the desk held comes again, to whoever pulls first.',
    'worker stays: leaving never deletes it. What is not acked goes back to its workers within 45s.',
    'This link attaches again, wherever worker has come by then.',
  ])
  const patient = { ...worker, config: { ack_policy: 'explicit', ack_wait_ms: 1000, backoff_ms: [1000, 5000, 90_000] } }
  expect(attachLines(patient)[1]?.text).toBe(
    'Goes back to whoever pulls first after 1s, 5s, then each time after 1m30s without an ack.',
  )
  expect(attachLines(patient)[3]?.text).toBe(
    'worker stays: leaving never deletes it. What is not acked goes back to its workers within 1s of its first delivery, 5s, 1m30s of the following.',
  )
  const mute = {
    ...worker,
    config: { ack_policy: 'none', backoff_ms: [], max_deliver: 3, inactive_threshold_ms: 5000 },
    num_ack_pending: 0,
  }
  expect(attachLines(mute).map((l) => l.text)).toEqual([
    'Goes on where worker is, after sequence 40: 50 messages not delivered yet.',
    'There are no acks: what the desk takes never comes again.',
    'Goes on where the consumer is then; what was under way when the connection dropped does not come again.',
    'worker stays: leaving never deletes it.',
    'This link attaches again, wherever worker has come by then, unless nobody uses it for 5s.',
  ])
})
