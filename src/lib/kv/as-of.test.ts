import { expect, test } from 'vitest'
import { AsOfReader, behindOf, compareTimes, differences, type AsOf, type KeyState } from './as-of.ts'
import type { KvOperation } from './operation.ts'

const at = (n: number) => `2026-01-01T00:00:0${n}.000000001Z`
const state = (key: string, revision: number, second: number, operation: KvOperation = 'PUT'): KeyState => ({
  key,
  revision: BigInt(revision),
  operation,
  created: at(second),
  size: 1,
})

function read(time: string | undefined, history: number, states: KeyState[], aged = false): AsOf {
  const reader = new AsOfReader(time)
  for (const s of states) reader.take(s)
  return reader.result(history, aged)
}

const all = [
  state('a', 1, 1),
  state('b', 2, 1),
  state('a', 3, 2, 'DEL'),
  state('c', 4, 3, 'PURGE'),
  state('b', 5, 3),
  state('d', 6, 4),
  state('e', 7, 4),
  state('e', 8, 5),
]

test('the last revision in time counts, the time itself included', () => {
  const { states } = read(at(3), 2, all)
  expect([...states].map(([k, s]) => [k, s.revision, s.operation])).toEqual([
    ['a', 3n, 'DEL'],
    ['b', 5n, 'PUT'],
    ['c', 4n, 'PURGE'],
  ])
  expect(read(undefined, 2, all).states.size).toBe(5)
  expect(read(undefined, 2, all).doubts.size).toBe(0)
})

test('a key whose kept revisions are all later is told with the reason', () => {
  expect(read(at(2), 2, all).doubts).toEqual(
    new Map([
      ['c', 'purge'],
      ['d', 'created'],
      ['e', 'history'],
    ]),
  )
  expect(read(at(3), 2, all, true).doubts.get('d')).toBe('age')
  expect(read(at(3), 1, all).doubts.get('d')).toBe('history')
})

test('what the first kept revision says of itself tells why there is none before it', () => {
  const of = (first: Partial<KeyState>, aged = false) => read(at(1), 3, [{ ...state('k', 5, 5), ...first }], aged).doubts.get('k')
  expect(of({ operation: 'PURGE', marker: 'MaxAge' })).toBe('expired')
  expect(of({ operation: 'PURGE', marker: 'Purge' })).toBe('purge')
  // The history was 1 for a while, and is 3 again: fewer are kept than it allows.
  expect(of({ follows: true })).toBe('earlier')
  expect(of({ follows: true }, true)).toBe('age')
  expect(of({})).toBe('created')
})

test('what a copy that lags still had is not taken for all that there was', () => {
  const reader = new AsOfReader(at(3))
  for (const s of [state('a', 1, 1), state('a', 9, 5), state('b', 2, 1)]) reader.take(s)
  expect([...reader.result(1, false).states.keys()]).toEqual(['a', 'b'])
  const { states, doubts } = reader.result(1, false, true)
  expect([[...states.keys()], [...doubts]]).toEqual([['b'], [['a', 'history']]])
})

test('a mirror that is behind, or does not know, says so, but not of revisions that it has', () => {
  expect(behindOf({ lag: 0, active_ms: 100 }, 9n, at(3))).toBeUndefined()
  expect(behindOf({ lag: 4, active_ms: 100 }, 9n, at(3))).toEqual({ revisions: 4, isHeard: true })
  expect(behindOf({ lag: 0, active_ms: 60_000 }, 9n, undefined)).toEqual({ revisions: 0, isHeard: false })
  expect(behindOf({ lag: 0 }, 0n, 2n)).toEqual({ revisions: 0, isHeard: false })
  expect(behindOf({ lag: 4 }, 9n, 10n)).toBeUndefined()
})

test('then and now differ by revision, and tombstones are absence', () => {
  const then = read(at(2), 2, all)
  const now = read(undefined, 2, [...all, state('b', 9, 6, 'DEL')]).states
  expect(differences(then, now).map(({ key, kind, doubt }) => [key, kind, doubt])).toEqual([
    ['b', 'removed', undefined],
    ['d', 'added', 'created'],
    ['e', 'added', 'history'],
  ])
  expect(differences(then, then.states).map((d) => [d.key, d.kind])).toEqual([['b', 'same']])
  expect(differences(then, read(undefined, 2, all).states).map((d) => [d.key, d.kind])[0]).toEqual(['b', 'changed'])
})

test('times compare to the nanosecond, whatever their fraction and zone', () => {
  expect(compareTimes('2026-01-01T00:00:00.000000002Z', '2026-01-01T00:00:00.000000001Z')).toBeGreaterThan(0)
  expect(compareTimes('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000000001Z')).toBeLessThan(0)
  expect(compareTimes('2026-01-01T01:00:00.5+01:00', '2026-01-01T00:00:00.500Z')).toBe(0)
  expect(compareTimes('2026-01-01T00:00:01Z', '2026-01-01T00:00:00.999999999Z')).toBeGreaterThan(0)
})
