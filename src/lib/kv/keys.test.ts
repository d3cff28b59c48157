import { expect, test } from 'vitest'
import { addressProblem, bucketNameProblem, keyProblem, keyWarning } from './keys.ts'

const legal = ['a', 'A.b.c', 'a/b/c', '-', '=', '_', '/', 'x_kv', 'a-b_c=d/e.F9', '0', 'k'.repeat(3000)]
const illegal: [string, RegExp][] = [
  ['', /empty/],
  ['.a', /start or end/],
  ['a.', /start or end/],
  ['.', /start or end/],
  ['a..b', /two dots/],
  ['a b', /spaces/],
  ['a\tb', /spaces/],
  ['a\nb', /spaces/],
  ['a\u0000', /control/],
  ['*', /wildcards/],
  ['a.*', /wildcards/],
  ['a.>', /wildcards/],
  ['a*b', /not \*/],
  ['žluť', /not ž/],
  ['a:b', /not :/],
  ['a\\b', /not \\/],
  ['$KV', /not \$/],
  ['😀', /not 😀/],
  ['a\u200bb', /U\+200B/],
  ['_kv', /reserved/],
  ['_kv_meta.x', /reserved/],
  ['k'.repeat(3001), /3000 bytes/],
]

test.each(legal)('%j can be written', (key) => {
  expect(keyProblem(key)).toBeUndefined()
  expect(keyWarning(key)).toBeUndefined()
})

test.each(illegal)('%j cannot be written', (key, words) => expect(keyProblem(key)).toMatch(words))

test('what another client stored can be asked for, with a warning', () => {
  for (const key of ['žluť', 'a:b', 'a*b', '_kv.x', '$x']) {
    expect(addressProblem(key)).toBeUndefined()
    expect(keyWarning(key)).toMatch(/^Other clients may refuse this key\. /)
  }
  for (const key of ['', 'a..b', 'a.*', '>', 'a b']) expect(addressProblem(key)).toBeDefined()
})

test.each(['a', 'Config', 'a-b_c', '0', 'b'.repeat(252)])('a bucket can be called %s', (name) =>
  expect(bucketNameProblem(name)).toBeUndefined(),
)

test.each([
  ['', /needs/],
  ['a b', /spaces/],
  ['a.b', /not \./],
  ['ž', /not ž/],
  ['a/b', /not \//],
  ['b'.repeat(253), /252/],
])('a bucket cannot be called %j', (name, words) => expect(bucketNameProblem(name)).toMatch(words))
