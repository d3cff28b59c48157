import { StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { getMessage } from './messages.ts'
import { deleteMessages, deleteStream, type Deletion, planPurge, purgeStream, type PurgeWish } from './stream-purge.ts'
import { getStream } from './streams.ts'

cleanUpAtEnd()

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: each form of a purge takes what was counted, on a stream with gaps`, async () => {
    const s = await server({}, version)
    const [conn, { js, jsm }] = [await ours(s), await official(s)]
    let name = ''
    let made = 0
    /** Sixty messages of three subjects, a third of them deleted; the times of all that are left. */
    const fill = async (more: object) => {
      name = `P${++made}`
      await jsm.streams.add({ name, subjects: [`${name}.>`], ...more })
      for (let i = 1; i <= 60; i++) await js.publish(`${name}.${['a', 'b', 'b.c'][i % 3]}`, `${i}`)
      for (const seq of [1, 2, 10, 11, 12, 13, 14, 15, 30, 31, 33, 45, 46, 47, 48, 49, 50, 59])
        await jsm.streams.deleteMessage(name, seq)
    }
    const timeOf = async (seq: number) => (await jsm.streams.getMessage(name, { seq }))!.time.toISOString()
    const wishes: ((n: string) => Promise<PurgeWish> | PurgeWish)[] = [
      () => ({ of: { all: true } }),
      (n) => ({ filter: `${n}.b`, of: { all: true } }),
      (n) => ({ filter: `${n}.b.>`, of: { all: true } }),
      () => ({ of: { below: 12n } }),
      () => ({ of: { below: 3n } }), // what is below is deleted already
      (n) => ({ filter: `${n}.*`, of: { below: 32n } }),
      () => ({ of: { below: 10_000n } }),
      async () => ({ of: { before: await timeOf(32) } }),
      async (n) => ({ filter: `${n}.a`, of: { before: await timeOf(51) } }),
      () => ({ of: { before: '2100-01-01T00:00:00Z' } }),
      () => ({ of: { before: '2000-01-01T00:00:00Z' } }),
      () => ({ of: { allBut: 7 } }),
      () => ({ of: { allBut: 1 } }),
      () => ({ of: { allBut: 0 } }),
      () => ({ of: { allBut: 500 } }),
      (n) => ({ filter: `${n}.b`, of: { allBut: 3 } }),
      (n) => ({ filter: `${n}.none`, of: { all: true } }),
    ]
    for (const [i, wishOf] of wishes.entries()) {
      await fill(i % 2 === 0 ? { storage: 'memory', allow_direct: true } : { storage: 'file', allow_direct: i % 4 === 1 })
      const wish = await wishOf(name)
      const plan = await planPurge(conn, name, wish)
      const said = JSON.stringify(wish, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))
      const matches = (subject: string) =>
        wish.filter === undefined ||
        (wish.filter.endsWith('>') ? subject.startsWith(wish.filter.slice(0, -1)) : wish.filter.endsWith('*') ? subject.split('.').length === 2 : subject === wish.filter) // prettier-ignore
      const list = async () => {
        const got: { seq: number; subject: string }[] = []
        for (let seq = 1; seq <= 60; seq++) {
          const m = await jsm.streams.getMessage(name, { seq })
          if (m) got.push({ seq, subject: m.subject })
        }
        return got
      }
      const before = await list()
      // Nothing is there any more that counted.
      expect((await jsm.consumers.list(name).next()).length, said).toBe(0)
      expect(plan.exact, said).toBe(true)
      expect(await purgeStream(conn, plan), said).toBe(plan.count)
      const after = await list()
      const gone = before.filter(({ seq }) => !after.some((a) => a.seq === seq))
      expect(gone.length, said).toBe(plan.count)
      expect(
        gone.every((g) => matches(g.subject)),
        said,
      ).toBe(true)
      expect(plan.kept, said).toBe(after.filter((a) => matches(a.subject)).length)
      expect([plan.oldest?.seq, plan.newest?.seq], said).toEqual(gone.length === 0 ? [undefined, undefined] : [BigInt(gone[0]!.seq), BigInt(gone.at(-1)!.seq)]) // prettier-ignore
      if ('allBut' in wish.of) expect(plan.kept).toBe(Math.min(wish.of.allBut, plan.kept + plan.count))
    }
  })
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: where a count is none, the newest are left to the server, and no consumer is made on what consumers keep`, async () => {
    const s = await server({}, version)
    const [conn, { js, jsm }] = [await ours(s), await official(s)]
    for (const retention of ['workqueue', 'interest'] as const) {
      const name = retention.toUpperCase()
      await jsm.streams.add({ name, subjects: [`${name}.*`], retention, allow_direct: false })
      await jsm.consumers.add(name, { durable_name: 'c', ack_policy: 'explicit' })
      for (let i = 0; i < 100; i++) await js.publish(`${name}.${i % 2}`, `${i}`)
      // What is left is thin where it is cut: a count by the span between sequences is far too high there.
      for (let seq = 41; seq <= 98; seq++) await jsm.streams.deleteMessage(name, seq)
      const seqs = async () => {
        const { state } = await jsm.streams.info(name, { deleted_details: true })
        const deleted = new Set(state.deleted)
        return Array.from({ length: 100 }, (_, i) => i + 1).filter((n) => n >= state.first_seq && !deleted.has(n))
      }
      let made = 0
      const watch = (await official(s)).nc.subscribe(`$JS.API.CONSUMER.CREATE.${name}.>`, { callback: () => void made++ })
      const plan = await planPurge(conn, name, { of: { allBut: 10 } })
      expect(plan).toMatchObject({ exact: false, keep: 10, count: 32, kept: 10, oldest: { seq: 1n } })
      expect(made).toBe(0)
      watch.unsubscribe()
      expect(await purgeStream(conn, plan)).toBe(32)
      expect(await seqs()).toEqual([33, 34, 35, 36, 37, 38, 39, 40, 99, 100])
    }
  })
}

