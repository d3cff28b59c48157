import { expect, test } from 'vitest'
import { defaultRule, type Rule } from './rule.ts'
import { durableProblem, ruleProblems } from './rule-problems.ts'

const cases: [Partial<Rule>, object][] = [
  [{}, {}],
  [{ deliver: { from: 'seq', seq: 0n } }, { seq: 'Sequences begin at 1' }],
  [{ filters: ['a..b'] }, { filter: 'a..b: A filter cannot start or end with a dot, nor have two dots in a row' }],
  [
    { filters: ['a.>', 'b', 'a.*'] },
    { filter: 'a.> and a.* overlap: the server refuses filters that could match the same message' },
  ],
  [{ filters: ['a.x', 'a.y'] }, {}],
  [{ ackWaitMs: 0 }, { wait: 'At least 1 ms' }],
  [{ ackWaitMs: 0, ack: 'none' }, {}],
  [{ maxAckPending: 0 }, { pending: 'At least 1; empty is unlimited' }],
  [{ maxDeliver: 0 }, { max: 'At least 1; empty is for ever' }],
  [{ maxDeliver: 5, ack: 'none' }, { max: 'Means nothing without acks: a message is delivered once. Leave it empty' }],
  [{ backoffMs: [1000], ack: 'none' }, { backoff: 'Means nothing without acks: no message is delivered again. Leave it empty' }],
  [{ backoffMs: [1000, 0] }, { backoff: 'Each at least 1 ms' }],
  [
    { backoffMs: [1, 2, 3], maxDeliver: 2 },
    { backoff: '3 pauses for at most 2 deliveries: give fewer, or allow more deliveries' },
  ],
  [{ backoffMs: [1, 2], maxDeliver: 2 }, {}],
  [{ backoffMs: [1, 2] }, {}],
  [{ durable: 'a.b' }, { name: 'A name cannot contain spaces or . * > / \\' }],
  [{ inactiveMs: 999 }, { idle: 'At least 1s: a reconnect takes a moment' }],
  [{ inactiveMs: 0, durable: 'desk', keep: true }, {}],
]

test.each(cases)('%o', (change, problems) => expect(ruleProblems({ ...defaultRule, ...change })).toEqual(problems))

test('names of durables', () => {
  expect(['desk', 'a#b', 'ž', 'x'.repeat(255)].map(durableProblem)).toEqual([undefined, undefined, undefined, undefined])
  for (const name of ['', 'a b', 'a*', 'a>', 'a/b', 'a\\b', 'x'.repeat(256), 'ž'.repeat(128)]) {
    expect(durableProblem(name), name).toBeDefined()
  }
})
