import { AckPolicy, RetentionPolicy } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { has, isOpen, openDesk, rule, stream } from '../../scripts/testing/desk.ts'
import { cleanUpAtEnd, cluster, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { reconnected } from '../../scripts/testing/official.ts'

cleanUpAtEnd()

test('a durable goes on after the last acked when the server was restarted; what was in hand comes again', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 6)
  const d = openDesk(await ours(s), name, rule({ durable: 'dur', ackWaitMs: 3000 }))
  await isOpen(d)
  d.desk.pull(4)
  await has(d, 4)
  await d.desk.decide([1n, 2n], { kind: 'confirm' })
  await s.stop()
  await until(() => d.view().stats.phase.at === 'waiting')
  expect(d.row(3n)).toMatchObject({ uncertain: true })
  await expect(d.desk.decide([3n], { kind: 'ack' })).rejects.toThrow('nothing was sent')
  await s.start()
  await until(() => d.view().stats.phase.at === 'open')
  expect(d.view().stats.resumed).toMatchObject({ after: 2n, because: 'reconnect', forgot: 0 })
  d.desk.keep(4)
  await until(() => d.row(3n)?.delivered === 2 && d.row(4n)?.delivered === 2 && d.row(6n))
  expect(d.row(3n)).toMatchObject({ uncertain: false, state: 'held' })
  expect(d.view().rows.map((r) => r.seq)).toEqual([1n, 2n, 3n, 4n, 5n, 6n])
  await d.desk.leave('delete', false)
})

test('a server that is killed forgets what it had not written: that is said, and it is what comes again', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 6)
  const d = openDesk(await ours(s), name, rule({ durable: 'dur', ackWaitMs: 2000 }))
  await isOpen(d)
  d.desk.pull(4)
  await has(d, 4)
  await d.desk.decide([1n, 2n], { kind: 'confirm' })
  await until(() => d.view().stats.info?.ack_floor.stream_seq === 2n)
  await s.kill()
  await until(() => d.view().stats.phase.at === 'waiting')
  await s.start()
  await until(() => d.view().stats.phase.at === 'open')
  const { after, forgot } = d.view().stats.resumed!
  expect(after + BigInt(forgot)).toBe(2n)
  await reconnected(o)
  expect((await o.jsm.consumers.info(name, 'dur')).ack_floor.stream_seq).toBe(Number(after))
  // What the server knows as delivered, though not as acked, comes only after the ack wait: after 5 and 6.
  d.desk.keep(6)
  const again = () =>
    d.view().rows.filter((r) => r.seq <= 4n && r.history.filter((h) => h.what.startsWith('delivered')).length > 1)
  await until(() => d.row(6n) && [3n, 4n].every((seq) => again().some((r) => r.seq === seq)) && again().length >= 2 + forgot)
  expect(again()).toHaveLength(2 + forgot)
  await d.desk.leave('delete', false)
})

test('an ephemeral outlives a restart of the server within its threshold', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 3)
  const d = openDesk(await ours(s), name, rule({}))
  await isOpen(d)
  d.desk.pull(2)
  await has(d, 2)
  await d.desk.decide([1n], { kind: 'confirm' })
  await s.stop()
  await until(() => d.view().stats.phase.at === 'waiting')
  await s.start()
  await until(() => d.view().stats.phase.at !== 'waiting')
  const { phase, resumed } = d.view().stats
  expect(phase.at).toBe('open')
  expect(resumed?.after).toBe(1n)
  // Acking what was held before still counts.
  expect(await d.desk.decide([2n], { kind: 'confirm' })).toMatchObject({ done: 1 })
  await reconnected(o)
  expect((await o.jsm.consumers.info(name, d.name)).ack_floor.stream_seq).toBe(2)
})

