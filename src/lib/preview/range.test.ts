import { expect, test } from 'vitest'
import { parseRange, type Range } from './range.ts'

test.each<[string | null, number, Range | 'none' | undefined]>([
  [null, 10, undefined],
  ['', 10, undefined],
  ['bytes=0-', 10, { start: 0, end: 10 }],
  ['bytes=3-5', 10, { start: 3, end: 6 }],
  ['bytes=3-3', 10, { start: 3, end: 4 }],
  ['bytes=3-99', 10, { start: 3, end: 10 }],
  ['Bytes = 3 - 5', 10, { start: 3, end: 6 }],
  ['bytes=-4', 10, { start: 6, end: 10 }],
  ['bytes=-40', 10, { start: 0, end: 10 }],
  ['bytes=-0', 10, 'none'],
  ['bytes=10-', 10, 'none'],
  ['bytes=0-', 0, 'none'],
  ['bytes=5-3', 10, undefined],
  ['bytes=-', 10, undefined],
  ['bytes=0-1,4-5', 10, undefined],
  ['bytes=a-b', 10, undefined],
  ['bytes=1e3-', 9999, undefined],
  ['items=0-1', 10, undefined],
  ['bytes=99999999999999999999-', 10, undefined],
])('%s of %i', (header, size, range) => {
  expect(parseRange(header, size)).toEqual(range)
})
