import { expect, test } from 'vitest'
import { newBucket } from '~/components/buckets/bucket-draft.ts'
import { bucketProblems } from '~/components/buckets/bucket-problems.ts'
import { parseSize } from '~/lib/size.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { objectFields, toObjectChange, toObjectDraft, toObjectOptions } from './object-bucket-draft.ts'
import { deleteObjectsWords, objectLosses } from './object-bucket-words.ts'

const bucket = (b: Partial<ObjBucket> = {}) =>
  ({
    name: 'files',
    stream: 'OBJ_files',
    storage: 'file',
    num_replicas: 3,
    compression: false,
    bytes: 2_000_000,
    metadata: {},
    sources: [],
    raw: { config: { discard: 'new' } },
    ...b,
  }) as unknown as ObjBucket // the fields that are read

test('a form that is left as it is changes nothing, and says what the bucket has', () => {
  const b = bucket({ ttl_ms: 3_600_000, max_bytes: 1024 ** 2, metadata: { a: '1' }, placement: { tags: ['ssd'] } })
  const draft = toObjectDraft(b)
  expect(draft).toMatchObject({ ttl: '1h', num_replicas: '3', metadata: 'a=1', tags: 'ssd', copies: 'none' })
  expect(toObjectChange(draft, draft)).toEqual({})
  expect(toObjectOptions(draft)).toEqual({
    name: 'files',
    storage: 'file',
    num_replicas: 3,
    compression: false,
    ttl_ms: 3_600_000,
    max_bytes: 1024 ** 2,
    placement: { tags: ['ssd'] },
    metadata: { a: '1' },
  })
})

test('only what was edited is changed; what is emptied is taken away', () => {
  const base = toObjectDraft(bucket({ ttl_ms: 1000, description: 'x', placement: { cluster: 'c' } }))
  const draft = { ...base, ttl: '', description: ' ', max_bytes: '1MB', cluster: '', compression: 'true' }
  expect(toObjectChange(draft, base)).toEqual({
    ttl_ms: null,
    description: null,
    max_bytes: parseSize('1MB'),
    placement: null,
    compression: true,
  })
  expect(toObjectOptions({ ...newBucket, name: 'm', copies: 'mirror', mirror: 'files' })).toMatchObject({ mirror: 'files' })
})

test('the form asks for nothing that an object store does not have', () => {
  const fields = objectFields.map((f) => f.key)
  for (const key of ['history', 'per_key_ttl', 'marker_ttl', 'sources', 'republish_dest'] as const) {
    expect(fields).not.toContain(key)
  }
  expect(bucketProblems({ ...newBucket, name: 'a b', ttl: '1ms', max_bytes: 'much' }, fields)).toEqual({
    name: 'The name of a bucket cannot contain spaces',
    ttl: expect.stringMatching(/below 100ms/),
    max_bytes: expect.any(String),
  })
})

test('what goes with a change is said, and asked for by name only where something goes', () => {
  const b = bucket()
  expect(objectLosses(b, { ttl_ms: 60_000 }, { count: 5, exact: true })).toEqual({
    words: ['What is older than 1m is removed at once, for good: 5 chunks and names.'],
    forGood: true,
  })
  expect(objectLosses(b, { ttl_ms: 60_000 }, undefined).forGood).toBe(true)
  expect(objectLosses(b, { ttl_ms: 60_000 }, { count: 0, exact: true }).forGood).toBe(false)
  expect(objectLosses(bucket({ ttl_ms: 1000 }), { ttl_ms: 60_000 }, undefined)).toEqual({ words: [], forGood: false })
  expect(objectLosses(b, { max_bytes: 1000, num_replicas: 1 }, undefined)).toEqual({
    words: [expect.stringMatching(/uploads are refused/), '2 copies of the bucket are removed from the servers.'],
    forGood: false,
  })
  const old = bucket({ raw: { config: { discard: 'old' } } })
  expect(objectLosses(old, { max_bytes: 1000 }, undefined)).toEqual({
    words: [expect.stringMatching(/oldest chunks are removed at once, for good/)],
    forGood: true,
  })
  expect(deleteObjectsWords(b, 3, [])).toContain('No stream of this account copies it.')
  expect(deleteObjectsWords(b, undefined, undefined).join(' ')).toMatch(/could not be listed/)
})
