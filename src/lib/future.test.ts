import { expect, test } from 'vitest'
import { futureProblem, parseFuture } from './future.ts'

const now = Date.parse('2026-03-10T12:00:00Z')
const local = (text: string) => new Date(text).toISOString()

test.each([
  ['15m', '2026-03-10T12:15:00.000Z'],
  ['in 2h', '2026-03-10T14:00:00.000Z'],
  ['+1d', '2026-03-11T12:00:00.000Z'],
  ['2026-03-10T12:00:01Z', '2026-03-10T12:00:01Z'],
  ['2027-01-31', local('2027-01-31T00:00').replace('.000', '')],
])('%s', (text, time) => {
  expect(parseFuture(text, now)).toBe(time)
  expect(futureProblem(text, now)).toBeUndefined()
})

test('a clock time that has passed today is that of tomorrow', () => {
  const at = new Date(now - 3_600_000)
  const clock = `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`
  expect(Date.parse(parseFuture(clock, now)!)).toBeGreaterThan(now)
})

test.each([
  ['', /Say until when/],
  ['soon', /reads like/],
  ['0s', /reads like|passed/],
  ['2020-01-01', /has passed/],
  ['5m ago', /has passed/],
])('%j is refused', (text, problem) => {
  expect(parseFuture(text, now)).toBeUndefined()
  expect(futureProblem(text, now)).toMatch(problem)
})
