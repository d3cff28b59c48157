import { headers } from '@nats-io/transport-node'
import { Objm, type ObjectStore } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { configOf } from '../../scripts/nats/config.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import { createObjBucket, deleteObjBucket, getObjBucket } from './obj-buckets.ts'
import type { ObjBucketOptions } from './obj-config.ts'
import { getObject, listObjects } from './obj-info.ts'
import { ObjectWatch, type ObjectChange } from './obj-watch.ts'
import { deleteObject, forgetObject, linkObject, renameObject, updateMeta } from './obj-write.ts'

cleanUpAtEnd()

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array | null) => (data ? new TextDecoder().decode(data) : null)

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

/** A name that makes the official client's encoding that of the other official clients: it takes a string for bytes. */
const binary = (name: string) => Buffer.from(name).toString('latin1')

const names = ['a', 'a b', 'žluťoučký/kůň', '../..', '*', '>', 'x'.repeat(255), 'dir/sub/file.txt', '🛩 plane']

/** Chunks of each nuid, as the server has them. */
async function chunks(jsm: Awaited<ReturnType<typeof official>>['jsm'], bucket = 'B') {
  const info = await jsm.streams.info(`OBJ_${bucket}`, { subjects_filter: `$O.${bucket}.C.>` })
  return info.state.subjects ?? {}
}

