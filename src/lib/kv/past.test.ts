import { expect, test } from 'vitest'
import { AsOfReader, differences, isBy, type Difference, type KeyState } from './as-of.ts'
import { Past } from './past.ts'

/** A small generator of random numbers with a seed. */
function mulberry(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Revision = KeyState & { value: string }

/** A bucket that lived at random: all that was ever written, and what its history of `history` keeps. */
function life(seed: number, history: number) {
  const random = mulberry(seed)
  const pick = (n: number) => Math.floor(random() * n)
  const written: Revision[] = []
  const kept = new Map<string, Revision[]>()
  for (let i = 1; i <= 60; i++) {
    const key = `k${pick(8)}`
    const operation = (['PUT', 'PUT', 'PUT', 'PUT', 'DEL', 'PURGE'] as const)[pick(6)]!
    const value = operation === 'PUT' ? 'abc'.slice(0, 1 + pick(2)) : ''
    const created = new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString().replace('.000Z', '.000000001Z')
    const r: Revision = { key, revision: BigInt(i), operation, created, size: value.length, value }
    written.push(r)
    kept.set(key, (operation === 'PURGE' ? [r] : [...(kept.get(key) ?? []), r]).slice(-history))
  }
  const left = [...kept.values()].flat().sort((a, b) => Number(a.revision - b.revision))
  return { written, left, pick }
}

/** Every key's value at a moment, by all that was ever written. */
function replay(written: Revision[], moment: string | bigint): Map<string, Revision> {
  const values = new Map<string, Revision>()
  for (const r of written) {
    if (!isBy(r, moment)) continue
    if (r.operation === 'PUT') values.set(r.key, r)
    else values.delete(r.key)
  }
  return values
}

test.each(Array.from({ length: 200 }, (_, seed) => seed))('life %i is told as it was, or to be in doubt', (seed) => {
  const history = 1 + (seed % 5)
  const { written, left, pick } = life(seed, history)
  const at = 1 + pick(60)
  const moment = seed % 2 ? BigInt(at) : written[at - 1]!.created
  const reader = new AsOfReader(moment)
  for (const r of left) reader.take(r)
  const then = reader.result(history, false)
  const truth = replay(written, moment)
  const now = replay(written, 61n)
  for (const key of new Set(written.map((r) => r.key))) {
    const told = then.states.get(key)
    const was = truth.get(key)
    if (told) expect(told.operation === 'PUT' ? told.revision : undefined, key).toBe(was?.revision)
    // Whatever is not told to be as it was has a reason, and not one that nothing points to.
    else if (was) expect(['history', 'purge'], key).toContain(then.doubts.get(key))
  }
  const found = differences(then, then.latest)
  for (const d of found) {
    const [before, after] = [truth.get(d.key), now.get(d.key)]
    expect(d.after?.revision, d.key).toBe(after?.revision)
    if (!d.doubt) expect(d.before?.revision, d.key).toBe(before?.revision)
    const kinds = {
      added: !d.before && d.after,
      removed: d.before && !d.after,
      changed: d.before && d.after,
      same: d.before && d.after,
    }
    expect(kinds[d.kind], `${d.key} ${d.kind}`).toBeTruthy()
    expect(d.kind === 'same', d.key).toBe(d.before !== undefined && d.before.revision === d.after?.revision)
  }
  expect(found.map((d) => d.key)).toEqual([...new Set(found.map((d) => d.key))].sort())
  // Nobody is left out: who has a value now or is known to have had one is among them.
  const known = [...then.states.values()].filter((s) => s.operation === 'PUT').map((s) => s.key)
  expect(new Set(found.map((d) => d.key))).toEqual(new Set([...known, ...now.keys()]))

  const past = new Past(then)
  const values = new Map(written.map((r) => [r.revision, r.value]))
  past.check(past.unchecked().map((p) => ({ ...p, isSame: values.get(p.before.revision) === values.get(p.after.revision) })))
  const { counts, live } = past.summary()
  expect(counts.unchecked).toBe(0)
  const both = found.filter((d) => d.before && d.after)
  const differ = both.filter((d) => values.get(d.before!.revision) !== values.get(d.after!.revision))
  const inDoubt = (d: Difference) => d.doubt !== undefined && d.doubt !== 'created'
  expect([counts.added, counts.unknown, counts.removed, counts.changed, counts.rewritten + counts.same]).toEqual([
    found.filter((d) => d.kind === 'added' && !inDoubt(d)).length,
    found.filter((d) => d.kind === 'added' && inDoubt(d)).length,
    found.filter((d) => d.kind === 'removed').length,
    differ.length,
    both.length - differ.length,
  ])
  expect(live).toBe(known.length)
})

const state = (key: string, revision: number, operation: KeyState['operation'] = 'PUT', size = 1): KeyState => ({
  key,
  revision: BigInt(revision),
  operation,
  created: `2026-01-01T00:00:0${revision}.123456789Z`,
  size,
})

function pastOf(states: KeyState[], before: bigint, history = 2) {
  const reader = new AsOfReader(before)
  for (const s of states) reader.take(s)
  return new Past(reader.result(history, false))
}

const query = { sort: 'key', descending: false, text: '', tombstones: false } as const

test('the list of then holds what was, what is in doubt, and not what came later', () => {
  const past = pastOf([state('a.x', 1), state('b', 2, 'DEL'), state('a.y', 3), state('c', 6), state('c', 7), state('d', 8)], 5n)
  const rows = past.rows(query, 0, 10).rows.map((r) => r.kind === 'key' && [r.key, r.operation, r.time])
  expect(rows).toEqual([
    ['a.x', 'PUT', '2026-01-01T00:00:01.123456789Z'],
    ['a.y', 'PUT', '2026-01-01T00:00:03.123456789Z'],
    ['c', 'UNKNOWN', undefined],
  ])
  expect(past.summary()).toMatchObject({ live: 2, tombstones: 1, doubts: { history: 1, purge: 0, age: 0 } })
  expect(past.key('c')).toMatchObject({ doubt: 'history', after: { revision: 7n } })
  const tree = past.rows({ ...query, tree: { separator: '.', expanded: [] } }, 0, 10)
  expect(tree.rows[0]).toMatchObject({ kind: 'branch', prefix: 'a.', keys: 2 })
  expect(past.rows({ ...query, sort: 'changed', tombstones: true }, 0, 10).rows).toHaveLength(4)
})

test('differences by kind and by part of a key, a window at a time', () => {
  const past = pastOf([state('a', 1), state('b', 2), state('c', 3), state('b', 5, 'DEL'), state('a', 6), state('d', 7)], 5n)
  const kinds = (q: Parameters<Past['differences']>[0]) => past.differences(q, 0, 10).rows.map((d) => [d.key, d.kind])
  expect(kinds({ text: '' })).toEqual([
    ['a', 'changed'],
    ['b', 'removed'],
    ['d', 'added'],
  ])
  expect(kinds({ text: '', kind: 'same' })).toEqual([['c', 'same']])
  expect(kinds({ text: 'D' })).toEqual([['d', 'added']])
  expect(past.differences({ text: '' }, 2, 1)).toMatchObject({ total: 3, first: 2, rows: [{ key: 'd' }] })
  expect(past.summary().counts).toEqual({ added: 1, unknown: 0, removed: 1, changed: 1, rewritten: 0, same: 1, unchecked: 1 })
})

test('only values of equal length need to be compared; a verdict is on two revisions, not on a key', () => {
  const past = pastOf([state('a', 1), state('b', 2), state('a', 5), state('b', 6, 'PUT', 9)], 5n)
  expect(past.unchecked().map((p) => p.before.key)).toEqual(['a'])
  past.check(past.unchecked().map((p) => ({ ...p, isSame: true })))
  expect(past.summary().counts).toMatchObject({ changed: 1, rewritten: 1, unchecked: 0 })
  past.setLatest('a', state('a', 7))
  expect(past.summary().counts).toMatchObject({ changed: 2, rewritten: 0, unchecked: 1 })
  past.setLatest('b', undefined)
  expect(past.summary().counts).toMatchObject({ changed: 1, removed: 1 })
})
