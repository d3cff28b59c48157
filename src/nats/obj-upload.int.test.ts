import { createHash, randomBytes } from 'node:crypto'
import { Objm, type ObjectStore } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, cluster, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { faultyProxy } from '../../scripts/testing/proxy.ts'
import { configOf } from '../../scripts/nats/config.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import { bytes } from '../lib/format.ts'
import type { Connection } from './connection.ts'
import { createObjBucket, getObjBucket, sealObjBucket } from './obj-buckets.ts'
import type { ObjBucketOptions } from './obj-config.ts'
import { ObjectDownload } from './obj-download.ts'
import { getObject } from './obj-info.ts'
import type { ObjectSource } from './obj-source.ts'
import type { ObjBucket } from './obj-types.ts'
import { ObjectUpload, type UploadOptions } from './obj-upload.ts'
import { deleteObject } from './obj-write.ts'

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

type Jsm = Awaited<ReturnType<typeof official>>['jsm']

/** Chunks of each nuid, as the server has them. */
async function chunks(jsm: Jsm, bucket = 'B'): Promise<{ [subject: string]: number }> {
  const info = await jsm.streams.info(`OBJ_${bucket}`, { subjects_filter: `$O.${bucket}.C.>` })
  return info.state.subjects ?? {}
}

const sourceOf = (data: Uint8Array): ObjectSource => ({
  size: data.length,
  read: async (offset, length) => data.subarray(offset, offset + length),
})

const upload = (conn: Connection, bucket: ObjBucket, data: Uint8Array, options: UploadOptions) =>
  new ObjectUpload(conn, bucket, sourceOf(data), options)

const digestOf = (data: Uint8Array) =>
  `SHA-256=${createHash('sha256').update(data).digest('base64').replaceAll('+', '-').replaceAll('/', '_')}`

/** A name that makes the official client's encoding that of the other official clients: it takes a string for bytes. */
const binary = (name: string) => Buffer.from(name).toString('latin1')

