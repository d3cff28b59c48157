import { AckPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, onEnd, ours, server, until } from '../../scripts/testing/harness.ts'
import { publishMany, type Official } from '../../scripts/testing/official.ts'
import { configOf } from '../../scripts/nats/config.ts'
import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { Tail, type TailFrom } from './tail.ts'

cleanUpAtEnd()

function tail(conn: Connection, from: TailFrom = { seq: 1n }, filters: string[] = [], stream = 'S') {
  const t = new Tail(conn, stream, filters, from)
  onEnd(() => t.stop())
  return t
}

/** The official client as one who may do all, our connection as one who may not publish on a subject. */
async function restricted(denied: string): Promise<[Official, Connection]> {
  const users = `{ user: admin, password: admin }
    { user: reader, password: reader, permissions: { publish: { deny: ["${denied}"] } } }`
  const s = await server({ config: configOf({ extra: `authorization { users: [${users}] }` }) })
  return [
    await official(s, { user: 'admin', pass: 'admin' }),
    await ours(s, { auth: { kind: 'password', user: 'reader', pass: 'reader' } }),
  ]
}

/** The sequences that the ring holds, in the order in which they came. */
const held = (t: Tail) => t.rows(t.stats().first, 1_000_000).map((r) => Number(r.seq))
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i)

const publish = (them: Official, count: number, subject = 's.x') => publishMany(them, count, () => subject)

const consumers = async ({ jsm }: Official, stream = 'S') => (await jsm.consumers.list(stream).next()).map((c) => c.name)

test('catches up from a start, then follows; nothing is left on the server after it', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory })
  await publish(them, 5000)
  const all = tail(conn)
  const fromNow = tail(conn, 'now')
  const some = tail(conn, { seq: 4001n }, ['s.x', 's.other'])
  await until(() => all.stats().end === 5000 && fromNow.stats().state === 'following' && some.stats().end === 1000)
  expect(all.stats()).toMatchObject({ state: 'following', way: 'consumer', pending: 0, missed: 0 })
  await publish(them, 10, 's.other')
  await publish(them, 10, 's.third')
  await until(() => all.stats().end === 5020)
  expect(held(all)).toEqual(upTo(5020))
  await until(() => fromNow.stats().end === 20)
  expect(held(fromNow)).toEqual(upTo(5020, 5001))
  expect(held(some)).toEqual(upTo(5010, 4001))
  expect(await consumers(them)).toHaveLength(3)
  for (const t of [all, fromNow, some]) t.stop()
  await until(async () => (await consumers(them)).length === 0)
})

test('the ring keeps the newest and counts what it drops; a held message is whole though deleted since', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory })
  await publish(them, 25_000)
  const t = tail(conn)
  await until(() => t.stats().end === 25_000)
  expect(t.stats()).toMatchObject({ first: 5000, lastSeq: 25_000n })
  expect(held(t)).toEqual(upTo(25_000, 5001))
  await them.jsm.streams.purge('S')
  const m = t.message(24_999)
  expect([m?.seq, new TextDecoder().decode(m?.data), m?.subject]).toEqual([25_000n, 'm25000', 's.x'])
  expect(t.message(10)).toBeUndefined()
})

test('through three server restarts under load: no gap, no repeat, and it says what it did', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.File })
  await publish(them, 500)
  const t = tail(conn)
  let publishing = true
  const load = (async () => {
    // What is not acknowledged may be stored or not: only the sequences of the stream count here.
    while (publishing) await them.js.publish('s.x', 'load').catch(() => pause(20))
  })()
  for (let i = 1; i <= 3; i++) {
    const before = t.stats().end
    await until(() => t.stats().end > before + 100)
    await (i === 2 ? s.kill() : s.stop())
    await s.start()
    await until(() => t.stats().resumes.length >= i, 40_000)
  }
  publishing = false
  await load
  const { state } = (await until(() => them.jsm.streams.info('S').catch(() => undefined)))!
  await until(() => t.stats().lastSeq === BigInt(state.last_seq))
  expect(state.num_deleted ?? 0).toBe(0)
  const { first, end, resumes } = t.stats()
  expect(first).toBe(0)
  expect(held(t)).toEqual(upTo(state.last_seq))
  expect(end).toBe(state.last_seq)
  expect(resumes.map((r) => r.because)).toContain('reconnect')
  t.stop()
  await until(async () => (await consumers(them)).length === 0, 30_000)
})

test('a server that does not answer at the start is waited for', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory })
  await publish(them, 10)
  await s.pause()
  const t = tail(conn)
  await until(() => t.stats().state === 'waiting')
  expect(t.stats().error).toMatchObject({ kind: 'timeout' })
  await s.resume()
  await until(() => t.stats().end === 10)
  expect(t.stats()).toMatchObject({ state: 'following', error: undefined })
})

