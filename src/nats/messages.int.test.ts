import { AckPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { describe, expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import type { Official } from '../../scripts/testing/official.ts'
import type { Connection } from './connection.ts'
import { getMessage, lastSeq, readBackward, readForward, seqAtTime } from './messages.ts'
import { getStream } from './streams.ts'
import type { StoredMessage, Stream } from './types.ts'

cleanUpAtEnd()

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => BigInt(from + i))
const seqs = (messages: StoredMessage[]) => messages.map((m) => m.seq)

async function fill({ nc, js }: Official, subject: (i: number) => string, count: number) {
  for (let i = 1; i < count; i++) {
    nc.publish(subject(i), `m${i}`)
    if (i % 5000 === 0) await nc.flush()
  }
  await js.publish(subject(count), `m${count}`) // acknowledged: all before it are stored
}

async function readAll(conn: Connection, stream: Stream, direction: 'forward' | 'backward', filters: string[], limit = 100) {
  const all: StoredMessage[] = []
  let pages = 0
  let at: bigint | undefined = direction === 'forward' ? stream.state.first_seq : stream.state.last_seq
  while (at !== undefined) {
    const read = direction === 'forward' ? readForward : readBackward
    const page = await read(conn, stream, at, limit, filters)
    if (direction === 'forward') all.push(...page.messages)
    else all.unshift(...page.messages)
    pages++
    at = page.next
  }
  return { all, pages }
}

const ways = [
  ['batches by direct get', 'current', true],
  ['single gets, no direct access', 'current', false],
  ['2.10, direct', 'oldest', true],
  ['2.10, no direct access', 'oldest', false],
] as const

describe.each(ways)('%s', (_, version, direct) => {
  test('reads every message once, both ways, with gaps and filters', async () => {
    const s = await server({}, version)
    const them = await official(s)
    const conn = await ours(s)
    await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], allow_direct: direct, storage: StorageType.Memory })
    await fill(them, (i) => `s.${i % 10 === 0 ? 'rare' : 'often'}.${i % 2 === 0 ? 'even' : 'odd'}`, 1000)
    for (const seq of [1, 2, 500, 999, 1000]) await them.jsm.streams.deleteMessage('S', seq)
    const stream = await getStream(conn, 'S')
    const left = range(3, 998).filter((n) => n !== 500n)
    const rare = left.filter((n) => n % 10n === 0n)
    const oddOrRare = left.filter((n) => n % 10n === 0n || n % 2n === 1n)

    for (const direction of ['forward', 'backward'] as const) {
      expect(seqs((await readAll(conn, stream, direction, [])).all)).toEqual(left)
      expect(seqs((await readAll(conn, stream, direction, ['s.rare.*'])).all)).toEqual(rare)
      expect(seqs((await readAll(conn, stream, direction, ['s.*.odd', 's.rare.>', 's.rare.even'])).all)).toEqual(oddOrRare)
      expect((await readAll(conn, stream, direction, ['s.nothing'])).all).toEqual([])
    }
    expect(await lastSeq(conn, stream, ['s.rare.>', 's.nothing'])).toBe(990n)
    expect(await lastSeq(conn, stream, ['s.nothing'])).toBeUndefined()
  })

  test('a message comes with its bytes, its headers in order and its time', async () => {
    const s = await server({}, version)
    const them = await official(s)
    const conn = await ours(s)
    await them.jsm.streams.add({ name: 'S', subjects: ['s'], allow_direct: direct })
    const data = Uint8Array.from({ length: 256 }, (_, i) => i)
    const h = headers()
    h.append('Trace', 'a: b')
    h.append('Trace', 'c')
    h.append('X-Own', 'ř')
    await them.js.publish('s', data, { headers: h })
    await them.js.publish('s', new Uint8Array())
    const stream = await getStream(conn, 'S')
    const theirs = await them.jsm.streams.getMessage('S', { seq: 1 })
    const m = (await getMessage(conn, stream, 1n))!
    const headerBlock = new TextEncoder().encode('NATS/1.0\r\nTrace: a: b\r\nTrace: c\r\nX-Own: ř\r\n\r\n')
    expect(m).toEqual({
      seq: 1n,
      subject: 's',
      time: expect.stringMatching(/^20.*Z$/),
      headers: [
        ['Trace', 'a: b'],
        ['Trace', 'c'],
        ['X-Own', 'ř'],
      ],
      headerBlock,
      data,
    })
    expect(Date.parse(m.time)).toBe(theirs!.time.getTime())
    expect(await getMessage(conn, stream, 3n)).toBeUndefined()
    expect((await readForward(conn, stream, 1n, 10)).messages).toMatchObject([
      { data, headerBlock },
      { data: new Uint8Array(), headers: [] },
    ])
  })

  test('finds the first message at or after a time', async () => {
    const s = await server({}, version)
    const them = await official(s)
    const conn = await ours(s)
    await them.jsm.streams.add({ name: 'S', subjects: ['s'], allow_direct: direct })
    for (let i = 0; i < 20; i++) await them.js.publish('s')
    await them.jsm.streams.deleteMessage('S', 7)
    const stream = await getStream(conn, 'S')
    for (const m of (await readForward(conn, stream, 1n, 100)).messages) {
      expect(await seqAtTime(conn, stream, m.time)).toBe(m.seq)
    }
    expect(await seqAtTime(conn, stream, '2000-01-01T00:00:00Z')).toBe(1n)
    expect(await seqAtTime(conn, stream, new Date(Date.now() + 60_000).toISOString())).toBeUndefined()
  })
})

