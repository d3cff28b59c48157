import { AckPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import type { Official } from '../../scripts/testing/official.ts'
import { getStream } from '../nats/streams.ts'
import { MessageWindow, type Start, type WindowState } from './message-window.ts'

cleanUpAtEnd()

async function setUp(count: number) {
  const s = await server()
  const them = await official(s)
  const conn = await ours(s)
  await them.jsm.streams.add({ name: 'S', subjects: ['s.>'], storage: StorageType.Memory, allow_direct: true })
  if (count > 0) await publish(them, count)
  const read = () => getStream(conn, 'S')
  const open = async (start: Start, descending = false, filters: string[] = []) => {
    const states: WindowState[] = []
    const window = new MessageWindow(conn, await read(), filters, descending, (state) => states.push(state))
    await window.open(start)
    return { window, states }
  }
  return { them, read, open }
}

async function publish({ nc, js }: Official, count: number, subject = 's.x') {
  for (let i = 1; i < count; i++) nc.publish(subject)
  await js.publish(subject)
}

const numbers = (window: MessageWindow) => window.state.rows.map((r) => Number(r.seq))
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i)

test('messages that arrive while a page is read, and between polls, are all read', async () => {
  const { them, read, open } = await setUp(50)
  const { window } = await open({ at: 'last' })
  expect(numbers(window)).toEqual(upTo(50))
  await publish(them, 10)
  window.grow(await read())
  expect(window.state.newer).toBe(51n)
  await publish(them, 10)
  const reading = window.more('newer')
  window.grow(await read()) // this poll comes while the page is under way
  await reading
  await publish(them, 10)
  window.grow(await read())
  while (window.state.newer !== undefined) await window.more('newer')
  expect(numbers(window)).toEqual(upTo(80))
})

test('an end that has moved on during the read is noticed without a further poll', async () => {
  const { them, read, open } = await setUp(50)
  const { window } = await open({ at: 'seq', seq: 20n }, true)
  expect(numbers(window)).toEqual(upTo(20))
  expect(window.state.newer).toBe(21n)
  await window.more('newer')
  expect(window.state.newer).toBeUndefined()
  await publish(them, 5)
  window.grow(await read())
  await window.more('newer')
  expect(numbers(window)).toEqual(upTo(55))
})

test('reads a stream larger than its memory end to end, each message once in each direction', async () => {
  const { open } = await setUp(7000)
  const { window } = await open({ at: 'first' })
  const forward = new Set(numbers(window))
  while (window.state.newer !== undefined) {
    const before = window.state.rows.at(-1)!.seq
    await window.more('newer')
    for (const row of window.state.rows) if (row.seq > before) forward.add(Number(row.seq))
    expect(window.state.rows.length).toBeLessThanOrEqual(3000)
  }
  expect([...forward]).toEqual(upTo(7000))
  while (window.state.older !== undefined) await window.more('older')
  expect(numbers(window)).toEqual(upTo(3000))
  while (window.state.newer !== undefined) await window.more('newer')
  expect(numbers(window)).toEqual(upTo(7000, 4001))
})

test('a start beyond either end turns to the other side and says so', async () => {
  const { them, open } = await setUp(20)
  await them.jsm.streams.purge('S', { seq: 11 })
  const past = await open({ at: 'seq', seq: 99_999_999_999_999_999_999n })
  expect(past.window.state).toMatchObject({ turned: true, startedAt: 20n, anchor: 'last' })
  const before = await open({ at: 'seq', seq: 3n }, true)
  expect(before.window.state).toMatchObject({ turned: true, startedAt: 11n, anchor: 'first' })
  const inside = await open({ at: 'seq', seq: 3n })
  expect(inside.window.state).toMatchObject({ turned: false, startedAt: 11n })
  const nothing = await open({ at: 'first' }, false, ['s.none'])
  expect(nothing.window.state).toMatchObject({ rows: [] })
  expect(nothing.window.state.startedAt).toBeUndefined()
})

test('an empty stream and one filtered to nothing take up what comes', async () => {
  const { them, read, open } = await setUp(0)
  const { window, states } = await open({ at: 'first' }, false, ['s.wanted'])
  await publish(them, 3, 's.other')
  window.grow(await read())
  await publish(them, 2, 's.wanted')
  window.grow(await read())
  // The first of them may have been met while it was published; a list whose end is on screen then asks for more.
  const asked = async () => {
    await window.more('newer')
    return numbers(window)
  }
  await expect.poll(asked).toEqual([4, 5])
  expect(states.at(-1)!.newer).toBeUndefined()
})

test('streams of every kind are read alike, and nothing about their consumers changes', async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  const add = (name: string, config: object) =>
    them.jsm.streams.add({ name, subjects: [`${name}.>`], storage: StorageType.File, allow_direct: true, ...config })
  await add('LIMITS', {})
  await add('MEMORY', { storage: StorageType.Memory })
  await add('NO_DIRECT', { allow_direct: false })
  await add('WORK', { retention: RetentionPolicy.Workqueue })
  await add('INTEREST', { retention: RetentionPolicy.Interest })
  await add('SEALED', {})
  await add('EMPTY', {})
  for (const name of ['WORK', 'INTEREST', 'LIMITS']) {
    await them.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
  }
  const kinds = ['LIMITS', 'MEMORY', 'NO_DIRECT', 'WORK', 'INTEREST', 'SEALED']
  for (const name of kinds) {
    await publish(them, 150, `${name}.a`)
    await publish(them, 150, `${name}.b`)
  }
  // The client's types leave it out; the server takes it.
  await them.jsm.streams.update('SEALED', { sealed: true } as object)
  await them.jsm.streams.add({ name: 'MIRROR', mirror: { name: 'LIMITS' }, allow_direct: true, mirror_direct: true })
  await expect.poll(async () => (await them.jsm.streams.info('MIRROR')).state.messages).toBe(300)
  const consumers = async () => {
    const all = []
    for (const name of [...kinds, 'MIRROR']) for await (const c of them.jsm.consumers.list(name)) all.push({ ...c, ts: '' })
    return all
  }
  const before = await consumers()
  const root = (name: string) => (name === 'MIRROR' ? 'LIMITS' : name)
  for (const name of [...kinds, 'MIRROR']) {
    const stream = await getStream(conn, name)
    const up = new MessageWindow(conn, stream, [], false, () => {})
    await up.open({ at: 'first' })
    while (up.state.newer !== undefined) await up.more('newer')
    expect(numbers(up), name).toEqual(upTo(300))
    const down = new MessageWindow(conn, stream, [`${root(name)}.b`, `${root(name)}.none.*`], true, () => {})
    await down.open({ at: 'last' })
    while (down.state.older !== undefined) await down.more('older')
    expect(numbers(down), name).toEqual(upTo(300, 151))
  }
  const empty = new MessageWindow(conn, await getStream(conn, 'EMPTY'), [], false, () => {})
  await empty.open({ at: 'first' })
  expect(empty.state).toMatchObject({ rows: [], loading: undefined, error: undefined })
  expect(await consumers()).toEqual(before)
})
