import { randomBytes } from 'node:crypto'
import { headers } from '@nats-io/transport-node'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { Discarded } from '../lib/file-sink.ts'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { readZip } from '../../scripts/testing/read-zip.ts'
import { createObjBucket } from './obj-buckets.ts'
import { getObject } from './obj-info.ts'
import type { ByteSink } from './obj-outflow.ts'
import { ObjectTransfers, type TransferInput } from './obj-transfers.ts'
import type { ObjectInfo } from './obj-types.ts'

cleanUpAtEnd()

async function setUp() {
  const s = await server()
  const [conn, client] = [await ours(s), await official(s)]
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'file' })
  const os = await new Objm(client.nc).open('B')
  const put = async (name: string, data: Uint8Array): Promise<ObjectInfo> => {
    await os.putBlob({ name }, data)
    return (await getObject(conn, bucket, name))!
  }
  const transfers = new ObjectTransfers(conn)
  const row = (id = 1) => transfers.rows(0, 99).find((r) => r.id === id)!
  const ended = async (id = 1) => {
    await until(() => ['done', 'failed', 'cancelled'].includes(row(id).state))
    return row(id)
  }
  return { s, conn, ...client, bucket, os, put, transfers, row, ended }
}

/** What is written: so many pieces as `gate` lets through. */
function collected(gate = { pieces: Infinity }) {
  const parts: Buffer[] = []
  let fail: (e: Error) => void = () => {}
  const state = { opened: 0, ended: false, discarded: 0 }
  const sink = async (): Promise<ByteSink> => {
    state.opened++
    parts.length = 0
    const stopped = new Promise<never>((_, reject) => (fail = reject))
    stopped.catch(() => {})
    return {
      write: async (data) => {
        while (parts.length >= gate.pieces) await Promise.race([new Promise((resolve) => setTimeout(resolve, 5)), stopped])
        parts.push(Buffer.from(data))
      },
      end: async () => void (state.ended = true),
      discard: async () => {
        state.discarded++
        fail(new Discarded('Stopped'))
      },
    }
  }
  return { sink, state, data: () => Buffer.concat(parts) }
}

test('a download is whole, or nothing; it is paused, cancelled while its sink takes nothing, and begun anew', async () => {
  const { bucket, put, transfers, row, ended } = await setUp()
  const data = randomBytes(9_000_000)
  const info = await put('big', data)
  const gate = { pieces: 0 }
  const to = collected(gate)
  transfers.add([{ kind: 'download', id: 1, bucket, name: 'big', size: info.size, info, sink: to.sink }])
  await until(() => row().state === 'going')
  await transfers.cancel([1])
  expect(row().state).toBe('cancelled')
  expect(to.state).toMatchObject({ ended: false })
  expect(to.state.discarded).toBeGreaterThan(0)
  gate.pieces = 10
  await transfers.retry(1)
  await until(() => to.data().length > 0)
  transfers.pause([1])
  expect(row().state).toBe('paused')
  gate.pieces = Infinity
  transfers.resume([1])
  expect(await ended()).toMatchObject({ state: 'done', verified: true })
  expect(to.state).toMatchObject({ opened: 2, ended: true })
  expect(to.data().equals(data)).toBe(true)
})

test('a download that the browser ends is cancelled, one whose file fails has failed and says why', async () => {
  const { bucket, put, transfers, ended } = await setUp()
  const info = await put('a', randomBytes(1000))
  const add = (id: number, sink: () => Promise<ByteSink>) =>
    transfers.add([{ kind: 'download', id, bucket, name: 'a', size: info.size, info, sink }])
  const failing = (e: Error) => async (): Promise<ByteSink> => ({ ...(await collected().sink()), write: () => Promise.reject(e) })
  add(1, failing(new Discarded('The browser ended the download')))
  add(2, failing(new Error('There is no room left on the disk')))
  add(3, () => Promise.reject(new Error('No file')))
  expect((await ended(1)).state).toBe('cancelled')
  expect(await ended(2)).toMatchObject({ state: 'failed', error: { message: 'There is no room left on the disk' } })
  expect(await ended(3)).toMatchObject({ state: 'failed', error: { message: 'No file' } })
})

