import { expect, test } from 'vitest'
import { findTargets, type Place, type Target } from './find.ts'

const stream = (name: string): Place => ({
  id: `stream ${name}`,
  label: name,
  kind: 'Stream',
  path: `/streams/${name}`,
  parts: [
    { label: 'Messages', path: `/streams/${name}/messages` },
    { label: 'Consumers', path: `/streams/${name}/consumers` },
  ],
})
const pages: Target[] = [
  { id: 'page streams', label: 'Streams', kind: 'Page', path: '/streams' },
  { id: 'do theme', label: 'Dark theme', kind: 'Do' },
]
const places = ['ORDERS', 'EU-ORDERS', 'ORDERS_OLD', 'BORDERS', 'EVENTS'].map(stream)
const labels = (query: string, most = 10) => findTargets(query, places, pages, most).targets.map((t) => t.label)

test('the name itself, then what begins with it, then a word of it, then the middle of one', () => {
  expect(labels('orders')).toEqual(['ORDERS', 'ORDERS_OLD', 'EU-ORDERS', 'BORDERS'])
})

test('all words are meant, in any case, and the kind counts', () => {
  expect(labels('OLD orders')).toEqual(['ORDERS_OLD'])
  expect(labels('stream event')).toEqual(['EVENTS'])
  expect(labels('dark')).toEqual(['Dark theme'])
  expect(labels('nothing like it')).toEqual([])
})

test('the last word may be a part of the place', () => {
  const { targets } = findTargets('orders mes', places, pages, 10)
  expect(targets[0]).toEqual({
    id: 'stream ORDERS Messages',
    label: 'ORDERS: Messages',
    kind: 'Stream',
    path: '/streams/ORDERS/messages',
  })
  expect(targets).toHaveLength(4)
  // One word alone is a name, or every stream would be listed for it.
  expect(labels('mes')).toEqual([])
})

test('without words all are there, pages first, in their order, bounded and counted', () => {
  expect(labels('')).toEqual(['Streams', 'Dark theme', 'ORDERS', 'EU-ORDERS', 'ORDERS_OLD', 'BORDERS', 'EVENTS'])
  expect(findTargets(' ', places, pages, 3)).toMatchObject({ more: 4, targets: { length: 3 } })
})
