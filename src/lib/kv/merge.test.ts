import { expect, test } from 'vitest'
import { lineDiff } from './line-diff.ts'
import { conflictsIn, merge, merged, type Choice, type Chunk } from './merge.ts'

const text = (...lines: string[]) => lines.join('\n')
const none = () => undefined
const kinds = (chunks: Chunk[]) => chunks.map((c) => c.change)

test('changes in different places merge by themselves', () => {
  const base = text('a', 'b', 'c', 'd', 'e')
  const chunks = merge(base, text('A', 'b', 'c', 'd', 'e'), text('b', 'c', 'd', 'e', 'f').replace('b', 'a\nb'))
  expect(kinds(chunks)).toEqual(['theirs', 'none', 'yours'])
  expect(merged(chunks, none)).toBe(text('A', 'b', 'c', 'd', 'e', 'f'))
})

test('an equal change is no conflict; a different one in the same place is, and is decided', () => {
  const base = text('a', 'b', 'c')
  expect(merged(merge(base, text('a', 'X', 'c'), text('a', 'X', 'c')), none)).toBe(text('a', 'X', 'c'))
  const chunks = merge(base, text('a', 'T', 'c'), text('a', 'Y', 'c'))
  expect(kinds(chunks)).toEqual(['none', 'conflict', 'none'])
  expect(merged(chunks, none)).toBeUndefined()
  const all = (['theirs', 'yours', 'both'] satisfies Choice[]).map((c) => merged(chunks, () => c))
  expect(all).toEqual([text('a', 'T', 'c'), text('a', 'Y', 'c'), text('a', 'T', 'Y', 'c')])
})

test('changes side by side, two insertions in one place, and a deletion against a change are conflicts', () => {
  expect(kinds(merge(text('a', 'b'), text('A', 'b'), text('a', 'B')))).toEqual(['conflict'])
  expect(kinds(merge(text('a', 'b'), text('a', 't', 'b'), text('a', 'y', 'b')))).toEqual(['none', 'conflict', 'none'])
  expect(kinds(merge(text('a', 'b', 'c'), text('a', 'c'), text('a', 'B', 'c')))).toEqual(['none', 'conflict', 'none'])
})

test('nothing, and the end of the last line, are kept as they are', () => {
  expect(merged(merge('', '', ''), none)).toBe('')
  expect(merged(merge('a\nb', 'a\nb\n', 'z\na\nb'), none)).toBe('z\na\nb\n')
  expect(merged(merge('', 'theirs', ''), none)).toBe('theirs')
})

/** Small numbers from a seed, the same on every machine. */
function dice(seed: number): (sides: number) => number {
  let s = seed
  return (sides) => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0
    return Math.floor((s / 2 ** 32) * sides)
  }
}

function edited(base: string[], roll: (sides: number) => number): string[] {
  return base.flatMap((line) => {
    const face = roll(10)
    if (face === 0) return []
    if (face === 1) return [`${roll(4)}`]
    return face === 2 ? [line, `${roll(4)}`] : [line]
  })
}

test('whatever the three are: each side is in the stretches whole, and what one side did alone is done', () => {
  let [conflicts, clean] = [0, 0]
  for (let seed = 1; seed <= 3000; seed++) {
    const roll = dice(seed)
    const lines = Array.from({ length: roll(14) }, () => `${roll(5)}`)
    const sides = { base: text(...lines), theirs: text(...edited(lines, roll)), yours: text(...edited(lines, roll)) }
    const { base, theirs, yours } = sides
    const chunks = merge(base, theirs, yours)
    for (const side of ['base', 'theirs', 'yours'] as const)
      expect(chunks.flatMap((c) => c[side]).join('\n'), `${seed} ${side}`).toBe(sides[side])
    for (const { change, ...c } of chunks) {
      if (change === 'none' || change === 'theirs') expect(c.yours).toEqual(c.base)
      if (change === 'none' || change === 'yours') expect(c.theirs).toEqual(c.base)
      if (change === 'same') expect(c.theirs).toEqual(c.yours)
      if (change === 'conflict') expect(c.theirs).not.toEqual(c.yours)
    }
    // No two changes stand side by side: between them is what nobody touched.
    for (const [i, c] of chunks.entries()) expect(c.change !== 'none' && (chunks[i + 1]?.change ?? 'none') !== 'none').toBe(false)
    expect(merged(merge(base, theirs, base), none)).toBe(theirs)
    expect(merged(merge(base, base, yours), none)).toBe(yours)
    expect(merged(merge(base, yours, yours), none)).toBe(yours)
    const other = merge(base, yours, theirs)
    expect(kinds(other)).toEqual(kinds(chunks).map((c) => (c === 'theirs' ? 'yours' : c === 'yours' ? 'theirs' : c)))
    if (conflictsIn(chunks).length > 0) conflicts++
    else {
      clean++
      expect(merged(other, none)).toBe(merged(chunks, none))
    }
  }
  expect(Math.min(conflicts, clean)).toBeGreaterThan(300)
})

test('a difference turns one text into the other with as few lines as there can be', () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const roll = dice(seed)
    const [a, b] = [0, 1].map(() => Array.from({ length: roll(9) }, () => `${roll(3)}`)) as [string[], string[]]
    const hunks = lineDiff(a, b)
    const made: string[] = []
    let done = 0
    for (const h of hunks) {
      made.push(...a.slice(done, h.aFrom), ...b.slice(h.bFrom, h.bTo))
      done = h.aTo
    }
    expect([...made, ...a.slice(done)]).toEqual(b)
    const changed = hunks.reduce((sum, h) => sum + h.aTo - h.aFrom + h.bTo - h.bFrom, 0)
    expect(changed).toBe(a.length + b.length - 2 * commonLength(a, b))
  }
})

/** By the plain table. */
function commonLength(a: string[], b: string[]): number {
  let row = b.map(() => 0)
  for (const x of a) {
    const next: number[] = []
    for (const [j, y] of b.entries()) next.push(x === y ? (row[j - 1] ?? 0) + 1 : Math.max(row[j]!, next[j - 1] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}

test('large texts are merged in good time, and two with nothing in common are one conflict', () => {
  const base = Array.from({ length: 30_000 }, (_, i) => `line ${i}`)
  const theirs = base.map((line, i) => (i % 100 === 0 ? `${line} theirs` : line))
  const yours = base.map((line, i) => (i % 100 === 50 ? `${line} yours` : line))
  const chunks = merge(text(...base), text(...theirs), text(...yours))
  expect(conflictsIn(chunks)).toEqual([])
  expect(merged(chunks, none)?.split('\n')).toEqual(base.map((_, i) => (i % 100 === 0 ? theirs[i] : yours[i])))
  const foreign = (who: string) => text(...base.map((_, i) => `${who} ${i}`))
  expect(kinds(merge(text(...base), foreign('t'), foreign('y')))).toEqual(['conflict'])
})