test('an archive has every object that is whole, and says which are not', async () => {
  const { s, conn, bucket, os, jsm, js, put, transfers, row, ended } = await setUp()
  const contents = new Map<string, Buffer>()
  for (const name of ['dir/a.txt', 'dir/deep/é.bin', 'dir/empty', '../../evil', 'dir/A.txt'])
    contents.set(name, randomBytes(name.endsWith('empty') ? 0 : 1000 + contents.size))
  contents.set('dir/large', randomBytes(5_000_000))
  for (const [name, data] of contents) await put(name, data)
  for (const [name, size] of [
    ['dir/bad', 3000],
    ['dir/large and bad', 3_000_000],
  ] as const) {
    const info = await put(name, randomBytes(size))
    const subject = `$O.B.C.${info.nuid}`
    const last = (await jsm.streams.getMessage('OBJ_B', { last_by_subj: subject }))!
    await jsm.streams.deleteMessage('OBJ_B', last.seq)
    await js.publish(subject, last.data.toReversed())
  }
  await os.link('dir/link', (await os.info('dir/large'))!)
  const gone = await put('dir/gone', randomBytes(10))
  const infos: ObjectInfo[] = []
  for (const { name } of await os.list()) infos.push((await getObject(conn, bucket, name))!)
  await os.delete('dir/gone')
  const to = collected()
  const size = infos.reduce((sum, i) => sum + i.size, 0)
  const input: TransferInput = { kind: 'zip', id: 1, bucket, name: 'dir.zip', size, infos, root: 'dir/', sink: to.sink }
  transfers.add([input])
  await until(() => row().done > 0)
  await s.kill()
  await s.start()
  const done = await ended()
  expect(done).toMatchObject({ state: 'done', verified: true, leftOut: 3, done: size })
  expect(done.leftover?.message).toMatch(/^3 objects left out: .*dir\/bad is damaged/)
  const files = new Map(readZip(to.data()).map((f) => [f.name, f]))
  for (const [name, path] of [
    ['dir/a.txt', 'a.txt'],
    ['dir/deep/é.bin', 'deep/é.bin'],
    ['dir/empty', 'empty'],
    ['../../evil', '__/__/evil'],
    ['dir/large', 'large'],
    ['dir/large', 'link'],
  ] as const)
    expect(Buffer.compare(files.get(path)!.data, contents.get(name)!), path).toBe(0)
  const report = files.get('NOT INCLUDED.txt')!.data.toString()
  for (const name of ['dir/bad', 'dir/large and bad', 'dir/gone']) expect(report).toContain(JSON.stringify(name))
  expect(files.size).toBe(8)
  expect(gone.size).toBe(10)
})

test('an archive of nothing that can be read has failed, and a cancelled one is nothing', async () => {
  const { bucket, os, put, transfers, row, ended } = await setUp()
  const infos = [await put('a', randomBytes(10)), await put('b', randomBytes(3_000_000))]
  const to = collected({ pieces: 0 })
  const zip = (id: number, sink: () => Promise<ByteSink>): TransferInput => ({ kind: 'zip', id, bucket, name: 'z', size: 1, infos, root: '', sink }) // prettier-ignore
  transfers.add([zip(1, to.sink)])
  await until(() => row().state === 'going')
  await transfers.cancel([1])
  expect(row().state).toBe('cancelled')
  for (const { name } of infos) await os.delete(name)
  const none = collected()
  transfers.add([zip(2, none.sink)])
  expect((await ended(2)).error?.message).toMatch(/^None of 2 objects could be read: a was deleted/)
  expect(none.state.ended).toBe(false)
})