test('a quiet tail stays as it is: heartbeats and round trips are no interruption', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory })
  const t = tail(conn)
  await until(() => t.stats().state === 'following')
  const [consumer] = await consumers(them)
  let roundTrips = 0
  conn.onLink(() => roundTrips++)
  await until(() => roundTrips >= 3)
  expect(t.stats()).toMatchObject({ interruptions: 0, state: 'following' })
  expect(await consumers(them)).toEqual([consumer])
})

test('what leaves the stream before it is read is counted', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.File, max_msgs: 10 })
  await publish(them, 5)
  const t = tail(conn)
  await until(() => t.stats().end === 5)
  await s.stop()
  await s.start()
  await until(() => them.jsm.streams.info('S').catch(() => undefined))
  // Either it is back before these or after: what it shows and what it counts are all of them.
  await publish(them, 1000)
  await until(() => t.stats().lastSeq === 1005n, 40_000)
  const { end, missed } = t.stats()
  expect(end + missed).toBe(1005)
})

test('a consumer that somebody deletes is made anew without a gap', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory })
  await publish(them, 100)
  const t = tail(conn)
  await until(() => t.stats().end === 100)
  await them.jsm.consumers.delete('S', (await consumers(them))[0]!)
  await publish(them, 100)
  await until(() => t.stats().end === 200, 30_000)
  expect(held(t)).toEqual(upTo(200))
  expect(t.stats().resumes).toHaveLength(1)
})

test('a stream that is deleted and made anew is followed from its first message', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const make = () => them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory })
  await make()
  await publish(them, 50)
  const t = tail(conn)
  await until(() => t.stats().end === 50)
  await them.jsm.streams.delete('S')
  await make()
  await publish(them, 3)
  await until(() => t.stats().end === 53, 30_000)
  expect(held(t)).toEqual([...upTo(50), 1, 2, 3])
  expect(t.stats().resumes.map((r) => r.because)).toContain('recreated')
})

test('work queues and interest streams are followed without a consumer, and the queue keeps its state', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  for (const [name, retention] of [
    ['WORK', RetentionPolicy.Workqueue],
    ['INTEREST', RetentionPolicy.Interest],
  ] as const) {
    await them.jsm.streams.add({ name, subjects: [`${name}.>`], retention, allow_direct: true, storage: StorageType.Memory })
    await them.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
    await publish(them, 100, `${name}.a`)
    const before = await them.jsm.consumers.info(name, 'worker')
    const t = tail(conn, { seq: 1n }, [], name)
    await until(() => t.stats().end === 100)
    await publish(them, 5, `${name}.b`)
    await until(() => t.stats().end === 105)
    expect(t.stats()).toMatchObject({ way: 'direct', state: 'following', missed: 0 })
    expect(t.stats().because).toBeTruthy()
    const after = await them.jsm.consumers.info(name, 'worker')
    expect({ ...after, ts: '', num_pending: 0 }).toEqual({ ...before, ts: '', num_pending: 0 })
    expect(after.num_pending).toBe(105)
    expect(await consumers(them, name)).toEqual(['worker'])
    // Consumed between two looks: gone unseen, and counted.
    const gone = await them.js.publish(`${name}.c`)
    await them.jsm.streams.deleteMessage(name, gone.seq)
    await publish(them, 1, `${name}.d`)
    await until(() => t.stats().lastSeq === BigInt(gone.seq) + 1n)
    expect(t.stats().missed + t.stats().end).toBe(107)
  }
})

test('without permission to create consumers it follows by direct get and says why', async () => {
  const [them, conn] = await restricted('$JS.API.CONSUMER.CREATE.>')
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], allow_direct: true, storage: StorageType.Memory })
  await publish(them, 10)
  const t = tail(conn)
  await until(() => t.stats().end === 10)
  await publish(them, 10)
  await until(() => t.stats().end === 20)
  expect(t.stats()).toMatchObject({ way: 'direct', state: 'following' })
  expect(t.stats().because).toContain('$JS.API.CONSUMER.CREATE')
})

test('a user who may not answer flow control is followed on by direct get, without a gap or a repeat', async () => {
  const [them, conn] = await restricted('$JS.FC.>')
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], allow_direct: true, storage: StorageType.Memory })
  await publishMany(
    them,
    15_000,
    () => 's.x',
    () => 'x'.repeat(1000),
  )
  const t = tail(conn)
  await until(() => t.stats().end === 15_000)
  expect(held(t)).toEqual(upTo(15_000))
  expect(t.stats()).toMatchObject({ way: 'direct', state: 'following' })
})

test('nats-server 2.10 is followed too, without direct access', async () => {
  const s = await server({}, 'oldest')
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory, allow_direct: false })
  await them.jsm.streams.add({ name: 'W', subjects: ['w.>'], storage: StorageType.Memory, retention: RetentionPolicy.Workqueue })
  await publish(them, 300)
  await publish(them, 30, 'w.x')
  const [t, w] = [tail(conn), tail(conn, { seq: 1n }, [], 'W')]
  await until(() => t.stats().end === 300 && w.stats().end === 30)
  await publish(them, 3, 'w.x')
  await until(() => w.stats().end === 33)
  expect([held(t), held(w)]).toEqual([upTo(300), upTo(33)])
})
