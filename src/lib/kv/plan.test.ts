import { expect, test } from 'vitest'
import type { ParsedEntry } from './dump.ts'
import { plan, type Existing, type ImportRules } from './plan.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const incoming = (key: string, more: Partial<ParsedEntry> = {}): ParsedEntry => ({
  key,
  data: bytes('x'),
  operation: 'PUT',
  revision: 1n,
  created: '',
  line: 1,
  ...more,
})
const existing = new Map<string, Existing>([
  ['same', { revision: 1n, operation: 'PUT', same: true }],
  ['other', { revision: 2n, operation: 'PUT', same: false }],
  ['deleted', { revision: 4n, operation: 'DEL', same: false }],
])
const rules: ImportRules = { mode: 'overwrite', markers: false, prefix: '' }
const told = (steps: ReturnType<typeof plan>) =>
  steps.map((s) => [s.key, s.action, 'over' in s ? s.over : 'reason' in s ? s.reason : undefined])

test('an import creates, changes, leaves, refuses, and says over which revision', () => {
  const file = [
    incoming('same'),
    incoming('other'),
    incoming('deleted'),
    incoming('new'),
    incoming('large', { data: bytes('xxxx') }),
  ]
  const steps = plan(existing, file, rules, (e) => (e.data.length > 3 ? 'Too large' : undefined))
  expect(told(steps)).toEqual([
    ['same', 'same', undefined],
    ['other', 'change', 2n],
    ['deleted', 'create', 4n],
    ['new', 'create', undefined],
    ['large', 'refuse', 'Too large'],
  ])
})

test('what exists is left where that was chosen', () => {
  const steps = plan(existing, [incoming('same'), incoming('other'), incoming('deleted')], { ...rules, mode: 'skip' })
  expect(told(steps)).toEqual([
    ['same', 'same', undefined],
    ['other', 'skip', 'The key exists, with another value'],
    ['deleted', 'create', 4n],
  ])
})

test('only what is unchanged since the export is written where that was chosen', () => {
  const file = [
    incoming('other', { revision: 2n }),
    incoming('other2', { revision: 0n }),
    incoming('new', { revision: 9n }),
    incoming('deleted', { revision: 3n }),
  ]
  expect(told(plan(existing, file, { ...rules, mode: 'unchanged' }))).toEqual([
    ['other', 'change', 2n],
    ['other2', 'create', undefined],
    ['new', 'conflict', 'The key is gone; in the file it is at revision 9'],
    ['deleted', 'conflict', 'It was deleted at revision 4 now; in the file it is at 3'],
  ])
  expect(told(plan(existing, [incoming('other', { revision: 1n })], { ...rules, mode: 'unchanged' }))).toEqual([
    ['other', 'conflict', 'It is at revision 2 now; in the file it is at 1'],
  ])
  expect(told(plan(existing, [incoming('other', { revision: 0n })], { ...rules, mode: 'unchanged' }))).toEqual([
    ['other', 'conflict', 'The file has no revision, and the key is at revision 2'],
  ])
})

test('deletions are written only when asked, and only over what there is', () => {
  const file = [
    incoming('other', { operation: 'PURGE' }),
    incoming('same', { operation: 'DEL' }),
    incoming('deleted', { operation: 'DEL' }),
    incoming('new', { operation: 'DEL' }),
  ]
  expect(plan(existing, file, rules).map((s) => s.action)).toEqual(['skip', 'skip', 'skip', 'skip'])
  expect(told(plan(existing, file, { ...rules, markers: true }))).toEqual([
    ['other', 'purge', 2n],
    ['same', 'delete', 1n],
    ['deleted', 'same', undefined],
    ['new', 'skip', 'It is a deletion, and there is no such key'],
  ])
  expect(plan(existing, file, { ...rules, markers: true, mode: 'skip' }).map((s) => s.action)).toEqual([
    'skip',
    'skip',
    'same',
    'skip',
  ])
})

test('a prefix comes before every key', () => {
  const steps = plan(existing, [incoming('her'), incoming('new')], { ...rules, prefix: 'ot' })
  expect(told(steps)).toEqual([
    ['other', 'change', 2n],
    ['otnew', 'create', undefined],
  ])
})

test('of a history the highest revision is imported', () => {
  const steps = plan(
    existing,
    [
      incoming('k', { revision: 5n, line: 1 }),
      incoming('k', { revision: 7n, line: 2 }),
      incoming('k', { revision: 6n, line: 3 }),
      incoming('m', { line: 4 }),
      incoming('m', { line: 5 }),
    ],
    rules,
  )
  expect(steps.map((s) => s.action)).toEqual(['skip', 'create', 'skip', 'skip', 'create'])
  expect(steps[0]).toMatchObject({ reason: 'Line 2 has a later revision of the key' })
})
