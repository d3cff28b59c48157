import { expect, test } from 'vitest'
import { digestText } from '~/lib/obj/digest.ts'
import type { ObjectInfo } from '~/nats/obj-types.ts'
import {
  bytesWords,
  chosenOf,
  isTicked,
  nowOf,
  overwriteWords,
  saidChanges,
  sinceWords,
  type Replacing,
  type Ticks,
} from './overwrite-choice.ts'

const object = (revision: bigint, more: Partial<ObjectInfo> = {}) =>
  ({
    name: 'x',
    size: 5,
    revision,
    deleted: false,
    digest: '',
    description: '',
    headers: {},
    metadata: {},
    ...more,
  }) as ObjectInfo
const item = (name: string, old = object(7n)): Replacing => ({ name, size: 5, modified: 0, old })
const digests = [1, 2].map((n) => digestText(new Uint8Array(32).fill(n))) as [string, string]

test('a tick counts for what was seen when it was made', () => {
  const items = [item('a'), item('b'), item('c')]
  const ticks: Ticks = new Map([
    ['a', 7n],
    ['b', 7n],
  ])
  expect(chosenOf(items, new Map(), ticks)).toEqual(new Map(ticks))
  const latest = new Map([['b', object(9n)]])
  expect(chosenOf(items, latest, ticks)).toEqual(new Map([['a', 7n]]))
  expect(sinceWords(items[1]!, nowOf(items[1]!, latest))).toBe('Changed meanwhile: at revision 9')
  expect(sinceWords(items[0]!, nowOf(items[0]!, latest))).toBeUndefined()
  // Ticked again, it is written over what is there now.
  expect(chosenOf(items, latest, new Map([['b', 9n]]))).toEqual(new Map([['b', 9n]]))
  for (const gone of [null, object(9n, { deleted: true })]) {
    const now = nowOf(items[0]!, new Map([['a', gone]]))
    expect(sinceWords(items[0]!, now)).toBe('Deleted meanwhile: the name is free')
    expect(isTicked(items[0]!, new Map([['a', gone]]), ticks)).toBe(false)
    expect(chosenOf(items, new Map([['a', gone]]), new Map([['a', 'nothing']]))).toEqual(new Map([['a', 'nothing']]))
  }
})

test('whether bytes are the same, where it is known', () => {
  const now = object(1n, { digest: digests[0] })
  expect(bytesWords({ size: 6 }, now)).toMatch(/^Different bytes: more or fewer/)
  expect(bytesWords({ size: 5 }, now)).toMatch(/not known/)
  expect(bytesWords({ size: 5, digest: digests[0] }, object(1n))).toMatch(/not known/)
  expect(bytesWords({ size: 5, digest: digests[0] }, now)).toMatch(/^The same bytes/)
  expect(bytesWords({ size: 5, digest: digests[1] }, now)).toBe('Different bytes: their digests differ')
  expect(bytesWords({ size: 5 }, object(1n, { link: { bucket: 'b' } }))).toMatch(/link/)
})

test('what is said about an object goes with a file, and is replaced by a copy', () => {
  const now = object(1n, { description: 'there', metadata: { team: 'blue' } })
  expect(saidChanges({}, now)).toEqual([
    { kind: 'description', name: '', before: ['there'], after: [] },
    { kind: 'metadata', name: 'team', before: ['blue'], after: [] },
  ])
  expect(saidChanges({ meta: { description: 'there', headers: { A: ['1', '2'] }, metadata: { team: 'blue' } } }, now)).toEqual([
    { kind: 'header', name: 'A', before: [], after: ['1', '2'] },
  ])
})

test('what the button does', () => {
  expect(overwriteWords(0, 0, 'file')).toBe('Replace')
  expect(overwriteWords(0, 1, 'file')).toBe('Upload only the 1 new one')
  expect(overwriteWords(1, 0, 'copy')).toBe('Replace 1 object')
  expect(overwriteWords(2, 3, 'copy')).toBe('Replace 2 objects, copy 3 more')
})
