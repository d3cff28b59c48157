import { gzipSync } from 'node:zlib'
import { encode as msgpack } from '@msgpack/msgpack'
import { expect, test } from 'vitest'
import { comparePayloads, differingPart } from './compare.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('documents are compared formatted, whatever they are packed or encoded with', async () => {
  const packed = new Uint8Array(gzipSync('{"id":9007199254740993}'))
  expect(await comparePayloads(packed, msgpack({ id: 1 }))).toEqual({
    as: 'formatted',
    isSame: false,
    a: '{\n  "id": 9007199254740993\n}',
    b: '{\n  "id": 1\n}',
    before: 0,
    after: 0,
    cut: false,
  })
})

test('text is compared as text, anything else as hex', async () => {
  expect(await comparePayloads(bytes('a\u202e'), bytes(''))).toMatchObject({ as: 'text', a: 'a⟨U+202E⟩', b: '' })
  expect(await comparePayloads(bytes('{"a":1}'), bytes('x'))).toMatchObject({ as: 'text' })
  expect(await comparePayloads(bytes('x'), Uint8Array.of(255))).toMatchObject({ as: 'hex' })
  expect(await comparePayloads(bytes('[1]'), bytes('[1]'), 'hex')).toMatchObject({ as: 'hex', isSame: true })
})

test('of two megabytes on one line only what is around the difference is left', async () => {
  const values = Array.from({ length: 100_000 }, (_, i) => i)
  const other = [...values]
  other[70_000] = -1
  const found = await comparePayloads(bytes(JSON.stringify(values)), bytes(JSON.stringify(other)))
  expect([found.before, found.after, found.cut]).toEqual([69_981, 29_980, false])
  expect(found.a.split('\n')).toHaveLength(41)
})

test('what differs from beginning to end is cut and says so', () => {
  const lines = (c: string) => Array.from({ length: 10_000 }, (_, i) => `${c} ${i}`)
  const { a, cut } = differingPart(lines('a'), lines('b'))
  expect([a.split('\n').length, cut]).toEqual([600, true])
})
