import { expect, test } from 'vitest'
import { isLined, repeatedName, withCommas } from './merge-json.ts'

test('JSON with a member to a line is told from any other', () => {
  for (const text of ['{\n  "a": 1\n}', '{\n\t"a": [],\n\t"b": 2\n}\n', '[\n1\n]'])
    expect([text, isLined(text)]).toEqual([text, true])
  for (const text of ['{"a":1}', '{\n  "a": 1, "b": 2\n}', '{\n  "a":1\n}']) expect([text, isLined(text)]).toEqual([text, false])
})

test('commas are put where members follow each other, and nowhere else', () => {
  const lines = ['{', '  "a": "{",', '  "b": [', '    1', '    "x,"', '  ]', '  "c": {},', '}', '']
  expect(withCommas(lines)).toEqual(['{', '  "a": "{",', '  "b": [', '    1,', '    "x,"', '  ],', '  "c": {}', '}', ''])
})

test('a name twice in one object is found, in different ones it is none', () => {
  expect(repeatedName('{"a":1,"b":{"a":[{"a":1},{"a":2}]},"c":"a"}')).toBeUndefined()
  expect(repeatedName('{"b":{"x":1,"\\u0078":2}}')).toBe('x')
  expect(repeatedName('["a","a"]')).toBeUndefined()
})
