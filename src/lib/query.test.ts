import { expect, test } from 'vitest'
import { compileQuery, type Query } from './query.ts'

const base: Query = { mode: 'text', text: '', ignoreCase: true, inPayload: true, inHeaders: true, inSubject: true }

function find(q: Partial<Query>, payload: string | Uint8Array, subject = 'orders.eu', headers: [string, string][] = []) {
  const compiled = compileQuery({ ...base, ...q })
  if ('problem' in compiled) throw new Error(compiled.problem)
  const data = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  const unsearched = { compressed: 0, notJson: 0 }
  return { match: compiled.matcher({ subject, headers, data }, unsearched), unsearched }
}

test('text is found in the payload, then the subject, then the headers, only where it was asked for', () => {
  expect(find({ text: 'WORLD' }, 'hello world!').match).toEqual({
    where: 'payload',
    before: 'hello ',
    match: 'world',
    after: '!',
  })
  expect(find({ text: 'WORLD', ignoreCase: false }, 'hello world!').match).toBeUndefined()
  expect(find({ text: 'eu' }, 'x').match).toMatchObject({ where: 'subject', match: 'eu' })
  expect(find({ text: 'trace-7' }, 'x', 's', [['Id', 'trace-7']]).match).toMatchObject({ where: 'header', before: 'Id: ' })
  expect(find({ text: 'eu', inSubject: false }, 'x').match).toBeUndefined()
  expect(find({ text: 'ŽLUŤ' }, 'kůň žluťoučký').match).toMatchObject({ match: 'žluť' })
})

test('text is found among bytes that are none', () => {
  expect(find({ text: 'needle' }, Uint8Array.of(0xff, 0, ...new TextEncoder().encode('needle'))).match).toMatchObject({
    match: 'needle',
  })
})

test('a regular expression, and one that is none', () => {
  expect(find({ mode: 'regex', text: 'o\\w+d' }, 'a word').match).toMatchObject({ match: 'ord' })
  expect(compileQuery({ ...base, mode: 'regex', text: '(' })).toHaveProperty('problem')
  expect(compileQuery({ ...base, text: 'x', inPayload: false, inHeaders: false, inSubject: false })).toHaveProperty('problem')
})

test('what cannot be looked into is counted', () => {
  expect(find({ text: 'x' }, Uint8Array.of(0x1f, 0x8b, 1)).unsearched.compressed).toBe(1)
  expect(find({ mode: 'json', text: 'a > 1' }, 'no json').unsearched.notJson).toBe(1)
  expect(find({ mode: 'json', text: 'a > 1' }, '{"a":2}').match).toEqual({
    where: 'payload',
    before: 'a = ',
    match: '2',
    after: '',
  })
})
