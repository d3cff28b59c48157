import { randomBytes } from 'node:crypto'
import { Objm, type ObjectStore } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import { createObjBucket } from './obj-buckets.ts'
import { cleanOrphans, findOrphans, type CleanResult } from './obj-orphans.ts'

cleanUpAtEnd()

const PURGE = '$JS.API.STREAM.PURGE.>'

/** A user for each reading of a name: `weak` may not purge, so what its official client replaces or deletes leaves its chunks. */
async function setUp(version: ServerVersion = 'current') {
  const user = (name: string, deny: string[]) =>
    `{ user: ${name}, password: p, permissions: { publish: { deny: ${JSON.stringify(deny)} } } }`
  const users = [user('all', ['none']), user('weak', [PURGE]), user('reader', ['$JS.API.CONSUMER.>', '$O.>'])]
  const extra = `accounts { A { jetstream: enabled, users: [${users.join(', ')}] } }`
  const s = await server({ config: configOf({ extra }) }, version)
  const as = (name: string) => official(s, { user: name, pass: 'p' })
  const conn = await ours(s, { auth: { kind: 'password', user: 'all', pass: 'p' } })
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'memory' })
  const { nc, js, jsm } = await as('all')
  /** Chunks of each nuid, as the server has them. */
  const chunks = async (): Promise<{ [nuid: string]: number }> => {
    const { state } = await jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.C.>' })
    return Object.fromEntries(Object.entries(state.subjects ?? {}).map(([subject, n]) => [subject.slice('$O.B.C.'.length), n]))
  }
  return { s, as, conn, js, jsm, bucket, chunks, os: await new Objm(nc).open('B') }
}

const inParts = { options: { max_chunk_size: 1000 } }

