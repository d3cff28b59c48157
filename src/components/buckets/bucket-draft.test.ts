import { expect, test } from 'vitest'
import { toBucket } from '~/nats/kv-bucket.ts'
import { bucketConfig, type BucketOptions } from '~/nats/kv-config.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { editedKeys, newBucket, toChange, toDraft, toOptions, type BucketDraft } from './bucket-draft.ts'
import { bucketFields, fieldKeys } from './bucket-fields.ts'
import { bucketProblems } from './bucket-problems.ts'
import { refusalOf } from './bucket-refusals.ts'

/** As the server would tell of it. */
const bucketOf = (o: Partial<BucketOptions> = {}): Bucket =>
  toBucket(
    { config: bucketConfig({ name: 'B', ...o }, 1), state: {}, created: '2026-01-01T00:00:00Z' },
    { prefix: '$KV.B.', write_prefix: '$KV.B.' },
  )

const full: Partial<BucketOptions> = {
  description: 'prices',
  history: 7,
  ttl_ms: 604_800_000,
  max_bytes: 10 * 1024 ** 3,
  max_value_size: 65_536,
  storage: 'memory',
  num_replicas: 3,
  compression: true,
  metadata: { team: 'a=b' },
  placement: { cluster: 'C1', tags: ['ssd', 'eu'] },
  republish: { src: '$KV.B.eu.>', dest: 'changes.>', headers_only: true },
  marker_ttl_ms: 3_600_000,
  allow_direct: false,
}

test('every field of the form has a place in it, and a line that says what it does', () => {
  expect(bucketFields.map((f) => f.key).sort()).toEqual([...fieldKeys].sort())
  expect(bucketFields.filter((f) => f.hint === '')).toEqual([])
})

test('what is typed is what is asked for', () => {
  const draft: BucketDraft = {
    ...newBucket,
    name: ' B ',
    history: '7',
    ttl: '7d',
    max_bytes: '10GB',
    storage: 'memory',
    description: 'prices ',
    max_value_size: '64 KiB',
    num_replicas: '3',
    compression: 'true',
    marker_ttl: '1h',
    allow_direct: '',
    cluster: 'C1',
    tags: 'ssd, eu',
    republish_src: '$KV.B.eu.>',
    republish_dest: 'changes.>',
    republish_headers: 'true',
    metadata: 'team=a=b',
  }
  expect(bucketProblems(draft, fieldKeys)).toEqual({})
  expect(toOptions(draft)).toEqual({ name: 'B', ...full })
  expect(toOptions({ ...newBucket, name: 'B' })).toEqual({
    name: 'B',
    history: 1,
    storage: 'file',
    num_replicas: 1,
    compression: false,
    allow_direct: true,
  })
})

test('a mirror or sources, never both, whatever is still typed in the other', () => {
  const typed = { ...newBucket, name: 'B', mirror: 'A', sources: 'A, C', marker_ttl: '1h' }
  expect(toOptions({ ...typed, copies: 'mirror' })).toMatchObject({ mirror: { bucket: 'A' } })
  expect(toOptions({ ...typed, copies: 'mirror' })).not.toHaveProperty('sources')
  expect(toOptions({ ...typed, copies: 'mirror' })).not.toHaveProperty('marker_ttl_ms')
  expect(toOptions({ ...typed, copies: 'sources' })).toMatchObject({ sources: [{ bucket: 'A' }, { bucket: 'C' }] })
  expect(toOptions({ ...typed, copies: 'none' })).not.toHaveProperty('sources')
})

test('a bucket is shown so that nothing is changed by looking at it', () => {
  for (const b of [bucketOf(), bucketOf(full), bucketOf({ mirror: { bucket: 'A' } }), bucketOf({ sources: [{ bucket: 'A' }] })]) {
    const draft = toDraft(b)
    expect(editedKeys(draft, toDraft(b))).toEqual([])
    expect(toChange(draft, toDraft(b))).toEqual({})
    expect(bucketProblems(draft, fieldKeys)).toEqual({})
  }
})

