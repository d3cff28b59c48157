import { expect, test } from 'vitest'
import { receivedWords, verifiedSentence, verifyCounts } from './verify-words.ts'

const row = { bucket: 'B', name: 'a', size: 1_073_741_824, chunks: 8192, digest: 'SHA-256=abc', result: 'ok' } as const

test('what was found is said in words', () => {
  expect(verifiedSentence(row)).toBe('Verified: 1,073,741,824 bytes in 8,192 chunks, the digest is SHA-256=abc')
  expect(verifiedSentence({ ...row, size: 1, chunks: 1 })).toMatch(/^Verified: 1 byte in 1 chunk,/)
  expect(verifiedSentence({ ...row, result: 'unknown', digest: '' })).toMatch(/it has no digest: it cannot be told/)
  const problem = { kind: 'server', message: 'a is damaged: 2 of its 3 chunks are there', next: 'Put it again' } as const
  expect(verifiedSentence({ ...row, result: 'damaged', problem })).toBe('a is damaged: 2 of its 3 chunks are there. Put it again')
  expect(verifiedSentence({ ...row, result: 'failed', problem: { kind: 'permission', message: 'No' } })).toMatch(
    /nothing is known of its bytes. No$/,
  )
  const counts = { waiting: 0, reading: 0, ok: 3, damaged: 1, unknown: 0, failed: 0 }
  expect(verifyCounts(counts)).toBe('3 verified, 1 damaged')
  expect(receivedWords({ received: 512, bytes: 2048 })).toBe('512 B of 2 KiB, 25 %')
  expect(receivedWords({ received: 0, bytes: 0 })).toBe('0 B of 0 B, 100 %')
})
