import { AckPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { publishMany, type Official } from '../../scripts/testing/official.ts'
import type { NatsServer } from '../../scripts/nats/server.ts'
import type { Query } from '../lib/query.ts'
import type { Connection } from '../nats/connection.ts'
import { searchRange } from '../nats/search.ts'
import { getStream } from '../nats/streams.ts'
import type { Stream } from '../nats/types.ts'
import { SearchRun, type SearchLane } from './search-run.ts'

cleanUpAtEnd()

const text = (t: string): Query => ({
  mode: 'text',
  text: t,
  ignoreCase: true,
  inPayload: true,
  inHeaders: true,
  inSubject: true,
})

function lane(conn: Connection, stream: Stream, query: Query, filters: string[] = []): SearchLane {
  let abort = new AbortController()
  return {
    search: (part, mostHits, report) => {
      abort = new AbortController()
      return searchRange(conn, stream, { ...part, filters }, query, mostHits, report, abort.signal)
    },
    stop: () => abort.abort(),
  }
}

async function run(conn: Connection, query: Query, options: { descending?: boolean; lanes?: number; filters?: string[] } = {}) {
  const stream = await getStream(conn, 'S')
  const lanes = Array.from({ length: options.lanes ?? 1 }, () => lane(conn, stream, query, options.filters))
  const range = { from: stream.state.first_seq, to: stream.state.last_seq }
  const search = new SearchRun(lanes, range, options.descending ?? false, () => {})
  await search.run()
  return search
}

const payload = (i: number) => JSON.stringify({ id: i, total: i % 100, name: i % 250 === 0 ? 'Needle' : 'hay' })

async function fill(them: Official, count: number, config: object = {}) {
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory, allow_direct: true, ...config })
  await publishMany(them, count, (i) => (i % 2 ? 's.odd' : 's.even'), payload)
}

async function setUp(count: number, config: object = {}, s?: NatsServer) {
  s ??= await server()
  const [them, conn] = [await official(s), await ours(s)]
  await fill(them, count, config)
  return { s, them, conn }
}

const numbers = (search: SearchRun) => search.state.hits.map((h) => Number(h.seq))
const every = (n: number, step: number) => Array.from({ length: Math.floor(n / step) }, (_, i) => (i + 1) * step)

test('finds exactly what the source data holds, both ways, by one lane and by three', async () => {
  const { them, conn } = await setUp(60_000)
  const wanted = every(60_000, 250)
  for (const lanes of [1, 3]) {
    for (const descending of [false, true]) {
      const { state } = await run(conn, text('needle'), { descending, lanes })
      expect(state).toMatchObject({ state: 'done', found: wanted.length, messages: 60_000, covered: 60_000n, total: 60_000n })
      expect(state.hits.map((h) => Number(h.seq))).toEqual(descending ? wanted.toReversed() : wanted)
      expect(state.hits[0]).toMatchObject({ where: 'payload', match: 'Needle', subject: 's.even' })
    }
  }
  const json = await run(conn, { ...text('total >= 99'), mode: 'json' })
  expect(json.state.found).toBe(600)
  const filtered = await run(conn, { ...text('total == 1'), mode: 'json' }, { filters: ['s.odd'] })
  expect([filtered.state.found, filtered.state.messages]).toEqual([600, 30_000])
  const regex = await run(conn, { ...text('"id":4200?,'), mode: 'regex' })
  expect(numbers(regex)).toEqual([420, 4200])
  // Deleted, not left to go by itself for being inactive: that takes longer.
  await until(async () => (await them.jsm.consumers.list('S').next()).length === 0, 3000)
})

test('stops, and goes on where it stopped: every message is searched once', async () => {
  const { conn } = await setUp(80_000)
  const stream = await getStream(conn, 'S')
  let stops = 0
  const search = new SearchRun([lane(conn, stream, text('needle'))], { from: 1n, to: 80_000n }, false, ({ covered }) => {
    if (covered > 10_000n && stops++ === 0) search.stop()
  })
  await search.run()
  const at = search.state
  expect(at.state).toBe('stopped')
  expect(at.covered).toBeLessThan(80_000n)
  expect(at.through).toBe(at.covered)
  await search.run()
  expect(search.state).toMatchObject({ state: 'done', found: 320, messages: 80_000, through: 80_000n })
  expect(numbers(search)).toEqual(every(80_000, 250))
})

