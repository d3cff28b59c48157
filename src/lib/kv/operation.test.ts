import { expect, test } from 'vitest'
import { classify, parseTtl, ttlText } from './operation.ts'

test.each<[string, [string, string][], object]>([
  ['no headers', [], { operation: 'PUT' }],
  ['a header of its own', [['Author', 'x']], { operation: 'PUT' }],
  ['a delete', [['KV-Operation', 'DEL']], { operation: 'DEL' }],
  [
    'a purge',
    [
      ['KV-Operation', 'PURGE'],
      ['Nats-Rollup', 'sub'],
    ],
    { operation: 'PURGE' },
  ],
  ['a put that says so', [['KV-Operation', 'PUT']], { operation: 'PUT' }],
  ['an operation that nobody knows', [['KV-Operation', 'X']], { operation: 'PUT' }],
  ['a value that aged out', [['Nats-Marker-Reason', 'MaxAge']], { operation: 'PURGE', marker: 'MaxAge' }],
  ['a purge of the stream', [['Nats-Marker-Reason', 'Purge']], { operation: 'PURGE', marker: 'Purge' }],
  ['the last message deleted', [['Nats-Marker-Reason', 'Remove']], { operation: 'DEL', marker: 'Remove' }],
  ['a reason that nobody knows', [['Nats-Marker-Reason', 'toString']], { operation: 'PUT' }],
  [
    'both: the client decides',
    [
      ['Nats-Marker-Reason', 'MaxAge'],
      ['KV-Operation', 'DEL'],
    ],
    { operation: 'DEL' },
  ],
])('%s', (_, headers, expected) => expect(classify(headers)).toEqual(expected))

test.each([
  ['5', 5000],
  ['5s', 5000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['2500ms', 2500],
  ['never', undefined],
  ['0', 0],
  ['', undefined],
  ['5 s', undefined],
  ['5sx', undefined],
])('a TTL of %j is %j ms', (text, ms) => expect(parseTtl(text)).toBe(ms))

test('a TTL is written in whole seconds, never shorter than asked', () => {
  expect([1000, 1001, 90_000].map(ttlText)).toEqual(['1s', '2s', '90s'])
})
