import { encode } from 'cborg'
import { expect, test } from 'vitest'
import { BinaryFault } from './byte-reader.ts'
import { readCbor } from './cbor.ts'

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))

test('what another encoder writes is read as the same JSON', () => {
  const value = {
    a: [0, 23, 24, 255, 256, 65_536, 2 ** 40, -1, -24, -25, -257, -(2 ** 40)],
    text: 'žluť "quoted" \n',
    floats: [1.5, -0.1, 1e300],
    nested: { a: [[], {}, [{ b: null }], true, false] },
    many: Array.from({ length: 70_000 }, (_, i) => i % 7),
  }
  const { text, rest } = readCbor(encode(value))
  expect(JSON.parse(text)).toEqual(value)
  expect(rest).toBe(0)
})

// From RFC 8949, appendix A.
test.each([
  ['1bffffffffffffffff', '18446744073709551615'],
  ['3bffffffffffffffff', '-18446744073709551616'],
  ['c249010000000000000000', '18446744073709551616'],
  ['c349010000000000000000', '-18446744073709551617'],
  ['f98000', '-0.0'],
  ['f93c00', '1.0'],
  ['f97bff', '65504.0'],
  ['f90001', '5.9604645e-8'],
  ['f9c400', '-4.0'],
  ['fa47c35000', '100000.0'],
  ['fa7f7fffff', '3.4028235e+38'],
  ['fb3ff199999999999a', '1.1'],
  ['f97c00', 'Infinity'],
  ['f97e00', 'NaN'],
  ['f7', 'undefined'],
  ['f0', 'simple(16)'],
  ['f8ff', 'simple(255)'],
  ['c11a514b67b0', '1(1363896240)'],
  ['d74401020304', `23(h'01020304')`],
  ['d818456449455446', `24(h'6449455446')`],
  ['d82076687474703a2f2f7777772e6578616d706c652e636f6d', '32("http://www.example.com")'],
  ['a201020304', '{1:2,3:4}'],
  ['a26161016162820203', '{"a":1,"b":[2,3]}'],
  ['5f42010243030405ff', `h'0102030405'`],
  ['7f657374726561646d696e67ff', '"streaming"'],
  ['9f018202039f0405ffff', '[1,[2,3],[4,5]]'],
  ['bf61610161629f0203ffff', '{"a":1,"b":[2,3]}'],
  ['d9d9f7a1c1018080', '55799({1(1):[]})'],
])('%s is %s', (data, text) => expect(readCbor(hex(data)).text).toBe(text))

test.each([
  '',
  '1c',
  '82',
  'ff',
  'bf6161ff',
  '9f',
  '5f61',
  '5f01ff',
  '9b7fffffffffffffff',
  '62ff',
  'c1',
  'df',
  '5bffffffffffffffff00',
])('%s is refused', (data) => expect(() => readCbor(hex(data))).toThrow(BinaryFault))

test('a hundred thousand levels do not overflow the stack', () => {
  expect(readCbor(hex(`${'81'.repeat(50_000)}${'c1'.repeat(50_000)}01`)).tree.count).toBe(100_001)
})

test('an integer too long to be written in decimal stays bytes', () => {
  expect(readCbor(hex(`c2590800${'01'.repeat(2048)}`)).text).toBe(`2(h'${'01'.repeat(2048)}')`)
})