async function expectStored(os: ObjectStore, name: string, data: Uint8Array) {
  const got = await os.getBlob(binary(name)) // checks the digest
  expect(Buffer.compare(got!, data), name).toBe(0)
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: what is put here the official client gets, of every size`, async () => {
    const { conn, jsm, make } = await setUp(version)
    const { bucket, os } = await make()
    let objects = 0
    let stored = 0
    for (const [chunkSize, sizes] of [
      [undefined, [0, 1, 128 * KIB, 128 * KIB + 1, 9 * MIB]],
      [KIB, [0, 1, KIB - 1, KIB, KIB + 1, 100 * KIB + 7]],
      [MIB - 128, [MIB - 128, MIB - 127, 3 * MIB]],
    ] as const) {
      for (const size of sizes) {
        const data = randomBytes(size)
        const name = `${chunkSize}/${size}`
        const info = await upload(conn, bucket, data, { name, ...(chunkSize ? { chunkSize } : {}) }).done
        const size_ = info.max_chunk_size!
        expect(info).toMatchObject({ name, size, digest: digestOf(data), deleted: false, chunks: Math.ceil(size / size_) })
        expect(await os.info(name)).toMatchObject({ size, chunks: info.chunks, digest: info.digest, nuid: info.nuid })
        await expectStored(os, name, data)
        objects++
        stored += info.chunks
      }
    }
    expect(Object.values(await chunks(jsm)).reduce((a, b) => a + b)).toBe(stored)
    expect(await os.list()).toHaveLength(objects)
    for (const name of ['a b', 'žluť', 'dir/x', '..', '*', '>', 'x'.repeat(255), '🛩']) {
      const data = randomBytes(10)
      const meta = { description: 'd', headers: { 'Content-Type': ['text/plain'] }, metadata: { k: 'v' } }
      await upload(conn, bucket, data, { name, ...meta }).done
      await expectStored(os, name, data)
      expect(await getObject(conn, bucket, name)).toMatchObject({ name, ...meta })
    }
  })

  test(`${version}: nothing is replaced that was not looked at, and what is replaced leaves no chunk`, async () => {
    const { conn, jsm, make } = await setUp(version)
    const { bucket, os } = await make()
    const [a, b, c] = [randomBytes(300 * KIB), randomBytes(500 * KIB), randomBytes(5)]
    const first = await upload(conn, bucket, a, { name: 'x' }).done
    await expect(upload(conn, bucket, b, { name: 'x' }).done).rejects.toMatchObject({
      kind: 'conflict',
      message: /x in the bucket B already/,
    })
    await expect(upload(conn, bucket, b, { name: 'x', replace: 1n }).done).rejects.toMatchObject({ kind: 'conflict' })
    expect(Object.values(await chunks(jsm))).toEqual([first.chunks])
    const second = await upload(conn, bucket, b, { name: 'x', replace: first.revision }).done
    expect(await chunks(jsm)).toEqual({ [`$O.B.C.${second.nuid}`]: second.chunks })
    await expectStored(os, 'x', b)
    // Somebody else is faster.
    const slow = upload(conn, bucket, a, { name: 'x', replace: second.revision })
    slow.pause()
    await until(() => slow.view().state === 'paused')
    await os.putBlob({ name: 'x' }, c)
    slow.resume()
    await expect(slow.done).rejects.toMatchObject({ kind: 'conflict', message: /Somebody else changed x/ })
    expect(Object.values(await chunks(jsm))).toEqual([1])
    await expectStored(os, 'x', c)
    // Two at once with leave to replace anything: the later stays, and nothing of the other.
    const both = await Promise.all([a, b].map((data) => upload(conn, bucket, data, { name: 'x', replace: 'anything' }).done))
    const last = both[0]!.revision > both[1]!.revision ? a : b
    await expectStored(os, 'x', last)
    expect(Object.keys(await chunks(jsm))).toHaveLength(1)
    // Over a deleted one.
    await os.delete('x')
    await upload(conn, bucket, c, { name: 'x' }).done
    await expectStored(os, 'x', c)
  })

  test(`${version}: pause, cancel at any point, and nothing is left`, async () => {
    const { conn, jsm, make } = await setUp(version)
    const { bucket, os } = await make()
    const data = randomBytes(3 * MIB)
    for (let i = 0; i < (version === 'current' ? 50 : 10); i++) {
      const name = `x${i}`
      const u = upload(conn, bucket, data, { name, chunkSize: 32 * KIB })
      const at = (data.length * i) / 60
      await until(() => u.view().acked >= at || ['done', 'failed'].includes(u.view().state))
      expect(u.view()).not.toHaveProperty('error')
      if (i % 5 === 0) {
        u.pause()
        // What is under way when it is told to pause may be the last of it.
        await until(() => ['paused', 'done'].includes(u.view().state))
        if (i % 10 === 0) u.resume()
      }
      await u.cancel()
      if (u.view().state === 'done') {
        // Too late: it is whole, and its chunks are not those of the next one.
        await os.delete(name)
        continue
      }
      expect(u.view().state).toBe('cancelled')
      expect(await chunks(jsm)).toEqual({})
      expect(await os.info(name)).toBeNull()
      await expect(u.done).rejects.toMatchObject({ kind: 'aborted' })
    }
  })

  test(`${version}: the server is killed again and again, and the object is whole`, async () => {
    const { s, conn, jsm, make } = await setUp(version)
    const { bucket, os } = await make({ storage: 'file' })
    const data = randomBytes(16 * MIB)
    const u = upload(conn, bucket, data, { name: 'x', chunkSize: 32 * KIB, maxBytes: 256 * KIB })
    for (let i = 1; i <= 4; i++) {
      await until(() => u.view().acked > (data.length * i) / 6)
      await s.kill()
      await until(() => u.view().state === 'waiting')
      expect(u.view().error?.kind).toBe('disconnected')
      await s.start()
      await until(() => u.view().state !== 'waiting', 30_000)
    }
    const info = await u.done
    expect(u.view()).toMatchObject({ state: 'done', interruptions: 4, acked: data.length })
    expect(await until(() => chunks(jsm).catch(() => undefined))).toEqual({ [`$O.B.C.${info.nuid}`]: info.chunks })
    expect(info.digest).toBe(digestOf(data))
    await expectStored(os, 'x', data)
  })

  test(`${version}: what fails says why, and leaves nothing`, async () => {
    const { s, conn, jsm, make } = await setUp(version)
    const { bucket } = await make({ max_bytes: 3 * MIB })
    await expect(upload(conn, bucket, randomBytes(4 * MIB), { name: 'x' }).done).rejects.toMatchObject({
      kind: 'limit',
      message: /may hold 3145728 bytes/,
    })
    await upload(conn, bucket, randomBytes(2 * MIB), { name: 'there' }).done
    await expect(upload(conn, bucket, randomBytes(2 * MIB), { name: 'x' }).done).rejects.toMatchObject({
      kind: 'limit',
      errCode: 10077,
      message: 'The bucket B is full: it may hold 3145728 bytes (maximum bytes)',
    })
    expect(Object.keys(await chunks(jsm))).toHaveLength(1)
    await expect(upload(conn, bucket, randomBytes(9), { name: 'x', chunkSize: 2 * MIB }).done).rejects.toMatchObject({
      kind: 'invalid',
      message: /max_payload/,
    })
    await expect(upload(conn, bucket, randomBytes(9), { name: '' }).done).rejects.toMatchObject({ kind: 'invalid' })
    // The limit of a message came after the upload was begun.
    await jsm.streams.update('OBJ_B', { max_msg_size: 1000 })
    await expect(upload(conn, bucket, randomBytes(9000), { name: 'x' }).done).rejects.toMatchObject({
      kind: 'limit',
      errCode: 10054,
    })
    const small = await upload(conn, await getObjBucket(conn, 'B'), randomBytes(9000), { name: 'x' }).done
    expect(small.max_chunk_size).toBe(1000 - 128)
    // A file that changes, or that cannot be read.
    const now = await getObjBucket(conn, 'B')
    const shorter = { size: 1000, read: async () => new Uint8Array(9) }
    await expect(new ObjectUpload(conn, now, shorter, { name: 'y' }).done).rejects.toMatchObject({
      kind: 'invalid',
      message: /shorter/,
    })
    const unreadable = { size: 1000, read: async () => Promise.reject(new Error('NotReadableError')) }
    await expect(new ObjectUpload(conn, now, unreadable, { name: 'y' }).done).rejects.toMatchObject({
      kind: 'invalid',
      details: 'NotReadableError',
    })
    expect(Object.keys(await chunks(jsm))).toHaveLength(2)
    // Deleted meanwhile.
    const { bucket: gone } = await make({ name: 'GONE' })
    const u = upload(conn, gone, randomBytes(MIB), { name: 'x' })
    u.pause()
    await until(() => u.view().state === 'paused')
    await jsm.streams.delete('OBJ_GONE')
    u.resume()
    await expect(u.done).rejects.toMatchObject({ kind: 'not-found', message: /bucket GONE/ })
    // Sealed.
    const sealed = await sealObjBucket(conn, await getObjBucket(conn, 'B'))
    await expect(upload(conn, sealed, randomBytes(9), { name: 'z' }).done).rejects.toMatchObject({ errCode: 10109 })
    await expect(upload(conn, now, randomBytes(9), { name: 'z' }).done).rejects.toMatchObject({
      errCode: 10109,
      message: /sealed/,
    })
    expect(s).toBeDefined()
  })

  test(`${version}: an upload that was left is gone on with, by the same file only`, async () => {
    const { s, conn, jsm, make } = await setUp(version)
    const { bucket, os } = await make()
    const data = randomBytes(6 * MIB)
    const u = upload(conn, bucket, data, { name: 'x', chunkSize: 32 * KIB, maxBytes: 256 * KIB })
    await until(() => u.view().acked > 1.5 * MIB)
    const early = u.record()!
    await until(() => u.view().acked > 3 * MIB)
    await u.leave()
    expect(u.view().state).toBe('left')
    const kept = Object.values(await chunks(jsm))[0]!
    expect(kept).toBeGreaterThanOrEqual((3 * MIB) / (32 * KIB))
    const later = await ours(s)
    // Another file of the same size.
    const other = Buffer.from(data)
    other[MIB] = (other[MIB]! + 1) % 256
    const wrong = upload(later, bucket, other, { name: 'x', resume: early })
    await until(() => wrong.view().state === 'failed')
    await expect(wrong.done).rejects.toMatchObject({ kind: 'invalid', message: /not the file/ })
    expect(wrong.record()).toEqual(early)
    expect(await chunks(jsm)).toEqual({ [`$O.B.C.${early.nuid}`]: kept })
    await expect(upload(later, bucket, data.subarray(1), { name: 'x', resume: early }).done).rejects.toMatchObject({
      kind: 'invalid',
      message: /6291455 bytes/,
    })
    await expect(upload(later, { ...bucket, created: 'other' }, data, { name: 'x', resume: early }).done).rejects.toMatchObject({
      kind: 'invalid',
    })
    // Changed after the record was taken: what was sent since is of no use.
    const changed = Buffer.from(data)
    const at = early.check.chunks * early.chunkSize
    changed[at] = (changed[at]! + 1) % 256
    const info = await upload(later, bucket, changed, { name: 'x', resume: early }).done
    expect(info).toMatchObject({ nuid: early.nuid, digest: digestOf(changed) })
    expect(await chunks(jsm)).toEqual({ [`$O.B.C.${info.nuid}`]: info.chunks })
    await expectStored(os, 'x', changed)
    // What another client left out of order is put in order.
    const v = upload(conn, bucket, data, { name: 'y', chunkSize: 32 * KIB, maxBytes: 256 * KIB })
    await until(() => v.view().acked > MIB)
    const record = (await v.leave())!
    const subject = `$O.B.C.${record.nuid}`
    const third = await jsm.direct.getMessage('OBJ_B', { seq: 1, next_by_subj: subject })
    await jsm.streams.deleteMessage('OBJ_B', third!.seq)
    const end = await upload(conn, bucket, data, { name: 'y', resume: record }).done
    expect(await chunks(jsm)).toMatchObject({ [subject]: end.chunks })
    await expectStored(os, 'y', data)
  })
}

test('a connection that is cut again and again stores every chunk once', async () => {
  const { s, jsm, make, conn } = await setUp()
  const { bucket, os } = await make()
  const proxy = await faultyProxy(s.wsPort, { cutAfterMs: 700 })
  const shaky = await ours(s, { url: `ws://127.0.0.1:${proxy.port}` })
  const data = randomBytes(6 * MIB)
  // Slow enough to be cut a few times.
  const source = {
    size: data.length,
    read: async (offset: number, length: number) => {
      await until(() => offset < MIB || proxy.dials() > offset / (2 * MIB))
      return data.subarray(offset, offset + length)
    },
  }
  const u = new ObjectUpload(shaky, bucket, source, { name: 'x', chunkSize: 16 * KIB })
  const info = await u.done
  expect(u.view().interruptions).toBeGreaterThan(1)
  expect(await chunks(jsm)).toEqual({ [`$O.B.C.${info.nuid}`]: info.chunks })
  await expectStored(os, 'x', data)
  // And back: a download through it is whole.
  const parts: Uint8Array[] = []
  const d = new ObjectDownload(shaky, bucket, info)
  for await (const part of d.chunks()) {
    parts.push(part)
    const dials = proxy.dials()
    if (parts.length % 150 === 0) await until(() => proxy.dials() > dials)
  }
  expect(Buffer.compare(Buffer.concat(parts), data)).toBe(0)
  // Cancelled while there is no link: what is stored goes when there is one again.
  await deleteObject(conn, bucket, info)
  let isCut = false
  shaky.onLink((link) => (isCut ||= link.state !== 'open'))
  const untilCut = async (o: number, l: number) => {
    await until(() => o < MIB || isCut) // or it would be whole before the next cut
    return data.subarray(o, o + l)
  }
  const late = new ObjectUpload(
    shaky,
    bucket,
    { size: data.length, read: untilCut },
    { name: 'y', chunkSize: 4 * KIB, maxBytes: 16 * KIB },
  )
  await until(() => late.view().state === 'waiting')
  await late.cancel()
  expect(await chunks(jsm)).toEqual({})
})

