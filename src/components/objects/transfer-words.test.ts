import { expect, test } from 'vitest'
import { leftWords, speedWords, stateWords, totalWords } from './transfer-words.ts'

test('what transfers are doing', () => {
  expect(stateWords({ state: 'done', kind: 'upload', verified: true })).toBe('Done')
  expect(stateWords({ state: 'done', kind: 'download', verified: true })).toBe('Done, digest matches')
  expect(stateWords({ state: 'done', kind: 'download', verified: false })).toBe('Done, digest not checked')
  const totals = { transfers: 5, finished: 2, failed: 1, open: 2, paused: 0, bytes: 10, done: 5, perSecond: 0 }
  expect(totalWords(totals)).toBe('2 of 5 transfers done, 1 failed')
  expect([speedWords(0), speedWords(2048)]).toEqual(['', '2 KiB/s'])
  expect([leftWords(undefined), leftWords(20), leftWords(61_000)]).toEqual(['', '1s left', '1m 1s left'])
})
