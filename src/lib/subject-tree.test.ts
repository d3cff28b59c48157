import { expect, test } from 'vitest'
import { SubjectTree } from './subject-tree.ts'

test('rolls counts up to every branch', () => {
  const tree = new SubjectTree()
  tree.add('orders.eu.new', 3)
  tree.add('orders.eu.paid', 1)
  tree.add('orders.us', 5)
  tree.add('orders', 2)
  expect([tree.subjects, tree.messages]).toEqual([4, 11])
  expect(tree.children([])).toEqual([
    { token: 'orders', subject: 'orders', messages: 11, subjects: 4, own: 2, hasChildren: true },
  ])
  expect(tree.children(['orders']).map((r) => [r.subject, r.messages, r.subjects, r.own])).toEqual([
    ['orders.us', 5, 1, 5],
    ['orders.eu', 4, 2, undefined],
  ])
  expect(tree.children(['orders', 'nowhere'])).toEqual([])
})

test('a subject that two pages tell of is counted once', () => {
  const tree = new SubjectTree()
  tree.add('a.b', 3)
  tree.add('a.b', 5)
  expect([tree.subjects, tree.messages, tree.children(['a'])[0]!.own]).toEqual([1, 5, 5])
})
