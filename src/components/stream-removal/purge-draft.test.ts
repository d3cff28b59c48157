import { expect, test } from 'vitest'
import { emptyPurge, purgeProblems, wishOf } from './purge-draft.ts'

test('what is typed becomes a wish, and nothing that is unclear does', () => {
  const now = Date.parse('2026-01-31T12:00:00Z')
  expect(wishOf(emptyPurge)).toEqual({ of: { all: true } })
  expect(wishOf({ ...emptyPurge, filter: ' orders.eu.> ' })).toEqual({ filter: 'orders.eu.>', of: { all: true } })
  expect(wishOf({ ...emptyPurge, filter: '>' })).toEqual({ of: { all: true } })
  expect(wishOf({ ...emptyPurge, kind: 'below', below: '12,000' })).toEqual({ of: { below: 12_000n } })
  expect(wishOf({ ...emptyPurge, kind: 'below', below: '18446744073709551615' })).toEqual({ of: { below: 2n ** 64n - 1n } })
  expect(wishOf({ ...emptyPurge, kind: 'allBut', allBut: '0' })).toEqual({ of: { allBut: 0 } })
  expect(wishOf({ ...emptyPurge, kind: 'before', before: '2h' }, now)).toEqual({ of: { before: '2026-01-31T10:00:00.000Z' } })
  for (const kind of ['below', 'before', 'allBut'] as const) {
    expect(wishOf({ ...emptyPurge, kind })).toBeUndefined()
    expect(purgeProblems({ ...emptyPurge, kind })).toEqual({})
    const wrong = { ...emptyPurge, kind, [kind]: 'soon' }
    expect(wishOf(wrong)).toBeUndefined()
    expect(purgeProblems(wrong).value).toMatch(/whole number|Write a time/)
  }
  expect(wishOf({ ...emptyPurge, filter: 'a b' })).toBeUndefined()
  expect(purgeProblems({ ...emptyPurge, filter: 'a..b' }).filter).toMatch(/dots/)
  expect(purgeProblems({ ...emptyPurge, kind: 'below', below: '99999999999999999999' }).value).toMatch(/2\^64/)
})
