import { expect, test } from 'vitest'
import { ChunkIndex } from './chunk-index.ts'

test('each byte is in its chunk, wherever clients have cut, and room grows with what comes', () => {
  const index = new ChunkIndex(2 ** 31)
  expect(index.room).toBeLessThan(1000)
  expect([index.at(0), index.seqOf(0)]).toEqual([0, undefined])
  const sizes = Array.from({ length: 5000 }, (_, i) => 1 + (i % 7))
  sizes.forEach((size, i) => index.add(BigInt(i) * 3n, size))
  expect([index.count, index.size]).toEqual([5000, sizes.reduce((a, b) => a + b)])
  expect(index.room).toBeLessThanOrEqual(10_000)
  let start = 0
  for (const [i, size] of sizes.entries()) {
    expect([index.at(start), index.at(start + size - 1), index.startOf(i), index.seqOf(i)]).toEqual([i, i, start, BigInt(i) * 3n])
    start += size
  }
  expect(index.at(start)).toBe(5000)
})

test('what comes beyond the most is counted and not kept', () => {
  const index = new ChunkIndex(300)
  for (let i = 0; i < 1000; i++) index.add(1n, 10)
  expect([index.count, index.size, index.room]).toEqual([1000, 10_000, 300])
  expect([index.at(2999), index.at(5000), index.seqOf(299), index.seqOf(300)]).toEqual([299, 300, 1n, undefined])
})
