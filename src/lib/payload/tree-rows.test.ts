import { expect, test } from 'vitest'
import { formatPath } from './json-path.ts'
import { readCbor } from './cbor.ts'
import { readJson } from './read-json.ts'
import { openedAtFirst, openedTo, pathOf, revealed, rowOf, sizeInWords, toggled, visibleNodes } from './tree-rows.ts'

const text = '{"a":[1,{"x.y":2}],"b":{},"c":"z"}'
const tree = readJson(text)

test('only what is in open containers has a row', () => {
  const open = openedTo(tree, 1)
  expect([...visibleNodes(tree, open)]).toEqual([0, 1, 5, 6])
  expect([...visibleNodes(tree, toggled(open, 1, true))]).toEqual([0, 1, 2, 3, 5, 6])
  expect([...visibleNodes(tree, openedTo(tree, 99))]).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect([...visibleNodes(tree, openedTo(tree, 0))]).toEqual([0])
})

test('a value is shown by opening what is around it', () => {
  const rows = visibleNodes(tree, revealed(tree, openedTo(tree, 0), 4))
  expect([...rows]).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(rowOf(rows, 4)).toBe(4)
  expect(rowOf(Int32Array.of(0, 1, 5), 4)).toBe(1)
})

test('small documents are open at first, of large ones as much as fits a few screens', () => {
  expect(visibleNodes(tree, openedAtFirst(tree)).length).toBe(7)
  const wide = readJson(JSON.stringify(Array.from({ length: 150 }, () => [1, 2])))
  expect(visibleNodes(wide, openedAtFirst(wide)).length).toBe(151)
  const wider = readJson(JSON.stringify(Array.from({ length: 5000 }, () => [1, 2])))
  expect(visibleNodes(wider, openedAtFirst(wider)).length).toBe(5001)
  const deep = readJson('['.repeat(10_000) + ']'.repeat(10_000))
  expect(visibleNodes(deep, openedAtFirst(deep)).length).toBe(200)
  expect(visibleNodes(deep, openedTo(deep, Infinity)).length).toBe(10_000)
})

test('a value has a path, and a container says what it holds', () => {
  expect(formatPath(pathOf(text, tree, 4))).toBe('a[1]["x.y"]')
  expect(pathOf(text, tree, 0)).toEqual([])
  const tagged = readCbor(Uint8Array.of(0x81, 0xc1, 0x81, 7))
  expect(pathOf(tagged.text, tagged.tree, 3)).toEqual([0, 0])
  expect([sizeInWords(tree, 0), sizeInWords(tree, 1), sizeInWords(tree, 3)]).toEqual(['3 keys', '2 items', '1 key'])
})
