import { expect, test } from 'vitest'
import type { Orphan } from '~/nats/obj-orphans.ts'
import { chosenAtFirst, progressWords, sumOf, sumWords, youngWords } from './orphan-words.ts'

const orphan = (nuid: string, young = false): Orphan => ({ nuid, chunks: 2, bytes: 2048, last: '', lastSeq: 9n, young })

test('what may still be wanted is not chosen at first', () => {
  const orphans = [orphan('A'), orphan('B', true)]
  expect([...chosenAtFirst({ orphans, unreadable: [], looked: 2 })]).toEqual(['A'])
  expect([...chosenAtFirst({ orphans, unreadable: ['$O.B.M.x'], looked: 2 })]).toEqual([])
  expect(youngWords(orphans[0]!, new Set())).toBeUndefined()
  expect(youngWords(orphans[1]!, new Set())).toMatch(/an upload may be under way/)
  expect(youngWords(orphans[1]!, new Set(['B']))).toBe('This page is uploading it')
  expect(sumWords(sumOf(orphans))).toBe('2 orphans: 4 chunks, 4 KiB')
  expect(progressWords({ what: 'orphans', done: 256, total: 2000 })).toBe('Looking at 256 of 2,000 orphans')
})
