import { gzipSync } from 'node:zlib'
import { encode as msgpack } from '@msgpack/msgpack'
import { expect, test } from 'vitest'
import { openPayload, type OpenOptions } from './open.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const open = (data: Uint8Array, options: Partial<OpenOptions> = {}) =>
  openPayload(data, { view: undefined, stored: false, columns: 80, ...options })

test('without a choice a payload is shown as what it is', async () => {
  expect(await open(bytes('{"a":1}'))).toMatchObject({ kind: 'json', view: 'json', notes: [], text: '{"a":1}' })
  expect(await open(bytes('hello\u202e'))).toMatchObject({ kind: 'text', view: 'text', text: 'hello\u202e' })
  expect(await open(msgpack({ a: [1] }))).toMatchObject({ kind: 'msgpack', view: 'msgpack', text: '{"a":[1]}' })
  expect(await open(Uint8Array.of(0, 255))).toMatchObject({ kind: 'binary', view: 'hex' })
})

test('what it is not is said in one sentence, and it is shown as the nearest', async () => {
  expect(await open(bytes('{"a"'), { view: 'json' })).toMatchObject({
    view: 'text',
    notes: ['It is not JSON: the text ends at character 5 where a colon should be.'],
  })
  expect(await open(Uint8Array.of(0x61, 0xff), { view: 'text' })).toMatchObject({ view: 'hex' })
  expect((await open(bytes('a'), { view: 'image' })).notes).toHaveLength(1)
  expect((await open(bytes('hello'), { view: 'cbor' })).notes).toEqual([
    'It is not CBOR: the data ends inside a value that begins at byte 1.',
  ])
  expect((await open(Uint8Array.of(1, 2, 3), { view: 'msgpack' })).notes).toEqual(['2 B follow the value and are not in it.'])
})

test('packed data is unpacked unless it is wanted as stored', async () => {
  const packed = new Uint8Array(gzipSync('{"a":1}'))
  const opened = await open(packed)
  expect(opened).toMatchObject({ kind: 'json', view: 'json', unpacked: bytes('{"a":1}') })
  expect(opened.layers).toHaveLength(1)
  expect(await open(packed, { stored: true })).toMatchObject({ kind: 'binary', view: 'hex', unpacked: undefined, layers: [] })
})

test('packed data that nothing comes out of says one thing', async () => {
  const broken = await open(new Uint8Array(gzipSync('hello')).subarray(0, 10))
  expect(broken).toMatchObject({ view: 'hex', notes: [expect.stringContaining('begins like gzip data')], unpacked: undefined })
})

test('a long line comes in rows, a document that is short as text', async () => {
  const long = await open(bytes('x'.repeat(5000)))
  expect(long.rows?.length).toBe(Math.ceil(5000 / 80) + 1)
  expect((await open(bytes('{"a":[1,2]}'), { view: 'pretty' })).rows).toBeUndefined()
  expect((await open(msgpack({ a: [1] }), { view: 'pretty' })).text).toBe('{\n  "a": [\n    1\n  ]\n}')
})