test('without permission to write it says so, and to write chunks alone too', async () => {
  const user = (name: string, deny: string[]) =>
    `{ user: ${name}, password: p, permissions: { publish: { deny: ${JSON.stringify(deny)} } } }`
  const extra = `accounts { A { jetstream: enabled, users: [${user('all', ['none'])}, ${user('reader', ['$O.>'])}, ${user('metas', ['$O.B.C.>'])}, ${user('chunks', ['$O.B.M.>'])}, ${user('nothing', ['$O.>', '$JS.API.STREAM.PURGE.>'])}, ${user('keeps', ['$JS.API.STREAM.PURGE.>'])}] } }`
  const s = await server({ config: configOf({ extra }) })
  const as = (user: string) => ours(s, { auth: { kind: 'password', user, pass: 'p' } })
  const bucket = await createObjBucket(await as('all'), { name: 'B', storage: 'memory' })
  const { jsm } = await official(s, { user: 'all', pass: 'p' })
  for (const name of ['reader', 'metas', 'chunks', 'nothing']) {
    const u = upload(await as(name), bucket, randomBytes(MIB), { name: 'x' })
    await expect(u.done).rejects.toMatchObject({
      kind: 'permission',
      message: 'Permission to write x in the bucket B is missing',
      next: expect.stringMatching(new RegExp(`^Permission to publish on \\$O\\.B\\..* is missing for user ${name}$`)),
    })
    expect(u.view().leftover).toBeUndefined()
    expect(await chunks(jsm)).toEqual({})
    // Who may not write the meta is told before a byte is sent.
    if (name !== 'metas') expect(u.view().acked).toBe(0)
  }
  // Who may not take away again is told what is left, and where.
  const conn = await as('keeps')
  const u = upload(conn, bucket, randomBytes(24 * MIB), { name: 'x', chunkSize: 64 * KIB })
  await until(() => u.view().acked > 0)
  await u.cancel()
  const [[subject, count]] = Object.entries(await chunks(jsm)) as [[string, number]]
  expect(u.view()).toMatchObject({
    state: 'cancelled',
    leftover: {
      kind: 'permission',
      message: expect.stringMatching(/ of x stays in the bucket B, with .*publish on \$JS\.API\.STREAM\.PURGE\.OBJ_B is missing/),
      next: expect.stringContaining(subject),
    },
  })
  expect(u.view().leftover?.message).toMatch(`${bytes(count * 64 * KIB)} of x`)
  // Of an object that is replaced the old bytes stay.
  const first = await upload(conn, bucket, randomBytes(9), { name: 'y' }).done
  const over = upload(conn, bucket, randomBytes(9), { name: 'y', replace: first.revision })
  await over.done
  expect(over.view().leftover).toMatchObject({
    message: expect.stringMatching(/^the old bytes of y stay in the bucket B/),
    next: expect.stringContaining(`$O.B.C.${first.nuid}`),
  })
})

