import { expect, test } from 'vitest'
import { expiryOf } from '~/lib/kv/expiry.ts'
import { ttlRefusal } from '~/lib/kv/ttl.ts'
import { cleanUpAtEnd, ours, server, until } from '../../scripts/testing/harness.ts'
import { bytes, expectSame, setUp } from '../../scripts/testing/kv.ts'
import { createBucket } from './kv-buckets.ts'
import { readTombstones } from './kv-compact.ts'
import { getEntry, getRevision } from './kv-entries.ts'
import { createKey, deleteKey, purgeKey, updateKey, writeEntry } from './kv-write.ts'
import type { BucketOptions } from './kv-config.ts'

cleanUpAtEnd()

test('a key goes after its own time to live, and leaves the marker of the server where the bucket has markers', async () => {
  const { conn, make } = await setUp()
  const { bucket, kv } = await make({ history: 5, marker_ttl_ms: 5000 })
  const { bucket: plainBucket } = await make({ name: 'PLAIN', per_key_ttl: true })
  expect(bucket).toMatchObject({ per_key_ttl: true, marker_ttl_ms: 5000 })
  await createKey(conn, plainBucket, 'k', bytes('x'), { ttl_ms: 1000 })
  await createKey(conn, bucket, 'ours', bytes('x'), { ttl_ms: 4500 })
  await kv.create('theirs', 'x', '5s')
  for (const key of ['ours', 'theirs'])
    expect(await getEntry(conn, bucket, key)).toMatchObject({ ttl_ms: 5000, operation: 'PUT' })
  const { revision } = (await getEntry(conn, bucket, 'ours'))!
  await createKey(conn, bucket, 'short', bytes('x'), { ttl_ms: 1000 })
  // The server raises what is shorter than its markers' own time.
  expect(await getEntry(conn, bucket, 'short')).toMatchObject({ ttl_ms: 5000 })
  await until(async () => (await getEntry(conn, plainBucket, 'k')) === null)
  for (const key of ['ours', 'theirs']) {
    const marker = await until(async () => {
      const e = await getEntry(conn, bucket, key)
      return e?.operation === 'PURGE' ? e : undefined
    })
    expect(marker).toMatchObject({ marker: 'MaxAge', ttl_ms: 5000, data: new Uint8Array() })
    await expectSame(conn, bucket, kv, key)
  }
  expect(await getRevision(conn, bucket, 'ours', revision)).toBeNull()
  expect((await readTombstones(conn, bucket)).all).toEqual([])
  // A key can be made and purged over a marker.
  await createKey(conn, bucket, 'ours', bytes('again'))
  const last = await getEntry(conn, bucket, 'theirs')
  await purgeKey(conn, bucket, 'theirs', last!.revision, { ttl_ms: 3_600_000 })
  expect(await getEntry(conn, bucket, 'theirs')).toMatchObject({ operation: 'PURGE', ttl_ms: 3_600_000 })
})

test('what the editor says of times to live is what the server does', async () => {
  const conn = await ours(await server())
  const make = (name: string, options: Partial<BucketOptions>) =>
    createBucket(conn, { name, storage: 'memory', per_key_ttl: true, ...options })
  const one = await make('ONE', {})
  const five = await make('FIVE', { history: 5 })
  const aged = await make('AGED', { ttl_ms: 3000 })
  const now = async (bucket: typeof one, key: string) => {
    const e = await getEntry(conn, bucket, key, { fresh: true })
    return e && [e.revision, e.operation]
  }

  for (const bucket of [one, five]) {
    const first = await createKey(conn, bucket, 'k', bytes('1'), { ttl_ms: 60_000 })
    await updateKey(conn, bucket, 'k', bytes('2'), first, [['Nats-TTL', '2s']])
    // Over a marker: no older value can come back.
    const made = await createKey(conn, bucket, 'marked', bytes('1'))
    await deleteKey(conn, bucket, 'marked', made)
    await createKey(conn, bucket, 'marked', bytes('2'), { ttl_ms: 2000 })
    // A time to live is not handed on.
    const short = await createKey(conn, bucket, 'freed', bytes('1'), { ttl_ms: 2000 })
    await updateKey(conn, bucket, 'freed', bytes('2'), short)
  }
  await createKey(conn, aged, 'k', bytes('1'), { ttl_ms: 60_000 })
  await writeEntry(conn, aged, 'never', bytes('1'), [['Nats-TTL', 'never']])
  const entries = await Promise.all(['k', 'never'].map((key) => getEntry(conn, aged, key)))
  expect(entries.map((e) => expiryOf(e!, aged)?.of_ms)).toEqual([3000, undefined])
  const value = await getEntry(conn, five, 'k')
  expect([ttlRefusal(one, value), ttlRefusal(five, value)]).toEqual([undefined, expect.stringContaining('come back')])

  await until(async () => (await now(aged, 'k')) === null)
  await until(async () => (await now(one, 'k')) === null && (await now(one, 'marked')) === null)
  expect(await now(one, 'freed')).toEqual([7n, 'PUT'])
  expect(await now(aged, 'never')).toEqual([2n, 'PUT'])
  await until(async () => (await now(five, 'marked'))?.[0] === 4n)
  expect(await now(five, 'k')).toEqual([1n, 'PUT'])
  expect(await now(five, 'marked')).toEqual([4n, 'DEL'])
  expect(await now(five, 'freed')).toEqual([7n, 'PUT'])
})