test('an ephemeral that is gone starts again after the last message below which all was decided', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 8)
  const d = openDesk(await ours(s), name, rule({ deliver: { from: 'seq', seq: 2n } }))
  await isOpen(d)
  d.desk.pull(5)
  await has(d, 5)
  await d.desk.decide([2n, 3n, 5n], { kind: 'confirm' })
  await o.jsm.consumers.delete(name, d.name)
  const gone = await until(() => (d.view().stats.phase.at === 'gone' ? d.view().stats.phase : undefined))
  expect(gone).toEqual({ at: 'gone', restart: { from: 4n, decidedAgain: 1 } })
  expect(d.row(4n)).toMatchObject({ state: 'orphaned', uncertain: true })
  await expect(d.desk.decide([4n], { kind: 'ack' })).rejects.toThrow('gone')
  d.desk.restart()
  await isOpen(d)
  expect(d.view().stats.resumed).toMatchObject({ after: 3n, because: 'restart' })
  d.desk.keep(10)
  await until(() => d.row(8n))
  const info = await o.jsm.consumers.info(name, d.name)
  expect(info.delivered.consumer_seq).toBe(5) // 4 to 8
  expect(d.view().rows.map((r) => r.seq)).toEqual([2n, 3n, 4n, 5n, 6n, 7n, 8n])
  expect(d.row(4n)).toMatchObject({ state: 'held', uncertain: false })
})

test('a restart whose first try is lost begins where it was said all the same', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 6)
  const d = openDesk(await ours(s), name, rule({}))
  await isOpen(d)
  d.desk.pull(4)
  await has(d, 4)
  await d.desk.decide([1n, 2n, 3n], { kind: 'confirm' })
  await o.jsm.consumers.delete(name, d.name)
  await until(() => d.view().stats.phase.at === 'gone')
  await s.pause()
  d.desk.restart()
  await s.kill()
  await until(() => d.view().stats.phase.at === 'waiting')
  await s.start()
  await isOpen(d)
  expect(d.view().stats.resumed).toMatchObject({ after: 3n, because: 'restart' })
  await reconnected(o)
  expect((await o.jsm.consumers.info(name, d.name)).num_pending).toBe(3)
})

test('a desk that could not start does not start by itself later', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 1, { max_consumers: 1 })
  await o.jsm.consumers.add(name, { durable_name: 'only', ack_policy: AckPolicy.Explicit })
  const d = openDesk(await ours(s), name, rule({}))
  await until(() => d.view().stats.phase.at === 'failed')
  await o.jsm.consumers.delete(name, 'only')
  await s.stop()
  await s.start()
  await reconnected(o)
  const since = Date.now()
  await until(() => Date.now() - since > 3000)
  expect(d.view().stats.phase.at).toBe('failed')
  expect((await o.jsm.streams.info(name)).state.consumer_count).toBe(0)
})

test('"new only" that is gone misses nothing that came meanwhile', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 3)
  const d = openDesk(await ours(s), name, rule({ deliver: { from: 'new' } }))
  await isOpen(d)
  await o.jsm.consumers.delete(name, d.name)
  await o.js.publish(`${name}.1`, 'while it was gone')
  await until(() => d.view().stats.phase.at === 'gone')
  d.desk.restart()
  await isOpen(d)
  d.desk.keep(5)
  await until(() => d.row(4n))
  expect(d.view().rows.map((r) => r.seq)).toEqual([4n])
})

test('an ack whose confirmation is lost is said to be unknown, and what comes of it is seen', async () => {
  const s = await server()
  const o = await official(s)
  const name = await stream(o, 2)
  const d = openDesk(await ours(s), name, rule({ durable: 'dur', ackWaitMs: 3000 }))
  await isOpen(d)
  d.desk.pull(2)
  await has(d, 2)
  await s.pause()
  const deciding = d.desk.decide([1n], { kind: 'confirm' })
  await until(() => d.row(1n)?.state === 'sending')
  await s.kill()
  expect(await deciding).toMatchObject({ done: 0, unknown: 1 })
  expect(d.row(1n)?.state).toBe('unknown')
  await s.start()
  await until(() => d.view().stats.phase.at === 'open')
  d.desk.keep(2)
  // Frozen, it never read the ack: the message comes again.
  await until(() => d.row(1n)?.delivered === 2)
  await d.desk.leave('delete', false)
})

