import { expect, test } from 'vitest'
import type { LeftUpload } from '~/hooks/left-uploads.ts'
import { matchLeft, sentOf } from './left-match.ts'

function left(name: string, size = 1000, modified = 5): LeftUpload {
  const check = { chunks: 3, digest: '' }
  return {
    connection: 'c',
    page: 'p',
    modified,
    record: { bucket: 'B', created: '', name, size, nuid: name, chunkSize: 100, check },
  }
}
const chosen = (name: string, size = 1000, lastModified = 5) => ({
  name,
  file: { name: name.slice(name.lastIndexOf('/') + 1), size, lastModified },
})

test('the same file is known again, wherever it is chosen from; another is not', () => {
  const of = (...names: Parameters<typeof chosen>) =>
    [...matchLeft([chosen(...names)], [left('in/a.bin'), left('a.bin'), left('out/b.bin')]).values()].map((l) => l.record.name)
  expect(of('a.bin')).toEqual(['a.bin'])
  expect(of('in/a.bin')).toEqual(['in/a.bin'])
  expect(of('elsewhere/a.bin')).toEqual(['in/a.bin'])
  expect(of('b.bin')).toEqual(['out/b.bin'])
  expect(of('c.bin')).toEqual([])
  expect(of('a.bin', 1001)).toEqual([])
  expect(of('a.bin', 1000, 6)).toEqual([])
})

test('an upload that was left is gone on with by one file, the one of its name if that is among them', () => {
  const [b, a] = [chosen('b/data.bin'), chosen('a/data.bin')]
  const found = matchLeft([b, a], [left('a/data.bin')])
  expect(found.get(a)?.record.name).toBe('a/data.bin')
  expect(found.has(b)).toBe(false)
})

test('what was sent of it is never more than the file', () => {
  expect(sentOf(left('a'))).toBe(300)
  expect(sentOf(left('a', 250))).toBe(250)
})
