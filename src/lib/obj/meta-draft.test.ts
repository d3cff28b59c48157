import { expect, test } from 'vitest'
import {
  fromMetaDraft,
  metaChanges,
  metaDisputes,
  metaProblems,
  newRow,
  rebased,
  toMetaDraft,
  type MetaFields,
} from './meta-draft.ts'

const said: MetaFields = {
  description: 'a file',
  headers: { 'Content-Type': ['text/plain'], 'X-Two': ['a', 'b'] },
  metadata: { k: 'v', lines: 'one\r\ntwo' },
}

test('what is said goes through a form unchanged, and rows that nothing was typed into are none', () => {
  const draft = toMetaDraft(said)
  expect(fromMetaDraft(draft)).toEqual(said)
  const more = { ...draft, headers: [...draft.headers, newRow()], metadata: [newRow(), ...draft.metadata] }
  expect(fromMetaDraft(more)).toEqual(said)
  expect(metaProblems(more)).toEqual({ headers: new Map(), metadata: new Map() })
  const proto = fromMetaDraft({ description: '', headers: [newRow('__proto__', '1')], metadata: [newRow('__proto__', '2')] })
  expect([Object.entries(proto.headers), Object.entries(proto.metadata)]).toEqual([[['__proto__', ['1']]], [['__proto__', '2']]])
})

test.each([
  ['', 'v', /needs a name/],
  ['Two Words', 'v', /no space/],
  ['Colon:', 'v', /no colon/],
  ['ž', 'v', /ASCII/],
  ['Tab\t', 'v', /ASCII/],
  ['Name', 'two\nlines', /single line/],
  ['Name', 'a\rb', /single line/],
  ["!#$%&'*+-.^_`|~09/9;A~", 'any\ttext ž', undefined],
  ['Empty', '', undefined],
])('header %j: %j', (name, value, problem) => {
  const row = newRow(name, value)
  const found = metaProblems({ description: '', headers: [row], metadata: [] }).headers.get(row.id)
  if (problem) expect(found).toMatch(problem)
  else expect(found).toBeUndefined()
})

test('a header may come several times, a pair only once', () => {
  const rows = [newRow('A', '1'), newRow('A', '2'), newRow('', 'x')]
  const { headers, metadata } = metaProblems({ description: '', headers: rows.slice(0, 2), metadata: rows })
  expect(headers.size).toBe(0)
  expect([...metadata]).toEqual([
    [rows[0]!.id, 'This name is there twice'],
    [rows[1]!.id, 'This name is there twice'],
    [rows[2]!.id, 'A pair needs a name'],
  ])
})

test('changes are told by item, and somebody else’s are merged with them', () => {
  const mine: MetaFields = {
    ...said,
    description: 'mine',
    headers: { 'X-Two': ['a', 'c'] },
    metadata: { ...said.metadata, k: 'same' },
  }
  const theirs: MetaFields = {
    description: 'theirs',
    headers: { ...said.headers, 'X-New': ['n'] },
    metadata: { k: 'same', lines: said.metadata.lines! },
  }
  expect(metaChanges(said, said)).toEqual([])
  expect(metaChanges(said, mine).map((c) => [c.kind, c.name, c.before, c.after])).toEqual([
    ['description', '', ['a file'], ['mine']],
    ['header', 'Content-Type', ['text/plain'], []],
    ['header', 'X-Two', ['a', 'b'], ['a', 'c']],
    ['metadata', 'k', ['v'], ['same']],
  ])
  expect(metaDisputes(said, theirs, mine).map((d) => [d.kind, d.name, d.isBoth])).toEqual([
    ['description', '', true],
    ['header', 'Content-Type', false],
    ['header', 'X-Two', false],
    ['metadata', 'k', false],
    ['header', 'X-New', false],
  ])
  expect(rebased(said, theirs, mine)).toEqual({
    description: 'mine',
    headers: { 'X-Two': ['a', 'c'], 'X-New': ['n'] },
    metadata: { k: 'same', lines: said.metadata.lines! },
  })
})

test('what a form cannot show is no change, and stays when another is made', () => {
  const odd: MetaFields = { description: '', headers: { None: [], A: ['1'] }, metadata: { '': '', k: 'v' } }
  const form = fromMetaDraft(toMetaDraft(odd))
  expect(form).toEqual({ description: '', headers: { A: ['1'] }, metadata: { k: 'v' } })
  expect(metaChanges(odd, form)).toEqual([])
  expect(metaDisputes(odd, odd, form)).toEqual([])
  expect(rebased(odd, odd, { ...form, headers: { A: ['2'] }, metadata: {} })).toEqual({
    description: '',
    headers: { None: [], A: ['2'] },
    metadata: { '': '' },
  })
})
