import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import { createObjBucket, deleteObjBucket, getObjBucket, listObjBuckets, sealObjBucket, updateObjBucket } from './obj-buckets.ts'

cleanUpAtEnd()

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: a bucket made here is one to the official client, and the reverse`, async () => {
    const s = await server({}, version)
    const [conn, { nc, jsm }] = [await ours(s), await official(s)]
    const objm = new Objm(nc)
    await createObjBucket(conn, { name: 'PLAIN' })
    const full = await createObjBucket(conn, {
      name: 'FULL',
      description: 'of all fields',
      ttl_ms: 90_000,
      max_bytes: 1_000_000,
      storage: 'memory',
      num_replicas: 1,
      compression: true,
      metadata: { owner: 'ops' },
      placement: { tags: [] },
    })
    expect(full).toMatchObject({ ttl_ms: 90_000, max_bytes: 1_000_000, storage: 'memory', compression: true, sealed: false })
    expect(full.metadata).toEqual({ owner: 'ops' })
    await jsm.streams.add({ name: 'OTHER', subjects: ['other'] })

    // Theirs of the same options is the same stream.
    await objm.create('THEIRS', { storage: 'file' as never })
    const config = async (name: string) => {
      const { name: _, subjects, metadata: __, ...rest } = (await jsm.streams.info(`OBJ_${name}`)).config
      return { ...rest, subjects: subjects?.map((x) => x.replace(name, 'X')) }
    }
    expect(await config('PLAIN')).toEqual(await config('THEIRS'))

    // They use what was made here.
    const status = await (await objm.open('FULL')).status()
    expect(status).toMatchObject({ bucket: 'FULL', description: 'of all fields', ttl: 90_000_000_000, storage: 'memory' })
    expect(status.compression).toBe(true)
    const { buckets } = await listObjBuckets(conn)
    expect(buckets.map((b) => b.name)).toEqual(['FULL', 'PLAIN', 'THEIRS'])
    expect(await getObjBucket(conn, 'THEIRS')).toMatchObject({ stream: 'OBJ_THEIRS', prefix: '$O.THEIRS.', allow_direct: true })

    await expect(createObjBucket(conn, { name: 'PLAIN' })).rejects.toMatchObject({ kind: 'conflict' })
    await expect(createObjBucket(conn, { name: 'a b' })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(getObjBucket(conn, 'NONE')).rejects.toMatchObject({ kind: 'not-found', message: /bucket NONE/ })
  })

  test(`${version}: a change leaves the rest as it is, and no change of others is lost`, async () => {
    const s = await server({}, version)
    const [conn, { nc, jsm }] = [await ours(s), await official(s)]
    const base = await createObjBucket(conn, { name: 'B', metadata: { a: '1' }, max_bytes: 5000 })
    const changed = await updateObjBucket(conn, base, {
      description: 'new',
      ttl_ms: 60_000,
      max_bytes: null,
      metadata: { b: '2' },
    })
    expect(changed).toMatchObject({ description: 'new', ttl_ms: 60_000, metadata: { b: '2' } })
    expect(changed.max_bytes).toBeUndefined()
    await expect(updateObjBucket(conn, base, { description: 'stale' })).rejects.toMatchObject({ kind: 'conflict' })
    expect((await jsm.streams.info('OBJ_B')).config.description).toBe('new')
    const sealed = await sealObjBucket(conn, changed)
    expect(sealed.sealed).toBe(true)
    expect((await (await new Objm(nc).open('B')).status()).sealed).toBe(true)
    await expect(sealObjBucket(conn, { ...sealed, created: 'other' })).rejects.toMatchObject({ kind: 'conflict' })
    await deleteObjBucket(conn, 'B')
    await expect(deleteObjBucket(conn, 'B')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(updateObjBucket(conn, sealed, {})).rejects.toMatchObject({ kind: 'not-found' })
    expect(await listObjBuckets(conn)).toMatchObject({ buckets: [] })
  })
}
