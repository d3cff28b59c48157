import { expect, test } from 'vitest'
import type { KeyChange } from './key-change.ts'
import { KeyIndex } from './key-index.ts'

const put = (key: string, revision: number, more: Partial<KeyChange> = {}): KeyChange => ({
  key,
  revision,
  ms: 1_700_000_000_000 + revision,
  nanos: 123_456,
  size: 3,
  operation: 'PUT',
  ...more,
})

test('holds the newest entry of each key and counts live keys and tombstones', () => {
  const index = new KeyIndex()
  index.apply(put('a', 1))
  index.apply(put('b', 2))
  index.apply(put('a', 3, { size: 9 }), 77)
  index.apply(put('b', 4, { operation: 'PURGE', marker: 'MaxAge', size: 0 }))
  expect([index.size, index.live, index.tombstones]).toEqual([2, 1, 1])
  expect(index.get('a')).toEqual({
    key: 'a',
    revision: 3n,
    ms: 1_700_000_000_003,
    time: '2023-11-14T22:13:20.003123456Z',
    size: 9,
    operation: 'PUT',
    changedAt: 77,
  })
  expect(index.get('b')).toMatchObject({ operation: 'PURGE', marker: 'MaxAge' })
  index.apply(put('b', 5))
  expect([index.live, index.tombstones]).toEqual([2, 0])
  expect(index.get('b')?.marker).toBeUndefined()
})

test('an entry older than the one held changes nothing', () => {
  const index = new KeyIndex()
  index.apply(put('a', 5))
  const { version } = index
  expect(index.apply(put('a', 4, { operation: 'DEL' }))).toBe(false)
  expect([index.live, index.version]).toEqual([1, version])
})

test('a revision beyond 2^53 is exact', () => {
  const index = new KeyIndex()
  const exact = 2n ** 53n + 3n
  index.apply(put('a', Number(exact), { exact, ms: 1 }))
  expect(index.get('a')?.revision).toBe(exact)
})

test('a key of which only the name is known has no revision and counts as live', () => {
  const index = new KeyIndex()
  index.apply(put('a', 0, { operation: 'UNKNOWN' }))
  expect(index.get('a')).toEqual({ key: 'a', size: 3, operation: 'UNKNOWN', changedAt: 0 })
  expect(index.live).toBe(1)
})

test('a removed key is gone, and its slot serves another', () => {
  const index = new KeyIndex()
  index.apply(put('a', 1))
  index.apply(put('b', 2, { operation: 'DEL' }))
  expect([index.remove('a'), index.remove('b'), index.remove('c')]).toEqual([true, true, false])
  expect([index.size, index.live, index.tombstones]).toEqual([0, 0, 0])
  index.apply(put('c', 3))
  expect(index.get('c')?.revision).toBe(3n)
  expect(index.keys).toHaveLength(2)
  expect([...index.byChange()].map((s) => index.keys[s])).toEqual(['c'])
})

test('the structure changes when keys come, go, die or return, not when a value changes', () => {
  const index = new KeyIndex()
  index.apply(put('a', 1))
  const first = index.structure
  index.apply(put('a', 2))
  expect(index.structure).toBe(first)
  index.apply(put('a', 3, { operation: 'DEL' }))
  expect(index.structure).toBe(first + 1)
})

test('the order of changes is right after many changes of few keys, and no larger than it has to be', () => {
  const index = new KeyIndex()
  for (let i = 1; i <= 100_000; i++) index.apply(put(`k${(i * 7919) % 50}`, i))
  const revisions = [...index.byChange()].map((s) => index.revisionOf(s))
  expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
  expect(revisions).toHaveLength(50)
})
