import { expect, test } from 'vitest'
import { canonicalText, isSameConfig, withChange } from './consumer-config.ts'

test('a pause and the notes of the server are no edit; anything else is', () => {
  const a = { name: 'c', max_deliver: 3, metadata: { owner: 'us', '_nats.req.level': '0' } }
  const b = { max_deliver: 3, name: 'c', pause_until: '2100-01-01T00:00:00Z', metadata: { '_nats.req.level': '1', owner: 'us' } }
  expect(isSameConfig(a, b)).toBe(true)
  expect(isSameConfig(a, { ...b, max_deliver: 4 })).toBe(false)
  expect(isSameConfig(a, { ...b, metadata: { owner: 'them' } })).toBe(false)
  expect(isSameConfig({ metadata: { '_nats.ver': '2' } }, {})).toBe(true)
  expect(canonicalText({ b: 1n, a: [{ d: 1, c: 2 }] })).toBe(
    '{\n  "a": [\n    {\n      "c": 2,\n      "d": 1\n    }\n  ],\n  "b": 1\n}',
  )
})

test('a change leaves alone what it does not name', () => {
  expect(withChange({ a: 1, b: 2, later: { c: 3 } }, { a: 5, b: undefined })).toEqual({ a: 5, later: { c: 3 } })
})
