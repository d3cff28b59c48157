import { expect, test } from 'vitest'
import { asFolder, folderProblem, isChained, planMoves } from './move-plan.ts'

type Named = { name: string; nuid?: string }
const named = (...names: string[]): Named[] => names.map((name) => ({ name }))

function plan(objects: Named[], from: string, to: string, others: Named[] = []) {
  const all = new Map([...objects, ...others].map((o) => [o.name, o]))
  const isHalf = (a: Named, b: Named) => a.nuid !== undefined && a.nuid === b.nuid
  return planMoves(objects, from, to, (name) => all.get(name), isHalf)
}
const told = (moves: ReturnType<typeof plan>) => moves.map(({ object, to, state }) => `${object.name} > ${to} ${state}`)

test('names change at their beginning, and what has the new one already is taken', () => {
  const moves = plan(named('in/a', 'in/deep/b', 'in/'), 'in/', 'out/', named('out/a', 'other'))
  expect(told(moves)).toEqual(['in/deep/b > out/deep/b free', 'in/a > out/a taken', 'in/ > out/ free'])
  expect(isChained(moves)).toBe(false)
  expect(told(plan(named('in/', 'in/a'), 'in/', ''))).toEqual(['in/ >  impossible', 'in/a > a free'])
  expect(plan(named('in/'), 'in/', '')[0]?.problem).toBe('An object needs a name')
  expect(told(plan(named('a'), '', ''))).toEqual(['a > a same'])
})

test('into a folder of its own, or out of one, the one in the way goes first', () => {
  const into = plan(named('a/x', 'a/b/x', 'a/b/b/x'), 'a/', 'a/b/')
  expect(told(into)).toEqual(['a/b/b/x > a/b/b/b/x free', 'a/b/x > a/b/b/x free', 'a/x > a/b/x free'])
  expect(isChained(into)).toBe(true)
  expect(told(plan(named('a/b/x', 'a/b/b/x'), 'a/b/', 'a/'))).toEqual(['a/b/x > a/x free', 'a/b/b/x > a/b/x free'])
  // One that cannot leave keeps its name taken.
  const stuck = plan(named('a/b/x', 'a/b/b/x'), 'a/b/', 'a/', named('a/x'))
  expect(told(stuck)).toEqual(['a/b/x > a/x taken', 'a/b/b/x > a/b/x taken'])
})

test('a rename that was broken off is ended: the new name is its own', () => {
  const half = plan([{ name: 'in/a', nuid: 'N' }], 'in/', 'out/', [{ name: 'out/a', nuid: 'N' }])
  expect(told(half)).toEqual(['in/a > out/a begun'])
})

test('folders end with a slash', () => {
  expect([asFolder('a'), asFolder('a/'), asFolder('')]).toEqual(['a/', 'a/', ''])
  expect(folderProblem('a/', 'a/')).toBe('They are there already')
  expect(folderProblem('a/', `${'x'.repeat(2000)}/`)).toMatch(/at most 2000 bytes/)
  expect(folderProblem('a/', '')).toBeUndefined()
})
