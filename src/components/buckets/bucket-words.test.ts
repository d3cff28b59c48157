import { expect, test } from 'vitest'
import type { Bucket } from '~/nats/kv-types.ts'
import type { Stream } from '~/nats/types.ts'
import { lossWords } from './bucket-losses.ts'
import { compactBlock, deleteWords, lockWords } from './bucket-words.ts'

const b = (more: Partial<Bucket> = {}): Bucket => ({
  name: 'B',
  stream: 'KV_B',
  prefix: '$KV.B.',
  write_prefix: '$KV.B.',
  values: 30,
  keys: 10,
  bytes: 4096,
  history: 5,
  num_replicas: 3,
  storage: 'file',
  compression: false,
  created: '2026-01-01T00:00:00Z',
  sources: [],
  metadata: {},
  per_key_ttl: false,
  allow_direct: true,
  mirror_direct: false,
  deny_delete: true,
  deny_purge: false,
  sealed: false,
  raw: { config: { discard: 'new' } },
  ...more,
})

test('larger limits take nothing', () => {
  expect(
    lossWords(b({ ttl_ms: 1000, max_bytes: 5000 }), { history: 6, ttl_ms: 2000, max_bytes: 6000, num_replicas: 5 }, {}),
  ).toEqual([])
  expect(lossWords(b(), { ttl_ms: null, max_bytes: 5000, description: 'x' }, {})).toEqual([])
})

test('what smaller ones take is counted, or at most so many', () => {
  const words = (counts: Parameters<typeof lossWords>[2]) => lossWords(b(), { history: 2, ttl_ms: 3_600_000 }, counts)
  expect(words({ history: { count: 12, exact: true }, ttl: { count: 30, exact: false } })).toEqual([
    '12 older revisions beyond the last 2 of each key: removed at once, for good.',
    'Up to 30 values older than 1h: removed at once, for good; a key of which nothing younger is left is gone.',
  ])
  expect(words({ history: { count: 0, exact: true }, ttl: { count: 0, exact: true } })).toEqual([
    'No key has revisions beyond the last 2 of each key: nothing is removed now.',
    'No value is older than 1h: nothing is removed now.',
  ])
  expect(words({})[0]).toBe('Every older revision beyond the last 2 of each key: removed at once, for good.')
})

test('a bucket over its new size refuses or loses, by its discard policy', () => {
  expect(lossWords(b(), { max_bytes: 1024 }, {})).toEqual([
    'The bucket holds 4 KiB, more than 1 KiB: nothing is removed, but new keys are refused until it holds less.',
  ])
  expect(lossWords(b({ raw: { config: { discard: 'old' } } }), { max_bytes: 1024 }, {})[0]).toContain('about 3 KiB of them')
})

test('what ends with a change is said', () => {
  const from = b({ republish: { src: '>', dest: 'out.>', headers_only: false }, sources: ['X', 'Y'], marker_ttl_ms: 1000 })
  expect(
    lossWords(
      from,
      { republish: null, sources: [{ bucket: 'Y' }], num_replicas: 1, marker_ttl_ms: null, max_value_size: 10 },
      {},
    ),
  ).toEqual([
    'Larger values than 10 B stay, and cannot be written any more.',
    '2 copies of the bucket are removed from the servers.',
    'The server leaves no markers any more: watchers are not told of keys that it removes.',
    'Nothing is republished to out.> any more.',
    'Nothing new is copied from X; what was copied stays.',
  ])
})

test('a deletion says what goes and who copies it', () => {
  const stream = (name: string, more: Partial<Stream>) => ({ name, sources: [], ...more }) as unknown as Stream // what is looked at
  const up = { name: 'KV_B', lag: 0 }
  const words = deleteWords(b(), [
    stream('KV_B', {}),
    stream('KV_M', { mirror: up }),
    stream('KV_S', { sources: [up] }),
    stream('OTHER', { sources: [up] }),
  ])
  expect(words[0]).toBe('10 keys with 30 values (4 KiB) go at once, for good, history and markers included.')
  expect(words[1]).toContain('M mirrors it')
  expect(words[2]).toContain('S, OTHER copy from it')
  expect(deleteWords(b(), [])).toContain('No stream of this account copies it.')
  expect(deleteWords(b(), undefined)[1]).toContain('not known')
})

test('what cannot be compacted says why', () => {
  expect(compactBlock(b())).toBeUndefined()
  expect(compactBlock(b({ mirror_of: 'A' }))).toContain('open A')
  expect(compactBlock(b({ sealed: true }))).toContain('sealed')
  expect(compactBlock(b({ deny_purge: true }))).toContain('deny_purge')
  expect(lockWords(b({ deny_purge: true }))).toHaveLength(2)
})
