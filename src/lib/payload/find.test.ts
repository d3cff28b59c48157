import { expect, test } from 'vitest'
import { findText, nodesAt } from './find.ts'
import { readJson } from './read-json.ts'

test('a text is found whatever its case, and its signs are only signs', () => {
  expect([...findText('Abc aBC a.c', 'abc').hits]).toEqual([0, 4])
  expect([...findText('Abc aBC a.c', 'a.c').hits]).toEqual([8])
  expect([...findText('İstanbul x', 'x').hits]).toEqual([9])
  expect([...findText('(a|b)[c]-\\/', '-\\/').hits]).toEqual([8])
  expect(findText('abc', '').hits.length).toBe(0)
  expect(findText('aaaa', 'a', 2)).toEqual({ hits: Int32Array.of(0, 1), more: true })
})

test('in a tree keys and literals are searched, each value once', () => {
  const text = '{"name":"Jana","tags":["jana","janajana"],"jana":{"x":12}}'
  const found = (query: string) => [...nodesAt(readJson(text), findText(text, query).hits)]
  expect(found('jana')).toEqual([1, 3, 4, 5])
  expect(found('12')).toEqual([6])
  expect(found(':')).toEqual([])
  expect(found('nothing')).toEqual([])
})
