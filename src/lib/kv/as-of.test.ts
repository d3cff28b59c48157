import { expect, test } from 'vitest'
import { AsOfReader, compareTimes, differences, keyState, nextNano, type AsOf, type KeyState } from './as-of.ts'
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

test('a message becomes the state of its key', () => {
  const m = {
    key: 'k',
    seq: 2n ** 60n,
    time: at(1),
    headers: [['Nats-Marker-Reason', 'MaxAge']] as const,
    data: new Uint8Array(),
  }
  expect(keyState(m)).toEqual({ key: 'k', revision: 2n ** 60n, operation: 'PURGE', marker: 'MaxAge', created: at(1), size: 0 })
})

test('times compare to the nanosecond, whatever their fraction and zone', () => {
  expect(compareTimes('2026-01-01T00:00:00.000000002Z', '2026-01-01T00:00:00.000000001Z')).toBeGreaterThan(0)
  expect(compareTimes('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000000001Z')).toBeLessThan(0)
  expect(compareTimes('2026-01-01T01:00:00.5+01:00', '2026-01-01T00:00:00.500Z')).toBe(0)
  expect(compareTimes('2026-01-01T00:00:01Z', '2026-01-01T00:00:00.999999999Z')).toBeGreaterThan(0)
})

test.each([
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000000001Z'],
  ['2026-01-01T00:00:00.5+01:00', '2025-12-31T23:00:00.500000001Z'],
  ['2025-12-31T23:59:59.999999999Z', '2026-01-01T00:00:00.000000000Z'],
])('a nanosecond after %s is %s', (time, later) => expect(nextNano(time)).toBe(later))
