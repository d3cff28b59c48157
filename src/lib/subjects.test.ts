import { expect, test } from 'vitest'
import { filterProblem, filtersProblem, matches, overlaps, publishProblem, splitFilters } from './subjects.ts'

test.each([
  ['a', 'a', true],
  ['a.*', 'a.b', true],
  ['a.>', 'a', false],
  ['a.>', 'a.b.c', true],
  ['*.b', 'a.*', true],
  ['a.b', 'a.c', false],
  ['a.b', 'a.b.c', false],
  ['>', 'x', true],
])('overlaps(%s, %s)', (a, b, yes) => {
  expect(overlaps(a, b)).toBe(yes)
  expect(overlaps(b, a)).toBe(yes)
})

test.each([
  ['a.*', 'a.b', true],
  ['a.*', 'a.b.c', false],
  ['a.>', 'a.b.c', true],
  ['a.>', 'a', false],
  ['>', 'a', true],
  ['a', 'a.b', false],
])('matches(%s, %s)', (filter, subject, yes) => expect(matches(filter, subject)).toBe(yes))

test.each(['', 'a b', 'a..b', '.a', 'a.', '>.a'])('filterProblem(%s) says why', (filter) => {
  expect(filterProblem(filter)).toMatch(/./)
})
test.each([
  [[], undefined],
  [['a.*', 'b.>'], undefined],
  [['a', 'b..c'], /^b\.\.c: .*two dots/],
  [['x', 'a.>', 'a.*'], /^a\.> and a\.\* overlap/],
])('filtersProblem(%j)', (filters, problem) => {
  if (problem) expect(filtersProblem(filters)).toMatch(problem)
  else expect(filtersProblem(filters)).toBeUndefined()
})
test.each(['a', 'a.*', '*.>', '>', 'a*b', 'orders.eu-1.$x'])('filterProblem(%s) accepts', (filter) => {
  expect(filterProblem(filter)).toBeUndefined()
})

test('splitFilters takes commas and spaces and drops repeats', () => {
  expect(splitFilters(' a.>, b  a.>\n')).toEqual(['a.>', 'b'])
  expect(splitFilters('"a,b", c')).toEqual(['a,b', 'c'])
})

test.each([
  ['orders.new', undefined],
  ['', /empty/],
  ['orders.*', /wildcards/],
  ['bills.new', /does not listen on bills.new/],
])('publishProblem(%s)', (subject, problem) => {
  const found = publishProblem(subject, ['orders.>'])
  if (problem) expect(found).toMatch(problem)
  else expect(found).toBeUndefined()
})
