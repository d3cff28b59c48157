import { expect, test } from 'vitest'
import { jsonNanos, lengthProblem, lengthsProblem, nanosOf, parseLength, showLength } from './length.ts'

test.each([
  ['30s', 30_000_000_000n],
  ['30', 30_000_000_000n],
  ['1.5', 1_500_000_000n],
  ['1m30s', 90_000_000_000n],
  ['1h 15m', 4_500_000_000_000n],
  ['1.5s', 1_500_000_000n],
  ['0.5w', 302_400_000_000_000n],
  ['1w 2d', 777_600_000_000_000n],
  [' 1M ', 60_000_000_000n],
  ['250 ms', 250_000_000n],
  ['0s', 0n],
  ['1ns', 1n],
  ['2µs', 2000n],
  ['106751d', 9_223_286_400_000_000_000n],
])('%s is %d ns', (text, ns) => {
  expect(parseLength(text)).toBe(ns)
  expect(lengthProblem(text)).toBeUndefined()
})

test.each(['', 's', '-5s', '-5', '5s ago', '5 parsecs', '1.2.3s', '.5s', '1m30'])('%j is no length', (text) => {
  expect(parseLength(text)).toBeUndefined()
  expect(lengthProblem(text)).toMatch(/length of time reads like/)
})

test.each(['106752d', '9223372037', '99999999999h', '300y'])('%j is too long', (text) => {
  expect(parseLength(text)).toBeUndefined()
  expect(lengthProblem(text)).toBe('Too long: the server counts up to 106751d (292 years)')
})

test('lists of lengths are separated by commas alone', () => {
  expect(lengthsProblem('1s, 5s,, 1m30s, 250 ms,')).toBeUndefined()
  expect(lengthsProblem('1s 2s')).toBe('Separate them by commas: 1s, 2s')
  expect(lengthsProblem('1s, soon')).toBe('Not lengths of time: try 1s, 5s, 1m')
  expect(lengthsProblem('1s, 106752d')).toMatch(/^Too long/)
  expect(lengthProblem('1y')).toMatch(/365d/)
})

test('what is shown reads back exactly', () => {
  for (const ns of [0n, 1n, 999n, 1_000_001n, 90_000_000_000n, 86_400_000_000_001n, 604_800_000_000_000n, 2n ** 63n - 1n])
    expect(parseLength(showLength(ns))).toBe(ns)
  expect(showLength(90_250_000_000n)).toBe('1m30s250ms')
})

test('milliseconds become nanoseconds, and those a number where it is exact', () => {
  expect([0, 1.5, 5000.000001, 9_223_372_036_854].map(nanosOf)).toEqual([0n, 1_500_000n, 5_000_000_001n, 9223372036854000000n])
  expect([30_000_000_000n, 9_007_199_254_740_993n].map(jsonNanos)).toEqual([30e9, 9_007_199_254_740_993n])
})
