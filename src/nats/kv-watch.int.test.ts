import { Kvm, type KV } from '@nats-io/kv'
import { StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, official, onEnd, ours, server, until } from '../../scripts/testing/harness.ts'
import { publishMany, type Official } from '../../scripts/testing/official.ts'
import { pause } from '~/lib/pause.ts'
import type { KeyQuery, ViewRow } from '~/lib/kv/key-view.ts'
import type { Connection } from './connection.ts'
import { KvWatch, type KvSource } from './kv-watch.ts'

cleanUpAtEnd()

const query: KeyQuery = { sort: 'key', descending: false, text: '', tombstones: true }

function watch(conn: Connection, more: Partial<KvSource> = {}): KvWatch {
  const w = new KvWatch(conn, { stream: 'KV_B', created: '', prefix: '$KV.B.', ...more })
  onEnd(() => w.stop())
  return w
}

const isComplete = (w: KvWatch) => w.stats().state === 'following' && w.stats().complete
const keyOf = (r: ViewRow) => (r.kind === 'key' ? r.key : r.prefix)
const keys = (w: KvWatch) => w.rows(query, 0, 100_000).rows.map(keyOf)
const logged = (w: KvWatch) => w.log.lines(0, 100_000).map((l) => `${l.operation} ${l.key}${l.marker ? ` ${l.marker}` : ''}`)
const consumers = async ({ jsm }: Official, stream = 'KV_B') => (await jsm.consumers.list(stream).next()).map((c) => c.name)
const bucket = (them: Official, name = 'B', options: Parameters<Kvm['create']>[1] = {}) =>
  new Kvm(them.nc).create(name, { storage: StorageType.Memory, ...options })

/** Every key of the index is as the official client reads it, and it holds as many as the stream does. */
async function expectSame(w: KvWatch, kv: KV, them: Official, stream = 'KV_B'): Promise<void> {
  const { state } = await them.jsm.streams.info(stream)
  expect(w.index.size).toBe(state.num_subjects)
  for (const key of keys(w)) {
    const [mine, theirs] = [w.index.get(key), await kv.get(key)]
    expect([key, mine?.revision, mine?.operation, mine?.ms]).toEqual([
      key,
      BigInt(theirs!.revision),
      theirs!.operation,
      theirs!.created.getTime(),
    ])
  }
}

test('shows what is there, then each put, delete and purge as it comes; nothing is left on the server', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them, 'B', { history: 5 })
  await kv.put('a', 'one')
  await kv.put('a', 'three')
  await kv.put('b.c', '')
  await kv.put('gone', 'x')
  await kv.delete('gone')
  const w = watch(conn)
  await until(() => isComplete(w))
  expect(keys(w)).toEqual(['a', 'b.c', 'gone'])
  expect(w.stats()).toMatchObject({ keys: 2, tombstones: 1, way: 'consumer', changes: 0, expected: 3, pending: 0 })
  expect(w.index.get('a')).toMatchObject({ revision: 2n, size: 5, operation: 'PUT', changedAt: 0 })
  expect(w.index.get('b.c')).toMatchObject({ size: 0 })
  expect(w.index.get('gone')).toMatchObject({ operation: 'DEL' })
  const { version } = w
  expect(w.version).toBe(version)
  await kv.put('a', 'four!')
  await kv.delete('a')
  await kv.put('new', 'x'.repeat(1000))
  await kv.purge('b.c')
  await until(() => w.stats().changes === 4)
  expect(w.version).toBeGreaterThan(version)
  expect(logged(w)).toEqual(['PUT a', 'DEL a', 'PUT new', 'PURGE b.c'])
  expect(w.log.lines(2, 1)[0]).toMatchObject({ revision: 8n, size: 1000 })
  expect(w.index.get('a')?.changedAt).toBeGreaterThan(Date.now() - 10_000)
  expect(w.stats()).toMatchObject({ keys: 1, tombstones: 3 })
  await expectSame(w, kv, them)
  expect(await consumers(them)).toEqual([w.stats().consumer])
  w.stop()
  await until(async () => (await consumers(them)).length === 0)
})

