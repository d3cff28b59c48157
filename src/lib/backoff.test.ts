import { expect, test } from 'vitest'
import { backoff } from './backoff.ts'
import { compareVersions } from './version.ts'

test('doubles from 250 ms to ten seconds, minus up to 30 %', () => {
  expect([1, 2, 3, 6, 7, 1000].map((n) => backoff(n, () => 0))).toEqual([250, 500, 1000, 8000, 10_000, 10_000])
  expect(backoff(7, () => 1)).toBe(7000)
})

test('versions compare by number, not by text', () => {
  expect(compareVersions('2.10.0', '2.9.25')).toBeGreaterThan(0)
  expect(compareVersions('2.12.0-RC.1', '2.12.0')).toBe(0)
  expect(compareVersions('2.9.10', '2.10.0')).toBeLessThan(0)
})
