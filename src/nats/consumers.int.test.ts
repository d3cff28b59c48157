import { AckPolicy, DeliverPolicy, StorageType, type ConsumerConfig } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { configOf } from '../../scripts/nats/config.ts'
import { publishMany } from '../../scripts/testing/official.ts'
import { changeConsumer } from './consumer-change.ts'
import { sweepConsumers } from './consumer-sweep.ts'
import {
  createConsumer,
  deleteConsumer,
  getConsumer,
  listConsumers,
  pauseConsumer,
  resetConsumer,
  unpinConsumer,
  updateConsumer,
} from './consumers.ts'
import { firstMatching, matchingFrom } from './matching.ts'
import { seqAtTime } from './messages.ts'
import { getStream } from './streams.ts'
import type { JsonObject } from './types.ts'

cleanUpAtEnd()

const explicit = { ack_policy: AckPolicy.Explicit } satisfies Partial<ConsumerConfig>
const memory = { storage: StorageType.Memory, allow_direct: true }

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: pull and push consumers read as the official client made them`, async () => {
    const s = await server({}, version)
    const [conn, { nc, js, jsm }] = [await ours(s), await official(s)]
    await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
    await publishMany({ nc, js }, 10, (i) => `s.${i % 2}`)
    await jsm.consumers.add('S', {
      durable_name: 'pull',
      ...explicit,
      description: 'for work',
      filter_subjects: ['s.0', 's.1'],
      ack_wait: 20e9,
      max_deliver: 5,
      backoff: [1e9, 2e9],
      max_ack_pending: 7,
      max_waiting: 3,
      max_batch: 50,
      max_expires: 30e9,
      inactive_threshold: 3600e9,
    })
    await jsm.consumers.add('S', {
      name: 'push',
      ...explicit,
      deliver_subject: 'to.me',
      deliver_group: 'g',
      filter_subject: 's.1',
    })
    const batch = await (await js.consumers.get('S', 'pull')).fetch({ max_messages: 3 })
    const got = []
    for await (const m of batch) got.push(m)
    await got[0]!.ackAck()

    const { raw, ...pull } = await getConsumer(conn, 'S', 'pull')
    const theirs = await jsm.consumers.info('S', 'pull')
    expect(raw.config).toMatchObject({ ...theirs.config })
    expect(pull).toMatchObject({
      stream: 'S',
      name: 'pull',
      created: theirs.created,
      config: {
        durable: true,
        description: 'for work',
        deliver_policy: 'all',
        ack_policy: 'explicit',
        ack_wait_ms: 1000, // the first backoff
        backoff_ms: [1000, 2000],
        max_deliver: 5,
        filters: ['s.0', 's.1'],
        max_ack_pending: 7,
        max_waiting: 3,
        max_batch: 50,
        max_expires_ms: 30_000,
        inactive_threshold_ms: 3_600_000,
      },
      delivered: { consumer_seq: 3, stream_seq: 3n, last_active: theirs.delivered.last_active },
      ack_floor: { consumer_seq: 1, stream_seq: 1n, last_active: theirs.ack_floor.last_active },
      num_ack_pending: 2,
      num_redelivered: 0,
      num_pending: 7,
      paused: false,
    })
    expect(Date.parse(pull.seen_at)).toBeGreaterThan(Date.parse(pull.created))
    const push = await getConsumer(conn, 'S', 'push')
    expect(push.config).toMatchObject({ durable: false, deliver_subject: 'to.me', deliver_group: 'g', filters: ['s.1'] })
    expect([push.num_pending, push.push_bound]).toEqual([5, false])
    nc.subscribe('to.me', { queue: 'g', callback: () => {} })
    await until(async () => (await getConsumer(conn, 'S', 'push')).push_bound)
    await expect(getConsumer(conn, 'S', 'nobody')).rejects.toMatchObject({ kind: 'not-found' })
  })

  test(`${version}: 600 consumers over three pages; all of an account with the streams that have none left out`, async () => {
    const s = await server({}, version)
    const [conn, { jsm }] = [await ours(s), await official(s)]
    await jsm.streams.add({ name: 'MANY', subjects: ['many'], ...memory })
    await jsm.streams.add({ name: 'FEW', subjects: ['few'], ...memory })
    const names = Array.from({ length: 600 }, (_, i) => `C${String(i).padStart(3, '0')}`)
    for (let i = 0; i < names.length; i += 100)
      await Promise.all(names.slice(i, i + 100).map((n) => jsm.consumers.add('MANY', { durable_name: n, ...explicit })))
    await jsm.consumers.add('FEW', { durable_name: 'one', ...explicit })
    expect((await listConsumers(conn, 'MANY')).consumers.map((c) => c.name)).toEqual(names)

    const parts: number[] = []
    const sweep = await sweepConsumers(conn, ['FEW', 'MANY', 'GONE'], (p) => parts.push(p.done))
    expect(sweep).toMatchObject({ done: 3, total: 3, failures: [], missing: [] })
    expect(sweep.consumers).toHaveLength(601)
    expect(parts).toEqual([1, 2, 3])
  })

  test(`${version}: a change keeps the fields that it does not touch, and gives way to somebody else's`, async () => {
    const s = await server({}, version)
    const [conn, { jsm }] = [await ours(s), await official(s)]
    await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
    const config: JsonObject = {
      name: 'c',
      durable_name: 'c',
      ack_policy: 'explicit',
      filter_subject: 's.a',
      sample_freq: '30%',
      max_deliver: 4,
      metadata: { owner: 'us' },
    }
    const made = await createConsumer(conn, 'S', config)
    const base = made.raw.config as JsonObject
    const after = await changeConsumer(conn, 'S', 'c', base, { max_ack_pending: 5, description: 'new', filter_subject: 's.b' })
    const { max_ack_pending: _, ...untouched } = base
    expect(after.raw.config).toEqual({ ...untouched, max_ack_pending: 5, description: 'new', filter_subject: 's.b' })
    expect((await jsm.consumers.info('S', 'c')).config).toMatchObject({ sample_freq: '30%', metadata: { owner: 'us' } })

    await jsm.consumers.update('S', 'c', { max_deliver: 9 })
    const late = changeConsumer(conn, 'S', 'c', after.raw.config as JsonObject, { description: 'too late' })
    await expect(late).rejects.toMatchObject({ kind: 'conflict', message: expect.stringMatching(/Somebody else changed/) })
    expect((await jsm.consumers.info('S', 'c')).config).toMatchObject({ max_deliver: 9, description: 'new' })

    const now = (await getConsumer(conn, 'S', 'c')).raw.config as JsonObject
    await changeConsumer(conn, 'S', 'c', now, {
      description: undefined,
      filter_subject: undefined,
      filter_subjects: ['s.a', 's.c'],
    })
    const theirs = (await jsm.consumers.info('S', 'c')).config
    expect(theirs.filter_subjects).toEqual(['s.a', 's.c'])
    expect(theirs).not.toHaveProperty('description')
    // What the server does not let change, with its words.
    await expect(updateConsumer(conn, 'S', { ...now, ack_policy: 'none' })).rejects.toMatchObject({
      errCode: 10012,
      details: expect.stringMatching(/ack policy can not be updated/),
    })
    await expect(createConsumer(conn, 'S', config)).rejects.toMatchObject({ errCode: 10148 })
    await deleteConsumer(conn, 'S', 'c')
    await expect(jsm.consumers.info('S', 'c')).rejects.toThrow(/not found/)
    await expect(deleteConsumer(conn, 'S', 'c')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(updateConsumer(conn, 'S', now)).rejects.toMatchObject({ errCode: 10149 })
  })

  test(`${version}: a consumer without a name of its own is changed too`, async () => {
    const s = await server({}, version)
    const [conn, { nc, jsm }] = [await ours(s), await official(s)]
    await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
    const make = async (verb: string, config: object) => {
      const { data } = await nc.request(`$JS.API.CONSUMER.${verb}`, JSON.stringify({ stream_name: 'S', config }))
      return (JSON.parse(new TextDecoder().decode(data)) as { name: string }).name
    }
    const chosen = await make('CREATE.S', { ack_policy: 'explicit', inactive_threshold: 60e9 })
    const filtered = await make('CREATE.S', { ack_policy: 'explicit', inactive_threshold: 60e9, filter_subject: 's.a' })
    const old = await make('DURABLE.CREATE.S.old', { durable_name: 'old', ack_policy: 'explicit' })
    for (const name of [chosen, filtered, old]) {
      const base = (await getConsumer(conn, 'S', name)).raw.config as JsonObject
      for (const max_ack_pending of [5, 6]) {
        const now = (await getConsumer(conn, 'S', name)).raw.config as JsonObject
        expect(await changeConsumer(conn, 'S', name, now, { max_ack_pending })).toMatchObject({
          name,
          config: { max_ack_pending },
        })
      }
      const after = (await jsm.consumers.info('S', name)).config
      expect({ ...after, name: '' }, name).toMatchObject({ ...base, name: '', max_ack_pending: 6 })
    }
    expect((await listConsumers(conn, 'S')).consumers.map((c) => c.name).sort()).toEqual([chosen, filtered, old].sort())
  })

  test(`${version}: what is ahead of a sequence, by filter`, async () => {
    const s = await server({}, version)
    const [conn, { nc, js, jsm }] = [await ours(s), await official(s)]
    await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
    await jsm.streams.add({ name: 'SHUT', subjects: ['shut.>'], storage: StorageType.Memory, allow_direct: false })
    for (const root of ['s', 'shut']) await publishMany({ nc, js }, 90, (i) => `${root}.${i % 3}`)
    const exact = version === 'current'
    const open = await getStream(conn, 'S')
    expect(await matchingFrom(conn, open, [], { seq: 31n })).toMatchObject({
      count: 60,
      exact: true,
      first: { seq: 31n, subject: 's.1' },
    })
    expect(await matchingFrom(conn, open, ['s.0', 's.2'], { seq: 31n })).toMatchObject({
      count: exact ? 40 : 59,
      exact,
      first: { seq: 32n },
    })
    expect(await matchingFrom(conn, open, ['s.none'], { seq: 1n })).toEqual({ count: 0, exact: true })
    expect(await matchingFrom(conn, open, [], { seq: 91n })).toEqual({ count: 0, exact: true })
    const shut = await getStream(conn, 'SHUT')
    expect(await matchingFrom(conn, shut, [], { seq: 31n })).toMatchObject({ count: 60, exact: true })
    expect(await matchingFrom(conn, shut, ['shut.0'], { seq: 31n })).toMatchObject({
      count: 30,
      exact: false,
      first: { seq: 33n },
    })
    for (const [stream, root] of [
      [open, 's'],
      [shut, 'shut'],
    ] as const) {
      const after = async (seq: bigint, filters: string[]) => (await firstMatching(conn, stream, filters, seq + 1n))?.seq
      expect(await firstMatching(conn, stream, [`${root}.2`], 0n)).toMatchObject({ seq: 2n, subject: `${root}.2` })
      expect(await after(40n, [])).toBe(41n)
      expect(await after(40n, [`${root}.0`, `${root}.1`])).toBe(42n)
      expect(await after(89n, [`${root}.0`, `${root}.none`])).toBe(90n)
      expect(await after(90n, [`${root}.*`])).toBeUndefined()
      const { time } = (await firstMatching(conn, stream, [], 40n))!
      expect(await seqAtTime(conn, stream, time)).toBe(40n)
      expect(await seqAtTime(conn, stream, '2100-01-01T00:00:00Z')).toBeUndefined()
    }
    expect((await listConsumers(conn, 'S')).consumers).toEqual([])
  })
}

