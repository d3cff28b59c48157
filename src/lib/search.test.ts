import { expect, test } from 'vitest'
import { z } from 'zod/mini'
import { messagesSearch, parseSearch, streamsSearch, stringifySearch } from './search.ts'

test('nonsense is dropped, the rest is kept', () => {
  expect(z.parse(messagesSearch, { at: 'seq', seq: '42', view: 'dance', desc: 'yes', open: '9007199254740993' })).toEqual({
    at: 'seq',
    seq: '42',
    open: '9007199254740993',
  })
  expect(z.parse(messagesSearch, { seq: '-1', open: 'x', time: 'xyz' })).toEqual({})
  expect(z.parse(streamsSearch, { name: '2026', sort: 'colour', system: 'true' })).toEqual({ name: '2026', system: true })
})

test('a query string is plain text both ways', () => {
  const search = { open: '9007199254740993', desc: true, filter: 'a.>,b', view: undefined }
  expect(stringifySearch(search)).toBe('?open=9007199254740993&desc=true&filter=a.%3E%2Cb')
  expect(parseSearch('?open=9007199254740993&desc=true')).toEqual({ open: '9007199254740993', desc: 'true' })
  expect(stringifySearch({})).toBe('')
})