test.each<[Partial<BucketDraft>, object]>([
  [{ history: '3' }, { history: 3 }],
  [{ ttl: '' }, { ttl_ms: null }],
  [{ ttl: '12h' }, { ttl_ms: 43_200_000 }],
  [{ max_bytes: '' }, { max_bytes: null }],
  [{ max_value_size: '1mb' }, { max_value_size: 1_048_576 }],
  [{ description: '' }, { description: null }],
  [{ cluster: '', tags: '' }, { placement: null }],
  [{ tags: 'ssd' }, { placement: { cluster: 'C1', tags: ['ssd'] } }],
  [{ republish_dest: '', republish_src: '', republish_headers: '' }, { republish: null }],
  [{ republish_headers: '' }, { republish: { src: '$KV.B.eu.>', dest: 'changes.>' } }],
  [{ marker_ttl: '' }, { marker_ttl_ms: null }],
  [{ sources: 'A' }, { sources: [{ bucket: 'A' }] }],
  [{ metadata: '' }, { metadata: {} }],
  [
    { allow_direct: 'true', compression: '' },
    { allow_direct: true, compression: false },
  ],
])('%j changes %j and nothing else', (typed, change) => {
  const base = toDraft(bucketOf(full))
  expect(toChange({ ...base, ...typed }, base)).toEqual(change)
})

test.each<[Partial<BucketDraft>, object]>([
  [{ name: 'a b' }, { name: 'The name of a bucket cannot contain spaces' }],
  [{ history: '65' }, { history: 'A bucket keeps 1 to 64 revisions of a key' }],
  [{ history: '' }, { history: 'A bucket keeps 1 to 64 revisions of a key' }],
  [{ history: '1.5' }, { history: 'A bucket keeps 1 to 64 revisions of a key' }],
  [{ ttl: 'soon' }, { ttl: 'A length of time reads like 30s, 1m30s or 250ms' }],
  [{ ttl: '50ms' }, { ttl: 'The server takes no TTL below 100ms; leave it empty for none' }],
  [{ ttl: '0' }, { ttl: 'The server takes no TTL below 100ms; leave it empty for none' }],
  [{ marker_ttl: '500ms' }, { marker_ttl: 'Markers stay for a second or more; leave it empty for none' }],
  [{ max_bytes: 'big' }, { max_bytes: 'A size reads like 512KB, 10GB or 1048576' }],
  [{ max_bytes: '0' }, { max_bytes: 'Leave it empty for no limit' }],
  [{ max_value_size: '3GB' }, { max_value_size: 'A value has at most 2 GiB' }],
  [{ max_bytes: '1KB', max_value_size: '2KB' }, { max_value_size: 'A value cannot be larger than the whole bucket' }],
  [{ republish_src: 'a.>' }, { republish_dest: 'Name the subject to republish to' }],
  [{ republish_dest: 'a b' }, { republish_dest: 'A subject cannot contain spaces' }],
  [{ copies: 'mirror' }, { mirror: 'Name the bucket to copy' }],
  [{ copies: 'mirror', mirror: 'B' }, { mirror: 'A bucket cannot copy itself' }],
  [{ copies: 'sources' }, { sources: 'Name a bucket to copy from' }],
  [{ copies: 'sources', sources: 'A, A' }, { sources: 'A bucket appears twice' }],
  [{ tags: 'ssd eu' }, { tags: 'Separate tags by commas' }],
  [{ metadata: 'x' }, { metadata: 'Each line reads key=value' }],
])('%j is told as %j', (typed, problems) => {
  expect(bucketProblems({ ...newBucket, name: 'B', ...typed }, fieldKeys)).toEqual(problems)
})

test('what the server refuses is told at the field that it is about', () => {
  const keyOf = (errCode: number, details = '', typed: Partial<BucketDraft> = {}) =>
    refusalOf({ errCode, message: 'no', details }, { ...newBucket, ...typed }, bucketFields)?.key
  expect([10058, 10065, 10074, 10028, 10047, 10113, 10122, 10030, 10046].map((code) => keyOf(code))).toEqual([
    'name',
    'name',
    'num_replicas',
    ...Array<string>(4).fill('max_bytes'),
    'max_value_size',
    'max_value_size',
  ])
  expect(keyOf(10005)).toBe('num_replicas')
  expect(keyOf(10005, '', { cluster: 'C' })).toBe('cluster')
  expect(keyOf(10052, 'stream configuration for republish destination forms a cycle')).toBe('republish_dest')
  expect(keyOf(10052, 'detected cycle', { copies: 'mirror' })).toBe('mirror')
  expect(keyOf(10052, 'something new')).toBeUndefined()
  expect(keyOf(10027)).toBeUndefined()
})
