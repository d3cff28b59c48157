import { expect, test } from 'vitest'
import { lagWords } from './lag-words.ts'

const at = (...readings: [pending: number, ackPending: number][]) =>
  readings.map(([pending, ackPending], i) => ({ at: 1000 + i * 10, pending, ackPending }))

test('the course of both figures in words', () => {
  expect(lagWords([])).toBe('No reading yet.')
  expect(lagWords(at([5, 1]))).toBe('Unprocessed 5, ack pending 1.')
  expect(lagWords(at([100, 3], [400, 0], [300, 3]))).toBe(
    'In 20s: unprocessed went up from 100 to 300, 10/s (between 100 and 400); ack pending is 3 again (between 0 and 3).',
  )
  expect(lagWords(at([7, 2], [7, 2]))).toBe('In 10s: unprocessed stayed at 7; ack pending stayed at 2.')
})
