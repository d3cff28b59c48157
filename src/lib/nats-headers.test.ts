import { expect, test } from 'vitest'
import { explainHeader, isProtocolHeader } from './nats-headers.ts'

test.each([
  ['Nats-Msg-Id', 'x', /duplicate window/],
  ['nats-rollup', 'all', /of the stream/],
  ['Nats-Rollup', 'sub', /of its subject/],
  ['Nats-Expected-Last-Subject-Sequence', '0', /had no message/],
  ['Nats-Marker-Reason', 'MaxAge', /by age/],
  ['Nats-Marker-Reason', 'Other', /marker/],
  ['KV-Operation', 'PURGE', /history/],
  ['Nats-Schedule-Next', 'purge', /last message/],
  ['Nats-Batch-Commit', 'eob', /without being part/],
])('%s: %s', (name, value, words) => expect(explainHeader(name, value)).toMatch(words))

test('other headers mean what their sender means', () => {
  for (const name of ['Trace', 'constructor', '__proto__', '']) expect(explainHeader(name, 'x')).toBeUndefined()
})

test("the protocol's own headers are told from the writer's", () => {
  const names = [
    'Nats-Expected-Last-Subject-Sequence',
    'nats-ttl',
    'KV-Operation',
    'Trace',
    'X-Nats-Id',
    'KV-Operation-By',
    'Nats',
  ]
  expect(names.filter(isProtocolHeader)).toEqual(['Nats-Expected-Last-Subject-Sequence', 'nats-ttl', 'KV-Operation'])
})
