import { expect, test } from 'vitest'
import { restoredTtlWords, ttlOf, ttlProblem, ttlRefusal, ttlWords } from './ttl.ts'

const bucket = { per_key_ttl: true, history: 1 }
const put = { operation: 'PUT' as const }

test('what is typed is a time of a second or more, or nothing', () => {
  expect(['', ' ', '1s', '2h', '1m30s'].map((text) => ttlProblem(text, {}))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  for (const wrong of ['900ms', 'soon', '0', '-1s']) expect(ttlProblem(wrong, {})).toMatch(/second or more/)
  expect(ttlProblem('8s', { marker_ttl_ms: 60_000 })).toMatch(/At least 1m here/)
  expect(ttlProblem('1m', { marker_ttl_ms: 60_000 })).toBeUndefined()
  expect([ttlOf(''), ttlOf('90s')]).toEqual([undefined, 90_000])
})

test('a time to live is refused where an older value would come back', () => {
  expect(ttlRefusal(bucket, put)).toBeUndefined()
  expect(ttlRefusal({ ...bucket, history: 2 }, put)).toMatch(/come back/)
  expect(ttlRefusal({ ...bucket, history: 2 }, null)).toBeUndefined()
  expect(ttlRefusal({ ...bucket, history: 2 }, { operation: 'DEL' })).toBeUndefined()
  expect(ttlRefusal({ ...bucket, per_key_ttl: false }, null)).toMatch(/does not allow/)
})

test('what becomes of the former time is said', () => {
  expect(ttlWords(bucket, null)).toBe('Without one the value stays. For example 30s, 15m, 2h')
  expect(ttlWords({ ...bucket, ttl_ms: 60_000, marker_ttl_ms: 5000 }, { ...put, ttl_ms: 3_600_000 })).toBe(
    'The present value has 1h. That is not handed on: without one here the bucket’s 1m count. For example 30s, 15m, 2h; at least 5s here',
  )
})

test('a value that no age limit takes is told, edited or restored', () => {
  const headers = [['Nats-TTL', 'never']] as const
  expect(ttlWords({ ...bucket, ttl_ms: 60_000 }, { ...put, headers })).toMatch(
    /^The present value is to stay whatever its age \(never\)\. That/,
  )
  expect(restoredTtlWords(bucket, { headers: [] })).toBe('')
  expect(restoredTtlWords({ ...bucket, ttl_ms: 60_000 }, { headers })).toMatch(
    /is not restored: for the new revision the bucket’s 1m count\.$/,
  )
  expect(restoredTtlWords(bucket, { headers: [['Nats-TTL', '90']] })).toBe(
    'It had a time to live of 1m 30s, which is not restored: the new revision stays.',
  )
})
