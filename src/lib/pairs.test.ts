import { expect, test } from 'vitest'
import { pairsProblem, parsePairs, showPairs, splitList } from './pairs.ts'

test('pairs are read as they are shown', () => {
  expect(parsePairs('a=1\n\n b = x=y \nc')).toEqual([
    ['a', '1'],
    ['b', 'x=y'],
    ['c', ''],
  ])
  expect(parsePairs(showPairs([['a', 'x=y']]))).toEqual([['a', 'x=y']])
})

test.each([
  ['a=1\nb=2', undefined],
  ['a', 'Each line reads key=value'],
  ['=1', 'Each line reads key=value'],
  ['a=1\na=2', 'A key appears twice'],
  ['_nats.ver=1', 'Keys that begin with _nats. belong to the server'],
])('%j is told as %j', (text, problem) => {
  expect(pairsProblem(text)).toBe(problem)
})

test('a list is what stands between commas', () => {
  expect(splitList(' a, b,,c ')).toEqual(['a', 'b', 'c'])
})
