import { randomBytes } from 'node:crypto'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { encodeName } from '../lib/obj/names.ts'
import { createObjBucket, deleteObjBucket } from './obj-buckets.ts'
import { listObjects } from './obj-info.ts'
import { ObjectMoves } from './obj-move.ts'
import type { ObjectInfo } from './obj-types.ts'
import { putMeta } from './obj-write.ts'

cleanUpAtEnd()

async function setUp() {
  const s = await server()
  const [conn, client] = [await ours(s), await official(s)]
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'file' })
  const os = await new Objm(client.nc).open('B')
  const put = (name: string, size = 300_000) => os.putBlob({ name }, randomBytes(size))
  const all = async () => new Map((await listObjects(conn, bucket)).objects.map((o) => [o.name, o]))
  const names = async () => (await os.list()).map((o) => o.name).toSorted()
  /** Of a folder as it is now, to another. */
  const moves = async (from: string, to: string) => {
    const there = await all()
    const planned = new ObjectMoves(conn, bucket, [...there.values()].filter(isIn(from)), from, there)
    planned.aim(to)
    return planned
  }
  return { s, conn, client, bucket, os, put, all, names, moves }
}

const isIn =
  (folder: string) =>
  ({ name, deleted }: ObjectInfo) =>
    !deleted && name.startsWith(folder)

test('a folder gets another name, links in it too; what is taken, changed or gone stays and is told', async () => {
  const { conn, client, bucket, os, put, all, names, moves } = await setUp()
  for (const name of ['in/a', 'in/deep/b', 'in/taken', 'in/changed', 'in/gone', 'out/taken', 'in/half']) await put(name)
  await os.link('in/link', (await os.info('out/taken'))!)
  await os.link('to a', (await os.info('in/a'))!)
  const whole = (await os.getBlob('in/deep/b'))!
  // One that an earlier rename left with both names.
  const half = (await all()).get('in/half')!
  await putMeta(
    conn,
    bucket,
    'out/half',
    { ...half.raw, name: 'out/half' },
    { subject: `$O.B.M.${encodeName('out/half')}`, revision: 0n },
  )
  const planned = await moves('in/', 'out/')
  const view = planned.view(0, 9)
  expect(view).toMatchObject({ total: 7, links: 1, broken: { links: 1, names: ['to a'] } })
  expect(view.planned).toMatchObject({ free: 5, taken: 1, begun: 1 })
  expect(view.rows[0]).toMatchObject({ name: 'in/taken', to: 'out/taken', state: 'taken' })
  await put('in/changed', 10)
  await os.delete('in/gone')
  await planned.run()
  const { counts, rows } = planned.view(0, 9)
  expect(counts).toMatchObject({ waiting: 0, moved: 4, taken: 1, changed: 1, gone: 1 })
  expect(rows.find((r) => r.result === 'taken')?.note).toBe('There is an object out/taken already')
  const left = ['in/changed', 'in/taken', 'out/a', 'out/deep/b', 'out/half', 'out/link', 'out/taken', 'to a']
  expect(await names()).toEqual(left)
  expect(Buffer.compare((await os.getBlob('out/deep/b'))!, whole)).toBe(0)
  expect((await os.getBlob('out/link'))?.length).toBe(300_000)
  // What was in the way goes, and it can be gone on with.
  await os.delete('out/taken')
  await planned.run()
  expect(planned.view(0, 0).counts).toMatchObject({ moved: 5, taken: 0 })
  // Into a folder of its own.
  const into = await moves('out/', 'out/deep/')
  await into.run()
  expect(into.view(0, 0).counts).toMatchObject({ moved: 5, waiting: 0 })
  expect(await names()).toEqual([
    'in/changed',
    'out/deep/a',
    'out/deep/deep/b',
    'out/deep/half',
    'out/deep/link',
    'out/deep/taken',
    'to a',
  ])
  const { state } = await client.jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.C.>' })
  expect(Object.keys(state.subjects ?? {})).toHaveLength(5)
})

test('through a lost connection nothing is lost; stopped, the rest stays and can be gone on with', async () => {
  const { s, conn, bucket, os, put, all, names, moves } = await setUp()
  for (let i = 0; i < 120; i++) await put(`in/n${i}`, 10)
  const planned = await moves('in/', 'out/')
  const running = planned.run()
  await until(() => planned.view(0, 0).counts.moved > 0)
  await s.kill()
  await until(() => planned.view(0, 0).isWaiting || !planned.view(0, 0).isRunning)
  planned.stop()
  await s.start()
  await running
  await until(() => conn.link.state === 'open')
  // Each is at least under one of its names.
  const there = await all()
  for (let i = 0; i < 120; i++) expect(there.has(`in/n${i}`) || there.has(`out/n${i}`), `n${i}`).toBe(true)
  await planned.run()
  expect(planned.view(0, 0).counts).toMatchObject({ moved: 120, waiting: 0 })
  expect(await names()).toEqual(Array.from({ length: 120 }, (_, i) => `out/n${i}`).toSorted())
  expect((await os.getBlob('out/n7'))?.length).toBe(10)
  const last = await moves('out/', 'in/')
  await deleteObjBucket(conn, bucket.name)
  await expect(last.run()).rejects.toMatchObject({ kind: 'not-found' })
})
