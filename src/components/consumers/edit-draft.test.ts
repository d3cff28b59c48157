import { expect, test } from 'vitest'
import type { JsonObject } from '~/nats/types.ts'
import { withChange } from '~/lib/consumer-config.ts'
import { editedKeys, toChange, toDraft } from './edit-draft.ts'
import { fields, fieldsFor } from './edit-fields.ts'
import { editProblems, filtersOutside } from './edit-problems.ts'

const base: JsonObject = {
  name: 'c',
  durable_name: 'c',
  ack_policy: 'explicit',
  ack_wait: 1_500_000_001,
  max_deliver: -1,
  max_ack_pending: 1000,
  filter_subject: 's.a',
  inactive_threshold: 9_223_372_036_854_775_807n,
  metadata: { owner: 'us', '_nats.ver': '2.15.1' },
  future_field: { kept: true },
}

test('what is not edited is not changed, also where the form cannot know it', () => {
  const draft = toDraft(base)
  expect(editedKeys(draft, base)).toEqual([])
  expect(toChange(draft, base)).toEqual({})
  expect(withChange(base, toChange({ ...draft, description: 'x' }, base))).toEqual({ ...base, description: 'x' })
})

test.each([
  ['ack_wait', '2m', { ack_wait: 120e9 }],
  ['ack_wait', '30', { ack_wait: 30e9 }],
  ['ack_wait', '1.5s', { ack_wait: 1.5e9 }],
  ['max_deliver', '1,000', { max_deliver: 1000 }],
  ['max_ack_pending', '', { max_ack_pending: -1 }],
  ['inactive_threshold', '', { inactive_threshold: undefined }],
  ['backoff', '1s, 5s', { backoff: [1e9, 5e9] }],
  ['filters', 's.b', { filter_subject: 's.b', filter_subjects: undefined }],
  ['filters', 's.b, s.c', { filter_subject: undefined, filter_subjects: ['s.b', 's.c'] }],
  ['filters', '', { filter_subject: undefined, filter_subjects: undefined }],
  ['headers_only', 'true', { headers_only: true }],
  ['priority_groups', 'a, b', { priority_groups: ['a', 'b'] }],
  ['metadata', 'owner=them\nx=a=b', { metadata: { '_nats.ver': '2.15.1', owner: 'them', x: 'a=b' } }],
  ['metadata', '', { metadata: { '_nats.ver': '2.15.1' } }],
])('%s %j', (key, typed, change) => {
  expect(toChange({ ...toDraft(base), [key]: typed }, base)).toEqual(change)
})

test('lengths show exactly', () => {
  expect(toDraft(base)).toMatchObject({ ack_wait: '1s500ms1ns', inactive_threshold: '106751d23h47m16s854ms775us807ns' })
})

test.each([
  [{ ack_wait: 'soon' }, { ack_wait: /length of time reads like/ }],
  [{ ack_wait: '' }, { ack_wait: /required/ }],
  [{ ack_wait: '0s' }, { ack_wait: /longer than nothing/ }],
  [{ ack_wait: '9s', backoff: '1s' }, { ack_wait: /change it there/ }],
  [{ max_deliver: '0' }, { max_deliver: /above 0/ }],
  [
    { max_deliver: '2', backoff: '1s, 2s, 3s' },
    { max_deliver: /at least 3/, backoff: /at least 3/ },
  ],
  [{ max_ack_pending: '99999999999' }, { max_ack_pending: /at most/ }],
  [{ filters: 's..b' }, { filters: /two dots/ }],
  [{ filters: 's.*, s.b' }, { filters: /overlap/ }],
  [{ sample_freq: '101%' }, { sample_freq: /30%/ }],
  [{ num_replicas: '7' }, { num_replicas: /At most 5/ }],
  [{ priority_policy: 'overflow' }, { priority_policy: /needs a group/ }],
  [{ priority_groups: 'a b' }, { priority_groups: /letters, digits/ }],
  [{ metadata: 'owner' }, { metadata: /key=value/ }],
  [{ metadata: 'a=1\na=2' }, { metadata: /twice/ }],
  [{ metadata: '_nats.ver=1' }, { metadata: /belong to the server/ }],
  [{ description: 'fine', backoff: '1s', max_deliver: '3' }, {}],
])('%j', (typed, expected) => {
  const draft = { ...toDraft(base), ...typed }
  const found = editProblems(fields, draft, editedKeys(draft, base))
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
  for (const [key, pattern] of Object.entries(expected)) expect(found[key]).toMatch(pattern)
})

test('filters outside of the stream', () => {
  expect(filtersOutside({ filters: 's.a, x.>' }, ['s.>'])).toEqual(['x.>'])
  expect(filtersOutside({ filters: 'x.>' }, [])).toEqual([])
})

test('only what makes sense for the consumer and the server is offered', () => {
  const keys = (c: Parameters<typeof fieldsFor>[0], level: number) => fieldsFor(c, level).map((f) => f.key)
  expect(keys({ ack_policy: 'explicit' }, 0)).not.toContain('priority_policy')
  expect(keys({ ack_policy: 'explicit' }, 1)).toContain('priority_policy')
  expect(keys({ ack_policy: 'explicit', deliver_subject: 'd' }, 5)).not.toContain('max_batch')
  expect(keys({ ack_policy: 'none' }, 5)).not.toContain('ack_wait')
})