test('an empty bucket is complete at once', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await bucket(them)
  const w = watch(conn)
  await until(() => isComplete(w))
  expect(w.stats()).toMatchObject({ keys: 0, expected: 0 })
})

test('a key that expires shows its marker, and goes when the marker does', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them, 'B', { markerTTL: 2000 })
  const w = watch(conn)
  await until(() => isComplete(w))
  await kv.create('short', 'x', '1s')
  await kv.create('stays', 'x')
  await until(() => w.index.get('short')?.marker === 'MaxAge')
  expect(w.index.get('short')).toMatchObject({ operation: 'PURGE', size: 0 })
  expect(w.stats()).toMatchObject({ keys: 1, tombstones: 1 })
  await until(() => w.stats().tombstones === 0)
  expect(logged(w)).toEqual(['PUT short', 'PUT stays', 'PURGE short MaxAge', 'GONE short'])
  expect(keys(w)).toEqual(['stays'])
})

test('keys that go without an entry are found out: aged, purged as a subject; other keys stay', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them)
  for (const key of ['a.1', 'a.2', 'b.1', 'b.2']) await kv.put(key, key)
  const [w, some] = [watch(conn), watch(conn, { filters: ['b.*'] })]
  await until(() => isComplete(w) && isComplete(some))
  await until(() => w.index.size === 4 && some.index.size === 2)
  await them.jsm.streams.purge('KV_B', { filter: '$KV.B.a.*' })
  await until(() => w.stats().keys === 2)
  await them.jsm.streams.purge('KV_B', { filter: '$KV.B.b.1' })
  await until(() => w.stats().keys === 1 && some.stats().keys === 1)
  expect([keys(w), keys(some)]).toEqual([['b.2'], ['b.2']])
  expect(logged(w)).toEqual(['GONE a.1', 'GONE a.2', 'GONE b.1'])
})

test('20,000 keys are complete, each with its newest revision, while somebody writes', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them, 'B', { history: 2 })
  await publishMany(them, 25_000, (i) => `$KV.B.k.${i % 20_000}`)
  let writing = true
  const load = (async () => {
    for (let i = 0; writing; i++) await kv.put(`k.${(i * 37) % 20_000}`, 'changed')
  })()
  const w = watch(conn)
  await until(() => isComplete(w))
  expect(w.stats()).toMatchObject({ keys: 20_000, tombstones: 0 })
  writing = false
  await load
  const { state } = await them.jsm.streams.info('KV_B')
  await until(() => w.stats().revision === BigInt(state.last_seq))
  const last = await them.jsm.direct.getLastMessagesFor('KV_B', {
    multi_last: Array.from({ length: 1000 }, (_, i) => `$KV.B.k.${i * 20}`),
  })
  let compared = 0
  for await (const m of last) {
    compared++
    expect(w.index.get(m.subject.slice(6))?.revision).toBe(BigInt(m.seq))
  }
  expect(compared).toBe(1000)
})

test('a filter with wildcards is the server’s: other keys do not come', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them)
  for (const key of ['a.1', 'a.2.x', 'b.1', 'c']) await kv.put(key, '')
  const [one, two] = [watch(conn, { filters: ['a.>'] }), watch(conn, { filters: ['*.1', 'c'] })]
  await until(() => isComplete(one) && isComplete(two))
  await kv.put('a.3', '')
  await kv.put('d.1', '')
  await until(() => one.stats().changes === 1 && two.stats().changes === 1)
  expect([keys(one), keys(two)]).toEqual([
    ['a.1', 'a.2.x', 'a.3'],
    ['a.1', 'b.1', 'c', 'd.1'],
  ])
})

test('a mirror is read under the prefix of its origin', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them)
  await kv.put('a', '1')
  await them.jsm.streams.add({ name: 'KV_MIR', mirror: { name: 'KV_B' }, mirror_direct: true, allow_direct: true })
  const w = watch(conn, { stream: 'KV_MIR' })
  await until(() => w.index.has('a'))
  await kv.put('b', '22')
  await until(() => w.index.has('b'))
  expect(w.index.get('b')).toMatchObject({ revision: 2n, size: 2, operation: 'PUT' })
})

