import { expect, test } from 'vitest'
import { firstOverlap } from './subject-overlap.ts'
import { overlaps } from './subjects.ts'

test('says what comparing each with each says, for every set of three', () => {
  const tokens = ['a', 'b', '*', '>']
  const subjects = tokens.flatMap((x) => [x, ...(x === '>' ? [] : tokens.map((y) => `${x}.${y}`))])
  for (const a of subjects)
    for (const b of subjects)
      for (const c of subjects) {
        const found = firstOverlap([a, b, c])
        const later = overlaps(a, b) ? b : overlaps(a, c) || overlaps(b, c) ? c : undefined
        expect(found?.[1], `${a} ${b} ${c}`).toBe(later)
        if (found) expect(overlaps(...found), found.join(' ')).toBe(true)
      }
})

test('a subject twice, and thousands that do not overlap', () => {
  expect(firstOverlap(['a.b', 'c', 'a.b'])).toEqual(['a.b', 'a.b'])
  const many = Array.from({ length: 20_000 }, (_, i) => `orders.eu.${i}.>`)
  expect(firstOverlap(many)).toBeUndefined()
  expect(firstOverlap([...many, 'orders.*.77.x'])).toEqual(['orders.eu.77.>', 'orders.*.77.x'])
})
