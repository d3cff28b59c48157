import { expect, test } from 'vitest'
import type { PastSummary } from '~/lib/kv/past.ts'
import { behindWords, doubtsWords, doubtWords, momentProblem, momentWords, unknowable } from './past-words.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const life = { created: '2026-02-01T00:00:00.5Z', newest: 100n }

test('a moment in words', () => {
  expect(momentWords('2026-02-02T10:00:00.123456789Z', 'utc')).toBe('at 2026-02-02 10:00:00.123Z')
  expect(momentWords(1234n, 'utc')).toBe('just before revision 1,234')
})

test.each([
  ['2026-02-02T10:00:00Z', undefined],
  ['2026-02-01T00:00:00.5Z', undefined],
  ['2026-02-01T00:00:00.4Z', 'The bucket was made later, at 2026-02-01 00:00:00.500Z: it did not exist then'],
  ['2026-03-01T12:00:00.001Z', 'That time is still to come'],
  [1n, 'Revisions begin at 1: there was nothing before it'],
  [2n, undefined],
  [101n, undefined],
  [102n, 'There is no such revision yet: the newest is 100'],
] as const)('%s: %s', (moment, problem) => expect(momentProblem(moment, life, 'utc', now)).toBe(problem))

test('a mirror may hold what is older than itself', () => {
  expect(momentProblem('2026-01-01T00:00:00Z', { ...life, mirror_of: 'x' }, 'utc', now)).toBeUndefined()
})

const summary = (doubts: Partial<PastSummary['doubts']>) =>
  ({ doubts: { history: 0, purge: 0, expired: 0, age: 0, earlier: 0, ...doubts } }) as PastSummary

test('doubts are counted by their reasons', () => {
  expect(doubtsWords(summary({}), 5)).toBe('')
  expect(doubtsWords(summary({ history: 1 }), 5)).toBe(
    '1 key is in doubt (whether it had a value then cannot be told): 1 because the 5 revisions kept of each key do not reach back so far.',
  )
  expect(doubtsWords(summary({ purge: 2, age: 1 }), 5)).toMatch(/^3 keys are in doubt .* 2 because a purge .*; 1 because/)
  expect(doubtsWords(summary({ expired: 1, earlier: 1 }), 5)).toMatch(/^2 keys .* aged out, .*; 1 because .* a shorter history/)
  expect(doubtWords('history', 1)).toContain('keeps one revision')
  expect(doubtWords('history', 5)).toContain('keeps 5 revisions')
})

test('a mirror says how far it is behind, if it knows', () => {
  const of = (revisions: number, isHeard: boolean) => behindWords({ behind: { revisions, isHeard } } as PastSummary, 'src')
  expect(behindWords(summary({}), 'src')).toBe('')
  expect(of(3, true)).toMatch(/^This is a mirror of src and is 3 revisions behind it: what/)
  expect(of(0, false)).toMatch(/and has not heard of it lately, and does not know how far it is behind: /)
})

test('what cannot be known depends on the bucket', () => {
  const plain = { history: 5, per_key_ttl: false, created: life.created }
  expect(unknowable(plain)).toHaveLength(3)
  expect(unknowable({ ...plain, ttl_ms: 3_600_000, per_key_ttl: true }).join(' ')).toContain('older than 1h')
})
