import { expect, test } from 'vitest'
import type { ParsedEntry } from './dump.ts'
import { plan, type Existing } from './plan.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const incoming = (key: string, value: string, more: Partial<ParsedEntry> = {}): ParsedEntry => ({
  key,
  data: bytes(value),
  operation: 'PUT',
  revision: 1n,
  created: '',
  line: 1,
  ...more,
})
const existing = new Map<string, Existing>([
  ['same', { revision: 1n, operation: 'PUT', data: bytes('x') }],
  ['other', { revision: 2n, operation: 'PUT', data: bytes('y') }],
  ['empty', { revision: 3n, operation: 'PUT', data: bytes('') }],
  ['deleted', { revision: 4n, operation: 'DEL', data: bytes('') }],
])

test('an import creates, changes, leaves and skips, and says over which revision', () => {
  const steps = plan(
    existing,
    [
      incoming('same', 'x'),
      incoming('other', 'x'),
      incoming('empty', 'x'),
      incoming('deleted', 'x'),
      incoming('deleted2', '', { operation: 'DEL' }),
      incoming('new', ''),
      incoming('large', 'xxxx'),
    ],
    (e) => (e.data.length > 3 ? 'Too large' : undefined),
  )
  expect(steps.map((s) => [s.entry.key, s.action, 'over' in s ? s.over : 'reason' in s ? s.reason : undefined])).toEqual([
    ['same', 'same', undefined],
    ['other', 'change', 2n],
    ['empty', 'change', 3n],
    ['deleted', 'create', 4n],
    ['deleted2', 'skip', 'It is a deletion, and an import deletes nothing'],
    ['new', 'create', undefined],
    ['large', 'skip', 'Too large'],
  ])
})

test('of a history the highest revision is imported', () => {
  const steps = plan(existing, [
    incoming('k', 'old', { revision: 5n, line: 1 }),
    incoming('k', 'new', { revision: 7n, line: 2 }),
    incoming('k', 'middle', { revision: 6n, line: 3 }),
    incoming('m', 'a', { line: 4 }),
    incoming('m', 'b', { line: 5 }),
  ])
  expect(steps.map((s) => s.action)).toEqual(['skip', 'create', 'skip', 'skip', 'create'])
  expect(steps[0]).toMatchObject({ reason: 'Line 2 has a later revision of the key' })
})
