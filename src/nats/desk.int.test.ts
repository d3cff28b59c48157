import { AckPolicy, DeliverPolicy, RetentionPolicy } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { has, isOpen, openDesk, rule, stream } from '../../scripts/testing/desk.ts'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import type { Rule } from '~/lib/rule/rule.ts'

cleanUpAtEnd()

const s = await server()
const oldest = await server({}, 'oldest')
const o = await official(s)
const oo = await official(oldest)
const conn = await ours(s)
const oldConn = await ours(oldest)

for (const [label, off, c] of [
  ['2.15', o, conn],
  ['2.10', oo, oldConn],
] as const) {
  test(`each decision has its effect on the server (${label})`, async () => {
    const name = await stream(off, 6)
    const d = openDesk(c, name, rule({ ackWaitMs: 60_000 }))
    await isOpen(d)
    expect(d.view().stats.startsAfter).toBe(0n)
    d.desk.pull(6)
    await has(d, 6)
    const info = () => off.jsm.consumers.info(name, d.name)
    expect((await info()).num_ack_pending).toBe(6)

    expect(await d.desk.decide([1n], { kind: 'ack' })).toEqual({ done: 1, failed: 0, unknown: 0 })
    await until(async () => (await info()).ack_floor.stream_seq === 1) // read by the server, but not waited for
    expect(d.row(1n)?.state).toBe('acked')
    await d.desk.decide([2n], { kind: 'confirm' })
    expect((await info()).ack_floor.stream_seq).toBe(2)
    expect(d.row(2n)?.state).toBe('confirmed')

    const advisory = off.nc.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.${name}.>`, { max: 1 })
    await off.nc.flush() // or the advisory comes before the server knows who listens
    await d.desk.decide([3n], { kind: 'term', reason: 'it is broken' })
    expect((await info()).ack_floor.stream_seq).toBe(3)
    for await (const m of advisory) expect(m.json()).toMatchObject({ stream_seq: 3, reason: 'it is broken' })

    // A nak without delay comes back at once, one with a delay not before it.
    d.desk.keep(3)
    await d.desk.decide([4n], { kind: 'nak' })
    await until(() => d.row(4n)?.delivered === 2)
    const returned = performance.now()
    await d.desk.decide([5n], { kind: 'nak', delayMs: 1500 })
    expect(d.row(5n)?.state).toBe('returned')
    await until(() => d.row(5n)?.delivered === 2)
    const waited = performance.now() - returned
    expect(waited).toBeGreaterThan(1400)
    expect(waited).toBeLessThan(6000)
    expect(d.row(5n)?.history.map((h) => h.what)).toEqual(['delivered', 'returned for 1.5 s', 'delivered again (2)'])
    expect(d.view().rows.map((r) => r.seq)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]) // joined, not added
    expect((await info()).num_pending).toBe(0)
    d.desk.stop()
  })

  test(`the deadline is what the server keeps to, and progress moves it (${label})`, async () => {
    const name = await stream(off, 2)
    const d = openDesk(c, name, rule({ ackWaitMs: 2000 }))
    await isOpen(d)
    d.desk.keep(2)
    await has(d, 2)
    const deadline = d.row(1n)!.deadline!
    const started = performance.now() // the second stays open: it must outlive the first
    d.desk.keepOpen(2n)
    await until(() => d.row(1n)?.delivered === 2)
    const late = performance.timeOrigin + performance.now() - deadline
    expect(late).toBeGreaterThan(-50)
    expect(late).toBeLessThan(1500)
    await until(() => performance.now() - started > 4500)
    expect(d.row(2n)).toMatchObject({ delivered: 1, state: 'held' })
    expect(d.view().stats.tally.progress).toBeGreaterThan(1)
    d.desk.stop()
  })

  test(`backoff and max deliver: waits as configured, then it is given up (${label})`, async () => {
    const name = await stream(off, 1)
    const d = openDesk(c, name, rule({ backoffMs: [300, 700], maxDeliver: 3 }))
    await isOpen(d)
    d.desk.keep(1)
    await until(() => d.row(1n)?.state === 'given-up')
    const times = d
      .row(1n)!
      .history.filter((h) => h.what.startsWith('delivered'))
      .map((h) => h.at)
    expect(times).toHaveLength(3)
    expect(times[1]! - times[0]!).toBeGreaterThan(250)
    expect(times[2]! - times[1]!).toBeGreaterThan(650)
    d.desk.stop()
  })
}

const policies: [string, Partial<Rule>, { start: bigint; seqs: bigint[] }][] = [
  ['all', { deliver: { from: 'all' } }, { start: 0n, seqs: [1n, 2n, 3n, 4n, 5n, 6n] }],
  ['last', { deliver: { from: 'last' } }, { start: 5n, seqs: [6n] }],
  ['last per subject', { deliver: { from: 'last_per_subject' } }, { start: 3n, seqs: [4n, 5n, 6n] }],
  ['a sequence', { deliver: { from: 'seq', seq: 4n } }, { start: 3n, seqs: [4n, 5n, 6n] }],
  ['new', { deliver: { from: 'new' } }, { start: 6n, seqs: [7n] }],
  ['filters', { filters: ['X.0', 'X.1'] }, { start: 0n, seqs: [1n, 3n, 4n, 6n] }],
]

test.each(policies)('deliver policy: %s', async (label, change, expected) => {
  const name = await stream(o, 6)
  const filters = (change.filters ?? []).map((f) => f.replace('X', name))
  const d = openDesk(conn, name, rule({ ...change, filters }))
  await isOpen(d)
  expect(d.view().stats.startsAfter).toBe(expected.start)
  d.desk.keep(100)
  if (label === 'new') await o.js.publish(`${name}.1`, 'after')
  await until(() => d.view().rows.length === expected.seqs.length)
  expect(d.view().rows.map((r) => r.seq)).toEqual(expected.seqs)
  const info = await o.jsm.consumers.info(name, d.name)
  expect(info.num_ack_pending).toBe(expected.seqs.length)
  d.desk.stop()
})

test('deliver policy: a time', async () => {
  const name = await stream(o, 3)
  const fourth = await o.js.publish(`${name}.1`, 'fourth')
  const { timestamp } = (await o.jsm.streams.getMessage(name, { seq: fourth.seq }))! // to the nanosecond
  const d = openDesk(conn, name, rule({ deliver: { from: 'time', time: timestamp } }))
  await isOpen(d)
  d.desk.keep(10)
  await until(() => d.row(4n))
  expect(d.view().rows.map((r) => r.seq)).toEqual([4n])
  d.desk.stop()
})

test('original pace keeps the gaps, tells of the next, and a pause stops it', async () => {
  const name = await stream(o, 1)
  for (let i = 2; i <= 6; i++) {
    const { state } = await o.jsm.streams.info(name)
    await until(() => Date.now() - Date.parse(state.last_ts) > 800)
    await o.js.publish(`${name}.1`, `message ${i}`)
  }
  const d = openDesk(conn, name, rule({ replay: 'original' }))
  await isOpen(d)
  d.desk.keep(10)
  await until(() => {
    const { next } = d.view().stats
    return typeof next === 'object' && next.seq === 2n
  })
  await has(d, 2)
  const [first, second] = d.view().rows
  const gap = second!.history[0]!.at - first!.history[0]!.at
  expect(gap).toBeGreaterThan(700)
  d.desk.idle()
  await until(() => d.view().stats.outstanding === 0)
  const paused = d.view().rows.length
  expect(paused).toBeLessThanOrEqual(3) // the one that had been asked for may still come
  const since = Date.now()
  await until(() => Date.now() - since > 2000)
  expect(d.view().rows).toHaveLength(paused)
  d.desk.keep(10)
  await has(d, 6)
  d.desk.stop()
})

test('ack policy all: one ack takes those below with it, as said before', async () => {
  const name = await stream(o, 5)
  const d = openDesk(conn, name, rule({ ack: 'all' }))
  await isOpen(d)
  d.desk.pull(5)
  await has(d, 5)
  expect(d.desk.takenAlong([3n])).toEqual([1n, 2n, 3n])
  expect(await d.desk.decide([2n, 3n], { kind: 'confirm' })).toMatchObject({ done: 3 })
  const info = await o.jsm.consumers.info(name, d.name)
  expect(info.ack_floor.stream_seq).toBe(3)
  expect(info.num_ack_pending).toBe(2)
  expect(d.view().rows.map((r) => r.state)).toEqual(['confirmed', 'confirmed', 'confirmed', 'held', 'held'])
  d.desk.stop()
})

test('ack policy none: rows are received and nothing can be decided', async () => {
  const name = await stream(o, 3)
  const d = openDesk(conn, name, rule({ ack: 'none' }))
  await isOpen(d)
  d.desk.pull(2)
  await has(d, 2)
  expect(d.row(1n)?.state).toBe('received')
  await expect(d.desk.decide([1n], { kind: 'ack' })).rejects.toThrow('wants no acknowledgements')
  d.desk.stop()
})

test('a work queue: the poison message is termed and gone, acked ones leave the stream', async () => {
  const name = await stream(o, 4, { retention: RetentionPolicy.Workqueue })
  const d = openDesk(conn, name, rule({}), 'workqueue')
  await isOpen(d)
  d.desk.pull(4)
  await has(d, 4)
  await d.desk.decide([2n], { kind: 'term', reason: 'poison' })
  await d.desk.decide([1n, 3n], { kind: 'confirm' })
  const { state } = await o.jsm.streams.info(name)
  expect(state.messages).toBe(1)
  expect(state.first_seq).toBe(4)
  d.desk.stop()
})

test('pulling more than there is ends with the reason; too many in flight too', async () => {
  const name = await stream(o, 3)
  const d = openDesk(conn, name, rule({ maxAckPending: 2 }))
  await isOpen(d)
  d.desk.pull(3)
  await has(d, 2)
  await until(() => d.view().stats.mode.kind === 'idle')
  expect(d.view().stats.note).toContain('as many as the consumer allows')
  await d.desk.decide([1n, 2n], { kind: 'confirm' })
  d.desk.pull(3)
  await has(d, 3)
  await until(() => d.view().stats.mode.kind === 'idle')
  expect(d.view().stats.note).toContain('nothing more for now')
  d.desk.stop()
})

for (const [label, off, c] of [
  ['2.15', o, conn],
  ['2.10', oo, oldConn],
] as const) {
  test(`a consumer that nobody pulls from is kept alive by the desk, and loses nothing by it (${label})`, async () => {
    const name = await stream(off, 6)
    const all = openDesk(c, name, rule({ inactiveMs: 1500 }))
    const last = openDesk(c, name, rule({ inactiveMs: 1500, deliver: { from: 'last_per_subject' } }))
    await Promise.all([isOpen(all), isOpen(last)])
    const started = Date.now()
    await until(() => Date.now() - started > 5000)
    for (const d of [all, last]) expect((await off.jsm.consumers.info(name, d.name)).delivered.consumer_seq).toBe(0)
    all.desk.pull(6)
    last.desk.pull(3)
    await Promise.all([has(all, 6), has(last, 3)])
    expect(all.view().rows.map((r) => r.delivered)).toEqual([1, 1, 1, 1, 1, 1])
    expect(last.view().rows.map((r) => r.seq)).toEqual([4n, 5n, 6n])
    await Promise.all([
      all.desk.decide(all.desk.seqs('all'), { kind: 'ack' }),
      last.desk.decide(last.desk.seqs('all'), { kind: 'ack' }),
    ])
    for (const d of [all, last]) d.desk.stop()
    for (const d of [all, last])
      await until(async () => (await off.jsm.consumers.info(name, d.name).catch(() => undefined)) === undefined)
  })
}

test('leaving deletes an ephemeral; a durable stays only when that was said', async () => {
  const name = await stream(o, 3)
  const gone = async (c: string) => (await o.jsm.consumers.info(name, c).catch(() => undefined)) === undefined
  const d = openDesk(conn, name, rule({}))
  await isOpen(d)
  await d.desk.leave('delete', false)
  expect(await gone(d.name)).toBe(true)

  const lost = openDesk(conn, name, rule({ durable: 'lost', inactiveMs: 1500 }))
  await isOpen(lost)
  lost.desk.stop() // as a crash does: without a word
  const kept = openDesk(conn, name, rule({ durable: 'kept', inactiveMs: 1500 }))
  await isOpen(kept)
  // More than there is: what is still asked for must not be answered with what is given back.
  kept.desk.keep(10)
  await has(kept, 3)
  await kept.desk.leave('keep', true)
  await until(() => gone('lost'))
  const info = await o.jsm.consumers.info(name, 'kept')
  expect(info.config.inactive_threshold ?? 0).toBe(0)
  // What was in hand was given back: the official client gets it at once.
  const consumer = await o.js.consumers.get(name, 'kept')
  const given: [number, number][] = []
  for await (const m of await consumer.fetch({ max_messages: 3, expires: 5000 })) given.push([m.seq, m.info.deliveryCount])
  given.sort((a, b) => a[0] - b[0]) // the server keeps no order among what was returned
  expect(given).toEqual([
    [1, 2],
    [2, 2],
    [3, 2],
  ])
})

test('attached to a durable with two readers: each takes its own, leaving leaves it', async () => {
  const name = await stream(o, 4)
  await o.jsm.consumers.add(name, { durable_name: 'shared', ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All })
  const a = openDesk(conn, name, { kind: 'attach', consumer: 'shared' })
  const b = openDesk(await ours(s), name, { kind: 'attach', consumer: 'shared' })
  await Promise.all([isOpen(a), isOpen(b)])
  a.desk.pull(2)
  await has(a, 2)
  b.desk.pull(2)
  await has(b, 2)
  const all = [...a.view().rows, ...b.view().rows].map((r) => Number(r.seq)).sort((x, y) => x - y)
  expect(all).toEqual([1, 2, 3, 4])
  await a.desk.decide(
    a.view().rows.map((r) => r.seq),
    { kind: 'confirm' },
  )
  await b.desk.leave('detach', true)
  a.desk.pull(2)
  await has(a, 4)
  expect(a.view().rows.filter((r) => r.delivered === 2)).toHaveLength(2)
  await a.desk.leave('detach', false)
  expect((await o.jsm.consumers.info(name, 'shared')).num_ack_pending).toBe(2)
})

test('a taken name is refused, also with the very same rule', async () => {
  const name = await stream(o, 1)
  const first = openDesk(conn, name, rule({ durable: 'mine' }))
  await isOpen(first)
  const second = openDesk(conn, name, rule({ durable: 'mine' }))
  await until(() => second.view().stats.phase.at === 'failed')
  const { phase } = second.view().stats
  expect(phase.at === 'failed' && phase.error.message).toBe('The stream has a consumer called mine already')
  await first.desk.leave('delete', false)
})

test('ack policy all: no ack is sent that the server would ignore', async () => {
  const name = await stream(o, 5)
  const d = openDesk(conn, name, rule({ ack: 'all', ackWaitMs: 2000 }))
  await isOpen(d)
  d.desk.keep(5)
  await has(d, 5)
  await d.desk.decide([3n], { kind: 'nak' })
  await until(() => d.row(3n)?.delivered === 2)
  await d.desk.decide([3n], { kind: 'confirm' }) // its delivery is the sixth: those of 4 and 5 are before it
  expect(d.desk.takenAlong([5n])).toEqual([])
  await expect(d.desk.decide([5n], { kind: 'confirm' })).rejects.toThrow('takes no ack for these')
  expect((await o.jsm.consumers.info(name, d.name)).num_ack_pending).toBe(2)
  await until(() => d.row(5n)?.delivered === 2)
  await d.desk.decide([5n], { kind: 'confirm' })
  const info = await o.jsm.consumers.info(name, d.name)
  expect([info.ack_floor.stream_seq, info.num_ack_pending]).toEqual([5, 0])
  d.desk.stop()
})

test('giving back takes nothing from a worker that has been given it meanwhile', async () => {
  const name = await stream(o, 1)
  await o.jsm.consumers.add(name, { durable_name: 'work', ack_policy: AckPolicy.Explicit, ack_wait: 1000e6 })
  const d = openDesk(conn, name, { kind: 'attach', consumer: 'work' })
  await isOpen(d)
  d.desk.pull(1)
  await has(d, 1)
  const worker = await o.js.consumers.get(name, 'work')
  const taken = await worker.next({ expires: 5000 }) // after the desk's deadline
  expect(taken?.info.deliveryCount).toBe(2)
  await until(() => d.row(1n)?.state === 'expired')
  await d.desk.leave('detach', true)
  expect(await taken?.ackAck()).toBe(true)
  const info = await o.jsm.consumers.info(name, 'work')
  expect(info.delivered.consumer_seq).toBe(2)
})
