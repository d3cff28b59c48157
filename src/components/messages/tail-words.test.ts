import { expect, test } from 'vitest'
import type { TailStats } from '~/nats/tail.ts'
import { resumedSentence, tailState } from './tail-words.ts'

const stats: TailStats = {
  state: 'following',
  way: 'consumer',
  first: 0,
  end: 5,
  heldBytes: 0,
  most: { messages: 20_000, bytes: 1 },
  messagesPerSecond: 0,
  bytesPerSecond: 0,
  pending: 0,
  missed: 0,
  lastSeq: 5n,
  interruptions: 0,
  resumes: [],
}

test('the state in words', () => {
  expect(tailState(stats, undefined).label).toBe('Live')
  expect(tailState({ ...stats, pending: 1200 }, undefined).label).toBe('Catching up')
  expect(tailState(stats, { why: 'paused', first: 0, end: 3 }).label).toContain('Paused')
  // A lost link goes before what the operator chose: it must not look alive.
  expect(tailState({ ...stats, state: 'waiting' }, { why: 'paused', first: 0, end: 3 }).label).toContain('Not live')
})

test('where it went on', () => {
  expect(resumedSentence({ because: 'reconnect', after: 1041n, at: 0 })).toContain('after sequence 1,041')
  expect(resumedSentence({ because: 'silence', at: 0 })).toContain('begins again')
  expect(resumedSentence({ because: 'recreated', after: 3n, at: 0 })).toContain('first message')
})
