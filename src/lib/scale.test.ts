import { expect, test } from 'vitest'
import { fractionOf, seqAt } from './scale.ts'

test('the ends are exact, the middle is the middle, beyond 2^53 too', () => {
  const [first, last] = [9_007_199_254_740_993n, 9_007_199_254_740_993n + 10n ** 12n]
  expect([fractionOf(first, first, last), fractionOf(last, first, last)]).toEqual([0, 1])
  expect([seqAt(0, first, last), seqAt(1, first, last)]).toEqual([first, last])
  expect(seqAt(0.5, first, last)).toBe(first + 5n * 10n ** 11n)
  expect(fractionOf(seqAt(0.25, first, last), first, last)).toBeCloseTo(0.25, 5)
})

test('outside, one message and none', () => {
  expect([fractionOf(0n, 5n, 9n), fractionOf(99n, 5n, 9n), fractionOf(5n, 5n, 5n)]).toEqual([0, 1, 0])
  expect([seqAt(-1, 5n, 9n), seqAt(2, 5n, 9n), seqAt(0.5, 5n, 5n), seqAt(0.5, 1n, 0n)]).toEqual([5n, 9n, 5n, 1n])
})
