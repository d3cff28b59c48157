import { AckPolicy, DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, cluster, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { getAccount } from './account.ts'
import { watchAdvisories, type Advisory } from './advisories.ts'
import { publishMessage } from './publish.ts'
import { getStream, listStreams } from './streams.ts'
import { loadSubjectTree } from './subjects.ts'

cleanUpAtEnd()

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: a stream reads as the official client made it`, async () => {
    const s = await server({}, version)
    const [conn, { js, jsm }] = [await ours(s), await official(s)]
    await jsm.streams.add({
      name: 'ORDERS',
      subjects: ['orders.>'],
      description: 'all orders',
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      storage: StorageType.Memory,
      max_age: 3600e9,
      max_bytes: 10_000_000,
      max_msgs_per_subject: 5,
      allow_direct: true,
      duplicate_window: 60e9,
    })
    await jsm.streams.add({ name: 'COPY', mirror: { name: 'ORDERS' } })
    for (let i = 0; i < 12; i++) await js.publish(`orders.${i % 3}`, `{"n":${i}}`)
    await jsm.streams.deleteMessage('ORDERS', 2)

    const stream = await getStream(conn, 'ORDERS')
    const theirs = await jsm.streams.info('ORDERS')
    expect(stream.config).toMatchObject({
      subjects: ['orders.>'],
      description: 'all orders',
      discard: 'new',
      storage: 'memory',
      max_age_ms: 3_600_000,
      max_bytes: 10_000_000,
      max_msgs_per_subject: 5,
      duplicate_window_ms: 60_000,
      allow_direct: true,
    })
    expect(stream.config).not.toHaveProperty('max_msgs')
    expect(stream.state).toEqual({
      messages: 11,
      bytes: theirs.state.bytes,
      first_seq: 1n,
      last_seq: 12n,
      first_ts: theirs.state.first_ts,
      last_ts: theirs.state.last_ts,
      num_subjects: 3,
      num_deleted: 1,
      consumer_count: 0,
    })
    await until(async () => (await getStream(conn, 'COPY')).state.messages >= 11)
    expect((await getStream(conn, 'COPY')).mirror).toMatchObject({ name: 'ORDERS', lag: 0 })
    expect(await getAccount(conn)).toMatchObject({ streams: 2, limits: {} })
    expect((await publishMessage(conn, 'orders.new', new TextEncoder().encode('x'))).seq).toBe(13n)
    await expect(publishMessage(conn, 'elsewhere', new Uint8Array())).rejects.toThrow('No stream listens on elsewhere')
    await expect(getStream(conn, 'NOWHERE')).rejects.toMatchObject({ kind: 'not-found' })
  })
}

test('a sequence beyond 2^53 stays exact', async () => {
  const s = await server()
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  // The official client would round the number, so its digits go in as text.
  const config = '{"name":"BIG","subjects":["big"],"first_seq":9007199254740993,"retention":"limits","storage":"memory"}'
  await conn.request('$JS.API.STREAM.CREATE.BIG', config)
  await js.publish('big', 'x')
  const { state } = await getStream(conn, 'BIG')
  expect([state.first_seq, state.last_seq]).toEqual([9007199254740993n, 9007199254740993n])
  expect((await jsm.streams.info('BIG')).state.messages).toBe(1)
})

test('a mirror whose origin does not exist says so', async () => {
  const s = await server()
  const [conn, { jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'LOST', mirror: { name: 'NOWHERE' } })
  await until(async () => (await getStream(conn, 'LOST')).mirror?.error)
  const { mirror } = await getStream(conn, 'LOST')
  expect(mirror?.error).toMatch(/not found/)
  expect(mirror).not.toHaveProperty('active_ms')
})

test('lists 3,000 streams over all pages, and none twice while some are created', async () => {
  const s = await server()
  const [conn, { jsm }] = [await ours(s), await official(s)]
  expect((await listStreams(conn)).streams).toEqual([])
  const names = Array.from({ length: 3000 }, (_, i) => `S${String(i).padStart(4, '0')}`)
  for (let i = 0; i < names.length; i += 100) {
    await Promise.all(
      names.slice(i, i + 100).map((name) => jsm.streams.add({ name, subjects: [name], storage: StorageType.Memory })),
    )
  }
  expect((await listStreams(conn)).streams.map((x) => x.name)).toEqual(names)

  const [{ streams }] = await Promise.all([
    listStreams(conn),
    ...names
      .slice(0, 50)
      .map((name) => jsm.streams.add({ name: `A${name}`, subjects: [`a.${name}`], storage: StorageType.Memory })),
  ])
  const listed = streams.map((x) => x.name)
  expect(new Set(listed).size).toBe(listed.length)
})

test('rolls up 150,000 subjects, beyond one page of the API', async () => {
  const s = await server()
  const [conn, { nc, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'WIDE', subjects: ['wide.>'], storage: StorageType.Memory })
  for (let i = 0; i < 150_000; i++) {
    nc.publish(`wide.r${i % 5}.d${i}`)
    if (i % 5000 === 0) await nc.flush()
  }
  await until(async () => (await jsm.streams.info('WIDE')).state.messages === 150_000, 60_000)
  const progress: number[] = []
  const tree = await loadSubjectTree(conn, 'WIDE', '>', (p) => progress.push(p.loaded))
  expect([tree.subjects, tree.messages]).toEqual([150_000, 150_000])
  expect(progress.length).toBeGreaterThan(1)
  expect(tree.children(['wide']).map((r) => [r.token, r.messages, r.subjects])).toEqual(
    [0, 1, 2, 3, 4].map((i) => [`r${i}`, 30_000, 30_000]),
  )
})

test('tells of streams and consumers as they come and go', async () => {
  const s = await server()
  const [conn, { nc, jsm }] = [await ours(s), await official(s)]
  const heard: Advisory[] = []
  const stop = watchAdvisories(conn, (a) => heard.push(a))
  const said: string[] = []
  for (const kind of ['STREAM', 'CONSUMER'])
    nc.subscribe(`$JS.EVENT.ADVISORY.${kind}.>`, { callback: (_, m) => void said.push(m.subject.split('.').slice(3).join('.')) })
  await Promise.all([getAccount(conn), nc.flush()]) // the subscriptions have reached the server

  // A busy server (2.15.1: one time in twenty) ends a stream before it has sent that it is deleted, and no client hears of it.
  // So streams come and go until the official client heard of one that went; we must have heard what it heard.
  for (let n = 0; !said.some((subject) => subject.startsWith('STREAM.DELETED.')); n++) {
    await jsm.streams.add({ name: `NEW${n}`, subjects: ['new'] })
    await jsm.consumers.add(`NEW${n}`, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
    await jsm.streams.delete(`NEW${n}`)
    await nc.flush()
  }
  expect(said).toEqual(expect.arrayContaining(['STREAM.CREATED.NEW0', 'CONSUMER.CREATED.NEW0.worker']))
  const kind = (a: Advisory) =>
    a.consumer === undefined ? `STREAM.${a.action}d.${a.stream}` : `CONSUMER.${a.action}d.${a.stream}.${a.consumer}`
  const lower = (subjects: string[]) => subjects.map((subject) => subject.toLowerCase()).toSorted()
  await until(() => lower(heard.map(kind)).join(' ') === lower(said).join(' '))
  stop()
})

test('replicas of a cluster, with the one that is down', async () => {
  const nodes = await cluster(3)
  const conn = await ours(nodes[0]!)
  const { jsm } = await official(nodes[0]!)
  await until(() =>
    jsm.streams.add({ name: 'R3', subjects: ['r3'], num_replicas: 3 }).then(
      () => true,
      () => false, // the cluster has no meta leader yet
    ),
  )
  await until(async () => (await getStream(conn, 'R3')).cluster?.replicas.every((r) => r.current))
  const { cluster: before } = await getStream(conn, 'R3')
  expect(new Set([before!.leader, ...before!.replicas.map((r) => r.name)])).toEqual(new Set(nodes.map((n) => n.name)))

  const victim = nodes.find((n) => n.name !== nodes[0]!.name && n.name !== before!.leader)!
  await victim.kill()
  await until(
    async () => (await getStream(conn, 'R3')).cluster?.replicas.some((r) => r.name === victim.name && (r.offline || !r.current)),
    30_000,
  )
})
