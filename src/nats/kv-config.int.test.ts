import { expect, test } from 'vitest'
import { cleanUpAtEnd } from '../../scripts/testing/harness.ts'
import { bytes, setUp } from '../../scripts/testing/kv.ts'
import { createBucket, deleteBucket, getBucket, updateBucket } from './kv-buckets.ts'
import { createKey } from './kv-write.ts'

cleanUpAtEnd()

test('a bucket reads as the official client made it, and theirs as ours', async () => {
  const { conn, kvm, nc } = await setUp()
  const kv = await kvm.create('THEIRS', {
    history: 7,
    ttl: 60_000,
    description: 'all of it',
    max_bytes: 1_000_000,
    maxValueSize: 5000,
    compression: true,
    metadata: { team: 'a' },
    republish: { src: '>', dest: 're.>' },
    markerTTL: 5000,
  })
  await kv.put('k', 'v')
  const theirs = await getBucket(conn, 'THEIRS')
  expect(theirs).toMatchObject({
    stream: 'KV_THEIRS',
    prefix: '$KV.THEIRS.',
    write_prefix: '$KV.THEIRS.',
    description: 'all of it',
    history: 7,
    ttl_ms: 60_000,
    max_bytes: 1_000_000,
    max_value_size: 5000,
    compression: true,
    metadata: { team: 'a' },
    republish: { src: '>', dest: 're.>', headers_only: false },
    per_key_ttl: true,
    marker_ttl_ms: 5000,
    values: 1,
    keys: 1,
    allow_direct: true,
    deny_delete: false,
    storage: 'file',
    num_replicas: 1,
  })
  expect(theirs.last_change).toBeDefined()
  const own = await createBucket(conn, {
    name: 'OURS',
    history: 64,
    ttl_ms: 60_000,
    description: 'ours',
    max_bytes: 1_000_000,
    max_value_size: 5000,
    compression: true,
    storage: 'file',
    metadata: { team: 'b' },
    republish: { dest: 'out.>', headers_only: true },
    marker_ttl_ms: 5000,
  })
  const status = await (await kvm.open('OURS')).status()
  expect([status.history, status.ttl, status.description, status.max_bytes, status.maxValueSize, status.compression]).toEqual([
    64,
    60_000,
    'ours',
    1_000_000,
    5000,
    true,
  ])
  expect(status.streamInfo.config).toMatchObject({
    duplicate_window: 60e9,
    deny_delete: true,
    discard: 'new',
    allow_rollup_hdrs: true,
  })
  expect(own.last_change).toBeUndefined()
  const heard = nc.subscribe('out.>', { max: 1 })
  await nc.flush()
  await createKey(conn, own, 'k', bytes('v'))
  for await (const m of heard) expect([m.subject, m.headers?.get('Nats-Msg-Size')]).toEqual(['out.$KV.OURS.k', '1'])
  await expect(createBucket(conn, { name: 'OURS', history: 2 })).rejects.toMatchObject({ kind: 'conflict' })
  await createBucket(conn, { name: 'TWICE' })
  await expect(createBucket(conn, { name: 'TWICE' })).rejects.toMatchObject({ kind: 'conflict' })
  await expect(createBucket(conn, { name: 'a b' })).rejects.toMatchObject({ kind: 'invalid' })
  await expect(createBucket(conn, { name: 'a', history: 65 })).rejects.toMatchObject({ kind: 'invalid' })
  await expect(getBucket(conn, 'NONE')).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('NONE') })
})

test('oldest: what came with 2.11 is refused with its reason', async () => {
  const { conn, make } = await setUp('oldest')
  await expect(make({ marker_ttl_ms: 1000 })).rejects.toMatchObject({ kind: 'too-old' })
  const { bucket } = await make({ history: 2 })
  await expect(updateBucket(conn, bucket, { per_key_ttl: true })).rejects.toMatchObject({ kind: 'too-old' })
  expect(await updateBucket(conn, bucket, { history: 3, ttl_ms: 1000 })).toMatchObject({ history: 3, ttl_ms: 1000 })
})

test('a bucket is changed as it was looked at, and no more of it than was asked', async () => {
  const { conn, make, jsm } = await setUp()
  const { bucket } = await make({ history: 5, metadata: { a: 'b' }, republish: { dest: 'x.>' } })
  const before = (await jsm.streams.info('KV_B')).config
  const changed = await updateBucket(conn, bucket, { description: 'new', ttl_ms: 30_000, max_bytes: 5_000_000 })
  expect((await jsm.streams.info('KV_B')).config).toEqual({
    ...before,
    description: 'new',
    max_age: 30e9,
    duplicate_window: 30e9,
    max_bytes: 5_000_000,
    metadata: expect.objectContaining({ a: 'b' }),
  })
  await expect(updateBucket(conn, bucket, { history: 6 })).rejects.toMatchObject({ kind: 'conflict' })
  const back = await updateBucket(conn, changed, {
    description: null,
    ttl_ms: null,
    max_bytes: null,
    republish: null,
    metadata: {},
  })
  expect(back).toMatchObject({ history: 5, metadata: {} })
  for (const field of ['description', 'ttl_ms', 'max_bytes', 'republish']) expect(back).not.toHaveProperty(field)
  const marked = await updateBucket(conn, back, { marker_ttl_ms: 5000, compression: false, allow_direct: false })
  expect(marked).toMatchObject({ per_key_ttl: true, marker_ttl_ms: 5000, allow_direct: false })
  expect(await updateBucket(conn, marked, { marker_ttl_ms: null })).not.toHaveProperty('marker_ttl_ms')
  await deleteBucket(conn, 'B')
  await expect(updateBucket(conn, marked, { history: 2 })).rejects.toMatchObject({ kind: 'not-found' })
  await expect(deleteBucket(conn, 'B')).rejects.toMatchObject({ kind: 'not-found' })
})
