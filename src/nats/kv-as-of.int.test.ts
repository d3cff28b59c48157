import { Kvm } from '@nats-io/kv'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import { byKey, setUp } from '../../scripts/testing/kv.ts'
import { publishMany } from '../../scripts/testing/official.ts'
import type { KeyState } from '~/lib/kv/as-of.ts'
import { asOf } from './kv-as-of.ts'
import { getBucket } from './kv-buckets.ts'
import { readTombstones } from './kv-compact.ts'
import type { Connection } from './connection.ts'
import { getEntry } from './kv-entries.ts'
import { OneConnection } from './one-connection.ts'
import { untilOpen } from './until-open.ts'
import { AppError } from './errors.ts'

cleanUpAtEnd()

test('a bucket is at every revision and time what its kept messages say', async () => {
  const s = await server({}, 'current')
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  const kv = await new Kvm(js).create('B', { history: 3 })
  for (let i = 0; i < 40; i++) {
    const key = `k.${i % 7}`
    if (i % 11 === 10) await kv.purge(key)
    else if (i % 5 === 4) await kv.delete(key)
    else await kv.put(key, 'v'.repeat(i))
  }
  const bucket = await getBucket(conn, 'B')
  const kept: { revision: bigint; key: string; time: string }[] = []
  for (let seq = 1; seq <= 40; seq++) {
    const m = await jsm.streams.getMessage('KV_B', { seq }).catch(() => null)
    if (m) kept.push({ revision: BigInt(seq), key: m.subject.slice('$KV.B.'.length), time: m.timestamp })
  }
  const newest = (by: (m: (typeof kept)[number]) => boolean) => new Map(kept.filter(by).map((m) => [m.key, m.revision]))
  const revisions = (states: Map<string, KeyState>) => new Map([...states].map(([key, state]) => [key, state.revision]))
  for (let revision = 1n; revision <= 41n; revision++) {
    const before = await asOf(conn, bucket, revision)
    expect(revisions(before.states), `before ${revision}`).toEqual(newest((m) => m.revision < revision))
    expect(revisions(before.latest)).toEqual(newest(() => true))
    expect(new Set([...before.states.keys(), ...before.doubts.keys()])).toEqual(new Set(before.latest.keys()))
    const time = kept.find((m) => m.revision === revision)?.time
    if (time === undefined) continue
    const then = await asOf(conn, bucket, time, undefined, undefined, { filters: ['k.*'] })
    expect(revisions(then.states), `at ${time}`).toEqual(newest((m) => m.revision <= revision))
  }
})

test('a large bucket is read with progress, and stopped without leaving a consumer', async () => {
  const s = await server({}, 'current')
  const [conn, client] = [await ours(s), await official(s)]
  await new Kvm(client.js).create('B', { history: 2 })
  await publishMany(client, 6000, (i) => `$KV.B.k${i % 3000}`)
  const bucket = await getBucket(conn, 'B')
  const told: number[] = []
  const { states, latest } = await asOf(conn, bucket, 3001n, undefined, ({ read, total }) => {
    expect(total).toBe(6000)
    told.push(read)
  })
  expect(told).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 6000])
  expect([states.size, states.get('k1')?.revision, latest.get('k1')?.revision]).toEqual([3000, 1n, 3001n])
  const abort = new AbortController()
  const stopped = asOf(conn, bucket, 3001n, abort.signal, () => abort.abort())
  await expect(stopped).rejects.toSatisfy((e) => e instanceof AppError && e.kind === 'aborted')
  await expect.poll(async () => (await client.jsm.consumers.list('KV_B').next()).length).toBe(0)
})

test('revisions beyond 2^53 are read to the last, and are exact', async () => {
  const s = await server({}, 'current')
  const [conn, { js, nc }] = [await ours(s), await official(s)]
  const first = 2n ** 53n + 1n
  const config = `{"name":"KV_B","subjects":["$KV.B.>"],"max_msgs_per_subject":1,"allow_direct":true,"first_seq":${first}}`
  await nc.request('$JS.API.STREAM.CREATE.KV_B', config)
  for (const key of ['a', 'b', 'c']) await js.publish(`$KV.B.${key}`, 'x')
  const { states } = await asOf(conn, await getBucket(conn, 'B'), first + 2n)
  expect([...states.values()].map((x) => [x.key, x.revision])).toEqual([
    ['a', first],
    ['b', first + 1n],
  ])
})

