import { expect, test } from 'vitest'
import { lengthProblem, parseLength, showLength } from './length.ts'

test.each([
  ['30s', 30_000_000_000n],
  ['1m30s', 90_000_000_000n],
  ['1h 15m', 4_500_000_000_000n],
  ['1.5s', 1_500_000_000n],
  ['250 ms', 250_000_000n],
  ['0s', 0n],
  ['1ns', 1n],
  ['2µs', 2000n],
  ['106751d', 9_223_286_400_000_000_000n],
])('%s is %d ns', (text, ns) => {
  expect(parseLength(text)).toBe(ns)
})

test.each(['', '30', 's', '-5s', '1y', '5 parsecs', '106752d', '1.2.3s'])('%j is no length', (text) => {
  expect(parseLength(text)).toBeUndefined()
  expect(lengthProblem(text)).toMatch(/length of time reads like|of what/)
})

test('what is shown reads back exactly', () => {
  for (const ns of [0n, 1n, 999n, 1_000_001n, 90_000_000_000n, 86_400_000_000_001n, 2n ** 63n - 1n])
    expect(parseLength(showLength(ns))).toBe(ns)
  expect(showLength(90_250_000_000n)).toBe('1m30s250ms')
})
