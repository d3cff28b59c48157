import { expect, test } from 'vitest'
import { ChunkReader } from './obj-source.ts'

function counted(size: number) {
  const reads: [number, number][] = []
  const data = Uint8Array.from({ length: size }, (_, i) => i % 251)
  const read = async (offset: number, length: number) => {
    reads.push([offset, length])
    return data.subarray(offset, offset + length)
  }
  return { data, reads, source: { size, read } }
}

test.each([1, 1000, 300_000, 5_000_000])('chunks of %i bytes are those of the source, in any order', async (chunk) => {
  const size = Math.min(5_000_001, chunk * 3000 + 1)
  const { data, source } = counted(size)
  const reader = new ChunkReader(source, chunk)
  const last = reader.chunks - 1
  for (const i of [0, 1, last, 0, last - 1, last, last >> 1].filter((i) => i >= 0 && i <= last)) {
    const got = await reader.chunk(i)
    expect(got.length).toBe(Math.min(chunk, size - i * chunk))
    expect(Buffer.compare(got, data.subarray(i * chunk, i * chunk + got.length))).toBe(0)
  }
})

test('in order each byte is read once, in large slices, one ahead', async () => {
  const { reads, source } = counted(5 * 1024 * 1024)
  const reader = new ChunkReader(source, 128 * 1024)
  await reader.chunk(0)
  expect(reads).toHaveLength(2)
  for (let i = 0; i < reader.chunks; i++) await reader.chunk(i)
  expect(reads.map(([offset]) => offset)).toEqual([0, 2, 4].map((n) => n * 1024 * 1024))
  expect(reader.chunk(reader.chunks - 1)).toBeInstanceOf(Uint8Array)
})

test('nothing is read of an empty one', () => {
  expect(new ChunkReader(counted(0).source, 10).chunks).toBe(0)
})