test('a replicated bucket changes its leader again and again', { timeout: 120_000 }, async () => {
  const nodes = await cluster(3)
  const { nc, jsm } = await official(nodes[0]!)
  const conn = await ours(nodes[0]!)
  const bucket = (await until(() => createObjBucket(conn, { name: 'B', num_replicas: 3 }).catch(() => undefined)))!
  const data = randomBytes(40 * MIB)
  const u = upload(conn, bucket, data, { name: 'x', chunkSize: 64 * KIB, maxBytes: 2 * MIB })
  for (let i = 1; i <= 4; i++) {
    await until(() => u.view().acked > (data.length * i) / 6, 60_000)
    const before = (await jsm.streams.info('OBJ_B')).cluster?.leader
    await nc.request('$JS.API.STREAM.LEADER.STEPDOWN.OBJ_B', '')
    await until(async () => {
      const leader = (await jsm.streams.info('OBJ_B').catch(() => undefined))?.cluster?.leader
      return leader && leader !== before
    })
  }
  const info = await u.done
  expect(info.digest).toBe(digestOf(data))
  expect(await until(() => chunks(jsm).catch(() => undefined))).toEqual({ [`$O.B.C.${info.nuid}`]: info.chunks })
  await expectStored(await new Objm(nc).open('B'), 'x', data)
})

