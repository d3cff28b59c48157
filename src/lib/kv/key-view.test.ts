import { expect, test } from 'vitest'
import { KeyIndex } from './key-index.ts'
import { KeyView, type KeyQuery } from './key-view.ts'

const all: KeyQuery = { sort: 'key', descending: false, text: '', tombstones: true }
let revision = 0
const set = (index: KeyIndex, key: string, operation: 'PUT' | 'DEL' = 'PUT') =>
  index.apply({ key, revision: ++revision, ms: revision, nanos: 0, size: 1, operation })

function of(...keys: string[]): [KeyIndex, KeyView] {
  const index = new KeyIndex()
  for (const key of keys) set(index, key)
  return [index, new KeyView(index)]
}

const names = (view: KeyView, query: Partial<KeyQuery> = {}, first = 0, count = 1000) =>
  view.rows({ ...all, ...query }, first, count).rows.map((r) => (r.kind === 'key' ? r.key : `${r.prefix} ${r.keys}`))

test('by key, by last change, either way round', () => {
  const [index, view] = of('b', 'a', 'c')
  expect(names(view)).toEqual(['a', 'b', 'c'])
  expect(names(view, { descending: true })).toEqual(['c', 'b', 'a'])
  set(index, 'b')
  expect(names(view, { sort: 'changed' })).toEqual(['a', 'c', 'b'])
  expect(names(view, { sort: 'changed', descending: true })).toEqual(['b', 'c', 'a'])
})

test('gives only the rows that are asked for, and says how many there are', () => {
  const [, view] = of('a', 'b', 'c', 'd')
  expect(names(view, {}, 1, 2)).toEqual(['b', 'c'])
  expect(view.rows(all, 1, 2)).toMatchObject({ total: 4, first: 1, keys: 4 })
  expect(view.rows(all, 9, 2)).toMatchObject({ total: 4, first: 3 })
  expect(view.rows({ ...all, text: 'no' }, 0, 9)).toEqual({ total: 0, keys: 0, first: 0, rows: [] })
})

test('a text is looked for without regard to capitals, and as it is', () => {
  const [, view] = of('Alpha.One', 'beta.one', 'gamma', 'a+b', 'ŽLUŤ')
  expect(names(view, { text: 'ONE' })).toEqual(['Alpha.One', 'beta.one'])
  expect(names(view, { text: 'a.o' })).toEqual(['Alpha.One', 'beta.one'])
  expect(names(view, { text: '+' })).toEqual(['a+b'])
  expect(names(view, { text: 'A+B' })).toEqual(['a+b'])
  expect(names(view, { text: 'žluť' })).toEqual(['ŽLUŤ'])
  expect(names(view, { text: 'a' })).toEqual(['Alpha.One', 'a+b', 'beta.one', 'gamma'])
})

test('tombstones are shown or not', () => {
  const [index, view] = of('a', 'b')
  set(index, 'a', 'DEL')
  expect(names(view, { tombstones: false })).toEqual(['b'])
  expect(names(view)).toEqual(['a', 'b'])
})

test('while it fills, an order holds until there are four times as many keys', () => {
  const [index, view] = of('m')
  const total = (filling = true) => view.rows(all, 0, 9, filling).total
  expect(total()).toBe(1)
  const totals = ['d', 'n', 'c', 'a', 'b'].map((key) => {
    set(index, key)
    return total()
  })
  expect(totals).toEqual([1, 1, 4, 4, 4])
  expect(total(false)).toBe(6)
  expect(names(view)).toEqual(['a', 'b', 'c', 'd', 'm', 'n'])
})

test('a tree shows branches with their live keys and opens those that are expanded', () => {
  const [index, view] = of('a', 'a.b', 'a.b.c', 'a.b.d', 'a.x', 'a-z', 'b', '.odd', 'c..d')
  set(index, 'a.b.d', 'DEL')
  const tree = (...expanded: string[]) => names(view, { tree: { separator: '.', expanded } })
  expect(tree()).toEqual(['. 1', 'a', 'a-z', 'a. 3', 'b', 'c. 1'])
  expect(tree('a.')).toEqual(['. 1', 'a', 'a-z', 'a. 3', 'a.b', 'a.b. 1', 'a.x', 'b', 'c. 1'])
  expect(tree('a.', 'a.b.', 'c.', 'c..')).toEqual([
    '. 1',
    'a',
    'a-z',
    'a. 3',
    'a.b',
    'a.b. 1',
    'a.b.c',
    'a.b.d',
    'a.x',
    'b',
    'c. 1',
    'c.. 1',
    'c..d',
  ])
  expect(names(view, { tombstones: false, tree: { separator: '.', expanded: ['a.', 'a.b.'] } })).not.toContain('a.b.d')
  expect(names(view, { text: 'x', tree: { separator: '.', expanded: [] } })).toEqual(['a. 1'])
  const rows = view.rows({ ...all, tree: { separator: '.', expanded: ['a.'] } }, 3, 2).rows
  expect(rows).toMatchObject([
    { kind: 'branch', prefix: 'a.', depth: 0, expanded: true },
    { kind: 'key', key: 'a.b', depth: 1 },
  ])
})

test('a tree by another separator', () => {
  const [, view] = of('conf/db/host', 'conf/db/port', 'conf.db', 'conf/name')
  expect(names(view, { tree: { separator: '/', expanded: ['conf/'] } })).toEqual([
    'conf.db',
    'conf/ 3',
    'conf/db/ 2',
    'conf/name',
  ])
})

test('agrees with a plain list through thousands of random changes', () => {
  const index = new KeyIndex()
  const view = new KeyView(index)
  const model = new Map<string, { live: boolean; at: number }>()
  let seed = 42
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % n
  for (let i = 0; i < 4000; i++) {
    const key = ['x', 'Y', 'z.', 'longer.prefix.', ''][random(5)]! + random(300)
    const what = random(10)
    if (what === 0) {
      index.remove(key)
      model.delete(key)
    } else {
      set(index, key, what < 3 ? 'DEL' : 'PUT')
      model.set(key, { live: what >= 3, at: revision })
    }
    if (i % 37 > 0) continue
    const text = ['', '1', 'y', 'PREFIX.2', 'prefix'][random(5)]!
    const tombstones = random(2) === 0
    const chosen = [...model].filter(([k, v]) => (tombstones || v.live) && k.toLowerCase().includes(text.toLowerCase()))
    const byKey = chosen.map(([k]) => k).sort()
    const byChange = chosen.sort((a, b) => a[1].at - b[1].at).map(([k]) => k)
    expect(names(view, { text, tombstones })).toEqual(byKey)
    expect(names(view, { text, tombstones, sort: 'changed' })).toEqual(byChange)
    expect(view.keys({ ...all, text, tombstones, descending: true })).toEqual(byKey.toReversed())
    const rows = view.rows({ ...all, text, tombstones, tree: { separator: '.', expanded: [] } }, 0, 1000).rows
    const live = byKey.filter((k) => model.get(k)!.live && !k.includes('.')).length
    const counted = rows.reduce((n, r) => n + (r.kind === 'branch' ? r.keys : Number(r.operation === 'PUT')), 0)
    expect(counted).toBe(live + byKey.filter((k) => model.get(k)!.live && k.includes('.')).length)
    expect(index.live).toBe([...model.values()].filter((v) => v.live).length)
  }
})
