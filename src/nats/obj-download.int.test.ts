import { randomBytes } from 'node:crypto'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { configOf } from '../../scripts/nats/config.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import type { Connection } from './connection.ts'
import { createObjBucket, deleteObjBucket, updateObjBucket, changeObjBucket } from './obj-buckets.ts'
import type { ObjBucketOptions } from './obj-config.ts'
import { copyObject } from './obj-copy.ts'
import { ObjectDownload, readStart } from './obj-download.ts'
import { getObject } from './obj-info.ts'
import { resolveLink } from './obj-link.ts'
import { cleanOrphans, findOrphans } from './obj-orphans.ts'
import { ObjectRanges } from './obj-ranges.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import { ObjectVerification } from './obj-verify.ts'
import { linkObject } from './obj-write.ts'

cleanUpAtEnd()

const KIB = 1024
const MIB = 1024 * KIB

async function setUp(version: ServerVersion = 'current', options: Parameters<typeof server>[0] = {}) {
  const s = await server(options, version)
  const [conn, client] = [await ours(s), await official(s)]
  const objm = new Objm(client.nc)
  const make = async (options: Partial<ObjBucketOptions> = {}) => {
    const bucket = await createObjBucket(conn, { name: 'B', storage: 'memory', ...options })
    return { bucket, os: await objm.open(bucket.name) }
  }
  return { s, conn, ...client, objm, make }
}

async function read(conn: Connection, bucket: ObjBucket, info: ObjectInfo) {
  const d = new ObjectDownload(conn, bucket, info)
  const parts: Uint8Array[] = []
  for await (const part of d.chunks()) parts.push(part)
  return { data: Buffer.concat(parts), view: d.view() }
}