test('a replaced object takes its bytes along, unless another one has the same', async () => {
  const { conn, js, jsm, make } = await setUp()
  const { bucket, os } = await make()
  const [old, anew] = [randomBytes(300 * KIB), randomBytes(200 * KIB)]
  await upload(conn, bucket, old, { name: 'a' }).done
  // As a rename leaves it that was broken off between its two writes.
  const meta = (await jsm.streams.getMessage('OBJ_B', { last_by_subj: `$O.B.M.${btoa('a')}` }))!.json<{ nuid: string }>()
  await js.publish(`$O.B.M.${btoa('b')}`, JSON.stringify({ ...meta, name: 'b' }))
  await upload(conn, bucket, anew, { name: 'a', replace: 'anything' }).done
  await expectStored(os, 'a', anew)
  await expectStored(os, 'b', old)
  // Then nobody else has them.
  await upload(conn, bucket, anew, { name: 'b', replace: 'anything' }).done
  await expectStored(os, 'b', anew)
  expect(Object.keys(await chunks(jsm))).not.toContain(`$O.B.C.${meta.nuid}`)
})

test('an object whose client has left the padding out of its name is replaced as any other', async () => {
  const { conn, js, jsm, make } = await setUp()
  const { bucket } = await make()
  await upload(conn, bucket, randomBytes(10), { name: 'un' }).done
  const [padded, bare] = [`$O.B.M.${btoa('un')}`, `$O.B.M.${btoa('un').replaceAll('=', '')}`]
  const meta = (await jsm.streams.getMessage('OBJ_B', { last_by_subj: padded }))!.data
  await jsm.streams.purge('OBJ_B', { filter: padded })
  await js.publish(bare, meta)
  const data = randomBytes(20)
  const looked = (await getObject(conn, bucket, 'un', { fresh: true }))!
  const info = await upload(conn, bucket, data, { name: 'un', replace: looked.revision }).done
  expect(info.digest).toBe(digestOf(data))
  const metas = await jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.M.>' })
  expect(metas.state.subjects).toEqual({ [bare]: 1 })
})

