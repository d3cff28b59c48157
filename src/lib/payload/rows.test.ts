import { expect, test } from 'vitest'
import { isLong, rowAt, rowText, wrapRows } from './rows.ts'

const rows = (text: string, columns: number) => {
  const starts = wrapRows(text, columns)
  return Array.from({ length: starts.length - 1 }, (_, n) => rowText(text, starts, n))
}

test('lines are broken at the width, and empty ones stay', () => {
  expect(rows('abcdefgh\n\nij\r\nk', 3)).toEqual(['abc', 'def', 'gh', '', 'ij', 'k'])
  expect(rows('abc\n', 3)).toEqual(['abc'])
  expect(rows('', 3)).toEqual([])
})

test('a character of two units is not broken', () => {
  expect(rows('ab😀cd', 3)).toEqual(['ab😀', 'cd'])
})

test('a place in the text is in its row', () => {
  const starts = wrapRows('abcdefgh\nij', 3)
  expect([0, 2, 3, 7, 9, 10].map((at) => rowAt(starts, at))).toEqual([0, 0, 1, 2, 3, 3])
})

test('long is a long text or one with a long line', () => {
  expect(isLong('x'.repeat(2001))).toBe(true)
  expect(isLong(`${'x'.repeat(1000)}\n${'x'.repeat(1000)}`)).toBe(false)
  expect(isLong('x\n'.repeat(60_000))).toBe(true)
})
