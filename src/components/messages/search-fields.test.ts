import { expect, test } from 'vitest'
import { addressOf, fieldsFrom, planOf, type SearchFields } from './search-fields.ts'

const fields: SearchFields = { ...fieldsFrom({}), text: 'x' }

test('the form and the address say the same', () => {
  const all: SearchFields = {
    text: 'total > 5',
    mode: 'json',
    ignoreCase: false,
    inPayload: true,
    inHeaders: false,
    inSubject: true,
    newestFirst: false,
    since: '100',
    until: '2026-01-02T03:04:05Z',
  }
  expect(fieldsFrom(addressOf(all))).toEqual(all)
  expect(addressOf(fields)).toEqual({ find: 'x' })
})

test('bounds are sequences or times', () => {
  const plan = planOf({ ...fields, since: '12', until: '2026-01-02T03:04:05Z' }, ['a.>'])
  expect(plan).toMatchObject({ plan: { filters: ['a.>'], since: { seq: 12n }, until: { time: '2026-01-02T03:04:05Z' } } })
})

test.each([
  [{ text: '' }, 'text'],
  [{ text: '(', mode: 'regex' as const }, 'text'],
  [{ since: 'yesterday' }, 'since'],
  [{ until: '-4' }, 'until'],
  [{ since: '9', until: '8' }, 'until'],
  [{ since: '2026-01-02', until: '2026-01-01' }, 'until'],
])('%o has a problem at %s', (change, at) => {
  const result = planOf({ ...fields, ...change }, [])
  expect('problems' in result && Object.keys(result.problems)).toEqual([at])
})