test('of many streams, the one whose consumers may not be listed is named; no more than six are asked at once', async () => {
  const s = await server({
    config: configOf({
      extra:
        'authorization { users: [{ user: u, password: p, permissions: { publish: { deny: "$JS.API.CONSUMER.LIST.S07" } } }] }',
    }),
  })
  const [conn, { jsm }] = await Promise.all([
    ours(s, { auth: { kind: 'password', user: 'u', pass: 'p' } }),
    official(s, { user: 'u', pass: 'p' }),
  ])
  const names = Array.from({ length: 20 }, (_, i) => `S${String(i).padStart(2, '0')}`)
  for (const name of names) {
    await jsm.streams.add({ name, subjects: [name], ...memory })
    await jsm.consumers.add(name, { durable_name: 'c', ...explicit })
  }
  let [open, most] = [0, 0]
  const request = conn.request.bind(conn)
  conn.request = (...args) => {
    most = Math.max(most, ++open)
    return request(...args).finally(() => open--)
  }
  const sweep = await sweepConsumers(conn, names)
  expect(most).toBe(6)
  expect(sweep.consumers.map((c) => c.stream).sort()).toEqual(names.filter((n) => n !== 'S07'))
  expect(sweep.failures).toMatchObject([{ stream: 'S07', error: { kind: 'permission' } }])
})