test('small files go many at once, large ones a few, and all in their order', async () => {
  const { conn, bucket, os, transfers } = await setUp()
  const file = (id: number, size: number): TransferInput => {
    const file = new Blob([randomBytes(size)])
    return { id, kind: 'upload', bucket, name: `f${id}`, size, file, modified: 0, replace: 'nothing' }
  }
  const begun = () => transfers.rows(0, 99).filter(({ state }) => state !== 'waiting').map(({ id }) => id) // prettier-ignore
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
  transfers.add(upTo(40).map((id) => file(id, 1000)))
  expect(begun()).toEqual(upTo(16))
  await until(() => transfers.totals().open === 0)
  expect(await os.list()).toHaveLength(40)
  const second = new ObjectTransfers(conn)
  const states = () => second.rows(0, 99).map(({ state }) => state !== 'waiting')
  second.add([9_000_000, 1000, 1000, 1000, 9_000_000].map((size, i) => file(100 + i, size)))
  expect(states()).toEqual([true, true, true, false, false])
  await until(() => second.totals().open === 0, 60_000)
  expect(await os.list()).toHaveLength(45)
})

test('without a connection an upload waits for that, says so, and begins when it is back', async () => {
  const { s, conn, bucket, os, transfers, row, ended } = await setUp()
  await s.kill()
  await until(() => conn.link.state !== 'open')
  const file = new Blob([randomBytes(1000)])
  transfers.add([{ kind: 'upload', id: 1, bucket, name: 'x', size: 1000, file, modified: 0, replace: 'nothing' }])
  const message = 'It begins by itself when the connection is back'
  expect(row()).toMatchObject({ state: 'held up', error: { kind: 'disconnected', message } })
  await s.start()
  expect(await ended()).toMatchObject({ state: 'done', error: undefined, digest: expect.stringMatching(/^SHA-256=/) })
  await until(() => os.info('x').catch(() => null))
})

test('a copy is the same object for the official client, whatever comes in between; cancelled or damaged it leaves nothing', async () => {
  const { s, conn, nc, js, jsm, bucket, os, put, transfers, row, ended } = await setUp()
  const to = await createObjBucket(conn, { name: 'C', storage: 'file' })
  const theirs = await new Objm(nc).open('C')
  const data = randomBytes(6_000_000)
  const h = headers()
  h.append('Content-Type', 'text/plain')
  h.append('X-Two', 'a')
  h.append('X-Two', 'b')
  await os.putBlob({ name: 'big', description: 'said', headers: h, metadata: { k: 'v' } }, data)
  const info = (await getObject(conn, bucket, 'big'))!
  const copy = (id: number, name: string, of = info, size = of.size): TransferInput => ({
    kind: 'copy',
    id,
    from: bucket,
    info: of,
    bucket: to,
    name,
    size,
    modified: 0,
    replace: 'nothing',
  })
  const chunks = async () => (await jsm.streams.info('OBJ_C', { subjects_filter: '$O.C.C.>' })).state.subjects ?? {}
  transfers.add([copy(1, 'dir/copy')])
  await until(() => row().done > 0)
  expect(transfers.nuids()).toEqual(Object.keys(await chunks()).map((subject) => subject.slice('$O.C.C.'.length)))
  await s.kill()
  await s.start()
  expect(await ended()).toMatchObject({ state: 'done', verified: true, kind: 'copy' })
  expect(transfers.nuids()).toEqual([])
  const got = (await until(() => theirs.info('dir/copy').catch(() => null)))!
  expect([got.description, got.headers!.values('X-Two'), got.metadata, got.digest]).toEqual(['said', ['a', 'b'], { k: 'v' }, info.digest]) // prettier-ignore
  expect(Buffer.compare((await theirs.getBlob('dir/copy'))!, data)).toBe(0)

  transfers.add([copy(2, 'cancelled')])
  await until(() => row(2).done > 0)
  await transfers.cancel([2])
  expect(row(2)).toMatchObject({ state: 'cancelled' })
  const small = await put('small', randomBytes(300_000))
  transfers.add([copy(3, 'dir/copy', small)])
  expect(await ended(3)).toMatchObject({
    state: 'failed',
    error: { kind: 'conflict' },
    digest: small.digest,
    meta: { description: '' },
  })
  await transfers.retry(3, (await getObject(conn, to, 'dir/copy'))!.revision)
  expect(await ended(3)).toMatchObject({ state: 'done', verified: true })
  expect((await theirs.info('dir/copy'))?.digest).toBe(small.digest)
  // One byte of the source is another: its size is still right.
  const subject = `$O.B.C.${small.nuid}`
  const last = (await jsm.streams.getMessage('OBJ_B', { last_by_subj: subject }))!
  await jsm.streams.deleteMessage('OBJ_B', last.seq)
  await js.publish(subject, last.data.toReversed())
  transfers.add([copy(4, 'damaged', small)])
  expect(await ended(4)).toMatchObject({ state: 'failed', error: { message: /damaged/ } })
  expect((await theirs.list()).map((o) => o.name)).toEqual(['dir/copy'])
  const { nuid } = (await theirs.info('dir/copy'))!
  expect(Object.keys(await chunks())).toEqual([`$O.C.C.${nuid}`])
  // A digest of a kind that is not known, or none, is not held against anything.
  for (const [id, digest] of [
    [5, 'MD5=abc'],
    [6, ''],
  ] as const) {
    transfers.add([copy(id, `copy ${id}`, { ...info, digest })])
    expect(await ended(id)).toMatchObject({ state: 'done', verified: false })
    expect(Buffer.compare((await theirs.getBlob(`copy ${id}`))!, data)).toBe(0) // with a digest that is its own
  }
})

