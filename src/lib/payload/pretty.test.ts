import { expect, test } from 'vitest'
import { pretty } from './pretty.ts'
import { readJson } from './read-json.ts'

const format = (text: string) => pretty(text, readJson(text)).text

test('pretty JSON keeps literals, order and repeated keys', () => {
  expect(format('{"b":9007199254740993,"a":[],"a":{},"c":[1.0,-0,1e400,"x,{}\\"y"]}')).toBe(
    [
      '{',
      '  "b": 9007199254740993,',
      '  "a": [],',
      '  "a": {},',
      '  "c": [',
      '    1.0,',
      '    -0,',
      '    1e400,',
      '    "x,{}\\"y"',
      '  ]',
      '}',
    ].join('\n'),
  )
  expect(format('[]')).toBe('[]')
  expect(format(' "a b" ')).toBe('"a b"')
})

test('it is what JSON.stringify writes', () => {
  const value = { a: [[], [[1, { b: [2] }], {}], 'x'], c: { d: { e: null } }, f: true }
  expect(format(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
})

test('ten thousand levels do not overflow the stack', () => {
  const deep = '['.repeat(10_000) + ']'.repeat(10_000)
  expect(format(deep).replace(/\s/g, '') === deep).toBe(true)
})

test('what is too long is cut and says so', () => {
  const text = JSON.stringify(Array.from({ length: 1000 }, (_, i) => i))
  const { text: cut, cut: isCut } = pretty(text, readJson(text), 100)
  expect([isCut, cut.length < 120]).toEqual([true, true])
})
