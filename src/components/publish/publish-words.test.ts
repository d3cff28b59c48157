import { expect, test } from 'vitest'
import type { RunView } from '~/hooks/publish-run.ts'
import { repliesWords, runWords, sentWords } from './publish-words.ts'

const result = { sent: 10, stored: 10, duplicates: 0, refused: 0, unknown: 0, reasons: [] }
const view = (more: Partial<RunView['result']>, rest: Partial<RunView> = {}): RunView => ({
  result: { ...result, ...more },
  total: 10,
  isCore: false,
  running: false,
  ...rest,
})

test('what became of messages, in words: every one is in some number', () => {
  const ack = { stream: 'S', seq: 2n ** 60n, duplicate: false }
  expect(sentWords({ ack })).toEqual({ text: 'Stored in S as sequence 1,152,921,504,606,846,976', level: 'ok' })
  expect(sentWords({ ack: { ...ack, val: '9007199254740993', domain: 'hub' } }).text).toMatch(
    /S \(domain hub\).* The counter is 9007199254740993 now/,
  )
  expect(sentWords({ ack: { ...ack, duplicate: true } }).level).toBe('attention')
  expect(sentWords({ taken: true, subject: 'a' }).text).toMatch(/Nobody confirms/)
  expect(sentWords({ taken: false, subject: 'a' }).level).toBe('attention')
  expect(runWords(view({ range: { stream: 'S', first: 1n, last: 10n } }))).toBe('10 stored in S, from sequence 1 to 10.')
  expect(runWords(view({ sent: 9, stored: 3, duplicates: 2, refused: 1, unknown: 3 }))).toBe(
    '3 stored; 2 not stored, being duplicates; of 3 it is unknown whether they were stored; 1 refused; 1 not sent.',
  )
  expect(runWords(view({ stored: 0 }, { isCore: true }))).toBe('10 messages handed to the server, which nobody confirms.')
  expect(repliesWords({ kept: [], more: 0, ended: 'timeout' })).toBe('No reply until the timeout.')
  expect(repliesWords({ kept: [], more: 0 })).toBe('No reply, waiting for more.')
})
