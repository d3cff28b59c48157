import { expect, test } from 'vitest'
import { parseJson } from '~/lib/json.ts'
import { formatPath, parsePath, valueAt } from './json-path.ts'

test.each([
  ['customer.id', ['customer', 'id']],
  ['items[0].sku', ['items', 0, 'sku']],
  ['[2][1]', [2, 1]],
  ['a["x.y"]', ['a', 'x.y']],
  ['["a \\" b"].c', ['a " b', 'c']],
  ['order-id', ['order-id']],
  ['žluť.$x', ['žluť', '$x']],
  ['0', ['0']],
])('%s is a path', (text, steps) => expect(parsePath(text)).toEqual(steps))

test.each(['', '.', '.a', 'a.', 'a..b', 'a b', 'a[', 'a[]', 'a[x]', 'a[-1]', 'a]', 'a["x]', 'a[0]b', '["\\x"]', '"a"', 'a.[0]'])(
  '%j is no path',
  (text) => expect(parsePath(text)).toBeUndefined(),
)

const document = parseJson(
  '{"customer":{"id":9007199254740993,"x.y":null},"items":[{"sku":"A"},[1,18446744073709551615]],"__proto__":{"own":true}}',
)
const at = (path: string) => valueAt(document, parsePath(path)!)

test('values are read exactly', () => {
  expect(at('customer.id')).toBe(9007199254740993n)
  expect(at('items[1][1]')).toBe(18446744073709551615n)
  expect(at('items[0].sku')).toBe('A')
  expect(at('customer["x.y"]')).toBeNull()
  expect(valueAt(5, [])).toBe(5)
})

test('what is not in the document is undefined, whatever an object inherits', () => {
  for (const path of ['nothing', 'customer.id.more', 'items[7]', 'items.length', 'customer[0]', 'customer.toString', 'items.at'])
    expect(at(path), path).toBeUndefined()
  expect(valueAt(null, ['a'])).toBeUndefined()
})

test.each([['customer', 'id'], ['items', 0, 'x.y'], [3, '', 'a b'], ['"']])('a path written is read again', (...steps) => {
  expect(parsePath(formatPath(steps))).toEqual(steps)
})
