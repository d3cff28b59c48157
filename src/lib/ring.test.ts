import { expect, test } from 'vitest'
import { Ring } from './ring.ts'

test('keeps the newest, each under the index it came with', () => {
  const ring = new Ring<string>(3, 100)
  for (const s of ['a', 'b', 'c', 'd', 'e']) ring.push(s, 1)
  expect([ring.first, ring.end, ring.weight]).toEqual([2, 5, 3])
  expect([0, 1, 2, 3, 4, 5].map((i) => ring.at(i))).toEqual([undefined, undefined, 'c', 'd', 'e', undefined])
})

test('is bounded by weight too, but always keeps the newest', () => {
  const ring = new Ring<string>(10, 10)
  ring.push('a', 6)
  ring.push('b', 6)
  expect([ring.first, ring.end, ring.weight]).toEqual([1, 2, 6])
  ring.push('huge', 50)
  expect([ring.at(2), ring.end - ring.first]).toEqual(['huge', 1])
})
