import { encode as msgpack } from '@msgpack/msgpack'
import { encode as cbor } from 'cborg'
import { expect, test } from 'vitest'
import { imageFormat } from './image.ts'
import { inspect } from './inspect.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))

test.each([
  ['', 'empty'],
  ['{"a":1}', 'json'],
  ['[1]', 'json'],
  ['\ufeff{"a":1}', 'json'],
  ['null', 'json'],
  ['"a"', 'json'],
  ['42', 'text'],
  ['{broken', 'text'],
  ['"to be" or not', 'text'],
  ['hello žluťoučký', 'text'],
  ['a\u0000b', 'binary'],
  ['<img src=x onerror=alert(1)>', 'text'],
  ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'text'],
  [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'json'],
])('%j is %s', (text, kind) => expect(inspect(bytes(text)).kind).toBe(kind))

test('what is broken says so', () => {
  expect(inspect(bytes('{"a":1')).note).toBe(
    'It begins like JSON but is not: the text ends at character 7 where a comma or "}" should be.',
  )
  expect(inspect(Uint8Array.of(0x61, 0xff)).note).toBe('It is not UTF-8 text: byte 1 (ff) cannot be there.')
  expect(inspect(bytes('a\u0000')).note).toContain('control characters')
  expect(inspect(bytes('plain')).note).toBeUndefined()
})

test('MessagePack and CBOR are told when they fit to the last byte', () => {
  const value = { id: 1, name: 'x', list: [1, 2, { a: true }] }
  expect(inspect(msgpack(value)).kind).toBe('msgpack')
  expect(inspect(cbor(value)).kind).toBe('cbor')
  expect(inspect(msgpack([1, 2, 3000])).kind).toBe('msgpack')
  expect(inspect(cbor([1, 2, 3000])).kind).toBe('cbor')
  expect(inspect(Uint8Array.of(...msgpack(value), 0xff)).kind).toBe('binary')
  expect(inspect(Uint8Array.of(0x80)).kind).toBe('binary')
  expect(inspect(Uint8Array.of(8, 1, 18, 3, 97, 98, 99)).kind).toBe('binary') // protobuf
})

test('random bytes are taken for a document next to never', () => {
  let [seed, taken] = [1, 0]
  const random = () => (seed = (seed * 48_271) % 2_147_483_647)
  for (let i = 0; i < 2000; i++) {
    const kind = inspect(Uint8Array.from({ length: 64 }, () => random() & 255)).kind
    if (kind === 'msgpack' || kind === 'cbor') taken++
  }
  expect(taken).toBeLessThan(4)
})

test.each([
  ['\u0089PNG\r\n\u001a\n', 'image/png'],
  ['\u00ff\u00d8\u00ff\u00e0', 'image/jpeg'],
  ['GIF89a', 'image/gif'],
  ['RIFF\u0001\u0002\u0003\u0004WEBPVP8 ', 'image/webp'],
  ['\0\0\0\u0020ftypavif', 'image/avif'],
  ['BM\u0001\u0002\0\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0', 'image/bmp'],
  ['BMW is a car, and so is this', undefined],
  ['<svg xmlns="http://www.w3.org/2000/svg">', undefined],
  ['RIFF\u0001\u0002\u0003\u0004WAVE', undefined],
])('%j is %s', (head, mime) => expect(imageFormat(latin(head))?.mime).toBe(mime))