test('keys of another bucket in the same stream are no keys of this one', async () => {
  const s = await server({}, 'current')
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  const kvm = new Kvm(js)
  const other = await kvm.create('C')
  await other.put('k', 'theirs')
  // A source that is not renamed brings its subjects along.
  await jsm.streams.add({
    name: 'KV_B',
    subjects: ['$KV.B.>'],
    sources: [{ name: 'KV_C' }],
    max_msgs_per_subject: 1,
    allow_rollup_hdrs: true,
    deny_delete: true,
    allow_direct: true,
  })
  const kv = await kvm.open('B')
  await kv.put('k', 'ours')
  await other.delete('k')
  const messages = async () => (await jsm.streams.info('KV_B', { subjects_filter: '$KV.C.>' })).state
  await expect.poll(async () => (await messages()).subjects?.['$KV.C.k']).toBe(1)
  await expect.poll(async () => (await jsm.streams.getMessage('KV_B', { last_by_subj: '$KV.C.k' }))?.data.length).toBe(0)
  const bucket = await getBucket(conn, 'B')
  expect((await readTombstones(conn, bucket)).all).toEqual([])
  expect([...(await asOf(conn, bucket, undefined, undefined, undefined, { filters: ['>'] })).states.keys()]).toEqual(['k'])
  await kv.delete('k')
  expect((await readTombstones(conn, bucket)).all.map((t) => t.key)).toEqual(['k'])
})

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: a bucket as it was at a time, with what cannot be known`, async () => {
    const { conn, make } = await setUp(version)
    for (const allow_direct of [true, false]) {
      const { bucket: made, kv } = await make({ name: `T${allow_direct}`, history: 3, allow_direct })
      for (let i = 0; i < 300; i++) await kv.put(`many.${i}`, `${i}`)
      await kv.put('kept', '1')
      await kv.put('dropped', '1')
      await kv.put('purged', '1')
      const deleted = await kv.put('deleted', '1')
      await kv.delete('deleted', { previousSeq: deleted })
      const { created: time } = (await getEntry(conn, made, 'deleted'))!
      await kv.put('kept', '2')
      for (let i = 0; i < 3; i++) await kv.put('dropped', `later ${i}`)
      await kv.purge('purged')
      await kv.put('new', '1')
      await kv.put('deleted', 'back')
      const bucket = await getBucket(conn, made.name)
      const then = await asOf(conn, bucket, time)
      expect(then.states.size).toBe(302)
      expect(then.states.get('kept')).toMatchObject({ revision: 301n, operation: 'PUT', size: 1 })
      expect(then.states.get('deleted')).toMatchObject({ operation: 'DEL', revision: BigInt(deleted) + 1n })
      expect([...then.doubts].sort(byKey)).toEqual([
        ['dropped', 'history'],
        ['new', 'created'],
        ['purged', 'purge'],
      ])
      const now = await asOf(conn, bucket, undefined)
      expect([now.states.size, now.doubts.size]).toEqual([305, 0])
      const never = await asOf(conn, bucket, '2020-01-01T00:00:00Z')
      expect([never.states.size, never.doubts.size]).toEqual([0, 305])
    }
  })

  test(`${version}: more keys than the server gives at once are read all the same`, async () => {
    const { conn, make, nc, js } = await setUp(version)
    const { bucket } = await make()
    for (let i = 0; i < 1500; i++) nc.publish(`$KV.B.k.${i}`, 'x')
    await js.publish('$KV.B.last', 'x')
    const small = await asOf(conn, bucket, undefined) // the bucket as it looked when it was empty
    expect(small.states.size).toBe(1501)
    const progress: number[] = []
    const now = await asOf(conn, await getBucket(conn, 'B'), undefined, undefined, (p) => progress.push(p.read))
    expect([now.states.size, progress.at(-1)]).toEqual([1501, 1501])
    const stop = new AbortController()
    stop.abort()
    await expect(asOf(conn, await getBucket(conn, 'B'), undefined, stop.signal)).rejects.toMatchObject({ kind: 'aborted' })
  })
}

test('begun twice at once, what reads has one connection, and none when it has ended', async () => {
  const s = await server()
  const { options } = await ours(s)
  const one = new OneConnection()
  const used: Connection[] = []
  const work = async (conn: Connection, signal: AbortSignal) => {
    used.push(conn)
    await untilOpen(conn, signal)
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AppError('aborted', 'Stopped'))))
  }
  const [first, second, third] = [one.run(options, work), one.run(options, work), one.run(options, work)]
  for (const pushed of [first, second]) expect((await pushed).error?.kind).toBe('aborted')
  await expect.poll(() => used.map((c) => c.link.state)).toEqual(['open'])
  expect(await Promise.race([third, Promise.resolve('at work')])).toBe('at work')
  await one.stop()
  expect((await third).error?.kind).toBe('aborted')
  expect(used.map((c) => c.link.state)).toEqual(['closed'])
})
