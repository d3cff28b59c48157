import { expect, test } from 'vitest'
import { formatJson, isJsonLike, jsonProblem, toBytes, toEditable } from './editable.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('what can be edited comes back byte for byte', () => {
  for (const text of ['', 'a', 'a\nb\n', 'a\r\nb\r\n', '\ufeffä', '{"a":1}']) {
    const editable = toEditable(bytes(text))
    if (!('text' in editable)) throw new Error(editable.problem)
    expect(editable.text).not.toContain('\r')
    expect(toBytes(editable.text, editable.lineEnd)).toEqual(bytes(text))
  }
})

test('what a text field would damage is not edited', () => {
  for (const data of [new Uint8Array([0xff, 0xfe]), bytes('a\r\nb\n'), bytes('a\rb'), bytes('\u0000')]) {
    expect(toEditable(data)).toHaveProperty('problem')
  }
})

test('JSON is indented with every literal as it is', () => {
  const text = '{"a":1.0,"b":[],"c":[1e3,"x, {y}: \\"z"],"a":{},"n":12345678901234567890}'
  const formatted = formatJson(text)
  expect(formatted).toMatchInlineSnapshot(`
    "{
      "a": 1.0,
      "b": [],
      "c": [
        1e3,
        "x, {y}: \\"z"
      ],
      "a": {},
      "n": 12345678901234567890
    }"
  `)
  expect(JSON.parse(formatted)).toEqual(JSON.parse(text))
  expect(formatJson(formatted)).toBe(formatted)
  expect(formatJson('5')).toBe('5')
})

test('what is JSON', () => {
  expect([isJsonLike('{"a":1}'), isJsonLike(' [1]'), isJsonLike('12'), isJsonLike('{a')]).toEqual([true, true, false, false])
  expect(jsonProblem('{"a":')).toMatch(/JSON/)
})
