import { expect, test } from 'vitest'
import { parseSize, showSize, sizeProblem } from './size.ts'

test.each([
  ['0', 0],
  ['1500', 1500],
  ['1,048,576', 1_048_576],
  ['10GB', 10 * 1024 ** 3],
  ['10 GiB', 10 * 1024 ** 3],
  ['10g', 10 * 1024 ** 3],
  ['1.5 mb', 1.5 * 1024 ** 2],
  ['1.1GB', Math.round(1.1 * 1024 ** 3)],
  ['512 bytes', 512],
  ['7 PiB', 7 * 1024 ** 5],
])('%j is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
  expect(sizeProblem(text)).toBeUndefined()
})

test.each(['', 'ten', '10GBs', '-1', '1.5', '10 XB', '9PB', '1,00,0', '1 2'])('%j is none, and it is said', (text) => {
  expect(parseSize(text)).toBeUndefined()
  expect(sizeProblem(text)).toMatch(/^A size/)
})

test('what is shown is read back exactly', () => {
  for (const n of [0, 1, 1023, 1024, 1500, 1_000_000, 5 * 1024 ** 3, 1024 ** 5 * 7, 1024 ** 5 * 7 + 1])
    expect(parseSize(showSize(n)), showSize(n)).toBe(n)
  expect([showSize(1024), showSize(10 * 1024 ** 3), showSize(1_000_000)]).toEqual(['1 KiB', '10 GiB', '1000000'])
})
