import { expect, test } from 'vitest'
import { createProblems, newConsumer, startSentence, toConfig } from './create-draft.ts'

const named = { ...newConsumer, name: 'c' }

test('what is not said is what the server takes', () => {
  expect(createProblems(named, 'limits')).toEqual({})
  expect(toConfig(named)).toEqual({
    name: 'c',
    durable_name: 'c',
    ack_policy: 'explicit',
    deliver_policy: 'all',
    ack_wait: 30e9,
    max_ack_pending: 1000,
  })
})

test('where it starts', () => {
  expect(toConfig({ ...named, deliver: 'by_start_sequence', seq: '9,007,199,254,740,993' })).toMatchObject({
    opt_start_seq: 9_007_199_254_740_993n,
  })
  expect(toConfig({ ...named, deliver: 'by_start_time', time: '2026-01-02T03:04:05Z' })).toMatchObject({
    opt_start_time: '2026-01-02T03:04:05Z',
  })
  expect(toConfig({ ...named, deliver: 'last_per_subject' })).toMatchObject({ filter_subject: '>' })
  const filtered = { ...named, deliver: 'last_per_subject' as const, settings: { ...named.settings, filters: 'a, b' } }
  expect(toConfig(filtered)).toMatchObject({ filter_subjects: ['a', 'b'] })
  expect(toConfig(filtered)).not.toHaveProperty('filter_subject')
  expect(startSentence({ ...named, deliver: 'by_start_sequence', seq: '5' })).toMatch(/^Starts at sequence 5\. After a reconnect/)
})

test.each([
  [{ name: '' }, 'name', /needs a name/],
  [{ name: 'é'.repeat(128) }, 'name', /At most 255 bytes/],
  [{ name: 'a.b' }, 'name', /cannot contain/],
  [{ deliver: 'by_start_sequence' as const }, 'seq', /Type a sequence/],
  [{ deliver: 'by_start_sequence' as const, seq: '0' }, 'seq', /begin at 1/],
  [{ deliver: 'by_start_time' as const, time: 'soon' }, 'time', /reads like/],
  [{ settings: { ...named.settings, ack_wait: '' } }, 'ack_wait', /required/],
  [{ settings: { ...named.settings, ack_wait: 'soon' } }, 'ack_wait', /reads like/],
])('%j', (change, key, problem) => {
  const found = createProblems({ ...named, ...change }, 'limits')
  expect(Object.keys(found)).toEqual([key])
  expect(found[key]).toMatch(problem)
})

test('a work queue is read from its start', () => {
  expect(createProblems({ ...named, deliver: 'new' }, 'workqueue')).toHaveProperty('deliver')
})
