import { randomBytes } from 'node:crypto'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { createObjBucket } from './obj-buckets.ts'
import { getObject } from './obj-info.ts'
import { ObjectVerification } from './obj-verify.ts'
import { findLink, findRename, findUpdate, linkObject, putMeta, updateMeta } from './obj-write.ts'

cleanUpAtEnd()

async function setUp() {
  const s = await server()
  const [conn, client] = [await ours(s), await official(s)]
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'file' })
  const os = await new Objm(client.nc).open('B')
  const info = async (name: string) => (await getObject(conn, bucket, name))!
  return { s, conn, ...client, bucket, os, info }
}

const subjectOf = (name: string) => `$O.B.M.${Buffer.from(name).toString('base64')}`

test('what is not edited stays as its writer wrote it', async () => {
  const { conn, js, bucket, info } = await setUp()
  const raw = {
    name: 'a',
    bucket: 'B',
    nuid: 'N',
    size: 0,
    chunks: 0,
    digest: '',
    x_more: { n: '12345678901234567890' },
  }
  const odd = { ...raw, headers: { One: 'no list' }, metadata: { n: 1, k: 'v' } }
  await js.publish(subjectOf('a'), JSON.stringify(odd))
  const before = await info('a')
  const { headers, metadata } = before
  const after = await updateMeta(conn, bucket, before, { description: 'said', headers, metadata })
  expect(after.raw).toEqual({ ...before.raw, description: 'said' })
  expect(after.raw).toMatchObject({ headers: { One: 'no list' }, x_more: { n: '12345678901234567890' } })
  // Only what is said anew is written anew.
  const last = await updateMeta(conn, bucket, after, { description: 'said', headers, metadata: { k: 'w' } })
  expect(last.raw.metadata).toEqual({ k: 'w' })
  expect(last.raw.headers).toEqual({ One: 'no list' })
})

test('what no form can show stays as it is when something else is said', async () => {
  const { conn, bucket, js, info } = await setUp()
  const raw = { name: 'a', bucket: 'B', nuid: 'N', size: 0, chunks: 0, digest: '' }
  const odd = { ...raw, headers: { None: [], A: ['1'] }, metadata: { '': '', k: 'v' } }
  await js.publish(subjectOf('a'), JSON.stringify(odd))
  const first = await updateMeta(conn, bucket, await info('a'), { description: 'x', headers: { A: ['1'] }, metadata: { k: 'v' } })
  expect(first.raw).toEqual({ ...odd, description: 'x' })
  const second = await updateMeta(conn, bucket, first, { description: 'x', headers: { A: ['2'] } })
  expect(second.raw).toEqual({ ...odd, description: 'x', headers: { None: [], A: ['2'] }, metadata: { '': '' } })
})

test('a write whose answer was lost is found, and a rename is ended', async () => {
  const { conn, bucket, os, info } = await setUp()
  const data = randomBytes(1000)
  await os.putBlob({ name: 'a', description: 'was' }, data)
  const base = await info('a')
  const meta = { description: 'is', headers: { H: ['1'] } }
  expect(await findUpdate(conn, bucket, base, meta)).toBeUndefined()
  const written = await updateMeta(conn, bucket, base, meta)
  expect(await findUpdate(conn, bucket, base, meta)).toMatchObject({ revision: written.revision })
  expect(await findUpdate(conn, bucket, base, { description: 'other' })).toBeUndefined()

  expect(await findRename(conn, bucket, written, 'b')).toBeUndefined()
  await putMeta(conn, bucket, 'b', { ...written.raw, name: 'b' }, { subject: subjectOf('b'), revision: 0n })
  expect((await os.list()).map((o) => o.name).toSorted()).toEqual(['a', 'b'])
  expect(await findRename(conn, bucket, written, 'b')).toMatchObject({ name: 'b' })
  expect((await os.list()).map((o) => o.name)).toEqual(['b'])
  expect(Buffer.compare((await os.getBlob('b'))!, data)).toBe(0)

  expect(await findLink(conn, bucket, 'l', { bucket: 'B', name: 'b' })).toBeUndefined()
  await linkObject(conn, bucket, 'l', { bucket: 'B', name: 'b' })
  expect(await findLink(conn, bucket, 'l', { bucket: 'B', name: 'b' })).toMatchObject({ name: 'l' })
  expect(await findLink(conn, bucket, 'l', { bucket: 'B' })).toBeUndefined()
})

test('chunks too many and a meta that is wrong about them are damage, as other clients find them', async () => {
  const { conn, js, bucket, os, info } = await setUp()
  const check = async (name: string) => {
    const verification = new ObjectVerification(conn, bucket, [await info(name)])
    await verification.run(new AbortController().signal)
    return verification.view(0, 1).rows[0]!
  }
  await os.putBlob({ name: 'more', options: { max_chunk_size: 100_000 } }, randomBytes(300_000))
  expect(await check('more')).toMatchObject({ result: 'ok' })
  await js.publish(`$O.B.C.${(await info('more')).nuid}`, randomBytes(1000))
  await expect(os.getBlob('more')).rejects.toThrow(/digest/)
  expect(await check('more')).toMatchObject({
    result: 'damaged',
    problem: { message: expect.stringMatching(/^more is damaged: its bytes are there, and behind them 1 chunk that is none/) },
  })
  const good = await info('more')
  await js.publish('$O.B.C.ODD', 'abcde')
  const raw = { ...good.raw, name: 'odd', nuid: 'ODD', size: 5, chunks: 9, digest: 'SHA-256=xx' }
  await js.publish(subjectOf('odd'), JSON.stringify(raw))
  expect(await check('odd')).toMatchObject({
    result: 'damaged',
    problem: { message: 'odd is damaged: it is in 1 chunk, and should be in 9' },
  })
  await js.publish(subjectOf('less'), JSON.stringify({ ...raw, name: 'less', size: -5, chunks: -1 }))
  expect(await info('less')).toMatchObject({ size: 0, chunks: 0 })
})

