import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { newHash } from './obj-hash.ts'

const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) & 255)

test('hashes that are fed in turns do not mix, and one that is asked in between goes on', async () => {
  const hashes = await Promise.all(Array.from({ length: 200 }, newHash))
  const others = hashes.map(() => createHash('sha256'))
  for (let round = 0; round < 3; round++) {
    hashes.forEach((hash, i) => {
      const piece = bytes(i * 7 + round, i + 1)
      hash.add(piece)
      others[i]!.update(piece)
      expect(Buffer.from(hash.digest())).toEqual(others[i]!.copy().digest())
    })
  }
  expect(Buffer.from((await newHash()).digest())).toEqual(createHash('sha256').digest())
})