test('a kill and a restart in mid-watch lose no change: index and log are what the bucket says', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them, 'B', { storage: StorageType.File, history: 64 })
  for (let i = 0; i < 300; i++) await kv.put(`k${i}`, 'first')
  const w = watch(conn)
  await until(() => isComplete(w))
  let writing = true
  const load = (async () => {
    for (let i = 0; writing; i++) {
      const key = `k${(i * 7) % 400}`
      await (i % 5 === 0 ? kv.delete(key) : i % 11 === 0 ? kv.purge(key) : kv.put(key, `v${i}`)).catch(() => pause(20))
    }
  })()
  for (let i = 1; i <= 2; i++) {
    const before = w.stats().changes
    await until(() => w.stats().changes > before + 100)
    await (i === 1 ? s.kill() : s.stop())
    await s.start()
    await until(() => w.stats().resumes.length >= i, 40_000)
  }
  writing = false
  await load
  const { state } = (await until(() => them.jsm.streams.info('KV_B').catch(() => undefined)))!
  await until(() => w.stats().revision === BigInt(state.last_seq))
  await expectSame(w, kv, them)
  // Every revision that is still there is in the log, in order, and none twice.
  const revisions = w.log.lines(0, 100_000).map((l) => Number(l.revision))
  expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b))
  const kept = new Set(revisions)
  for await (const e of await kv.history()) if (e.revision > 300) expect(kept.has(e.revision) || w.log.first > 0).toBe(true)
}, 120_000)

test('a bucket that is deleted says so, and starts over when it is made anew', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them)
  for (let i = 0; i < 50; i++) await kv.put(`old${i}`, '')
  const w = watch(conn)
  await until(() => isComplete(w) && w.index.size === 50)
  await kv.destroy()
  await until(() => w.stats().state === 'deleted')
  expect(w.stats().error).toMatchObject({ kind: 'not-found', message: 'The bucket does not exist any more' })
  const again = await bucket(them)
  await again.put('new', 'x')
  await until(() => isComplete(w))
  expect(keys(w)).toEqual(['new'])
  await again.put('newer', 'x')
  await until(() => w.index.has('newer'))
  // Deleted and made anew before anybody could look.
  await again.destroy()
  const third = await bucket(them)
  for (let i = 0; i < 5; i++) await third.put('third', `${i}`)
  await until(() => keys(w).join() === 'third' && isComplete(w))
  await expectSame(w, third, them)
})

test('without permission to make consumers the names are listed and changes are looked for, and it says why', async () => {
  const users = `{ user: admin, password: admin }
    { user: reader, password: reader, permissions: { publish: { deny: ["$JS.API.CONSUMER.CREATE.>"] } } }`
  const s = await server({ config: configOf({ extra: `authorization { users: [${users}] }` }) })
  const them = await official(s, { user: 'admin', pass: 'admin' })
  const conn = await ours(s, { auth: { kind: 'password', user: 'reader', pass: 'reader' } })
  const kv = await bucket(them)
  await kv.put('a', '1')
  await kv.put('b', '2')
  const w = watch(conn)
  await until(() => isComplete(w))
  expect(w.stats()).toMatchObject({ way: 'list', keys: 2 })
  expect(w.stats().because).toContain('$JS.API.CONSUMER.CREATE')
  expect(w.index.get('a')).toEqual({ key: 'a', size: 0, operation: 'UNKNOWN', changedAt: 0 })
  await kv.put('a', 'three')
  await kv.delete('b')
  await kv.put('c', '')
  await until(() => w.stats().changes === 3)
  expect(w.index.get('a')).toMatchObject({ operation: 'PUT', revision: 3n, size: 5 })
  expect(w.stats()).toMatchObject({ keys: 2, tombstones: 1 })
  await kv.destroy()
  await until(() => w.stats().state === 'deleted')
})

test('nats-server 2.10 is watched too', async () => {
  const s = await server({}, 'oldest')
  const [them, conn] = [await official(s), await ours(s)]
  const kv = await bucket(them)
  await kv.put('a', '1')
  const w = watch(conn)
  await until(() => isComplete(w))
  await kv.put('b', '1')
  await until(() => w.index.has('b'))
  await expectSame(w, kv, them)
})