test('ranges of deleted messages are crossed in few requests', async () => {
  const s = await server()
  const them = await official(s)
  const conn = await ours(s)
  await them.jsm.streams.add({ name: 'HOLES', subjects: ['h.>'], allow_direct: true, storage: StorageType.Memory })
  // 90 % goes: one subject holds all but every tenth of the first half, and the whole second half but its end.
  await fill(them, (i) => (i <= 25_000 ? (i % 10 === 0 ? 'h.keep' : 'h.drop') : i > 49_990 ? 'h.keep' : 'h.drop'), 50_000)
  await them.jsm.streams.purge('HOLES', { filter: 'h.drop' })
  const stream = await getStream(conn, 'HOLES')
  expect(stream.state.num_deleted).toBeGreaterThan(40_000)
  const expected = [...range(1, 2500).map((n) => n * 10n), ...range(49_991, 50_000)]
  const before = conn.traffic!.outMsgs
  const backward = await readAll(conn, stream, 'backward', [])
  expect(seqs(backward.all)).toEqual(expected)
  expect(conn.traffic!.outMsgs - before).toBeLessThan(backward.pages * 8)
  expect(seqs((await readAll(conn, stream, 'forward', [])).all)).toEqual(expected)
})

test.each(ways)(
  '%s: a page of large messages is a shorter page, and costs little more than it shows',
  async (_, version, direct) => {
    const s = await server({}, version)
    const them = await official(s)
    const conn = await ours(s)
    await them.jsm.streams.add({ name: 'L', subjects: ['l'], allow_direct: direct })
    for (let i = 0; i < 24; i++) await them.js.publish('l', new Uint8Array(900_000))
    const stream = await getStream(conn, 'L')
    for (const read of [readForward, readBackward]) {
      const before = conn.traffic!.inBytes
      const { messages, next } = await read(conn, stream, read === readForward ? 1n : 24n, 100)
      const shown = messages.length * 900_000
      expect(next).toBeDefined()
      expect(shown).toBeLessThan(9e6)
      expect(conn.traffic!.inBytes - before).toBeLessThan(shown * 1.4 * 3)
    }
    expect(seqs((await readAll(conn, stream, 'backward', [])).all)).toEqual(range(1, 24))
  },
)

test.each([
  ['WorkQueue', RetentionPolicy.Workqueue],
  ['Interest', RetentionPolicy.Interest],
])('browsing a %s stream leaves its consumer as it was', async (_, retention) => {
  const s = await server()
  const them = await official(s)
  const conn = await ours(s)
  await them.jsm.streams.add({ name: 'W', subjects: ['w.>'], retention, allow_direct: true })
  await them.jsm.consumers.add('W', { durable_name: 'worker', ack_policy: AckPolicy.Explicit, ack_wait: 60e9 })
  for (let i = 0; i < 50; i++) await them.js.publish(`w.${i % 2}`, String(i))
  const consumer = await them.js.consumers.get('W', 'worker')
  const held = await consumer.fetch({ max_messages: 5 })
  for await (const m of held) if (m.seq === 1) await m.ackAck()
  const state = async () => {
    const { ts: _ts, ...info } = (await them.jsm.consumers.info('W', 'worker')) as unknown as { ts: string }
    const { consumer_count, messages } = (await them.jsm.streams.info('W')).state
    return { info, consumer_count, messages }
  }
  const before = await state()
  const stream = await getStream(conn, 'W')
  await readAll(conn, stream, 'forward', [])
  await readAll(conn, stream, 'backward', ['w.1'])
  await getMessage(conn, stream, 3n)
  await seqAtTime(conn, stream, '2020-01-01T00:00:00Z')
  expect(await state()).toEqual(before)
})

test('stops when it is told to, and says what it may not do', async () => {
  const s = await server({
    config: (await import('../../scripts/nats/config.ts')).configOf({
      extra: `accounts { A { jetstream: enabled, users: [
        { user: all, password: p }
        { user: blind, password: p, permissions: { publish: { deny: "$JS.API.DIRECT.GET.>" } } }
      ] } }`,
    }),
  })
  const them = await official(s, { user: 'all', pass: 'p' })
  await them.jsm.streams.add({ name: 'S', subjects: ['s'], allow_direct: true })
  await them.js.publish('s')
  const blind = await ours(s, { auth: { kind: 'password', user: 'blind', pass: 'p' } })
  const stream = await getStream(blind, 'S')
  await expect(readForward(blind, stream, 1n, 10)).rejects.toThrow(
    'Permission to publish on $JS.API.DIRECT.GET.S is missing for user blind',
  )

  const conn = await ours(s, { auth: { kind: 'password', user: 'all', pass: 'p' } })
  const stop = new AbortController()
  const reading = readForward(conn, stream, 1n, 10, [], stop.signal)
  stop.abort()
  await expect(reading).rejects.toMatchObject({ kind: 'aborted' })
})
