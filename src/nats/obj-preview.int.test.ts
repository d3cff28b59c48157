import { randomBytes } from 'node:crypto'
import { headers } from '@nats-io/transport-node'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import type { Connection } from './connection.ts'
import { createObjBucket } from './obj-buckets.ts'
import { getObject } from './obj-info.ts'
import { ObjectPreview } from './obj-preview.ts'
import type { ObjectInfo } from './obj-types.ts'

cleanUpAtEnd()

async function setUp() {
  const s = await server()
  const [conn, client] = [await ours(s), await official(s)]
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'file' })
  const os = await new Objm(client.nc).open('B')
  const info = async (name: string): Promise<ObjectInfo> => (await getObject(conn, bucket, name, { fresh: true }))!
  const put = async (name: string, data: Uint8Array, chunk = 100_000, type?: string) => {
    const h = headers()
    if (type) h.set('content-type', type)
    await os.putBlob({ name, headers: h, options: { max_chunk_size: chunk } }, data)
    return info(name)
  }
  const look = (of: ObjectInfo, by: Connection = conn) => new ObjectPreview(by, bucket, of)
  return { s, conn, ...client, bucket, os, put, info, look }
}

test('the beginning says what it is, and parts are what was put, from anywhere and at once', async () => {
  const { put, look, os, info } = await setUp()
  const text = Buffer.from('é'.repeat(500_000))
  const preview = look(await put('text', text))
  const start = await preview.start(100_001)
  expect(start).toMatchObject({ name: 'text', size: 1_000_000, what: { kind: 'text' } })
  expect(Buffer.from(start.data).equals(text.subarray(0, 100_000))).toBe(true) // not half of a character
  preview.close()

  const data = randomBytes(3_000_000)
  await put('bytes', data, 130_000)
  await os.link('link', (await os.info('bytes'))!)
  const other = look(await info('link'))
  expect(await other.start(10)).toMatchObject({ name: 'bytes', size: 3_000_000, what: { kind: 'binary' } })
  const places = [
    [0, 10],
    [2_999_990, 100],
    [129_990, 20],
    [1_000_000, 700_000],
    [3_000_000, 5],
  ] as const
  const parts = await Promise.all(places.map(([offset, length]) => other.part(offset, length)))
  for (const [i, [offset, length]] of places.entries())
    expect(Buffer.from(parts[i]!).equals(data.subarray(offset, offset + length))).toBe(true)
  expect(other.read).toBeLessThan(2_500_000)
  other.close()
  await expect(other.part(0, 10)).rejects.toMatchObject({ kind: 'aborted' })

  expect(await look(await put('table', Buffer.from('a,b'), 100, 'text/csv')).start(100)).toMatchObject({ what: { kind: 'csv' } })
  expect(await look(await put('empty', new Uint8Array(0))).start(100)).toMatchObject({ size: 0, what: { kind: 'empty' } })
})

test('a meta does not say how much is read at once', async () => {
  const { put, look } = await setUp()
  const info = await put('x', randomBytes(6_000_000))
  for (const wrong of [{ max_chunk_size: 1e12 }, { max_chunk_size: 5_000_000 }]) {
    const preview = look({ ...info, ...wrong })
    expect((await preview.part(0, 10)).length).toBe(10)
    expect(preview.read).toBeLessThanOrEqual(1024 * 1024) // max_payload
    preview.close()
  }
})

test('missing chunks, a replaced and a deleted object are told apart', async () => {
  const { put, look, jsm, os } = await setUp()
  const first = await put('x', randomBytes(1_000_000))
  await jsm.streams.purge('OBJ_B', { filter: `$O.B.C.${first.nuid}`, keep: 9 })
  const damaged = look(first)
  await expect(damaged.start(1000)).rejects.toThrow('x is damaged: 9 of its 10 chunks are there')
  await expect(damaged.part(0, 10)).rejects.toThrow('x is damaged')
  expect(damaged.problem?.message).toContain('x is damaged')

  const second = await put('x', randomBytes(1_000_000))
  const [before, during] = [look(first), look(second)]
  await expect(before.start(1000)).rejects.toMatchObject({ kind: 'conflict' })
  expect((await during.part(0, 10)).length).toBe(10)
  await put('x', randomBytes(500_000))
  await expect(during.part(900_000, 10)).rejects.toMatchObject({ kind: 'conflict' })
  await os.delete('x')
  await expect(look(second).start(1000)).rejects.toMatchObject({ kind: 'not-found' })
})

test('it waits for a connection, goes on after a lost one, and leaves no consumer', async () => {
  const { s, put, look, jsm, conn } = await setUp()
  const data = randomBytes(5_000_000)
  const info = await put('x', data)
  const preview = look(info)
  await preview.start(1000)
  await preview.part(0, 10)
  await s.kill()
  await until(() => conn.link.state !== 'open')
  const [start, part] = [preview.start(2000), preview.part(4_000_000, 1000)]
  await s.start()
  expect(Buffer.from((await start).data).equals(data.subarray(0, 2000))).toBe(true)
  expect(Buffer.from(await part).equals(data.subarray(4_000_000, 4_001_000))).toBe(true)
  preview.close()
  await until(async () => (await jsm.streams.info('OBJ_B')).state.consumer_count === 0)
})