const theirList = async (os: ObjectStore) =>
  (await os.list())
    .map((i) => [i.name, i.size, i.chunks, i.digest, i.nuid, i.revision ?? 0].slice(0, 5))
    .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: what they put is listed and read the same`, async () => {
    const { conn, make, js } = await setUp(version)
    const { bucket, os } = await make()
    expect(await listObjects(conn, bucket)).toEqual({ objects: [], unreadable: [] })
    for (const name of names) await os.putBlob({ name: binary(name) }, bytes(`content of ${name}`))
    // Theirs of a name like this is encoded in another way than that of the Go client.
    await os.putBlob({ name: 'café' }, bytes('coffee'))
    const h = headers()
    h.append('Content-Type', 'text/plain')
    h.append('X-Two', 'a')
    h.append('X-Two', 'b')
    await os.putBlob({ name: 'full', headers: h, metadata: { k: 'v' }, options: { max_chunk_size: 3 } }, bytes('0123456789'))
    await os.putBlob({ name: 'empty' }, new Uint8Array())
    await os.putBlob({ name: 'dead' }, bytes('x'))
    await os.delete('dead')
    await js.publish('$O.B.M.!!!', 'not json')

    const { objects, unreadable } = await listObjects(conn, bucket)
    expect(unreadable).toEqual(['$O.B.M.!!!'])
    expect(objects.map((o) => o.name)).toEqual([...names, 'café', 'full', 'empty', 'dead'].sort())
    for (const info of objects) {
      expect(await getObject(conn, bucket, info.name)).toEqual({ ...info, mtime: expect.any(String) })
      expect(await getObject(conn, bucket, info.name, { fresh: true })).toMatchObject({
        revision: info.revision,
        nuid: info.nuid,
      })
      const theirs = (await os.info(info.name === 'café' ? info.name : binary(info.name)))!
      expect(info).toMatchObject({ nuid: theirs.nuid, size: theirs.size, chunks: theirs.chunks })
      expect([info.digest, info.deleted, info.description]).toEqual([theirs.digest, theirs.deleted, theirs.description])
      expect(info.revision).toBe(BigInt(theirs.revision))
    }
    expect(objects.find((o) => o.name === 'full')).toMatchObject({
      headers: { 'Content-Type': ['text/plain'], 'X-Two': ['a', 'b'] },
      metadata: { k: 'v' },
      max_chunk_size: 3,
      chunks: 4,
      size: 10,
    })
    expect(objects.find((o) => o.name === 'dead')).toMatchObject({ deleted: true, chunks: 0, size: 0, digest: '' })
    const cafe = await renameObject(conn, bucket, (await getObject(conn, bucket, 'café'))!, 'café 2')
    expect(await os.info('café')).toBeNull()
    expect(text(await os.getBlob(binary(cafe.name)))).toBe('coffee')
    expect(await getObject(conn, bucket, 'nothing')).toBeNull()
    await expect(getObject(conn, bucket, '')).rejects.toMatchObject({ kind: 'invalid' })
    await deleteObjBucket(conn, 'B')
    await expect(getObject(conn, bucket, 'a')).rejects.toMatchObject({ kind: 'not-found', message: /bucket B/ })
    await expect(listObjects(conn, bucket)).rejects.toMatchObject({ kind: 'not-found', message: /bucket B/ })
  })

  test(`${version}: delete, rename, edit and link, both ways`, async () => {
    const { conn, make, jsm } = await setUp(version)
    const { bucket, os } = await make()
    const put = async (name: string, content = name) => {
      await os.putBlob({ name, metadata: { by: 'them' } }, bytes(content))
      return (await getObject(conn, bucket, name))!
    }
    // Delete.
    const a = await put('a')
    expect(await deleteObject(conn, bucket, a)).toMatchObject({ chunks: 1 })
    expect(await os.info('a')).toMatchObject({ deleted: true, size: 0, chunks: 0 })
    expect(await os.get('a')).toBeNull()
    expect(await chunks(jsm)).toEqual({})
    await expect(deleteObject(conn, bucket, a)).rejects.toMatchObject({ kind: 'conflict' })
    const dead = (await getObject(conn, bucket, 'a'))!
    await expect(deleteObject(conn, bucket, dead)).rejects.toMatchObject({ kind: 'not-found' })
    await forgetObject(conn, bucket, dead)
    expect(await getObject(conn, bucket, 'a')).toBeNull()

    // Rename, over a deleted one too; not over a live one.
    const b = await put('dir/b')
    await put('gone')
    await os.delete('gone')
    await put('taken')
    await expect(renameObject(conn, bucket, b, 'taken')).rejects.toMatchObject({ kind: 'conflict', message: /taken/ })
    await expect(renameObject(conn, bucket, b, '')).rejects.toMatchObject({ kind: 'invalid' })
    const c = await renameObject(conn, bucket, b, 'gone')
    expect(c).toMatchObject({ name: 'gone', nuid: b.nuid, digest: b.digest, metadata: { by: 'them' } })
    expect(text(await os.getBlob('gone'))).toBe('dir/b')
    await expect(os.info('dir/b')).resolves.toBeNull()
    await expect(renameObject(conn, bucket, b, 'again')).rejects.toMatchObject({ kind: 'conflict' })
    await os.update('gone', { name: 'theirs' })
    expect(await getObject(conn, bucket, 'theirs')).toMatchObject({ nuid: b.nuid, name: 'theirs' })
    expect(await getObject(conn, bucket, 'gone')).toBeNull()

    // Edit.
    const d = await put('d')
    const e = await updateMeta(conn, bucket, d, { description: 'new', headers: { H: ['1', '2'] }, metadata: { x: 'y' } })
    const theirs = (await os.info('d'))!
    expect([theirs.description, theirs.headers!.values('H'), theirs.metadata]).toEqual(['new', ['1', '2'], { x: 'y' }])
    expect(text(await os.getBlob('d'))).toBe('d')
    await expect(updateMeta(conn, bucket, d, {})).rejects.toMatchObject({ kind: 'conflict', errCode: 10071 })
    expect(await updateMeta(conn, bucket, e, {})).toMatchObject({ description: '', headers: {}, metadata: {}, digest: d.digest })
    const large = { metadata: { big: 'x'.repeat(1024 * 1024) } }
    const now = (await getObject(conn, bucket, 'd'))!
    await expect(updateMeta(conn, bucket, now, large)).rejects.toMatchObject({ kind: 'limit', message: /too large/ })

    // Links.
    await createObjBucket(conn, { name: 'C' })
    await linkObject(conn, bucket, 'link', { bucket: 'B', name: 'd' })
    await linkObject(conn, bucket, 'bucket link', { bucket: 'C' })
    expect(text(await os.getBlob('link'))).toBe('d')
    expect(await getObject(conn, bucket, 'bucket link')).toMatchObject({ link: { bucket: 'C' }, size: 0 })
    await expect(os.get('bucket link')).rejects.toThrow('link is a bucket')
    await os.link('their link', (await os.info('d'))!)
    expect(await getObject(conn, bucket, 'their link')).toMatchObject({ link: { bucket: 'B', name: 'd' } })
    await expect(linkObject(conn, bucket, 'l2', { bucket: 'B', name: 'link' })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(linkObject(conn, bucket, 'l2', { bucket: 'B', name: 'no' })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(linkObject(conn, bucket, 'd', { bucket: 'C' })).rejects.toMatchObject({ kind: 'conflict' })
    for (const name of ['link', 'their link']) await deleteObject(conn, bucket, (await getObject(conn, bucket, name))!)
    await os.delete('bucket link')
    expect(text(await os.getBlob('d'))).toBe('d')
    expect(await theirList(os)).toHaveLength(3)
  })

  test(`${version}: the watch tells what others do`, async () => {
    const { s, conn, make, js, jsm } = await setUp(version)
    const { os } = await make({ storage: 'file' })
    await os.putBlob({ name: 'old' }, bytes('1'))
    await os.putBlob({ name: 'dead' }, bytes('1'))
    await os.delete('dead')
    const changes: ObjectChange[] = []
    const told = () => changes.map((c) => `${c.kind} ${c.name}`)
    const watch = new ObjectWatch(conn, 'B', { onChange: (c) => changes.push(c) })
    await until(() => watch.complete)
    expect([...watch.objects.keys()].sort()).toEqual(['dead', 'old'])
    expect(watch.state).toBe('following')
    await os.putBlob({ name: 'new' }, bytes('22'))
    await os.putBlob({ name: 'old' }, bytes('333'))
    await os.putBlob({ name: 'dead' }, bytes('4'))
    await os.update('new', { description: 'edited' })
    await os.delete('old')
    await until(() => changes.length === 5)
    expect(told()).toEqual(['added new', 'replaced old', 'added dead', 'changed new', 'deleted old'])
    expect(watch.objects.get('new')).toMatchObject({ description: 'edited', size: 2 })
    await os.update('new', { name: 'renamed' })
    await until(() => changes.length === 7)
    expect(told().slice(5).sort()).toEqual(['added renamed', 'gone new'])
    // What goes without a word.
    await jsm.streams.purge('OBJ_B', { filter: `$O.B.M.${Buffer.from('dead').toString('base64')}` })
    await until(() => changes.length === 8)
    expect(told()[7]).toBe('gone dead')
    // Through a loss of the server.
    await s.kill()
    await until(() => watch.state === 'waiting')
    await s.start()
    await until(() => watch.state === 'following')
    await until(() => os.putBlob({ name: 'after' }, bytes('5')).then(() => true, () => false)) // prettier-ignore
    await until(() => watch.objects.get('after')?.size === 1)
    // Deleted, and made anew.
    await deleteObjBucket(conn, 'B')
    await until(() => watch.state === 'deleted')
    await createObjBucket(conn, { name: 'B' })
    await until(() => watch.state === 'following' && watch.objects.size === 0)
    await js.publish(`$O.B.M.${Buffer.from('x').toString('base64')}`, JSON.stringify({ name: 'x', nuid: 'n', size: 7 }))
    await until(() => watch.objects.get('x')?.size === 7)
    watch.stop()
    await until(async () => (await jsm.streams.info('OBJ_B')).state.consumer_count === 0)
  })

  test(`${version}: more objects than one page, and without permission to make a consumer`, async () => {
    const users = [
      { user: 'all', pass: 'p' },
      { user: 'reader', pass: 'p', deny: ['$JS.API.CONSUMER.>', '$O.>', '$JS.API.STREAM.PURGE.>'] },
    ]
    const accounts = `accounts { A { jetstream: enabled, users: [${users.map((u) => `{ user: ${u.user}, password: ${u.pass}${u.deny ? `, permissions: { publish: { deny: ${JSON.stringify(u.deny)} } }` : ''} }`).join(', ')}] } }`
    const s = await server({ config: configOf({ extra: accounts }) }, version)
    const login = (user: string) => ({ auth: { kind: 'password' as const, user, pass: 'p' } })
    const [conn, reader] = [await ours(s, login('all')), await ours(s, login('reader'))]
    const { js } = await official(s, { user: 'all', pass: 'p' })
    const bucket = await createObjBucket(conn, { name: 'B', storage: 'memory' })
    const put = (i: number) =>
      js.publish(`$O.B.M.${Buffer.from(`o${i}`).toString('base64')}`, JSON.stringify({ name: `o${i}`, nuid: `n${i}`, size: i }))
    for (let i = 0; i < 1100; i += 100) await Promise.all(Array.from({ length: 100 }, (_, k) => put(i + k)))
    expect((await listObjects(conn, bucket)).objects).toHaveLength(1100)
    expect((await listObjects(reader, bucket)).objects).toHaveLength(1100)
    const watch = new ObjectWatch(reader, 'B')
    await until(() => watch.complete)
    await put(5000)
    await until(() => watch.objects.get('o5000')?.size === 5000)
    expect(watch.objects.size).toBe(1101)
    watch.stop()
    const info = (await getObject(reader, bucket, 'o7'))!
    await expect(deleteObject(reader, bucket, info)).rejects.toMatchObject({
      kind: 'permission',
      message: /write o7 in the bucket B/,
    })
    expect(await getObjBucket(reader, 'B')).toMatchObject({ name: 'B' })
  })
}