/** Bytes that fail after some have come. */
function failing(parts: number): Parameters<ObjectStore['put']>[1] {
  let left = parts
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(randomBytes(1000))
      else controller.error(new Error('the file is gone'))
    },
  })
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: what the official client leaves behind is found exactly, and its objects stay intact`, async () => {
    const { as, conn, bucket, os, chunks } = await setUp(version)
    const data = new Map([1, 2, 3].map((n) => [`kept ${n}`, randomBytes(n * 2500)]))
    for (const [name, bytes] of data) await os.putBlob({ name, ...inParts }, bytes)
    await os.putBlob({ name: 'empty' }, new Uint8Array())
    await os.link('link', (await os.info('kept 1'))!)
    const whole = await chunks()
    const lost = new Map<string, number>()
    const known = new Set(Object.keys(whole))
    const noteNew = async () => {
      for (const [nuid, n] of Object.entries(await chunks())) if (!known.has(nuid)) lost.set(nuid, n)
      for (const nuid of lost.keys()) known.add(nuid)
    }
    const weak = await new Objm((await as('weak')).nc).open('B')
    // A put whose bytes fail, and one whose client goes in the middle of it.
    await expect(weak.put({ name: 'failed', ...inParts }, failing(5))).rejects.toThrow()
    await noteNew()
    expect([...lost.values()]).toEqual([4]) // it holds the last one back
    const dying = await as('all')
    let more: (part: Uint8Array) => void = () => {}
    const stuck = new ReadableStream<Uint8Array>({ start: (c) => void (more = (part) => c.enqueue(part)) })
    const dead = (await new Objm(dying.nc).open('B')).put({ name: 'dead', ...inParts }, stuck)
    dead.catch(() => {})
    for (let i = 0; i < 8; i++) more(randomBytes(1000))
    await until(async () => Object.entries(await chunks()).some(([nuid, n]) => !known.has(nuid) && n === 7))
    await dying.nc.close()
    await noteNew()
    // One that is deleted, and one that is replaced.
    await os.putBlob({ name: 'deleted', ...inParts }, randomBytes(1500))
    await os.putBlob({ name: 'replaced', ...inParts }, randomBytes(2500))
    await noteNew()
    await weak.delete('deleted').catch(() => {}) // it may not purge
    await weak.putBlob({ name: 'replaced', ...inParts }, (data.set('replaced', randomBytes(900)), data.get('replaced')!))
    const replaced = (await os.info('replaced'))!
    expect([...lost.values()]).toEqual([4, 7, 2, 3])

    const { orphans, unreadable } = await findOrphans(conn, bucket, { olderThanMs: 0 })
    expect(Object.fromEntries(orphans.map((o) => [o.nuid, o.chunks]))).toEqual(Object.fromEntries(lost))
    expect(orphans.map((o) => o.bytes)).toEqual([7000, 4000, 2500, 1500])
    expect([unreadable, orphans.some((o) => o.young)]).toEqual([[], false])
    expect((await findOrphans(conn, bucket)).orphans.every((o) => o.young)).toBe(true)
    const results: CleanResult[] = []
    const cleaned = await cleanOrphans(conn, bucket, orphans, { onResult: (_, r) => results.push(r) })
    expect(cleaned).toEqual({ chunks: 16, bytes: 15_000, kept: [] })
    expect(await chunks()).toEqual({ ...whole, [replaced.nuid]: 1 })
    for (const [name, bytes] of data) expect(Buffer.compare((await os.getBlob(name))!, bytes)).toBe(0)
    expect(Buffer.compare((await os.getBlob('link'))!, data.get('kept 1')!)).toBe(0)
    expect((await findOrphans(conn, bucket, { olderThanMs: 0 })).orphans).toEqual([])
    // What is gone already is no failure.
    await cleanOrphans(conn, bucket, orphans, { onResult: (_, r) => results.push(r) })
    expect(results).toEqual([...Array<CleanResult>(4).fill('cleaned'), ...Array<CleanResult>(4).fill('gone')])
  })

  test(`${version}: thousands are looked at in a few seconds, can be stopped, and no consumer is needed`, async () => {
    const { s, conn, js, jsm, bucket, os } = await setUp(version)
    await os.putBlob({ name: 'x', ...inParts }, randomBytes(3000))
    const all = Array.from({ length: 2000 }, (_, i) => `N${i}`)
    for (let at = 0; at < all.length; at += 500)
      await Promise.all(all.slice(at, at + 500).map((nuid) => js.publish(`$O.B.C.${nuid}`, new Uint8Array(10))))
    const looked: number[] = []
    const onProgress = ({ what, done }: { what: string; done: number }) => void (what === 'orphans' && looked.push(done))
    const { orphans } = await findOrphans(conn, bucket, { olderThanMs: 0, onProgress })
    expect(new Set(orphans.map((o) => o.nuid))).toEqual(new Set(all))
    expect([looked[0], looked.at(-1), looked.length]).toEqual([0, 2000, 9])
    const stop = new AbortController()
    const stopped = findOrphans(conn, bucket, { signal: stop.signal, onProgress: ({ done }) => done > 0 && stop.abort() })
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' })
    await until(async () => (await jsm.streams.info('OBJ_B')).state.consumer_count === 0)

    const reader = await ours(s, { auth: { kind: 'password', user: 'reader', pass: 'p' } })
    await cleanOrphans(conn, bucket, orphans.slice(20))
    expect((await findOrphans(reader, bucket, { olderThanMs: 0 })).orphans).toHaveLength(20)
    const begun = new AbortController()
    const results: string[] = []
    const options = { signal: begun.signal, onResult: (_: unknown, r: string) => (results.push(r), begun.abort()) }
    await expect(cleanOrphans(conn, bucket, orphans.slice(0, 20), options)).rejects.toMatchObject({ kind: 'aborted' })
    expect(results).toEqual(Array(16).fill('cleaned'))
    expect((await findOrphans(conn, bucket, { olderThanMs: 0 })).orphans).toHaveLength(4)
  })
}

test('what is referred to is never taken for an orphan, however its meta is written', async () => {
  const { conn, js, bucket, chunks } = await setUp()
  const put = (subject: string, meta: object | string) =>
    js.publish(`$O.B.${subject}`, typeof meta === 'string' ? meta : JSON.stringify(meta))
  for (const nuid of ['UTF8', 'LATIN', 'NAMELESS', 'LOST', 'LATER']) await put(`C.${nuid}`, 'bytes')
  // The same name as Go's client and as the JavaScript ones encode it.
  await put(`M.${Buffer.from('café').toString('base64')}`, { name: 'café', nuid: 'UTF8', size: 5, chunks: 1 })
  await put(`M.${Buffer.from('café', 'latin1').toString('base64')}`, { name: 'café', nuid: 'LATIN', size: 5, chunks: 1 })
  await put('M.!', { nuid: 'NAMELESS', size: 5, chunks: 1 })
  await put('M.!!', 'no json')
  await put('C.*', 'under a wildcard').catch(() => {}) // where the server takes it
  const { orphans, unreadable } = await findOrphans(conn, bucket, { olderThanMs: 0 })
  expect(orphans.map((o) => o.nuid).toSorted()).toEqual(['LATER', 'LOST'])
  expect(unreadable.toSorted()).toEqual(['$O.B.M.!', '$O.B.M.!!'])
  // One has got its meta by the time it is cleaned, and a made-up one would be everybody's.
  const of = (nuid: string) => orphans.find((o) => o.nuid === nuid)!
  await put(`M.${Buffer.from('later').toString('base64')}`, { name: 'later', nuid: 'LATER', size: 5, chunks: 1 })
  const { kept } = await cleanOrphans(conn, bucket, [of('LOST'), { ...of('LOST'), nuid: '>' }, of('LATER')])
  expect(kept.map((k) => [k.orphan.nuid, k.because.kind])).toEqual([
    ['>', 'invalid'],
    ['LATER', 'conflict'],
  ])
  const left = Object.keys(await chunks()).filter((nuid) => nuid !== '*')
  expect(left.toSorted()).toEqual(['LATER', 'LATIN', 'NAMELESS', 'UTF8'])
})
