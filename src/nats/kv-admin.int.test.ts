import { Kvm } from '@nats-io/kv'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, cluster, official, ours, server, until } from '../../scripts/testing/harness.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import { createBucket, getBucket, updateBucket } from './kv-buckets.ts'
import type { BucketOptions } from './kv-config.ts'
import { beyondPerSubject, olderThan } from './stream-losses.ts'
import { createKey, writeEntry } from './kv-write.ts'

cleanUpAtEnd()

const bytes = (text: string) => new TextEncoder().encode(text)

async function setUp(version: ServerVersion = 'current') {
  const s = await server({}, version)
  const [conn, client] = [await ours(s), await official(s)]
  const kvm = new Kvm(client.nc)
  const make = (options: Partial<BucketOptions> = {}) => createBucket(conn, { name: 'B', storage: 'memory', ...options })
  return { conn, ...client, kvm, make }
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: what a lower history takes is counted as it then goes`, async () => {
    const { conn, make, kvm } = await setUp(version)
    const made = await make({ history: 10 })
    const kv = await kvm.open('B')
    for (let key = 0; key < 6; key++) for (let i = 0; i <= key; i++) await kv.put(`k.${key}`, `${i}`)
    expect((await getBucket(conn, 'B')).values).toBe(21)
    expect(await beyondPerSubject(conn, made.stream, 3n)).toEqual({ count: 6, exact: true })
    expect(await beyondPerSubject(conn, made.stream, 1n)).toEqual({ count: 15, exact: true })
    const lower = await updateBucket(conn, made, { history: 3 })
    expect((await getBucket(conn, 'B')).values).toBe(15)
    await updateBucket(conn, lower, { history: 1 })
    expect((await getBucket(conn, 'B')).values).toBe(6)
  })

  test(`${version}: what a shorter TTL takes is counted as it then goes`, async () => {
    const { conn, make, kvm } = await setUp(version)
    const made = await make({ history: 10 })
    const kv = await kvm.open('B')
    for (let i = 0; i < 7; i++) await kv.put(`old.${i}`, 'x')
    const written = Date.now()
    await until(() => Date.now() - written > 4000) // ages are told by the clock
    for (let i = 0; i < 4; i++) await kv.put(`young.${i}`, 'x')
    expect(await olderThan(conn, made.stream, 3_600_000)).toEqual({ count: 0, exact: true })
    expect(await olderThan(conn, made.stream, 3000)).toEqual({ count: 7, exact: true })
    await updateBucket(conn, made, { ttl_ms: 3000 })
    expect(await until(async () => (await getBucket(conn, 'B')).values < 11 && getBucket(conn, 'B'))).toMatchObject({ values: 4 })
  })
}

test('a bucket over its new size keeps what it has and refuses new keys', async () => {
  const { conn, make } = await setUp()
  const made = await make({ history: 2 })
  for (let i = 0; i < 20; i++) await writeEntry(conn, made, `k.${i}`, bytes('x'.repeat(100)))
  const full = await updateBucket(conn, await getBucket(conn, 'B'), { max_bytes: 1000 })
  expect(full.values).toBe(20)
  await expect(createKey(conn, full, 'new', bytes('x'))).rejects.toMatchObject({ kind: 'limit' })
  expect((await getBucket(conn, 'B')).values).toBe(20)
})

test('a source that is only named stays as it was made when another is added', async () => {
  const { conn, make, jsm } = await setUp()
  for (const name of ['ONE', 'TWO']) await make({ name })
  const transforms = [{ src: '$KV.ONE.eu.>', dest: '$KV.B.one.>' }]
  const made = await make({ sources: [{ bucket: 'ONE', transforms }] })
  const before = (await jsm.streams.info('KV_B')).config.sources
  await updateBucket(conn, made, { sources: [{ bucket: 'ONE' }, { bucket: 'TWO' }] })
  const after = (await jsm.streams.info('KV_B')).config.sources
  expect(after).toEqual([...before!, { name: 'KV_TWO', subject_transforms: [{ src: '$KV.TWO.>', dest: '$KV.B.>' }] }])
})

test('replicas and placement are as the official client reads them, and can be changed', async () => {
  const [node] = await cluster(3)
  const [conn, { nc, jsm }] = [await ours(node!), await official(node!)]
  const where = conn.server?.cluster
  expect(where).toBeDefined()
  const made = await createBucket(conn, { name: 'R', num_replicas: 3, placement: { cluster: where! } })
  expect(made).toMatchObject({ num_replicas: 3, placement: { cluster: where } })
  const status = await (await new Kvm(nc).open('R')).status()
  expect([status.replicas, status.streamInfo.config.placement?.cluster]).toEqual([3, where])
  await expect(createBucket(conn, { name: 'T', placement: { tags: ['nowhere'] } })).rejects.toMatchObject({ errCode: 10005 })
  const one = await updateBucket(conn, await getBucket(conn, 'R'), { num_replicas: 1, placement: null })
  expect(one).toMatchObject({ num_replicas: 1 })
  expect((await jsm.streams.info('KV_R')).config.placement?.cluster ?? '').toBe('')
})
