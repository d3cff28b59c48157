import { expect, test } from 'vitest'
import { hexLine, toBase64, toHex } from './encode.ts'

test('a hex line has offset, bytes and ASCII', () => {
  expect(hexLine(new TextEncoder().encode('0123456789abcdefXYZ\u0001'), 1)).toEqual({
    offset: '00000010',
    hex: `58 59 5a 01${' '.repeat(37)}`,
    ascii: 'XYZ.',
  })
  expect(hexLine(new TextEncoder().encode('0123456789'), 1, 8)).toEqual({
    offset: '00000008',
    hex: '38 39'.padEnd(23),
    ascii: '89',
  })
})

test.each([0, 1, 2, 3, 0x6000, 0x6001, 100_000])('base64 and hex of %d bytes', (length) => {
  const data = Uint8Array.from({ length }, (_, i) => (i * 31) & 255)
  expect(toBase64(data)).toBe(Buffer.from(data).toString('base64'))
  expect(toHex(data)).toBe(Buffer.from(data).toString('hex'))
})
