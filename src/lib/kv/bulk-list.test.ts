import { expect, test } from 'vitest'
import { BulkList, type BulkItem } from './bulk-list.ts'

const item = (key: string, more: Partial<BulkItem> = {}): BulkItem => ({
  key,
  size: 10,
  action: 'purge',
  result: 'waiting',
  revision: 7n,
  ...more,
})

test('counts follow what becomes of each, and rows are chosen by it', () => {
  const list = new BulkList([item('a'), item('b'), item('c'), item('d', { action: 'same', result: 'none' })])
  expect(list.bytes).toBe(40)
  expect(list.counts).toMatchObject({ purge: 3, same: 1, waiting: 3, none: 1 })
  list.set(list.items[0]!, 'done')
  list.set(list.items[1]!, 'changed', 'It is at revision 9 now')
  list.set(list.items[2]!, 'refused', 'No')
  expect(list.counts).toMatchObject({ waiting: 0, done: 1, changed: 1, refused: 1 })
  expect(list.rows(['changed', 'refused'], 0, 10)).toMatchObject({ total: 2, rows: [{ key: 'b' }, { key: 'c' }] })
  expect(list.rows([], 2, 1)).toMatchObject({ total: 4, first: 2, rows: [{ key: 'c' }] })
  expect(list.rows([], 99, 1)).toMatchObject({ first: 3, rows: [{ key: 'd' }] })
  expect(list.rows(['gone'], 0, 5)).toEqual({ total: 0, first: 0, rows: [] })
})

test('what failed is done once more, what was changed meanwhile is not', () => {
  const list = new BulkList([item('a', { result: 'refused' }), item('b', { result: 'changed' }), item('c', { result: 'unsure' })])
  list.retry()
  expect(list.waiting().map((i) => i.key)).toEqual(['a', 'c'])
})

test('a report says each key, exactly', () => {
  const list = new BulkList([item('a', { revision: 2n ** 60n, note: 'why' }), item('b', { revision: undefined, line: 3 })])
  expect([...list.report()]).toEqual([
    '{"key":"a","action":"purge","result":"waiting","revision":"1152921504606846976","note":"why"}',
    '{"key":"b","action":"purge","result":"waiting","line":3}',
  ])
})

test('what was unsure once may be our own write when it is tried again', () => {
  const item: BulkItem = { key: 'a', size: 1, action: 'delete', result: 'waiting', revision: 1n }
  const list = new BulkList([item])
  list.set(item, 'unsure')
  list.retry()
  expect([item.result, item.wasUnsure]).toEqual(['waiting', true])
})
