import { expect, test } from 'vitest'
import type { LeftUpload } from '~/hooks/left-uploads.ts'
import { leftOf, sentOf } from './left-match.ts'

function left(name: string, size = 1000, modified = 5): LeftUpload {
  const check = { chunks: 3, digest: '' }
  return { connection: 'c', modified, record: { bucket: 'B', created: '', name, size, nuid: name, chunkSize: 100, check } }
}
const file = (name: string, size = 1000, lastModified = 5) => ({ name, size, lastModified })

test('the same file is known again, wherever it is chosen from; another is not', () => {
  const all = [left('in/a.bin'), left('a.bin'), left('out/b.bin')]
  const of = (name: string, f = file('a.bin')) => leftOf({ name, file: f }, all)?.record.name
  expect(of('a.bin')).toBe('a.bin')
  expect(of('in/a.bin')).toBe('in/a.bin')
  expect(of('elsewhere/a.bin')).toBe('in/a.bin')
  expect(of('b.bin', file('b.bin'))).toBe('out/b.bin')
  expect(of('c.bin', file('c.bin'))).toBeUndefined()
  expect(of('a.bin', file('a.bin', 1001))).toBeUndefined()
  expect(of('a.bin', file('a.bin', 1000, 6))).toBeUndefined()
})

test('what was sent of it is never more than the file', () => {
  expect(sentOf(left('a'))).toBe(300)
  expect(sentOf(left('a', 250))).toBe(250)
})
