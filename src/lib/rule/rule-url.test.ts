import { expect, test } from 'vitest'
import { z } from 'zod/mini'
import { parseSearch, replaySearch, stringifySearch, type ReplaySearch } from '../search.ts'
import { draftFrom, readDraft } from './draft.ts'
import { defaultRule, type Rule } from './rule.ts'
import { addressOf, draftOf } from './rule-url.ts'

const rule = (change: Partial<Rule>): Rule => ({ ...defaultRule, ...change })
const { maxAckPending: _, ...unlimited } = defaultRule
const ruleOf = (search: ReplaySearch) => {
  const read = readDraft(draftOf(search))
  return 'rule' in read ? read.rule : undefined
}

const rules: [string, Rule][] = [
  ['', defaultRule],
  ['?deliver=last', rule({ deliver: { from: 'last' } })],
  ['?deliver=last_per_subject&filter=a.%3E%2Cb', rule({ deliver: { from: 'last_per_subject' }, filters: ['a.>', 'b'] })],
  ['?deliver=seq&seq=9007199254740993', rule({ deliver: { from: 'seq', seq: 9007199254740993n } })],
  [
    '?deliver=time&time=2026-01-02T03%3A04%3A05.123456789Z',
    rule({ deliver: { from: 'time', time: '2026-01-02T03:04:05.123456789Z' } }),
  ],
  ['?deliver=new&replay=original&ack=all', rule({ deliver: { from: 'new' }, replay: 'original', ack: 'all' })],
  ['?ack=none&headers=true', rule({ ack: 'none', headersOnly: true })],
  [
    '?wait=500ms&pending=5&max=3&backoff=1s%2C1m30s',
    rule({ ackWaitMs: 500, maxAckPending: 5, maxDeliver: 3, backoffMs: [1000, 90_000] }),
  ],
  ['?pending=unlimited', unlimited],
  ['?name=desk&idle=5m', rule({ durable: 'desk', inactiveMs: 300_000 })],
  ['?name=desk&keep=true', rule({ durable: 'desk', keep: true })],
]

test.each(rules)('%s', (address, r) => {
  expect(stringifySearch(addressOf(draftFrom(r)))).toBe(address)
  expect(ruleOf(z.parse(replaySearch, parseSearch(address)))).toEqual(r)
})

test('nonsense is dropped, and then is as always', () => {
  const address =
    '?deliver=somewhere&wait=soon&pending=-1&max=x&backoff=1s,never&ack=maybe&idle=forever&headers=perhaps&keep=true'
  expect(ruleOf(z.parse(replaySearch, parseSearch(address)))).toEqual(defaultRule)
})

test('what a link lacks is not made up: it stands in the form as missing', () => {
  const lacking = (search: object) => readDraft(draftOf(z.parse(replaySearch, search)))
  expect(ruleOf({ deliver: 'seq' })).toBeUndefined()
  expect(lacking({ deliver: 'seq' })).toMatchObject({ problems: { seq: 'Enter a sequence' }, soFar: { ackWaitMs: 30_000 } })
  expect(lacking({ deliver: 'time', time: 'yesterday' })).toMatchObject({ problems: { time: 'Enter a time' } })
  expect(lacking({ name: '' })).toEqual({ problems: { name: 'A durable needs a name' } })
})

test('what is typed wrong is said, and stays out of the address', () => {
  const draft = {
    ...draftFrom(defaultRule),
    deliver: 'seq',
    seq: 'x',
    wait: 'soon',
    pending: 'many',
    max: '1.5',
    backoff: '1s, x',
    idle: '',
  } as const
  const read = readDraft(draft)
  expect('problems' in read && Object.keys(read.problems).sort()).toEqual(['backoff', 'idle', 'max', 'pending', 'seq', 'wait'])
  expect(addressOf(draft)).toEqual({ deliver: 'seq' })
})

test('numbers as people copy them; a time ago is fixed', () => {
  const now = Date.parse('2026-11-25T12:00:00Z')
  const draft = {
    ...draftFrom(defaultRule),
    deliver: 'time',
    time: '15m',
    pending: '2,000',
    wait: '45',
    idle: '1.5w',
    backoff: '1s,, 5s',
  } as const
  expect(addressOf(draft, now)).toEqual({
    deliver: 'time',
    time: '2026-11-25T11:45:00.000Z',
    pending: '2000',
    wait: '45s',
    idle: '10d12h',
    backoff: '1s,5s',
  })
  expect(addressOf({ ...draftFrom(defaultRule), pending: 'unlimited' })).toEqual({ pending: 'unlimited' })
  expect(readDraft(draft, now)).toMatchObject({
    rule: { deliver: { from: 'time', time: '2026-11-25T11:45:00.000Z' }, maxAckPending: 2000, ackWaitMs: 45_000 },
  })
})
