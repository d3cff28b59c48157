import { expect, test } from 'vitest'
import { branchesFrom, branchesOf, branchesText } from './branches.ts'

test('branches come back from the address as they were', () => {
  const branches = ['orders.', 'orders.eu.', 'a,b.', '100%.', 'žluť/']
  expect(branchesText(branches)).toBe('orders.,orders.eu.,a%2Cb.,100%25.,žluť/')
  expect(branchesFrom(branchesText(branches))).toEqual(branches)
  expect(branchesFrom('')).toEqual([])
  expect(branchesFrom('a%2')).toEqual(['a%2'])
})

test('an address does not grow without end: the newest are kept', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `branch${i}.`)
  const text = branchesText(many)
  expect(text.length).toBeLessThanOrEqual(4000)
  expect(branchesFrom(text).at(-1)).toBe('branch1999.')
})

test('the branches above a key', () => {
  expect(branchesOf('a.b.c', '.')).toEqual(['a.', 'a.b.'])
  expect(branchesOf('a.b.c', '/')).toEqual([])
  expect(branchesOf(undefined, '.')).toEqual([])
})
