import { expect, test } from 'vitest'
import { bytes, count, duration, percent, plural, rate } from './format.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1024, '1 KiB'],
  [1_500_000, '1.43 MiB'],
  [2 ** 40, '1 TiB'],
  [18446744073709551615n, '16 EiB'],
])('bytes(%s)', (n, text) => expect(bytes(n)).toBe(text))

test.each([
  [0, '0 s'],
  [0.2, '< 1 ms'],
  [250, '250 ms'],
  [1500, '1.5s'],
  [90_000, '1m 30s'],
  [3_600_000, '1h'],
  [3_605_000, '1h'],
  [7 * 86_400_000, '7d'],
  [400 * 86_400_000, '1y 35d'],
])('duration(%s)', (ms, text) => expect(duration(ms)).toBe(text))

test('counts are exact and grouped', () => {
  expect(count(9007199254740993n)).toBe('9,007,199,254,740,993')
  expect(plural(1, 'message')).toBe('1 message')
  expect(plural(1n, 'message')).toBe('1 message')
  expect(plural(0, 'message')).toBe('0 messages')
})

test('shares and rates round without lying', () => {
  expect(percent(0.001)).toBe('< 1 %')
  expect(percent(0.999)).toBe('99 %')
  expect(rate(0.2)).toBe('< 1/s')
  expect(rate(1530)).toBe('1.53 k/s')
})
