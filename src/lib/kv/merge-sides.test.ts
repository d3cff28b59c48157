import { expect, test } from 'vitest'
import { NO_CONTENT } from './content.ts'
import { mergedContent, mergedProblem, mergedText, mergeValues, sidesOf } from './merge-sides.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const sides = (b: string, t: string, y: string) => {
  const found = sidesOf(bytes(b), bytes(t), bytes(y))
  if ('problem' in found) throw new Error(found.problem)
  return found
}
const mergeOf = (b: string, t: string, y: string) => {
  const found = mergeValues(bytes(b), bytes(t), bytes(y))
  if ('problem' in found) throw new Error(found.problem)
  return found
}
const changes = (found: ReturnType<typeof mergeOf>) => found.chunks.map((c) => c.change).filter((c) => c !== 'none')

test('JSON in a single line is formatted, so that its members can be merged', () => {
  const found = mergeOf('{"a":1.0,"b":1,"c":1}', '{"a":2.0,"b":1,"c":1}', '{"a":1.0,"b":1,"c":2}')
  expect(found.isFormatted).toBe(true)
  const text = mergedText(found, () => undefined)
  expect(text).toBe('{\n  "a": 2.0,\n  "b": 1,\n  "c": 2\n}')
  expect(mergedContent(text!, found, NO_CONTENT)).toMatchObject({ as: 'text', json: true })
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

test('members of different names that each side added go together, every literal as it was written', () => {
  const found = mergeOf('{"i":3}', '{"i":3,"theirs":12345678901234567890}', '{"i":3,"mine":1.0}')
  expect(changes(found)).toEqual(['both'])
  expect(mergedText(found, () => undefined)).toBe('{\n  "i": 3,\n  "theirs": 12345678901234567890,\n  "mine": 1.0\n}')
  const inside = mergeOf('{"o":{},"z":1}', '{"o":{},"z":1,"t":{"u":[1,2]}}', '{"o":{},"z":1,"y":[]}')
  expect(JSON.parse(mergedText(inside, () => undefined)!)).toEqual({ o: {}, z: 1, t: { u: [1, 2] }, y: [] })
})

test('a comma alone is no change, with other indents too; a side that is taken as a whole is as it was', () => {
  const found = mergeOf('{\n\t"a": 1,\n\t"b": 1\n}\n', '{\n\t"a": 1,\n\t"b": 1,\n\t"c": 1\n}\n', '{\n\t"a": 1\n}\n')
  expect(found.isFormatted).toBe(false)
  expect(changes(found)).toEqual(['conflict'])
  expect(mergedText(found, () => 'theirs')).toBe('{\n\t"a": 1,\n\t"b": 1,\n\t"c": 1\n}\n')
  expect(mergedText(found, () => 'yours')).toBe('{\n\t"a": 1\n}\n')
})

test('the same name added twice, and items of a list, stay conflicts', () => {
  const twice = mergeOf('{"i":3}', '{"i":3,"a":1}', '{"i":3,"a":2}')
  expect(changes(twice)).toEqual(['conflict'])
  expect(
    mergedProblem(
      mergedText(twice, () => 'both')!,
      twice,
    ),
  ).toMatch(/"a" twice in one object/)
  expect(
    mergedProblem(
      mergedText(twice, () => 'yours')!,
      twice,
    ),
  ).toBeUndefined()
  const list = mergeOf('[1]', '[1,2]', '[1,3]')
  expect(changes(list)).toEqual(['conflict'])
  expect(mergedText(list, () => 'both')).toBe('[\n  1,\n  2,\n  3\n]')
})

test('what comes of two sides in JSON is checked as JSON, valid or not', () => {
  // Not a member to a line, so commas are not seen to.
  const found = mergeOf('{\n"i":3}', '{\n"i":3,"a":1}', '{\n"i":3,"b":1}')
  const text = mergedText(found, () => 'both')!
  expect(mergedProblem(text, found)).toMatch(/^What comes of this is not valid JSON/)
  expect(mergedContent(text, found, NO_CONTENT)).toMatchObject({ json: true })
  const plain = mergeOf('a', 'b', '{"c":1}')
  expect(mergedProblem('b', plain)).toBeUndefined()
  expect(mergedContent('b', plain, NO_CONTENT)).toMatchObject({ json: false })
  // Who had it checked is to have it checked.
  expect(mergedContent('b', plain, { as: 'text', text: '', lineEnd: '\n', json: true })).toMatchObject({ json: true })
})
