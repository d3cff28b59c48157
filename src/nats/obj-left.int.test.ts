import { randomBytes } from 'node:crypto'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { encodeLatinName, encodeName } from '../lib/obj/names.ts'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { createObjBucket } from './obj-buckets.ts'
import { getObject } from './obj-info.ts'
import { countLeft, discardLeft } from './obj-left.ts'
import { ObjectTransfers, type TransferInput } from './obj-transfers.ts'
import { ObjectUpload, type UploadOptions } from './obj-upload.ts'

cleanUpAtEnd()

const CHUNK = 32 * 1024
const data = randomBytes(4_000_000)

async function setUp() {
  const s = await server()
  const [conn, client] = [await ours(s), await official(s)]
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'memory' })
  const os = await new Objm(client.nc).open('B')
  const read = async (offset: number, length: number) => data.subarray(offset, offset + length)
  const upload = (options: UploadOptions, source = { size: data.length, read }) =>
    new ObjectUpload(conn, bucket, source, { chunkSize: CHUNK, maxBytes: 4 * CHUNK, ...options })
  /** One that is broken off in the middle. */
  const left = async (name: string) => {
    const u = upload({ name })
    await until(() => u.view().acked > 1_000_000)
    return (await u.leave())!
  }
  const chunks = async (nuid: string) => {
    const subject = `$O.B.C.${nuid}`
    return (await client.jsm.streams.info('OBJ_B', { subjects_filter: subject })).state.subjects?.[subject] ?? 0
  }
  return { conn, ...client, bucket, os, upload, left, chunks }
}

test('chunks that are taken away while an upload is paused are sent again', async () => {
  const { jsm, os, upload, chunks } = await setUp()
  const u = upload({ name: 'x' })
  await until(() => u.view().acked > 1_000_000)
  u.pause()
  const { nuid } = u.record()!
  await until(async () => (await chunks(nuid)) * CHUNK === u.view().acked)
  await jsm.streams.purge('OBJ_B', { filter: `$O.B.C.${nuid}` })
  u.resume()
  await u.done
  expect(Buffer.compare((await os.getBlob('x'))!, data)).toBe(0)
})

test('what is left is counted and taken away, but never what an object of whatever encoding has', async () => {
  const { conn, js, bucket, os, left, chunks } = await setUp()
  const [free, used] = [await left('free'), await left('café')]
  // Two clients have it under one name: the one that is listed last is not the one that has these chunks.
  const meta = (nuid: string) => JSON.stringify({ name: 'café', bucket: 'B', nuid, size: 1, chunks: 1, digest: '' })
  await js.publish(`$O.B.M.${encodeLatinName('café')}`, meta(used.nuid))
  await js.publish(`$O.B.M.${encodeName('café')}`, meta('other'))
  const counted = await countLeft(conn, bucket, [free, used, { ...free, nuid: 'none' }])
  expect([...counted.keys()]).toEqual([free.nuid])
  expect(await discardLeft(conn, bucket, used)).toBe(0)
  expect(await chunks(used.nuid)).toBeGreaterThan(0)
  expect(await discardLeft(conn, bucket, free)).toBe(counted.get(free.nuid))
  expect(await chunks(free.nuid)).toBe(0)
  // Where something cannot be read it may be that which has them.
  const again = await left('again')
  await js.publish('$O.B.M.unreadable', 'no json')
  await expect(discardLeft(conn, bucket, again)).rejects.toMatchObject({ message: /cannot be read/ })
  expect(await chunks(again.nuid)).toBeGreaterThan(0)
  expect(await os.list()).toBeDefined()
})

test('until a file is known to be the one, the record of what was sent of it stays as it is', async () => {
  const { upload, left, os } = await setUp()
  const record = await left('x')
  let isHeld = true
  const read = async (offset: number, length: number) => {
    await until(() => !isHeld)
    return data.subarray(offset, offset + length)
  }
  const u = upload({ name: 'x', resume: record }, { size: data.length, read })
  expect(u.record()).toEqual(record)
  await until(() => u.view().state === 'hashing')
  expect(u.record()).toEqual(record)
  isHeld = false
  await u.done
  expect(Buffer.compare((await os.getBlob('x'))!, data)).toBe(0)
})

test('one that is to be gone on with is cancelled before it begins, or finds its name taken, and goes on over that', async () => {
  const { conn, bucket, os, left, chunks } = await setUp()
  const transfers = new ObjectTransfers(conn)
  const row = (id: number) => transfers.rows(0, 99).find((r) => r.id === id)
  const job = (id: number, name: string, resume: Awaited<ReturnType<typeof left>>): TransferInput => {
    const file = new Blob([data])
    return { id, kind: 'upload', bucket, name, size: data.length, file, modified: 7, replace: 'nothing', resume }
  }
  const [first, second] = [await left('first'), await left('second')]
  transfers.add([job(1, 'first', first)])
  transfers.pause([1])
  expect(transfers.records()).toEqual([{ record: first, modified: 7, isLeft: false }])
  await transfers.cancel([1])
  expect(row(1)).toMatchObject({ state: 'cancelled' })
  expect(await chunks(first.nuid)).toBe(0)
  expect(transfers.records()).toEqual([])

  await os.putBlob({ name: 'second' }, Buffer.from('theirs'))
  transfers.add([job(2, 'second', second)])
  await until(() => row(2)?.state === 'failed')
  expect(row(2)?.error?.kind).toBe('conflict')
  expect(transfers.records()).toEqual([{ record: second, modified: 7, isLeft: true }])
  const theirs = (await getObject(conn, bucket, 'second'))!
  // Asked for twice it runs once.
  await Promise.all([transfers.retry(2, theirs.revision), transfers.retry(2, theirs.revision)])
  await until(() => row(2)?.state === 'done')
  expect((await os.info('second'))?.nuid).toBe(second.nuid)
  expect(Buffer.compare((await os.getBlob('second'))!, data)).toBe(0)
})