test('a rename whose object is deleted or replaced between its two writes leaves nothing without bytes', async () => {
  const { conn, bucket, os, info } = await setUp()
  /** As a rename leaves it after its first write, and somebody else did this then. */
  const halfway = async (name: string, meanwhile: () => Promise<unknown>) => {
    await os.putBlob({ name }, randomBytes(1000))
    const before = await info(name)
    const to = `${name} 2`
    await putMeta(conn, bucket, to, { ...before.raw, name: to }, { subject: subjectOf(to), revision: 0n })
    await meanwhile()
    return findRename(conn, bucket, before, to)
  }
  const deleted = halfway('a', () => os.delete('a'))
  await expect(deleted).rejects.toMatchObject({
    kind: 'conflict',
    message: /^Somebody else deleted a while .* nothing is at a 2$/,
  })
  const data = randomBytes(500)
  const replaced = halfway('b', () => os.putBlob({ name: 'b' }, data))
  await expect(replaced).rejects.toMatchObject({ kind: 'conflict', message: /^Somebody else replaced b while / })
  expect((await os.list()).map((o) => o.name)).toEqual(['b'])
  expect(Buffer.compare((await os.getBlob('b'))!, data)).toBe(0)
  // What is only said anew keeps the bytes: both names have them, and stay.
  expect(await halfway('c', () => os.update('c', { name: 'c', description: 'new' }))).toMatchObject({ name: 'c 2' })
  expect((await os.list()).map((o) => o.name).toSorted()).toEqual(['b', 'c', 'c 2'])
})

test('verifying tells good from damaged, and what cannot be told; it goes on after a lost connection and can be stopped', async () => {
  const { s, conn, js, jsm, bucket, os, info } = await setUp()
  for (const name of ['good', 'short', 'changed', 'gone', 'big'])
    await os.putBlob({ name, options: { max_chunk_size: 100_000 } }, randomBytes(name === 'big' ? 30_000_000 : 300_000))
  await os.putBlob({ name: 'empty' }, new Uint8Array())
  await os.link('link', (await os.info('good'))!)
  const last = async (name: string) => {
    const subject = `$O.B.C.${(await info(name)).nuid}`
    const m = (await jsm.streams.getMessage('OBJ_B', { last_by_subj: subject }))!
    await jsm.streams.deleteMessage('OBJ_B', m.seq)
    return { subject, data: m.data }
  }
  await last('short')
  const { subject, data } = await last('changed')
  await js.publish(subject, data.toReversed())
  const good = await info('good')
  await js.publish(subjectOf('md5'), JSON.stringify({ ...good.raw, size: 300000, chunks: 3, name: 'md5', digest: 'MD5=abc' }))
  await until(async () => (await getObject(conn, bucket, 'md5')) !== null)
  const infos = await Promise.all(['good', 'short', 'changed', 'gone', 'empty', 'link', 'md5', 'big'].map(info))
  await os.delete('gone')
  const verification = new ObjectVerification(conn, bucket, infos)
  const running = verification.run(new AbortController().signal)
  await until(() => verification.view(7, 1).rows[0]?.result === 'reading' && verification.view(0, 0).received > 2_000_000)
  await s.kill()
  await s.start()
  await running
  const { rows, counts, received, bytes } = verification.view(0, 99)
  expect(rows.map((r) => [r.name, r.result])).toEqual([
    ['good', 'ok'],
    ['short', 'damaged'],
    ['changed', 'damaged'],
    ['gone', 'failed'],
    ['empty', 'ok'],
    ['link', 'ok'],
    ['md5', 'unknown'],
    ['big', 'ok'],
  ])
  expect(rows[1]?.problem?.message).toBe('short is damaged: 2 of its 3 chunks are there')
  expect(rows[2]?.problem?.message).toMatch(/not those of its digest/)
  expect(rows[3]?.problem?.message).toMatch(/deleted while it was read/)
  expect(rows[5]).toMatchObject({ size: 300_000, digest: good.digest })
  expect(counts).toEqual({ waiting: 0, reading: 0, ok: 4, damaged: 2, unknown: 1, failed: 1 })
  expect(received).toBe(bytes - 400_000) // one chunk of "short", and all of "gone"

  const stop = new AbortController()
  const stopped = new ObjectVerification(conn, bucket, [await info('big')])
  const run = stopped.run(stop.signal)
  await until(() => stopped.view(0, 1).received > 0)
  stop.abort()
  await expect(run).rejects.toMatchObject({ kind: 'aborted' })
  expect(stopped.view(0, 1).rows[0]?.result).toBe('waiting')
})
