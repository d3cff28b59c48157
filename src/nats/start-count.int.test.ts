import { AckPolicy } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import type { Official } from '../../scripts/testing/official.ts'
import { configOf } from '../lib/rule/rule-config.ts'
import { defaultRule, type Deliver } from '../lib/rule/rule.ts'
import { createConsumer, deleteConsumer } from './consumers.ts'
import { startCount } from './start-count.ts'
import { getStream } from './streams.ts'

cleanUpAtEnd()

/** 60 messages of 4 subjects, with the first, some in the middle and the last deleted. Returns the time of message 30. */
async function fill({ js, jsm }: Official, name: string, allow_direct: boolean): Promise<string> {
  const root = name.toLowerCase()
  await jsm.streams.add({ name, subjects: [`${root}.>`], allow_direct })
  for (let i = 1; i <= 60; i++) await js.publish(`${root}.${i > 20 && i % 5 === 0 ? 'rare.x' : `often.${i % 3}`}`, `m${i}`)
  for (const seq of [1, 12, 13, 30, 44, 60]) await jsm.streams.deleteMessage(name, seq)
  return (await jsm.streams.getMessage(name, { seq: 31 }))!.timestamp
}

const filterSets = [[], ['>'], ['ROOT.often.*'], ['ROOT.rare.>', 'ROOT.often.1'], ['ROOT.rare.x'], ['ROOT.none']]

for (const version of ['current', 'oldest'] as const) {
  for (const direct of [true, false]) {
    test(`${version}, ${direct ? 'with' : 'without'} direct access: counts what a consumer would have`, async () => {
      const s = await server({}, version)
      const [conn, theirs] = [await ours(s), await official(s)]
      const name = 'COUNT'
      const time = await fill(theirs, name, direct)
      const stream = await getStream(conn, name)
      const delivers: Deliver[] = [
        ...(['all', 'last', 'last_per_subject', 'new'] as const).map((from) => ({ from })),
        ...[1n, 2n, 12n, 30n, 59n, 60n, 61n, 99n].map((seq) => ({ from: 'seq', seq }) as const),
        ...['2001-01-01T00:00:00Z', time, '2100-01-01T00:00:00Z'].map((t) => ({ from: 'time', time: t }) as const),
      ]
      const exactly: string[] = []
      for (const deliver of delivers) {
        for (const filters of filterSets.map((set) => set.map((f) => f.replace('ROOT', 'count')))) {
          const label = `${JSON.stringify(deliver, (_, v) => (typeof v === 'bigint' ? String(v) : v))} ${filters.join()}`
          const found = await startCount(conn, stream, deliver, filters)
          const made = await createConsumer(conn, name, configOf({ ...defaultRule, deliver, filters }, 'probe'))
          await deleteConsumer(conn, name, 'probe')
          if (found.exact) expect(found.count, label).toBe(made.num_pending)
          else expect(found.count, label).toBeGreaterThanOrEqual(made.num_pending)
          if (found.exact) exactly.push(label)
          if (found.count === 0) expect(found.first, label).toBeUndefined()
        }
      }
      if (version === 'current' && direct) expect(exactly).toHaveLength(delivers.length * filterSets.length)
      // What a whole stream, a last message and subjects give is exact everywhere.
      expect(exactly.filter((l) => /"(all|last|last_per_subject|new)"/.test(l)).length).toBe(4 * filterSets.length)
    })
  }

  test(`${version}: the first message is the one that is delivered first, and nothing is left behind`, async () => {
    const s = await server({}, version)
    const [conn, theirs] = [await ours(s), await official(s)]
    const time = await fill(theirs, 'COUNT', true)
    const stream = await getStream(conn, 'COUNT')
    const first = async (deliver: Deliver, filters: string[] = []) =>
      (await startCount(conn, stream, deliver, filters)).first?.seq
    expect(await first({ from: 'all' })).toBe(2n)
    expect(await first({ from: 'seq', seq: 12n })).toBe(14n)
    expect(await first({ from: 'time', time })).toBe(31n)
    expect(await first({ from: 'all' }, ['count.rare.x', 'count.often.0'])).toBe(3n)
    expect(await first({ from: 'last' }, ['count.rare.x'])).toBe(55n)
    expect(await first({ from: 'last' })).toBeUndefined()
    expect((await theirs.jsm.streams.info('COUNT')).state.consumer_count).toBe(0)
    expect((await getStream(conn, 'COUNT')).state.messages).toBe(stream.state.messages)
  })
}

test('an unfiltered start without anything deleted is exact without direct access too', async () => {
  const s = await server()
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'FULL', subjects: ['full'], allow_direct: false })
  await jsm.consumers.add('FULL', { durable_name: 'other', ack_policy: AckPolicy.Explicit })
  for (let i = 0; i < 10; i++) await js.publish('full', 'x')
  const stream = await getStream(conn, 'FULL')
  expect(await startCount(conn, stream, { from: 'seq', seq: 4n }, [])).toMatchObject({ count: 7, exact: true })
  expect(await startCount(conn, stream, { from: 'seq', seq: 4n }, ['full'])).toMatchObject({ count: 7, exact: false })
})
