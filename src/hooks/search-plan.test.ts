import { expect, test } from 'vitest'
import { planParts } from './search-plan.ts'

test.each([
  [{ from: 1n, to: 1_000_000n }, true, 1],
  [{ from: 1n, to: 1_000_000n }, false, 3],
  [{ from: 77n, to: 77n }, true, 1],
  [{ from: 5n, to: 8_000_000_000n }, true, 2],
  [{ from: 9_007_199_254_740_993n, to: 9_007_199_254_790_999n }, false, 2],
])('parts of %o cover it once, in order (newest first: %s, lanes: %s)', (range, descending, lanes) => {
  const parts = planParts(range, descending, lanes)
  const up = descending ? parts.toReversed() : parts
  expect(up[0]!.from).toBe(range.from)
  expect(up.at(-1)!.to).toBe(range.to)
  for (const [i, part] of up.entries()) {
    expect(part.to >= part.from).toBe(true)
    if (i > 0) expect(part.from).toBe(up[i - 1]!.to + 1n)
  }
  expect(parts.length).toBeLessThan(900)
})

test('one lane going up has one part, and an empty range none', () => {
  expect(planParts({ from: 1n, to: 10n ** 9n }, false, 1)).toHaveLength(1)
  expect(planParts({ from: 2n, to: 1n }, true, 2)).toEqual([])
})
