import { expect, test } from 'vitest'
import { pastedFiles } from './pasted-files.ts'

test('files keep their names; what has none is named by the time', () => {
  const files = ['image.png', 'report.pdf', 'image.jpeg', 'image.png.txt'].map((name) => new File([], name))
  const now = Date.parse('2026-11-27T02:31:05.123Z')
  expect(pastedFiles(files, now).map((f) => f.path)).toEqual([
    'pasted-20261127-023105.png',
    'report.pdf',
    'pasted-20261127-023105-3.jpeg',
    'image.png.txt',
  ])
})