test('where a mirror answers for its origin nothing is said to be exact, and a time is asked of the leader', async () => {
  const s = await server()
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'O', subjects: ['o'], allow_direct: true })
  for (let i = 0; i < 20; i++) await js.publish('o', `${i}`)
  const { time } = (await getMessage(conn, await getStream(conn, 'O'), 11n))!
  expect(await planPurge(conn, 'O', { of: { before: time } })).toMatchObject({ exact: true, seq: 11n, count: 10 })
  await jsm.streams.add({ name: 'M', mirror: { name: 'O' }, mirror_direct: true, allow_direct: true })
  await until(async () => (await jsm.streams.info('M')).state.messages === 20)
  expect(await planPurge(conn, 'O', { of: { before: time } })).toMatchObject({ exact: false, seq: 11n })
  const plan = await planPurge(conn, 'O', { of: { allBut: 5 } })
  expect(plan).toMatchObject({ exact: false, keep: 5, count: 15 })
  expect(await purgeStream(conn, plan)).toBe(15)
  expect((await jsm.streams.info('O')).state.first_seq).toBe(16)
})

test('while somebody publishes, a purge says about, and takes nothing that came after the look', async () => {
  const s = await server()
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'BUSY', subjects: ['busy.>'], allow_direct: true })
  for (let i = 0; i < 500; i++) await js.publish(`busy.${i % 5}`, '')
  let isOn = true
  const publishing = (async () => {
    for (let i = 0; isOn; i++) await js.publish(`busy.${i % 5}`, 'later')
  })()
  for (const wish of [
    { filter: 'busy.1', of: { all: true } },
    { of: { below: 300n } },
    { of: { allBut: 100 } },
    { of: { all: true } },
  ] as PurgeWish[]) {
    const plan = await planPurge(conn, 'BUSY', wish)
    const last = (await getStream(conn, 'BUSY')).state.last_seq
    const purged = await purgeStream(conn, plan)
    if (plan.exact) expect(purged).toBe(plan.count)
    expect(Math.abs(purged - plan.count)).toBeLessThanOrEqual(Number(last - plan.seq) + 50)
    expect(plan.seq).toBeLessThanOrEqual(last + 1n)
    if (last >= plan.seq) expect(await getMessage(conn, await getStream(conn, 'BUSY'), last)).toBeDefined()
  }
  isOn = false
  await publishing
})

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: messages go, with or without erasing; a stream of the same name that is another one is left alone`, async () => {
    const s = await server({}, version)
    const [conn, { js, jsm }] = [await ours(s), await official(s)]
    await jsm.streams.add({ name: 'ONE', subjects: ['one'], storage: StorageType.File })
    for (let i = 0; i < 3; i++) await js.publish('one', `${i}`)
    const looked = await getStream(conn, 'ONE')
    const told: Deletion[] = []
    const tell = (d: Deletion) => told.push(d)
    await deleteMessages(conn, looked, [1n], false, tell)
    await deleteMessages(conn, looked, [1n, 3n], true, tell)
    await deleteMessages(conn, looked, [3n, 99n], true, tell)
    expect(
      told.sort((a, b) => Number(a.seq - b.seq) || (a.result < b.result ? -1 : 1)).map(({ seq, result }) => `${seq} ${result}`),
    ).toEqual(['1 deleted', '1 gone', '3 deleted', '3 gone', '99 gone'])
    expect((await jsm.streams.info('ONE')).state.messages).toBe(1)
    const plan = await planPurge(conn, 'ONE', { of: { all: true } })
    await jsm.streams.delete('ONE')
    await jsm.streams.add({ name: 'ONE', subjects: ['one'] })
    await js.publish('one', 'new')
    for (const write of [
      () => purgeStream(conn, plan),
      () => deleteStream(conn, looked),
      () => deleteMessages(conn, looked, [1n], false, tell),
    ])
      await expect(write()).rejects.toMatchObject({ kind: 'conflict', message: /made anew/ })
    expect((await jsm.streams.info('ONE')).state.messages).toBe(1)
    await jsm.streams.update('ONE', { deny_purge: true, deny_delete: true })
    const fresh = await getStream(conn, 'ONE')
    await expect(purgeStream(conn, await planPurge(conn, 'ONE', { of: { all: true } }))).rejects.toMatchObject({ errCode: 10110 })
    told.length = 0
    await deleteMessages(conn, fresh, [1n], false, tell)
    expect(told).toMatchObject([{ seq: 1n, result: 'failed', because: { errCode: 10057 } }])
    await deleteStream(conn, fresh)
    await until(async () => (await jsm.streams.names().next()).length === 0)
    await expect(deleteStream(conn, fresh)).rejects.toMatchObject({ kind: 'not-found' })
  })
}
