import { expect, test } from 'vitest'
import { Blocks } from './blocks.ts'

const all = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)

function blocksOf(keep = 2) {
  const reads: number[] = []
  let under = 0
  const read = async (offset: number, length: number) => {
    expect(++under).toBe(1)
    await Promise.resolve()
    under--
    reads.push(offset)
    return all.slice(offset, offset + length)
  }
  return { reads, blocks: new Blocks(read, { size: all.length, blockBytes: 64, keep }) }
}

test('every part is what is there, asked for at once or one after another', async () => {
  const { blocks } = blocksOf()
  const parts = [
    [0, 10],
    [60, 10],
    [0, 1000],
    [990, 50],
    [1000, 5],
    [63, 1],
    [64, 64],
    [5, 0],
  ] as const
  const got = await Promise.all(parts.map(([offset, length]) => blocks.bytes(offset, length)))
  for (const [i, [offset, length]] of parts.entries()) expect(got[i]).toEqual(all.slice(offset, offset + length))
})

test('what is kept is not read again; the oldest goes', async () => {
  const { blocks, reads } = blocksOf(2)
  for (const at of [0, 10, 64, 20, 128, 30, 64]) await blocks.bytes(at, 4)
  expect(reads).toEqual([0, 64, 128, 64])
})

test('a failure is told to who asked, and the next is read', async () => {
  let fails = true
  const read = async (offset: number, length: number) => {
    if (fails) throw new Error('no')
    return all.slice(offset, offset + length)
  }
  const blocks = new Blocks(read, { size: 1000, blockBytes: 64, keep: 2 })
  await expect(blocks.bytes(0, 10)).rejects.toThrow('no')
  fails = false
  expect(await blocks.bytes(0, 10)).toEqual(all.slice(0, 10))
  const short = new Blocks(async () => new Uint8Array(0), { size: 1000, blockBytes: 64, keep: 2 })
  await expect(short.bytes(0, 10)).rejects.toThrow('fewer bytes')
})
