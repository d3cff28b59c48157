import { expect, test } from 'vitest'
import { copyClash } from './copy-clash.ts'

const into = (folder: string, ...names: string[]) =>
  copyClash(
    names,
    names.map((name) => folder + name),
  )

test('no copy within a bucket may take the place of what is copied', () => {
  expect(into('copies/', 'x', 'b/x')).toBeUndefined()
  expect(into('b/', 'y', 'b/x')).toBeUndefined()
  expect(into('b/', 'x', 'b/x')).toBe('x would replace b/x, which is to be copied too: choose another folder')
  expect(into('b/', 'b/x', 'x')).toMatch(/^x would replace b\/x/)
  expect(into('', 'x', 'y')).toBe('Within this bucket it needs another folder')
  expect(into('', 'x')).toBe('Within this bucket it needs another name')
  expect(into('')).toBeUndefined()
})
