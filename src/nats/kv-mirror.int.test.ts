import { expect, test } from 'vitest'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, ours, until } from '../../scripts/testing/harness.ts'
import { bytes, expectSame, setUp, text } from '../../scripts/testing/kv.ts'
import { asOf } from './kv-as-of.ts'
import { createBucket, getBucket, listBuckets } from './kv-buckets.ts'
import { compact } from './kv-compact.ts'
import { getEntry, getRevision, history } from './kv-entries.ts'
import { createKey, updateKey, writeEntry } from './kv-write.ts'

cleanUpAtEnd()

test('mirrors and sources: keys are under the origin’s prefix, and a mirror is written at its origin', async () => {
  const { conn, make, kvm } = await setUp()
  const { bucket: src, kv } = await make({ name: 'src', history: 5 })
  await kv.put('a.b', '1')
  await createBucket(conn, { name: 'mir', storage: 'memory', mirror: { bucket: 'src' }, history: 5 })
  await createBucket(conn, { name: 'mir2', storage: 'memory', mirror: { bucket: 'mir' }, history: 5 })
  const { bucket: all, kv: allKv } = await make({ name: 'all', history: 5, sources: [{ bucket: 'src' }] })
  for (const name of ['mir', 'mir2']) {
    const mirror = await getBucket(conn, name)
    expect(mirror).toMatchObject({
      prefix: '$KV.src.',
      write_prefix: '$KV.src.',
      sources: [],
      mirror_direct: true,
      allow_direct: true,
    })
    expect((await listBuckets(conn)).buckets.find((b) => b.name === name)).toMatchObject({ prefix: '$KV.src.' })
    const at = (await until(() => getEntry(conn, mirror, 'a.b')))!
    const next = await updateKey(conn, mirror, 'a.b', bytes(`by ${name}`), at.revision)
    expect(await kv.get('a.b')).toMatchObject({ revision: Number(next) })
    await until(async () => (await getEntry(conn, mirror, 'a.b'))?.revision === next)
    expect((await history(conn, mirror, 'a.b')).map((e) => e.revision)).toEqual(
      (await history(conn, src, 'a.b')).map((e) => e.revision),
    )
    // Deleted at the origin and made again through the mirror, which may not have the tombstone yet.
    await kv.delete('a.b')
    await createKey(conn, mirror, 'a.b', bytes('again'))
    const last = await kv.get('a.b')
    await until(async () => (await getEntry(conn, mirror, 'a.b'))?.revision === BigInt(last!.revision))
    await expect(compact(conn, mirror, [])).rejects.toMatchObject({ kind: 'invalid' })
  }
  await until(async () => text((await getEntry(conn, all, 'a.b'))?.data ?? bytes('')) === 'again')
  await expectSame(conn, all, allKv, 'a.b')
  expect(all.sources).toEqual(['src'])
  const theirMirror = await kvm.create('theirs', { mirror: { name: 'src' } })
  const theirs = await getBucket(conn, 'theirs')
  expect(theirs).toMatchObject({ prefix: '$KV.src.', mirror_of: 'src' })
  await until(() => getEntry(conn, theirs, 'a.b'))
  await theirMirror.destroy()
  await kv.destroy()
  await expect(writeEntry(conn, await getBucket(conn, 'mir'), 'x', bytes('1'))).rejects.toMatchObject({
    kind: 'no-responders',
    message: expect.stringContaining('src'),
  })
})

test('a mirror that renames or starts late answers for its origin, and is seen through', async () => {
  const { conn, make, nc } = await setUp()
  const { bucket, kv } = await make({ name: 'src', history: 5 })
  const first = BigInt(await kv.put('a.b', '1'))
  const transforms = [{ src: '$KV.src.>', dest: '$KV.moved.>' }]
  for (const partial of [{ transforms }, { opt_start_seq: 2n }, { opt_start_time: '2030-01-01T00:00:00Z' }]) {
    const mirror = { bucket: 'src', ...partial }
    await expect(createBucket(conn, { name: 'mov', mirror })).rejects.toMatchObject({ kind: 'invalid' })
  }
  // Others can make one all the same.
  const config = { storage: 'memory', max_msgs_per_subject: 1, mirror_direct: true, allow_direct: true }
  const create = (name: string, mirror: object) =>
    nc.request(`$JS.API.STREAM.CREATE.${name}`, JSON.stringify({ name, ...config, mirror: { name: 'KV_src', ...mirror } }))
  await create('KV_mov', { subject_transforms: transforms })
  await create('KV_short', {})
  const moved = await getBucket(conn, 'mov')
  expect(moved).toMatchObject({ prefix: '$KV.moved.', write_prefix: '$KV.src.' })
  const copy = (await until(() => getEntry(conn, moved, 'a.b')))!
  const second = await updateKey(conn, moved, 'a.b', bytes('2'), copy.revision)
  const time = (await getEntry(conn, bucket, 'a.b', { fresh: true }))!.created
  await until(async () => (await getEntry(conn, moved, 'a.b'))?.revision === second)
  const now = await getBucket(conn, 'src')
  // Which of the three answers is chance.
  for (let i = 0; i < 30; i++) {
    expect(await getEntry(conn, now, 'a.b')).not.toBeNull()
    expect(await getRevision(conn, now, 'a.b', first)).not.toBeNull()
    expect((await history(conn, now, 'a.b')).map((e) => e.revision)).toEqual([first, second])
    expect([...(await asOf(conn, now, time)).states.keys()]).toEqual(['a.b'])
  }
})

test('in a JetStream domain keys are written through its API', async () => {
  const { s, jsm } = await setUp('current', { config: configOf({ jetstream: 'domain: hub' }) })
  const conn = await ours(s, { domain: 'hub' })
  const bucket = await createBucket(conn, { name: 'B', storage: 'memory' })
  expect(bucket.write_prefix).toBe('$JS.hub.API.$KV.B.')
  const revision = await createKey(conn, bucket, 'k', bytes('x'))
  expect(await getEntry(conn, bucket, 'k')).toMatchObject({ key: 'k', revision })
  expect((await jsm.streams.getMessage('KV_B', { seq: Number(revision) }))?.subject).toBe('$KV.B.k')
})
