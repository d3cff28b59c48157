import { expect, test } from 'vitest'
import { doneOf, planParts, resultParts, resultWords, sentence } from './bulk-words.ts'

test('what became of many keys is one sentence, without what there is none of', () => {
  const counts = { purge: 1204, done: 1200, changed: 3, gone: 0, waiting: 1 }
  expect(sentence(resultParts(counts, 'removed'))).toBe('1,200 keys removed, 3 changed meanwhile, 1 not done')
  expect(doneOf(counts)).toEqual({ done: 1203, total: 1204 })
  expect(sentence(resultParts({}, 'removed'))).toBe('')
})

test('a dry run counts what would be done and what is left', () => {
  const parts = planParts({ create: 1, change: 2, same: 30, conflict: 1, waiting: 3, none: 31 })
  expect(sentence(parts)).toBe('1 key created, 2 changed, 30 same value, 1 in conflict')
})

test('done says how', () => {
  expect(resultWords({ action: 'purge', result: 'done' })).toEqual({ label: 'purged', tone: 'ok' })
  expect(resultWords({ action: 'delete', result: 'changed' }).label).toBe('changed meanwhile')
})
