import { expect, test } from 'vitest'
import type { RemovalView } from '~/hooks/use-objects.ts'
import { countsWords, moveCountsWords, nameToType, plannedWords, planWords } from './object-words.ts'

const counts = { waiting: 0, deleted: 3, kept: 0, gone: 0, changed: 1, refused: 0, unsure: 0 }

test('what has become of many', () => {
  expect(countsWords(counts)).toBe('3 deleted, 1 changed by somebody else, left')
})

test('what a folder that gets another name does to its objects', () => {
  const planned = { free: 2, taken: 1, begun: 1, impossible: 0, same: 0 }
  expect(planWords({ planned })).toBe('3 objects get new names; 1 stays, since its new name is taken')
  expect(plannedWords({ state: 'free' })).toBeUndefined()
  expect(plannedWords({ state: 'impossible', note: 'It is too long' })).toBe('Stays: It is too long')
  const moved = { waiting: 0, moved: 3, both: 0, taken: 1, gone: 0, changed: 0, refused: 0, unsure: 0 }
  expect(moveCountsWords(moved)).toBe('3 renamed, 1 not renamed, the name is taken')
})

test('what is to be typed', () => {
  const view = (total: number, links = 0) => ({ total, links }) as RemovalView
  expect(nameToType('B', { names: ['a/b.txt'], folders: [] }, view(1))).toBe('b.txt')
  expect(nameToType('B', { names: [], folders: ['a/b/'] }, view(7))).toBe('b')
  expect(nameToType('B', { names: ['a', 'b'], folders: [] }, view(2))).toBe('B')
  expect(nameToType('B', { names: ['a\u202Eb'], folders: [] }, view(1))).toBe('B')
  expect(nameToType('B', { names: ['link'], folders: [] }, view(1, 1))).toBeUndefined()
})
