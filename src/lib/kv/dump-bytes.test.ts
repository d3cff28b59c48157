import { expect, test } from 'vitest'
import { parseBytes } from './dump-bytes.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a file that is not UTF-8 says from which line on, and gives nothing', () => {
  const good = bytes('{"key":"a","value":"ž"}\n{"key":"b","value":"')
  const bad = new Uint8Array([...good, 0xff, ...bytes('"}\n')])
  expect(parseBytes(bad)).toEqual({ entries: [], problems: [{ line: 2, message: 'The file is not text in UTF-8 from here on' }] })
  expect(parseBytes(bytes('{"key":"a","value":"ž"}\n')).entries).toMatchObject([{ key: 'a', data: bytes('ž') }])
})