test('a server that is killed in the middle: the search goes on and misses nothing', async () => {
  const { s, conn } = await setUp(60_000, { storage: StorageType.File })
  const stream = await getStream(conn, 'S')
  let killed: Promise<void> | undefined
  const search = new SearchRun([lane(conn, stream, text('needle'))], { from: 1n, to: 60_000n }, true, (state) => {
    if (state.covered > 4000n) killed ??= s.kill().then(() => s.start())
  })
  await search.run()
  await killed
  expect(search.state).toMatchObject({ state: 'done', found: 240, messages: 60_000 })
  expect(numbers(search)).toEqual(every(60_000, 250).toReversed())
})

test('more hits than are kept are counted, and those that are kept are the first in the order of the search, without a hole', async () => {
  const { conn } = await setUp(30_000)
  const hay = Array.from({ length: 30_000 }, (_, i) => i + 1).filter((i) => i % 250 !== 0)
  for (const lanes of [1, 2]) {
    const up = await run(conn, text('hay'), { lanes })
    expect(up.state.found).toBe(hay.length)
    expect(numbers(up)).toEqual(hay.slice(0, 5000))
    const down = await run(conn, text('hay'), { descending: true, lanes })
    expect(down.state.found).toBe(hay.length)
    expect(numbers(down)).toEqual(hay.toReversed().slice(0, 5000))
  }
})

test('a search ends when what was still to come is deleted', async () => {
  const { s, them, conn } = await setUp(50_000)
  const stream = await getStream(conn, 'S')
  let purged: Promise<unknown> | undefined
  const search = new SearchRun([lane(conn, stream, text('needle'))], { from: 1n, to: 50_000n }, false, ({ messages }) => {
    if (messages > 0) purged ??= them.jsm.streams.purge('S')
  })
  await search.run()
  await purged
  expect(search.state.state).toBe('done')
  expect(s.died()).toBeUndefined()
})

test('a work queue is searched and keeps its state; deleted ranges are no obstacle; what cannot be looked into is counted', async () => {
  const { them, conn } = await setUp(3000, { retention: RetentionPolicy.Workqueue })
  await them.jsm.consumers.add('S', { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
  for (let i = 500; i < 600; i++) await them.jsm.streams.deleteMessage('S', i)
  await them.js.publish('s.zip', Uint8Array.of(0x1f, 0x8b, 8, 0))
  await them.js.publish('s.text', 'no json')
  // The server counts what is pending a moment after it has stored it.
  const before = await until(async () => {
    const info = await them.jsm.consumers.info('S', 'worker')
    return info.num_pending === 2902 && info
  })
  const { state } = await run(conn, text('needle'), { descending: true })
  expect(state).toMatchObject({ state: 'done', found: 11, messages: 2902, compressed: 1 })
  expect((await run(conn, { ...text('total > 98'), mode: 'json' })).state).toMatchObject({ found: 29, notJson: 2 })
  expect({ ...(await them.jsm.consumers.info('S', 'worker')), ts: '' }).toEqual({ ...before, ts: '' })
})

test('a query that cannot be used and a stream that goes end with a sentence', async () => {
  const { them, conn } = await setUp(100)
  expect((await run(conn, { ...text('('), mode: 'regex' })).state).toMatchObject({ state: 'failed', error: { kind: 'invalid' } })
  const stream = await getStream(conn, 'S')
  await them.jsm.streams.delete('S')
  await until(() =>
    them.jsm.streams.info('S').then(
      () => false,
      () => true,
    ),
  )
  const search = new SearchRun([lane(conn, stream, text('x'))], { from: 1n, to: 100n }, false, () => {})
  await search.run()
  expect(search.state).toMatchObject({ state: 'failed', error: { kind: 'not-found' } })
})
