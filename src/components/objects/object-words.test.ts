import { expect, test } from 'vitest'
import type { RemovalView } from '~/hooks/use-objects.ts'
import { countsWords, nameToType } from './object-words.ts'

const counts = { waiting: 0, deleted: 3, kept: 0, gone: 0, changed: 1, refused: 0, unsure: 0 }

test('what has become of many', () => {
  expect(countsWords(counts)).toBe('3 deleted, 1 changed by somebody else, left')
})

test('what is to be typed', () => {
  const view = (total: number, links = 0) => ({ total, links }) as RemovalView
  expect(nameToType('B', { names: ['a/b.txt'], folders: [] }, view(1))).toBe('b.txt')
  expect(nameToType('B', { names: [], folders: ['a/b/'] }, view(7))).toBe('b')
  expect(nameToType('B', { names: ['a', 'b'], folders: [] }, view(2))).toBe('B')
  expect(nameToType('B', { names: ['a\u202Eb'], folders: [] }, view(1))).toBe('B')
  expect(nameToType('B', { names: ['link'], folders: [] }, view(1, 1))).toBeUndefined()
})
