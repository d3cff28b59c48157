import { randomBytes } from 'node:crypto'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { createObjBucket, deleteObjBucket } from './obj-buckets.ts'
import { getObject } from './obj-info.ts'
import { encodeName } from '../lib/obj/names.ts'
import { ObjectRemoval } from './obj-remove.ts'
import type { ObjectInfo } from './obj-types.ts'
import { putMeta } from './obj-write.ts'

cleanUpAtEnd()

async function setUp() {
  const s = await server()
  const [conn, client] = [await ours(s), await official(s)]
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'file' })
  const os = await new Objm(client.nc).open('B')
  const put = async (name: string, size = 300_000): Promise<ObjectInfo> => {
    await os.putBlob({ name }, randomBytes(size))
    return (await getObject(conn, bucket, name))!
  }
  const all = async () => Promise.all((await os.list()).map(async ({ name }) => (await getObject(conn, bucket, name))!))
  const chunks = async () =>
    Object.keys((await client.jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.C.>' })).state.subjects ?? {})
  return { s, conn, ...client, bucket, os, put, all, chunks }
}

test('what was looked at goes, as for the official client; what somebody changed stays', async () => {
  const { conn, bucket, os, put, all, chunks } = await setUp()
  for (const name of ['a', 'dir/b', 'empty', 'changed', 'gone', 'stays']) await put(name, name === 'empty' ? 0 : 300_000)
  await os.link('link', (await os.info('stays'))!)
  await os.link('broken', (await os.info('a'))!)
  const infos = (await all()).filter(({ name }) => !['stays', 'broken'].includes(name))
  const removal = new ObjectRemoval(conn, bucket, infos, await all())
  expect(removal.view(0, 9)).toMatchObject({ total: 6, bytes: 1_200_000, links: 1, broken: { links: 1, names: ['broken'] } })
  const changed = await put('changed', 10)
  await os.delete('gone')
  await removal.run()
  const { rows, counts } = removal.view(0, 9)
  expect(counts).toMatchObject({ waiting: 0, deleted: 4, changed: 1, gone: 1 })
  expect(rows.find((r) => r.name === 'changed')?.note).toContain(`revision ${changed.revision}`)
  expect((await os.list()).map((o) => o.name).toSorted()).toEqual(['broken', 'changed', 'stays'])
  expect(await os.info('a')).toMatchObject({ deleted: true, size: 0, chunks: 0 })
  const stays = (await os.info('stays'))!
  expect((await chunks()).toSorted()).toEqual([`$O.B.C.${stays.nuid}`, `$O.B.C.${changed.nuid}`].toSorted())
})

test('chunks that another object has too stay, also one that is there since a moment', async () => {
  const { conn, bucket, os, put, all, chunks } = await setUp()
  const a = await put('a', 5000)
  const removal = new ObjectRemoval(conn, bucket, [a], await all())
  const subject = `$O.B.M.${encodeName('b')}`
  await putMeta(conn, bucket, 'b', { ...a.raw, name: 'b' }, { subject, revision: 0n })
  await removal.run()
  expect(removal.view(0, 1).rows).toMatchObject([{ result: 'kept', note: expect.stringContaining('another object') }])
  expect((await os.getBlob('b'))?.length).toBe(5000)
  // So does what came while others were removed.
  for (let i = 0; i < 1200; i++) await put(`n${i}`, 1)
  const c = await put('c', 5000)
  const some = (await all()).filter(({ name }) => name.startsWith('n') || name === 'c')
  const many = new ObjectRemoval(conn, bucket, some, await all())
  const running = many.run()
  await until(() => many.view(0, 0).counts.deleted > 0)
  const again = `$O.B.M.${encodeName('d')}`
  await putMeta(conn, bucket, 'd', { ...c.raw, name: 'd' }, { subject: again, revision: 0n })
  await running
  expect(many.view(0, 0).counts).toMatchObject({ deleted: 1200, kept: 1 })
  expect((await os.getBlob('d'))?.length).toBe(5000)
  // With the last name the bytes go.
  const last = new ObjectRemoval(conn, bucket, await all(), await all())
  await last.run()
  expect(last.view(0, 2).rows.map((r) => [r.name, r.result])).toEqual([
    ['b', 'deleted'],
    ['d', 'deleted'],
  ])
  expect(await chunks()).toEqual([])
})

test('through a lost connection each goes once; stopped, the rest stays and can be gone on with', async () => {
  const { s, conn, bucket, os, put, all, chunks } = await setUp()
  for (let i = 0; i < 120; i++) await put(`n${i}`, 10)
  const infos = await all()
  const removal = new ObjectRemoval(conn, bucket, infos, infos)
  const running = removal.run()
  await until(() => removal.view(0, 0).counts.deleted > 0)
  await s.kill()
  await until(() => removal.view(0, 0).isWaiting || !removal.view(0, 0).isRunning)
  removal.stop()
  await s.start()
  await running
  await removal.run()
  expect(removal.view(0, 0).counts).toMatchObject({ deleted: 120, waiting: 0 })
  expect(await os.list()).toEqual([])
  expect(await chunks()).toEqual([])
  await until(() => conn.link.state === 'open')
  await deleteObjBucket(conn, bucket.name)
  await expect(new ObjectRemoval(conn, bucket, infos, []).run()).rejects.toMatchObject({ kind: 'not-found' })
})
