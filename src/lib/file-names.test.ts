import { expect, test } from 'vitest'
import { attachment } from './content-disposition.ts'
import { safeFileName, safePaths } from './file-names.ts'

test.each([
  ['report.pdf', 'report.pdf'],
  ['žluť 🛩.txt', 'žluť 🛩.txt'],
  ['a:b*c?.txt', 'a_b_c_.txt'],
  ['..', '__'],
  ['.', '_'],
  ['.profile', '.profile'],
  ['..\\..\\evil', '.._.._evil'],
  ['a\u0000b\nc\u202Etxt.exe', 'a_b_c_txt.exe'],
  ['ends.', 'ends_'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['console', 'console'],
  ['', 'object'],
  ['a\uD800', 'a\uFFFD'],
])('%j is saved as %j', (name, safe) => expect(safeFileName(name)).toBe(safe))

test('a long name is cut between characters, before its extension', () => {
  const safe = safeFileName(`${'ž'.repeat(300)}.tar.gz`)
  expect(safe).toMatch(/^ž+\.gz$/)
  expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
  expect(safeFileName('🛩'.repeat(99))).toBe('🛩'.repeat(50))
})

test('paths stay inside, and no two are the same', () => {
  const names = [
    '../../etc/passwd',
    '/abs',
    'a//b',
    'C:/x',
    'a',
    'A',
    'é.txt',
    'e\u0301.txt',
    'x',
    'x/y',
    'X',
    '/',
    'a/b',
    'a (2)',
  ]
  expect(safePaths(names)).toEqual([
    '__/__/etc/passwd',
    'abs',
    'a/b',
    'C_/x',
    'a (2)',
    'A (3)',
    'é.txt',
    'e\u0301 (2).txt',
    'x (2)',
    'x/y',
    'X (3)',
    'object',
    'a/b (2)',
    'a (2) (2)',
  ])
})

test('many of one name are numbered in a moment', () => {
  const paths = safePaths(Array.from({ length: 5000 }, () => 'same.txt'))
  expect(paths.at(-1)).toBe('same (5000).txt')
  expect(new Set(paths).size).toBe(5000)
})

test.each([
  ['plain.txt', `attachment; filename="plain.txt"; filename*=UTF-8''plain.txt`],
  ['a "b" 100%.txt', `attachment; filename="a _b_ 100_.txt"; filename*=UTF-8''a%20%22b%22%20100%25.txt`],
  ["ž'(*).txt", `attachment; filename="_'(*).txt"; filename*=UTF-8''%C5%BE%27%28%2A%29.txt`],
  ['a\r\nb: c', `attachment; filename="a__b: c"; filename*=UTF-8''a%0D%0Ab%3A%20c`],
  ['\uD800', `attachment; filename="_"; filename*=UTF-8''%EF%BF%BD`],
])('the header for %j', (name, header) => expect(attachment(name)).toBe(header))
