import { expect, test } from 'vitest'
import { quarterOf } from './quarter.ts'

test.each([
  [0, 0, 0],
  [5, 0, 0],
  [24, 100, 0],
  [25, 100, 25],
  [2, 3, 50],
  [99, 100, 75],
  [100, 100, 100],
  [7, 3, 100],
])('%i of %i: %i', (done, total, quarter) => expect(quarterOf(done, total)).toBe(quarter))
