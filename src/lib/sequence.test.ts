import { expect, test } from 'vitest'
import { plainDigits, sequenceProblem } from './sequence.ts'

test('a number may be typed as it is printed', () => {
  expect(['3,000', ' 3 000 ', '3\u202f000'].map(plainDigits)).toEqual(['3000', '3000', '3000'])
  expect(['0', '1', '3,000', String(2n ** 64n - 1n)].map(sequenceProblem)).toEqual([undefined, undefined, undefined, undefined])
})

test.each(['', 'abc', '-1', '1.5', '1e3'])('%j is no whole number', (text) => {
  expect(sequenceProblem(text)).toBe('A sequence is a whole number')
})

test('what is too large is said to be', () => {
  expect(sequenceProblem(String(2n ** 64n))).toContain('2^64')
})
