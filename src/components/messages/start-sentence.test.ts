import { expect, test } from 'vitest'
import { startSentence } from './start-sentence.ts'

const at = (startedAt: bigint | undefined, turned = false) => ({ startedAt, turned, loading: undefined })

test.each([
  [{}, undefined, 'Starts at the first message.'],
  [{}, at(7n), 'Starts at the first message: sequence 7.'],
  [{ at: 'last', filter: 'a.>' } as const, at(90n), 'Starts at the last message of these subjects: sequence 90.'],
  [{ at: 'seq', seq: '5' } as const, at(8n), 'Starts at the first message from sequence 5: sequence 8.'],
  [{ at: 'seq', seq: '5', desc: true } as const, at(4n), 'Starts at the last message up to sequence 5: sequence 4.'],
  [{ at: 'seq', seq: '99' } as const, at(12n, true), 'There is no message from sequence 99: shows the nearest, sequence 12.'],
  [{ filter: 'a.>' }, at(undefined), 'There is no message of these subjects.'],
])('%j', (search, found, words) => {
  expect(startSentence(search, found, 'limits')).toBe(`${words} Looking takes no message from anybody.`)
})

test('what could not be read is not said to be missing', () => {
  const found = { ...at(undefined), error: { kind: 'disconnected', message: 'Not connected to the server' } as const }
  expect(startSentence({}, found, 'limits')).toBe('Starts at the first message. Looking takes no message from anybody.')
})

test('a time says on which side of it reading starts', () => {
  const time = '2026-01-02T03:04:05Z'
  expect(startSentence({ at: 'time', time }, at(3n), 'limits')).toMatch(/first message at or after 2026-.*: sequence 3/)
  expect(startSentence({ at: 'time', time, desc: true }, at(3n, true), 'limits')).toMatch(
    /no message before 2026-.*: shows the nearest, sequence 3/,
  )
})

test('a live view says from where, by what means and what a reconnect does', () => {
  const now = startSentence({ at: 'live' }, undefined, 'limits')
  expect(now).toContain('from now on')
  expect(now).toContain('after a reconnect it goes on after the last one received')
  expect(startSentence({ at: 'live', seq: '1200' }, undefined, 'workqueue')).toMatch(/from sequence 1,200; .*By direct get/)
})
