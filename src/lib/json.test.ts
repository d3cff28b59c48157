import { expect, test } from 'vitest'
import { parseJson, stringifyJson } from './json.ts'

test.each([
  ['{"seq":9007199254740995}', { seq: 9007199254740995n }],
  ['{"limit":18446744073709551615}', { limit: 18446744073709551615n }],
  ['{"a":-9223372036854775808}', { a: -9223372036854775808n }],
  ['{"a":1.5,"b":[1,null,true]}', { a: 1.5, b: [1, null, true] }],
  ['{"text":"1234567890123456789"}', { text: '1234567890123456789' }],
])('%s keeps every digit', (text, value) => {
  expect(parseJson(text)).toEqual(value)
  expect(stringifyJson(parseJson(text))).toBe(text)
})

test('bad JSON throws', () => {
  expect(() => parseJson('{"a":12345678901234567890')).toThrow(SyntaxError)
  expect(() => parseJson('{')).toThrow(SyntaxError)
})
