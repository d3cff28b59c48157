import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { layersInWords, packingOf, unpack, unpackNote } from './unpack.ts'
import { windowOf } from './zstd.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array) => new TextDecoder().decode(data)
const gzip = (data: Uint8Array) => new Uint8Array(gzipSync(data))

/** Made by `zstd -19` 1.5: sixty objects, {"id":0,"name":"customer 0"} and so on. */
const customers = JSON.stringify(Array.from({ length: 60 }, (_, id) => ({ id, name: `customer ${id}` })))
const zstdCustomers = new Uint8Array(
  Buffer.from(
    'KLUv/WQxBi0GALJPJBaQLXSSXwJUoJD/s9reW6aUkoHY/8EKhUng/NzcvLy8Xv9/3+97nt93Ov342Ni4uLhcvm/brmuanmcy+fTU1LS0tFp9X9dtW5ZdVyr1' +
      '8NDQsLCwWDxP0yxLkhxHIvHszMysrKxW+z7P6zqO2zYa7RxjSqn67ZbcBJMAARyJRQPyiBwCg0BiYWAEBDQIIBQBCSF2qBGg+P3v4DcDEBShGN8HtcqpaHZa' +
      'C72Wpk6tydNK9YKLJAwUX/jKP+zDl0msAKQqFcBOCw==',
    'base64',
  ),
)

/** A frame of blocks that each repeat one byte 128 KiB long: four bytes of input for each. */
function zstdBomb(blocks: number): Uint8Array {
  const block = (isLast: number) => [isLast | (1 << 1) | ((0x20000 << 3) & 0xff), ((0x20000 << 3) >> 8) & 0xff, 0x10, 0x41]
  const body = Array.from({ length: blocks }, (_, i) => block(i === blocks - 1 ? 1 : 0)).flat()
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, ...body)
}

test('gzip and zstd are told by their first bytes', () => {
  expect(packingOf(gzip(bytes('a')))).toBe('gzip')
  expect(packingOf(zstdCustomers)).toBe('zstd')
  expect(packingOf(bytes('{"a":1}'))).toBeUndefined()
  expect(packingOf(new Uint8Array())).toBeUndefined()
})

test('gzip, zstd, and one in the other come out whole', async () => {
  for (const packed of [gzip(bytes(customers)), zstdCustomers, gzip(zstdCustomers), gzip(gzip(gzip(bytes(customers))))]) {
    const { data, layers } = await unpack(packed)
    expect(text(data)).toBe(customers)
    expect(unpackNote(layers)).toBeUndefined()
  }
  const { layers } = await unpack(gzip(zstdCustomers))
  expect(layersInWords(layers)).toMatch(/^gzip, 2\d\d B → 211 B; in it zstd, 211 B → 1.8 KiB$/)
})

test('a fourth layer stays packed', async () => {
  const { data, layers } = await unpack(gzip(gzip(gzip(gzip(bytes('deep'))))))
  expect([layers.length, packingOf(data)]).toEqual([3, 'gzip'])
})

test.each([
  ['gzip', gzip(new Uint8Array(20_000_000))],
  ['zstd', zstdBomb(1000)],
])('a %s bomb is unpacked to the bound', async (_, bomb) => {
  const { data, layers } = await unpack(bomb, 1_000_000)
  expect(data.length).toBe(1_000_000)
  expect(unpackNote(layers, 1_048_576)).toBe('Unpacked to the first 1 MiB; the rest was not unpacked.')
})

test.each([
  ['gzip', gzip(bytes(customers.repeat(20)))],
  ['zstd', zstdBomb(4)],
])('of %s data that is cut short what came out is kept', async (_, whole) => {
  const { data, layers } = await unpack(whole.subarray(0, whole.length - 9))
  expect(layers[0]?.end).toBe('broken')
  expect(layers[0]?.to).toBe(data.length)
  if (layers[0]?.to) expect(unpackNote(layers)).toContain('only what came out before the fault')
})

test('a layer of which nothing comes out stays as it is stored', async () => {
  for (const broken of [zstdCustomers.subarray(0, 60), Uint8Array.of(0x1f, 0x8b, 8, 255, 1), bytes('\u001f')]) {
    const { data, layers } = await unpack(broken)
    expect(data).toBe(broken)
    if (layers.length > 0) expect(unpackNote(layers)).toContain('shown as stored')
  }
})

test('a frame that asks for more memory than there should be is not begun', async () => {
  const greedy = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 3, 0, 8, 65)
  expect(windowOf(greedy)).toBe(2 ** 31)
  expect((await unpack(greedy)).layers[0]?.end).toBe('broken')
  expect(windowOf(zstdCustomers)).toBe(customers.length)
})
