import { expect, test } from 'vitest'
import { expiryOf, hasExpired } from './expiry.ts'

const created = '2026-01-01T00:00:00.500000000Z'
const start = Date.parse(created)
const entry = (ttl_ms?: number, value?: string) => ({ created, ttl_ms, headers: value ? [['Nats-TTL', value] as const] : [] })

test('the sooner of the two ends counts', () => {
  expect(expiryOf(entry(5000), { ttl_ms: 60_000 })).toEqual({ at: start + 5000, of_ms: 5000, by: 'key' })
  expect(expiryOf(entry(60_000), { ttl_ms: 5000 })).toEqual({ at: start + 5000, of_ms: 5000, by: 'bucket' })
  expect(expiryOf(entry(5000), {})).toMatchObject({ by: 'key' })
  expect(expiryOf(entry(), { ttl_ms: 5000 })).toMatchObject({ by: 'bucket' })
  expect(expiryOf(entry(), {})).toBeUndefined()
})

test('what is never to go outlives the age limit of the bucket', () => {
  expect(expiryOf(entry(undefined, 'never'), { ttl_ms: 5000 })).toBeUndefined()
})

test('only what was at its end has expired', () => {
  const expiry = expiryOf(entry(60_000), {})
  expect([0, 57_999, 58_000, 90_000].map((ms) => hasExpired(expiry, start + ms))).toEqual([false, false, true, true])
  expect(hasExpired(undefined, start)).toBe(false)
})