test('pause until a time, and resume', async () => {
  const s = await server()
  const [conn, { jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
  await jsm.consumers.add('S', { durable_name: 'c', ...explicit })
  const base = (await getConsumer(conn, 'S', 'c')).raw.config as JsonObject
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  await pauseConsumer(conn, 'S', 'c', tomorrow)
  const paused = await getConsumer(conn, 'S', 'c')
  expect(paused.paused).toBe(true)
  expect(Date.parse(paused.pause_until!)).toBe(Date.parse(tomorrow))
  expect(paused.pause_remaining_ms).toBeGreaterThan(86_000_000)
  expect((await jsm.consumers.info('S', 'c')).paused).toBe(true)
  // A pause is no edit: a form that was opened before it can be applied, and does not end it.
  await changeConsumer(conn, 'S', 'c', base, { description: 'edited' })
  expect((await jsm.consumers.info('S', 'c')).paused).toBe(true)
  await pauseConsumer(conn, 'S', 'c')
  expect(await getConsumer(conn, 'S', 'c')).toMatchObject({ paused: false, config: { description: 'edited' } })
})

test('a reset delivers from there again, and only where the deliver policy allows it', async () => {
  const s = await server()
  const [conn, { nc, js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
  await publishMany({ nc, js }, 20, (i) => `s.${i % 2}`)
  await jsm.consumers.add('S', { durable_name: 'c', ...explicit, filter_subject: 's.1' })
  const take = async (n: number) => {
    const seqs: number[] = []
    for await (const m of await (await js.consumers.get('S', 'c')).fetch({ max_messages: n, expires: 1000 })) {
      seqs.push(m.seq)
      if (seqs.length <= 2) await m.ackAck()
    }
    return seqs
  }
  expect(await take(6)).toEqual([1, 3, 5, 7, 9, 11])
  const stream = await getStream(conn, 'S')
  expect((await matchingFrom(conn, stream, ['s.1'], { seq: 4n })).count).toBe(8)
  expect(await resetConsumer(conn, 'S', 'c')).toMatchObject({ num_ack_pending: 0, num_pending: 8 })
  expect(await take(1)).toEqual([5])
  await resetConsumer(conn, 'S', 'c', 3n)
  expect(await take(20)).toEqual([3, 5, 7, 9, 11, 13, 15, 17, 19])
  await resetConsumer(conn, 'S', 'c', 1000n)
  expect((await getConsumer(conn, 'S', 'c')).num_pending).toBe(0)

  for (const deliver_policy of [DeliverPolicy.New, DeliverPolicy.Last, DeliverPolicy.LastPerSubject]) {
    await jsm.consumers.add('S', { durable_name: deliver_policy, ...explicit, deliver_policy, filter_subject: 's.>' })
    await expect(resetConsumer(conn, 'S', deliver_policy, 1n)).rejects.toMatchObject({ errCode: 10204 })
    await resetConsumer(conn, 'S', deliver_policy) // back to the ack floor is always allowed
  }
  const by = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: 5 }
  await jsm.consumers.add('S', { durable_name: 'from5', ...explicit, ...by })
  await expect(resetConsumer(conn, 'S', 'from5', 4n)).rejects.toThrow(/below start seq/)
  await resetConsumer(conn, 'S', 'from5', 5n)
  const { time } = (await firstMatching(conn, stream, [], 10n))!
  await jsm.consumers.add('S', {
    durable_name: 'at10',
    ...explicit,
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: time,
  })
  await expect(resetConsumer(conn, 'S', 'at10', 9n)).rejects.toMatchObject({ errCode: 10204 })
  await resetConsumer(conn, 'S', 'at10', 10n)
})

test('a pinned client is let go of', async () => {
  const s = await server()
  const [conn, { nc, js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
  await publishMany({ nc, js }, 5, () => 's.a')
  await createConsumer(conn, 'S', {
    name: 'c',
    durable_name: 'c',
    ack_policy: 'explicit',
    priority_policy: 'pinned_client',
    priority_groups: ['g'],
    priority_timeout: 60_000_000_000,
  })
  nc.subscribe('inbox.me', { callback: () => {} })
  nc.publish('$JS.API.CONSUMER.MSG.NEXT.S.c', JSON.stringify({ batch: 1, group: 'g', expires: 30e9 }), { reply: 'inbox.me' })
  await until(async () => (await getConsumer(conn, 'S', 'c')).priority_groups[0]?.pinned_client_id)
  expect((await getConsumer(conn, 'S', 'c')).config).toMatchObject({
    priority_policy: 'pinned_client',
    priority_timeout_ms: 60_000,
  })
  await unpinConsumer(conn, 'S', 'c', 'g')
  expect((await getConsumer(conn, 'S', 'c')).priority_groups[0]).not.toHaveProperty('pinned_client_id')
  await expect(unpinConsumer(conn, 'S', 'c', 'other')).rejects.toMatchObject({ errCode: 10160 })
})

test('oldest: what this server cannot do is an error, not a silence', async () => {
  const s = await server({}, 'oldest')
  const [conn, { jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'S', subjects: ['s.>'], ...memory })
  await jsm.consumers.add('S', { durable_name: 'c', ...explicit })
  expect(conn.server?.apiLevel).toBe(0)
  // It does not know the call at all, so nobody answers; the app says the version instead of asking.
  await expect(resetConsumer(conn, 'S', 'c', 1n)).rejects.toMatchObject({ kind: 'timeout' })
})
