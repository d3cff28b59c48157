import { expect, test } from 'vitest'
import { defaultRule } from '~/lib/rule/rule.ts'
import type { DeskStart, DeskStats, Resumed } from '~/nats/desk-types.ts'
import { alongWords, phaseWords, resultWords, resumedWords, secondsLeft, tallyWords } from './desk-words.ts'

const none = { delivered: 0, redelivered: 0, acked: 0, confirmed: 0, returned: 0, progress: 0, termed: 0, expired: 0 }
const stats = (change: Partial<DeskStats>): DeskStats => ({
  phase: { at: 'open' },
  consumer: 'c',
  mode: { kind: 'idle' },
  outstanding: 0,
  certain: 0,
  counts: { all: 0, hand: 0, done: 0 },
  tally: none,
  dropped: 0,
  log: { lines: 0, dropped: 0 },
  startsAfter: 9n,
  ...change,
})
const resumed = (change: Partial<Resumed>): Resumed => ({ after: 41n, at: 0, because: 'reconnect', forgot: 0, ...change })
const create: DeskStart = { kind: 'create', rule: defaultRule }

test('where a session goes on after an interruption', () => {
  expect(resumedWords(stats({}))).toBeUndefined()
  expect(resumedWords(stats({ resumed: resumed({}) }))).toBe('Resumed after sequence 41, the last acked in a row.')
  expect(resumedWords(stats({ resumed: resumed({}), counts: { all: 2, hand: 2, done: 0 } }))).toBe(
    'Resumed after sequence 41, the last acked in a row. What is not acked comes again when its deadline has passed.',
  )
  expect(resumedWords(stats({ resumed: resumed({ after: 9n }) }))).toBe(
    'Resumed after sequence 9, where it began: the first message after it is not acked yet.',
  )
  expect(resumedWords(stats({ resumed: resumed({ forgot: 1 }) }))).toContain('came back without at least 1 decision')
  expect(resumedWords(stats({ resumed: resumed({ because: 'restart' }) }))).toBe('Started again after sequence 41.')
})

test('what has become of the consumer', () => {
  expect(phaseWords({ at: 'open' }, create, stats({}))).toBeUndefined()
  expect(phaseWords({ at: 'waiting', linkIsLost: true }, create, stats({ counts: { all: 1, hand: 1, done: 0 } }))).toContain(
    '1 message in hand is uncertain',
  )
  expect(phaseWords({ at: 'gone', restart: { from: 42n, decidedAgain: 0 } }, create, stats({}))).toBe(
    'The ephemeral consumer is gone, and with it what it knew. It starts again at sequence 42, after the last message below which all was decided.',
  )
  expect(phaseWords({ at: 'gone', restart: { from: 42n, decidedAgain: 3 } }, create, stats({}))).toContain(
    '3 messages that were decided after that come again',
  )
  expect(phaseWords({ at: 'gone' }, { kind: 'attach', consumer: 'c' }, stats({}))).toContain('it was deleted')
})

test('what an ack takes along', () => {
  expect(alongWords([3n], false)).toBe('An ack takes only sequence 3')
  expect(alongWords([3n, 5n, 9n], false)).toBe('An ack takes 3 messages: sequences 3 to 9')
})

test('numbers in words', () => {
  expect(tallyWords(none)).toBe('nothing delivered yet')
  expect(tallyWords({ ...none, delivered: 1200, confirmed: 2 })).toBe('1,200 delivered · 2 acked and confirmed')
  expect([secondsLeft(-5), secondsLeft(4210), secondsLeft(90_000)]).toEqual(['0 s', '4.2 s', '1m 30s'])
  expect(resultWords({ kind: 'confirm' }, { done: 2, failed: 0, unknown: 0 })).toEqual({
    words: 'Acked and confirmed 2',
    bad: false,
  })
  expect(
    resultWords({ kind: 'nak' }, { done: 0, failed: 1, unknown: 1, failure: { kind: 'timeout', message: 'No answer' } }),
  ).toEqual({ words: 'Returned 0, 1 failed, 1 unknown: No answer', bad: true })
})
