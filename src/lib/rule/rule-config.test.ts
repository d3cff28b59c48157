import { expect, test } from 'vitest'
import { stringifyJson } from '../json.ts'
import { defaultRule, type Rule } from './rule.ts'
import { configOf } from './rule-config.ts'

const config = (change: Partial<Rule>) => configOf({ ...defaultRule, ...change }, 'ws-1')

const always = {
  name: 'ws-1',
  description: 'Windsock replay desk',
  metadata: { windsock: 'desk' },
  deliver_policy: 'all',
  replay_policy: 'instant',
  ack_policy: 'explicit',
  ack_wait: 30e9,
  max_ack_pending: 1000,
  inactive_threshold: 60e9,
}

test('what a rule is on the wire', () => {
  expect(config({})).toEqual(always)
  expect(config({ filters: ['a.>'] })).toEqual({ ...always, filter_subject: 'a.>' })
  expect(config({ filters: ['a', 'b'] })).toEqual({ ...always, filter_subjects: ['a', 'b'] })
  expect(config({ deliver: { from: 'last_per_subject' } })).toEqual({
    ...always,
    deliver_policy: 'last_per_subject',
    filter_subject: '>',
  })
  expect(config({ deliver: { from: 'time', time: '2026-01-02T03:04:05Z' } })).toEqual({
    ...always,
    deliver_policy: 'by_start_time',
    opt_start_time: '2026-01-02T03:04:05Z',
  })
  expect(config({ backoffMs: [1000, 5000], maxDeliver: 4, headersOnly: true, replay: 'original' })).toEqual({
    ...always,
    ack_wait: 1e9,
    backoff: [1e9, 5e9],
    max_deliver: 4,
    headers_only: true,
    replay_policy: 'original',
  })
})

test('unlimited is said, since absent would be 1,000', () => {
  const { maxAckPending: _, ...rule } = defaultRule
  expect(configOf(rule, 'ws-1')).toEqual({ ...always, max_ack_pending: -1 })
})

test('without acks nothing about acks is sent', () => {
  const { ack_wait: _, max_ack_pending: __, ...rest } = always
  expect(config({ ack: 'none' })).toEqual({ ...rest, ack_policy: 'none' })
})

test('a durable expires like an ephemeral unless it is kept', () => {
  const durable = { ...defaultRule, durable: 'desk' }
  expect(configOf(durable)).toEqual({ ...always, name: 'desk', durable_name: 'desk' })
  expect(configOf({ ...durable, keep: true })).not.toHaveProperty('inactive_threshold')
  expect(config({ keep: true })).toEqual(always)
})

test('sequences and long times are exact', () => {
  const json = stringifyJson(config({ deliver: { from: 'seq', seq: 9007199254740993n }, ackWaitMs: 31_536_000_001 }))
  expect(json).toContain('"opt_start_seq":9007199254740993')
  expect(json).toContain('"ack_wait":31536000001000000,')
})
