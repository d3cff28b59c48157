import { encode, ExtData } from '@msgpack/msgpack'
import { expect, test } from 'vitest'
import { BinaryFault } from './byte-reader.ts'
import { readMsgpack } from './msgpack.ts'

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))

test('what another encoder writes is read as the same JSON', () => {
  const value = {
    text: 'žluť "quoted" \n',
    numbers: [0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32, -1, -32, -33, -128, -129, -32_769, -(2 ** 31) - 1],
    floats: [1.5, -0.1, 1e300],
    nested: { a: [[], {}, [{ b: null }], true, false] },
    long: 'x'.repeat(70_000),
    many: Array.from({ length: 70_000 }, (_, i) => i % 7),
    wide: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i])),
  }
  const { text, rest } = readMsgpack(encode(value))
  expect(JSON.parse(text)).toEqual(value)
  expect(rest).toBe(0)
})

test('64-bit integers, extensions, bytes and times are exact', () => {
  const data = {
    max: 18446744073709551615n,
    min: -9223372036854775808n,
    ext: new ExtData(5, Uint8Array.of(10, 11)),
    long: new ExtData(-7, new Uint8Array(17)),
    bytes: Uint8Array.of(0, 255),
    time: new Date('2026-01-02T03:04:05.678Z'),
  }
  expect(readMsgpack(encode(data, { useBigInt64: true })).text).toBe(
    `{"max":18446744073709551615,"min":-9223372036854775808,"ext":ext(5, h'0a0b'),"long":ext(-7, h'${'00'.repeat(17)}'),` +
      `"bytes":h'00ff',"time":timestamp(2026-01-02T03:04:05.678000000Z)}`,
  )
})

test.each([
  ['82023102 0a'.replace(' ', ''), '{2:49,2:10}'], // repeated keys, which are numbers
  ['81c3c0', '{true:null}'],
  ['8192010290', '{[1,2]:[]}'],
  ['81c40101a0', `{h'01':""}`],
  ['ca3dcccccd', '0.1'],
  ['ca3f800000', '1.0'],
  ['cb8000000000000000', '-0.0'],
  ['cb7ff8000000000000', 'NaN'],
  ['a2ff00', `invalid-text h'ff00'`],
  ['d6ff00000001', 'timestamp(1970-01-01T00:00:01Z)'],
  ['c703ff000000', `ext(-1, h'000000')`],
])('%s is %s', (data, text) => expect(readMsgpack(hex(data)).text).toBe(text))

test.each(['', 'c1', '92', '81a161', 'dd7fffffff01', 'd901', '8192'])('%s is refused', (data) =>
  expect(() => readMsgpack(hex(data))).toThrow(BinaryFault),
)

test('what follows the value is counted', () => expect(readMsgpack(hex('010203')).rest).toBe(2))

test('a hundred thousand levels do not overflow the stack', () => {
  expect(readMsgpack(hex(`${'91'.repeat(100_000)}01`)).tree.count).toBe(100_001)
  expect(() => readMsgpack(hex(`${'81'.repeat(100_000)}01`))).toThrow('nested too deep')
})

test('a document with more values than the tree holds is cut', () => {
  const { text, tree } = readMsgpack(encode([1, [2, 3], 4]), 3)
  expect([text, tree.cut]).toEqual(['[1,[', true])
})
