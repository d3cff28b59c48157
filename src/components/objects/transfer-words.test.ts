import { expect, test } from 'vitest'
import { clearing, leftWords, speedWords, stateWords, totalWords } from './transfer-words.ts'

test('what transfers are doing', () => {
  const row = { state: 'done', verified: true, leftOut: 0 } as const
  expect(stateWords({ ...row, kind: 'upload' })).toBe('Done')
  expect(stateWords({ ...row, kind: 'download' })).toBe('Done, digest verified')
  expect(stateWords({ ...row, kind: 'download', verified: false })).toBe('Done, digest not checked')
  expect(stateWords({ ...row, kind: 'zip' })).toBe('Done, digests verified')
  expect(stateWords({ ...row, kind: 'zip', verified: false, leftOut: 2 })).toBe('Done, not every digest checked, 2 left out')
  expect(stateWords({ ...row, kind: 'zip', state: 'going' })).toBe('Receiving')
  expect(stateWords({ ...row, kind: 'copy' })).toBe('Done, digest verified')
  expect(stateWords({ ...row, kind: 'copy', state: 'going' })).toBe('Copying')
  expect(stateWords({ ...row, kind: 'copy', state: 'cleaning' })).toBe('Taking its chunks away')
  const leftover = { kind: 'permission', message: 'x stays' } as const
  expect(stateWords({ ...row, kind: 'upload', state: 'cancelled', leftover })).toBe('Cancelled, bytes left behind')
  expect(stateWords({ ...row, kind: 'copy', leftover })).toBe('Done, digest verified, bytes left behind')
  const totals = { transfers: 5, finished: 2, failed: 1, open: 2, paused: 0, pausedUploads: 0, bytes: 10, done: 5, perSecond: 0 }
  expect(totalWords(totals)).toBe('2 of 5 transfers done, 1 failed')
  expect(clearing(totals)).toEqual({ label: 'Clear what is done', failedToo: false })
  expect(clearing({ ...totals, transfers: 1, finished: 0, open: 0 })).toEqual({ label: 'Clear what has failed', failedToo: true })
  expect(clearing({ ...totals, transfers: 2, failed: 0, open: 0 })).toEqual({ label: 'Clear', failedToo: false })
  expect(clearing({ ...totals, transfers: 2, failed: 0, finished: 0 })).toBeUndefined()
  expect([speedWords(0), speedWords(2048)]).toEqual(['', '2 KiB/s'])
  expect([leftWords(undefined), leftWords(20), leftWords(61_000)]).toEqual(['', '1s left', '1m 1s left'])
})