test('a bucket that only copies from another takes nothing, and says so', async () => {
  const { conn, jsm, make } = await setUp()
  await make({ name: 'SRC' })
  await jsm.streams.add({ name: 'OBJ_AGG', sources: [{ name: 'OBJ_SRC' }] })
  const bucket = await getObjBucket(conn, 'AGG')
  await expect(upload(conn, bucket, randomBytes(10), { name: 'x' }).done).rejects.toMatchObject({
    kind: 'invalid',
    message: 'The stream of the bucket AGG does not listen on $O.AGG.>: nothing can be put into it',
  })
})

test('a bucket that is deleted and made anew meanwhile gets nothing of an upload', async () => {
  const { conn, jsm, make } = await setUp()
  const { bucket } = await make()
  // Over whatever is there: no reason to try again for ever.
  const u = upload(conn, bucket, randomBytes(24 * MIB), { name: 'x', chunkSize: 64 * KIB, replace: 'anything' })
  await until(() => u.view().acked > 0)
  u.pause()
  await jsm.streams.delete('OBJ_B')
  await make()
  u.resume()
  await expect(u.done).rejects.toMatchObject({
    kind: 'not-found',
    message: 'The bucket B was deleted and made anew in the meantime',
  })
  expect((await jsm.streams.info('OBJ_B')).state.messages).toBe(0)
})

test('where chunks go while others are sent, it ends and says so', async () => {
  const { conn, jsm, make } = await setUp()
  const { bucket } = await make()
  await jsm.streams.update('OBJ_B', { max_msgs_per_subject: 1 })
  const run = upload(conn, bucket, randomBytes(3 * MIB), { name: 'a' })
  await expect(run.done).rejects.toMatchObject({ kind: 'limit', message: expect.stringContaining('loses chunks while others') })
  expect(run.view().state).toBe('failed')
  expect(await chunks(jsm)).toEqual({})
})

test('a bucket that would make room by removing old chunks is not written over its limit', async () => {
  const { conn, jsm, make } = await setUp()
  const { os } = await make({ max_bytes: 4 * MIB })
  await jsm.streams.update('OBJ_B', { discard: 'old' })
  const bucket = await getObjBucket(conn, 'B')
  const precious = randomBytes(2 * MIB)
  await upload(conn, bucket, precious, { name: 'precious' }).done
  await expect(upload(conn, bucket, randomBytes(3 * MIB), { name: 'large' }).done).rejects.toMatchObject({
    kind: 'limit',
    message: expect.stringContaining('other objects would be damaged'),
  })
  await upload(conn, bucket, randomBytes(MIB), { name: 'small' }).done
  await expectStored(os, 'precious', precious)
})