test('interest and mirror: acks on an interest stream remove, on a mirror they do not', async () => {
  const s = await server()
  const o = await official(s)
  const conn = await ours(s)
  await o.jsm.streams.add({ name: 'I', subjects: ['i.>'], retention: RetentionPolicy.Interest, allow_direct: true })
  await o.jsm.consumers.add('I', { durable_name: 'other', ack_policy: AckPolicy.Explicit })
  const d = openDesk(conn, 'I', rule({ deliver: { from: 'new' } }), 'interest')
  await isOpen(d)
  for (let i = 1; i <= 3; i++) await o.js.publish('i.1', `m${i}`)
  const other = await o.js.consumers.get('I', 'other')
  for (let i = 1; i <= 3; i++) await (await other.next())?.ackAck()
  expect((await o.jsm.streams.info('I')).state.messages).toBe(3) // the desk has not acked
  d.desk.pull(3)
  await has(d, 3)
  await d.desk.decide([1n, 2n], { kind: 'confirm' })
  await until(async () => (await o.jsm.streams.info('I')).state.messages === 1)
  await d.desk.leave('delete', false)
  await until(async () => (await o.jsm.streams.info('I')).state.messages === 0)

  const origin = await stream(o, 3)
  await o.jsm.streams.add({ name: 'M', mirror: { name: origin } })
  await until(async () => (await o.jsm.streams.info('M')).state.messages === 3)
  const m = openDesk(conn, 'M', rule({}))
  await isOpen(m)
  m.desk.pull(3)
  await has(m, 3)
  await m.desk.decide([1n, 2n, 3n], { kind: 'confirm' })
  expect((await o.jsm.consumers.info('M', m.name)).ack_floor.stream_seq).toBe(3)
  expect((await o.jsm.streams.info('M')).state.messages).toBe(3)
  await m.desk.leave('delete', false)
})

test('R1 and R3: a change of leader in mid-session is survived, and every message is decided once', async () => {
  const nodes = await cluster(3)
  const o = await official(nodes[0]!)
  const conn = await ours(nodes[1]!)
  for (const replicas of [1, 3]) {
    const name = await stream(o, 0, { num_replicas: replicas })
    // The server that it is sent to may not have heard of the new stream yet: it answers that nobody listens, and nothing is stored.
    const store = (i: number) =>
      o.js.publish(`${name}.${i % 3}`, `m${i}`).catch((e: Error) => {
        if (e.name !== 'JetStreamNotEnabled') throw e
      })
    for (let i = 1; i <= 60; i++) await until(() => store(i))
    const d = openDesk(conn, name, rule({ durable: `dur${replicas}`, ackWaitMs: 10_000 }))
    await isOpen(d)
    d.desk.keep(5)
    const acked = new Set<bigint>()
    let stepped = false
    await until(async () => {
      const held = d.view().rows.filter((r) => r.state === 'held')
      const result = await d.desk.decide(
        held.map((r) => r.seq),
        { kind: 'confirm' },
      )
      for (const r of held) if (d.row(r.seq)?.state === 'confirmed') acked.add(r.seq)
      if (acked.size >= 20 && !stepped && replicas === 3) {
        stepped = true
        for (const what of [`CONSUMER.LEADER.STEPDOWN.${name}.dur3`, `STREAM.LEADER.STEPDOWN.${name}`]) {
          const reply = await o.nc.request(`$JS.API.${what}`, '', { timeout: 5000 })
          expect(reply.json()).toMatchObject({ success: true })
        }
      }
      return acked.size === 60 && result.unknown === 0
    }, 50_000)
    const info = await o.jsm.consumers.info(name, `dur${replicas}`)
    expect(info.ack_floor.stream_seq).toBe(60)
    expect(d.view().rows.map((r) => r.state)).toEqual(Array.from({ length: 60 }, () => 'confirmed'))
    await d.desk.leave('delete', false)
  }
})
