import { expect, test } from 'vitest'
import { serverTime, timeBefore } from './server-clock.ts'

test('the server says its time; one that does not is taken to have that of this machine', () => {
  expect(serverTime({ ts: '2026-01-01T01:00:00.000000001Z' })).toBe('2026-01-01T01:00:00.000000001Z')
  expect(Math.abs(Date.parse(serverTime({})) - Date.now())).toBeLessThan(60_000)
})

test('a length of time goes back from a time, as far as there are times', () => {
  expect(timeBefore('2026-01-01T01:00:00.000000001Z', 3_600_000)).toBe('2026-01-01T00:00:00.000Z')
  expect(Date.parse(timeBefore('2026-01-01T01:00:00Z', 1e30))).toBeLessThan(Date.parse('0001-01-01T00:00:00Z'))
})