test('what is replaced while it is copied or downloaded says so, and is had as it is now when it is tried again', async () => {
  const { conn, nc, bucket, os, put, transfers, row, ended } = await setUp()
  const to = await createObjBucket(conn, { name: 'C', storage: 'file' })
  const theirs = await new Objm(nc).open('C')
  const info = await put('big', randomBytes(24_000_000))
  const { size } = info
  const gate = { pieces: 1 }
  const file = collected(gate)
  transfers.add([
    { kind: 'copy', id: 1, from: bucket, info, bucket: to, name: 'copy', size, modified: 0, replace: 'nothing' },
    { kind: 'download', id: 2, bucket, info, name: 'big', size, sink: file.sink },
  ])
  await until(() => row(1).done > 0 && row(2).done > 0)
  transfers.pause([1])
  const data = randomBytes(2_000_000)
  await put('big', data) // takes the old bytes away
  gate.pieces = Infinity
  transfers.resume([1])
  const message = 'big was replaced while it was read'
  // A conflict of a copy would be one at its target.
  for (const [id, kind] of [
    [1, 'server'],
    [2, 'conflict'],
  ] as const)
    expect(await ended(id)).toMatchObject({ state: 'failed', error: { kind, message } })
  expect(await theirs.list()).toEqual([])
  for (const id of [1, 2]) await transfers.retry(id)
  for (const id of [1, 2]) expect(await ended(id)).toMatchObject({ state: 'done', verified: true, size: data.length })
  expect(Buffer.compare(file.data(), data)).toBe(0)
  expect(Buffer.compare((await theirs.getBlob('copy'))!, data)).toBe(0)
  // Deleted is said as well, and that there is nothing to try again with.
  const gone = await put('gone', randomBytes(24_000_000))
  transfers.add([
    { kind: 'copy', id: 3, from: bucket, info: gone, bucket: to, name: 'gone', size, modified: 0, replace: 'nothing' },
  ])
  await until(() => row(3).done > 0)
  transfers.pause([3])
  await os.delete('gone')
  transfers.resume([3])
  expect(await ended(3)).toMatchObject({ state: 'failed', error: { message: 'gone was deleted while it was read' } })
})