/** What comes of holding it against its digest. */
async function verified(conn: Connection, bucket: ObjBucket, info: ObjectInfo) {
  const verification = new ObjectVerification(conn, bucket, [info])
  await verification.run(new AbortController().signal)
  return verification.view(0, 1).rows[0]
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: what the official client put is read here, of every size`, async () => {
    const { conn, make, jsm } = await setUp(version)
    const { bucket, os } = await make()
    const indirect = { ...bucket, allow_direct: false }
    for (const [max_chunk_size, sizes] of [
      [128 * KIB, [0, 1, 128 * KIB, 128 * KIB + 1, 9 * MIB]],
      [KIB, [KIB - 1, KIB, KIB + 1, 300 * KIB + 7]],
      [MIB, [MIB, MIB + 1, 5 * MIB]],
    ] as const) {
      for (const size of sizes) {
        const data = randomBytes(size)
        const name = `${max_chunk_size}/${size}`
        await os.putBlob({ name, options: { max_chunk_size } }, data)
        const info = (await getObject(conn, bucket, name))!
        for (const b of [bucket, indirect]) {
          const got = await read(conn, b, info)
          expect(Buffer.compare(got.data, data), name).toBe(0)
          expect(got.view).toMatchObject({ state: 'done', received: size, verified: true, interruptions: 0 })
        }
        expect(await verified(conn, bucket, info)).toMatchObject({ result: 'ok' })
        // Parts of it.
        expect(Buffer.compare(await readStart(conn, bucket, info, 1000), data.subarray(0, 1000))).toBe(0)
        const ranges = await ObjectRanges.open(conn, bucket, info)
        for (const [from, length] of [
          [0, 1],
          [size - 1, 1],
          [size >> 1, 200 * KIB],
          [0, size],
          [size, 5],
          [KIB, 2 * KIB],
        ] as const)
          // prettier-ignore
          if (from >= 0) expect(Buffer.compare(await ranges.read(from, length), data.subarray(from, from + length))).toBe(0)
        ranges.close()
      }
    }
    // No consumer is left behind.
    await until(async () => (await jsm.streams.info('OBJ_B')).state.consumer_count === 0)
  })

  test(`${version}: who does not take it is not sent more`, async () => {
    const { conn, make } = await setUp(version)
    const { bucket, os } = await make()
    await os.putBlob({ name: 'x' }, randomBytes(40 * MIB))
    const info = (await getObject(conn, bucket, 'x'))!
    const before = conn.traffic!.inBytes
    const d = new ObjectDownload(conn, bucket, info)
    const all = d.chunks()
    await all.next()
    // Whatever comes now was asked for before this answer.
    for (let i = 0; i < 3; i++) await getObject(conn, bucket, 'x')
    await until(() => conn.flush())
    expect(conn.traffic!.inBytes - before).toBeLessThan(9 * MIB)
    const start = await readStart(conn, bucket, info, 10)
    expect(start).toHaveLength(10)
    await all.return()
    expect(d.view().state).toBe('cancelled')
    const cancelled = new ObjectDownload(conn, bucket, info)
    const part = cancelled.chunks()
    await part.next()
    cancelled.cancel()
    await expect(part.next()).rejects.toMatchObject({ kind: 'aborted' })
  })

  test(`${version}: the server is killed again and again, and the whole arrives`, async () => {
    const { s, conn, make } = await setUp(version)
    const { bucket, os } = await make({ storage: 'file' })
    const data = randomBytes(24 * MIB)
    await os.putBlob({ name: 'x' }, data)
    const info = (await getObject(conn, bucket, 'x'))!
    const d = new ObjectDownload(conn, bucket, info)
    const parts: Uint8Array[] = []
    let kills = 0
    for await (const part of d.chunks()) {
      parts.push(part)
      if (kills < 3 && d.view().received > ((kills + 1) * data.length) / 5) {
        kills++
        await s.kill()
        await until(() => conn.link.state !== 'open')
        await s.start()
      }
    }
    expect(Buffer.compare(Buffer.concat(parts), data)).toBe(0)
    expect(d.view()).toMatchObject({ state: 'done', verified: true })
    expect(d.view().interruptions).toBeGreaterThan(0)
  })

  test(`${version}: what is damaged, replaced or gone is not taken for whole`, async () => {
    const { conn, make, jsm, js } = await setUp(version)
    const { bucket, os } = await make()
    const put = async (name: string) => {
      await os.putBlob({ name, options: { max_chunk_size: 1000 } }, randomBytes(10_000))
      return (await getObject(conn, bucket, name))!
    }
    const lost = await put('lost')
    const fifth = await jsm.direct.getMessage('OBJ_B', { seq: 5, next_by_subj: `$O.B.C.${lost.nuid}` })
    await jsm.streams.deleteMessage('OBJ_B', fifth!.seq)
    await expect(read(conn, bucket, lost)).rejects.toMatchObject({ message: /damaged: 9 of its 10 chunks/ })
    await expect(ObjectRanges.open(conn, bucket, lost)).rejects.toMatchObject({ message: /9 chunks of 9000 bytes/ })
    const claims = { ...lost, chunks: 2 ** 31 }
    await expect(ObjectRanges.open(conn, bucket, claims)).rejects.toMatchObject({ message: /9 chunks of 9000 bytes/ })
    expect(await verified(conn, bucket, lost)).toMatchObject({ result: 'damaged', problem: { message: /damaged/ } })
    await js.publish(`$O.B.C.${lost.nuid}`, randomBytes(1000))
    await expect(read(conn, bucket, lost)).rejects.toMatchObject({ message: /not those of its digest/ })
    const copy = await copyObject(conn, bucket, lost, bucket, { name: 'copy' })
    await expect(copy.done).rejects.toMatchObject({ message: /nothing was stored/ })
    expect(await getObject(conn, bucket, 'copy')).toBeNull()
    const replaced = await put('replaced')
    await put('replaced')
    await expect(read(conn, bucket, replaced)).rejects.toMatchObject({ kind: 'conflict', message: /was replaced/ })
    const deleted = await put('deleted')
    await os.delete('deleted')
    await expect(read(conn, bucket, deleted)).rejects.toMatchObject({ kind: 'not-found', message: /was deleted/ })
    await expect(read(conn, bucket, (await getObject(conn, bucket, 'deleted'))!)).rejects.toMatchObject({ kind: 'not-found' })
    const gone = await put('gone')
    await deleteObjBucket(conn, 'B')
    await expect(read(conn, bucket, gone)).rejects.toMatchObject({ kind: 'not-found', message: /bucket B/ })
  })

  test(`${version}: copies, and links that are followed`, async () => {
    const { conn, make } = await setUp(version)
    const [b, c] = [await make(), await make({ name: 'C' })]
    const data = randomBytes(2 * MIB + 5)
    await b.os.putBlob({ name: 'x', description: 'd', metadata: { k: 'v' }, options: { max_chunk_size: 1000 } }, data)
    const x = (await getObject(conn, b.bucket, 'x'))!
    const there = await (await copyObject(conn, b.bucket, x, c.bucket)).done
    expect(there).toMatchObject({ bucket: 'C', name: 'x', description: 'd', metadata: { k: 'v' }, digest: x.digest })
    expect(Buffer.compare((await c.os.getBlob('x'))!, data)).toBe(0)
    await (
      await copyObject(conn, b.bucket, x, b.bucket, { name: 'y' })
    ).done
    expect(Buffer.compare((await b.os.getBlob('y'))!, data)).toBe(0)
    await expect((await copyObject(conn, b.bucket, x, c.bucket)).done).rejects.toMatchObject({ kind: 'conflict' })

    await linkObject(conn, b.bucket, 'near', { bucket: 'B', name: 'x' })
    await c.os.link('far', (await b.os.info('x'))!)
    const follow = async (bucket: ObjBucket, name: string) => resolveLink(conn, bucket, (await getObject(conn, bucket, name))!)
    for (const found of [await follow(b.bucket, 'near'), await follow(c.bucket, 'far'), await follow(b.bucket, 'x')]) {
      expect(found.info.nuid).toBe(x.nuid)
      expect((await read(conn, found.bucket, found.info)).data).toHaveLength(data.length)
    }
    await linkObject(conn, b.bucket, 'whole', { bucket: 'C' })
    await expect(follow(b.bucket, 'whole')).rejects.toMatchObject({ kind: 'invalid', message: /link to the bucket C/ })
    await b.os.delete('x')
    await expect(follow(b.bucket, 'near')).rejects.toMatchObject({ kind: 'not-found' })
    // No client makes such a circle, but it can be written.
    const raw = (name: string, to: string) => conn.publish(`$O.B.M.${Buffer.from(name).toString('base64')}`, JSON.stringify({ name, options: { link: { bucket: 'B', name: to } } })) // prettier-ignore
    raw('one', 'two')
    raw('two', 'one')
    await until(async () => (await getObject(conn, b.bucket, 'two')) !== null)
    await expect(follow(b.bucket, 'one')).rejects.toMatchObject({ kind: 'invalid', message: /circle/ })
  })

  test(`${version}: chunks that belong to nothing are found and taken away, and no others`, async () => {
    const { conn, make, js, jsm } = await setUp(version)
    const { bucket, os } = await make()
    await os.putBlob({ name: 'whole', options: { max_chunk_size: 1000 } }, randomBytes(5000))
    // Uploads of the official client that broke off: it writes the chunks alone.
    for (const [nuid, count] of [
      ['A', 3],
      ['BB', 5],
      ['RUNNING', 2],
      ['DONE', 1],
    ] as const)
      // prettier-ignore
      for (let i = 0; i < count; i++) await js.publish(`$O.B.C.${nuid}`, randomBytes(1000))
    const young = await findOrphans(conn, bucket)
    expect(young.orphans.map((o) => [o.nuid, o.chunks, o.bytes, o.young])).toEqual([
      ['BB', 5, 5000, true],
      ['A', 3, 3000, true],
      ['RUNNING', 2, 2000, true],
      ['DONE', 1, 1000, true],
    ])
    const { orphans } = await findOrphans(conn, bucket, { olderThanMs: 0, except: new Set(['A']) })
    expect(orphans.filter((o) => o.young).map((o) => o.nuid)).toEqual(['A'])
    // One goes on, and one becomes an object.
    await js.publish('$O.B.C.RUNNING', randomBytes(1000))
    await js.publish(`$O.B.M.${btoa('done')}`, JSON.stringify({ name: 'done', nuid: 'DONE', size: 1000, chunks: 1, bucket: 'B' }))
    const cleaned = await cleanOrphans(conn, bucket, orphans.filter((o) => !o.young)) // prettier-ignore
    expect(cleaned).toMatchObject({ chunks: 5, bytes: 5000 })
    expect(cleaned.kept.map((k) => [k.orphan.nuid, k.because.kind])).toEqual([['RUNNING', 'conflict'], ['DONE', 'conflict']]) // prettier-ignore
    const left = (await jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.C.>' })).state.subjects!
    expect(Object.values(left).sort((a, b) => a - b)).toEqual([1, 3, 3, 5])
    expect(left['$O.B.C.BB']).toBeUndefined()
    expect(await verified(conn, bucket, (await getObject(conn, bucket, 'whole'))!)).toMatchObject({ result: 'ok' })
  })
}

test('who may not make a consumer reads all the same, and so does who has no direct access', async () => {
  const user = (name: string, deny: string[]) =>
    `{ user: ${name}, password: p, permissions: { publish: { deny: ${JSON.stringify(deny)} } } }`
  const extra = `accounts { A { jetstream: enabled, users: [${user('all', ['none'])}, ${user('reader', ['$O.>', '$JS.API.CONSUMER.>'])}, ${user('nobody', ['$JS.API.CONSUMER.>', '$JS.API.DIRECT.>', '$JS.API.STREAM.MSG.>'])}] } }`
  const s = await server({ config: configOf({ extra }) })
  const as = (user: string) => ours(s, { auth: { kind: 'password', user, pass: 'p' } })
  const [conn, reader, nobody] = [await as('all'), await as('reader'), await as('nobody')]
  let bucket = await createObjBucket(conn, { name: 'B', storage: 'memory' })
  const { nc } = await official(s, { user: 'all', pass: 'p' })
  const data = randomBytes(2 * MIB)
  await (await new Objm(nc).open('B')).putBlob({ name: 'x' }, data)
  const info = (await getObject(conn, bucket, 'x'))!
  for (let i = 0; i < 2; i++) {
    expect(Buffer.compare((await read(reader, bucket, info)).data, data)).toBe(0)
    const ranges = await ObjectRanges.open(reader, bucket, info)
    expect(Buffer.compare(await ranges.read(MIB - 5, 10), data.subarray(MIB - 5, MIB + 5))).toBe(0)
    await expect(read(nobody, bucket, info)).rejects.toMatchObject({ kind: 'permission', message: /read x in the bucket B/ })
    if (i === 0) bucket = await changeObjBucket(conn, bucket, { allow_direct: false })
  }
  expect(await updateObjBucket(conn, bucket, { description: 'still' })).toMatchObject({ allow_direct: false })
})
