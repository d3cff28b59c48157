import { expect, test } from 'vitest'
import { merged } from './merge.ts'
import { mergedContent, mergeValues, sidesOf } from './merge-sides.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const sides = (b: string, t: string, y: string) => {
  const found = sidesOf(bytes(b), bytes(t), bytes(y))
  if ('problem' in found) throw new Error(found.problem)
  return found
}

test('JSON in a single line is formatted, so that its members can be merged', () => {
  const found = mergeValues(bytes('{"a":1.0,"b":1,"c":1}'), bytes('{"a":2.0,"b":1,"c":1}'), bytes('{"a":1.0,"b":1,"c":2}'))
  if ('problem' in found) throw new Error(found.problem)
  expect(found.isFormatted).toBe(true)
  const text = merged(found.chunks, () => undefined)
  expect(text).toBe('{\n  "a": 2.0,\n  "b": 1,\n  "c": 2\n}')
  expect(mergedContent(text!, found)).toMatchObject({ as: 'text', json: true })
})

test('other text stays as it is, with the line ends of whoever changed them', () => {
  expect(sides('a', '{"b":1}', 'c').isFormatted).toBe(false)
  expect(sides('[\n1\n]', '[\n2\n]', '[\n3\n]').isFormatted).toBe(false)
  expect(sides('a\nb', 'a\r\nb', 'a\nc').lineEnd).toBe('\r\n')
  expect(sides('a\nb', 'a\nb', 'a\r\nc').lineEnd).toBe('\r\n')
  expect(sides('a\r\nb', 'a\r\nb', 'a\r\nc').lineEnd).toBe('\r\n')
})

test('what is not text is not merged', () => {
  expect(mergeValues(bytes('a'), new Uint8Array([255]), bytes('b'))).toHaveProperty('problem')
})
