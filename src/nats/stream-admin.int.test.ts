import { headers } from '@nats-io/transport-node'
import type { StreamConfig } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { configOf } from '../../scripts/nats/config.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import { cleanUpAtEnd, cluster, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { canonicalText, withChange } from '~/lib/consumer-config.ts'
import { newRow } from '~/lib/obj/meta-draft.ts'
import { newStream, toChange, toConfig, toDraft, type StreamDraft } from '~/lib/stream-config/draft.ts'
import { editBlocks } from '~/lib/stream-config/edit-blocks.ts'
import { configFields, levelOf, type FieldKey } from '~/lib/stream-config/fields.ts'
import { lossesOf } from '~/lib/stream-config/losses.ts'
import { streamProblems } from '~/lib/stream-config/problems.ts'
import { streamRefusal } from '~/lib/stream-config/refusals.ts'
import { newUpstream } from '~/lib/stream-config/upstream.ts'
import { toAppError } from './errors.ts'
import { object } from './fields.ts'
import { changeStream, createStream, type LookedAt } from './stream-admin.ts'
import { beyondPerSubject, olderThan } from './stream-losses.ts'
import { getStream } from './streams.ts'
import type { JsonObject } from './types.ts'

cleanUpAtEnd()

const versions = ['current', 'oldest'] as const satisfies ServerVersion[]

async function setUp(version: ServerVersion, extra = '') {
  const s = await server(extra ? { config: configOf({ extra }) } : {}, version)
  const [conn, client] = [await ours(s), await official(s)]
  await client.jsm.streams.add({ name: 'BASE', subjects: ['base.>'], allow_direct: true })
  return { s, conn, ...client, level: conn.server?.apiLevel ?? 0 }
}

const draft = (typed: Partial<StreamDraft> = {}): StreamDraft => ({ ...newStream, name: 'NEW', subjects: 'new.>', ...typed })
const base = { ...newUpstream, name: 'BASE' }

/** What is typed into a field, and what the official client then has to read: by field of the configuration. */
const fields: Record<string, [typed: Partial<StreamDraft>, read: JsonObject]> = {
  name: [{ name: 'Ströme_1-a' }, { name: 'Ströme_1-a' }],
  subjects: [{ subjects: 'new.a.>\nnew.b.*,"odd,name"' }, { subjects: ['new.a.>', 'new.b.*', 'odd,name'] }],
  retention: [{ retention: 'workqueue' }, { retention: 'workqueue' }],
  max_age: [
    { max_age: '7d', duplicate_window: '1m30s' },
    { max_age: 604_800e9, duplicate_window: 90e9 },
  ],
  max_bytes: [{ max_bytes: '10MB' }, { max_bytes: 10_485_760 }],
  storage: [{ storage: 'memory' }, { storage: 'memory' }],
  num_replicas: [{ num_replicas: '1' }, { num_replicas: 1 }],
  max_msgs: [{ max_msgs: '9,007,199,254,740,993' }, { max_msgs: 9_007_199_254_740_993n }],
  max_msgs_per_subject: [{ max_msgs_per_subject: '7' }, { max_msgs_per_subject: 7 }],
  max_msg_size: [{ max_msg_size: '64KB' }, { max_msg_size: 65_536 }],
  max_consumers: [{ max_consumers: '5' }, { max_consumers: 5 }],
  discard: [{ discard: 'new' }, { discard: 'new' }],
  discard_new_per_subject: [
    { discard: 'new', discard_new_per_subject: 'true', max_msgs_per_subject: '2' },
    { discard: 'new', discard_new_per_subject: true, max_msgs_per_subject: 2 },
  ],
  duplicate_window: [{ duplicate_window: '1h' }, { duplicate_window: 3600e9 }],
  mirror: [
    {
      copies: 'mirror',
      subjects: '',
      mirror: { ...base, filter: 'base.eu.>', start: 'time', time: '2026-01-01T00:00:00.123456789+02:00' },
    },
    { mirror: { name: 'BASE', filter_subject: 'base.eu.>', opt_start_time: '2026-01-01T00:00:00.123456789+02:00' } },
  ],
  sources: [
    {
      copies: 'sources',
      sources: [
        { ...base, start: 'seq', seq: '18446744073709551615', transforms: [{ src: 'base.*', dest: 'new.{{wildcard(1)}}' }] },
        { ...base, name: 'FAR', api: '$JS.hub.API', deliver: 'deliver.here' },
      ],
    },
    {
      sources: [
        {
          name: 'BASE',
          opt_start_seq: 18_446_744_073_709_551_615n,
          subject_transforms: [{ src: 'base.*', dest: 'new.{{wildcard(1)}}' }],
        },
        { name: 'FAR', external: { api: '$JS.hub.API', deliver: 'deliver.here' } },
      ],
    },
  ],
  mirror_direct: [
    { copies: 'mirror', subjects: '', mirror: { ...base, name: 'FAR', api: '$JS.hub.API' } },
    { mirror_direct: true },
  ],
  subject_transform: [
    { transform_src: 'new.*', transform_dest: 'kept.$1' },
    { subject_transform: { src: 'new.*', dest: 'kept.$1' } },
  ],
  republish: [
    { republish_src: 'new.>', republish_dest: 'changes.>', republish_headers: 'true' },
    { republish: { src: 'new.>', dest: 'changes.>', headers_only: true } },
  ],
  compression: [{ compression: 's2' }, { compression: 's2' }],
  placement: [{ cluster: 'C1', tags: 'ssd, eu' }, { placement: { cluster: 'C1', tags: ['ssd', 'eu'] } }],
  first_seq: [{ first_seq: '18446744073709551615' }, { first_seq: 18_446_744_073_709_551_615n }],
  persist_mode: [{ persist_mode: 'async' }, { persist_mode: 'async' }],
  no_ack: [{ no_ack: 'true', subjects: 'new.>' }, { no_ack: true }],
  allow_direct: [{ allow_direct: '' }, { allow_direct: false }],
  allow_rollup_hdrs: [{ allow_rollup_hdrs: 'true' }, { allow_rollup_hdrs: true }],
  deny_delete: [{ deny_delete: 'true' }, { deny_delete: true }],
  deny_purge: [{ deny_purge: 'true' }, { deny_purge: true }],
  allow_msg_ttl: [{ allow_msg_ttl: 'true' }, { allow_msg_ttl: true }],
  subject_delete_marker_ttl: [
    { subject_delete_marker_ttl: '1.5s' },
    { subject_delete_marker_ttl: 1_500_000_000, allow_msg_ttl: true, allow_rollup_hdrs: true },
  ],
  allow_msg_counter: [{ allow_msg_counter: 'true' }, { allow_msg_counter: true }],
  allow_atomic: [{ allow_atomic: 'true' }, { allow_atomic: true }],
  allow_batched: [{ allow_batched: 'true' }, { allow_batched: true }],
  allow_msg_schedules: [{ allow_msg_schedules: 'true' }, { allow_msg_schedules: true, allow_rollup_hdrs: true }],
  consumer_limits: [
    { limit_inactive: '5m', limit_ack_pending: '1,000' },
    { consumer_limits: { inactive_threshold: 300e9, max_ack_pending: 1000 } },
  ],
  description: [{ description: 'Aufträge, «alle»' }, { description: 'Aufträge, «alle»' }],
  metadata: [
    {
      metadata: [newRow('team', 'a=b'), newRow('note')],
    },
    { metadata: expect.objectContaining({ team: 'a=b', note: '' }) as never },
  ],
}

const number = (n: bigint) => Number(n)

/** The official client reads 64-bit integers as doubles. */
function asRead(v: unknown): unknown {
  if (typeof v === 'bigint') return number(v)
  if (Array.isArray(v)) return v.map(asRead)
  if (typeof v !== 'object' || v === null || 'asymmetricMatch' in v) return v
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, asRead(x)]))
}

for (const version of versions) {
  test(`${version}: every field set here is read by the official client as it was set`, async () => {
    const { conn, jsm, level } = await setUp(version)
    const known = configFields.filter((f) => levelOf(f) <= level)
    expect(Object.keys(fields).sort()).toEqual([...configFields].sort())
    const edited: string[] = []
    for (const field of known) {
      const [typed, read] = fields[field]!
      const d = draft(typed)
      expect(streamProblems(d, level), field).toEqual({})
      const made = await createStream(conn, toConfig(d, level))
      const { config } = await jsm.streams.info(d.name)
      expect({ field, ...config }).toMatchObject({ field, ...(asRead(read) as object) })
      // Ours reads it exactly, and shows what was typed.
      expect({ field, ...object(made.config) }).toMatchObject({ field, ...read })
      expect(toConfig(toDraft(object(made.config) ?? {}), level), field).toMatchObject(toConfig(d, level))
      await jsm.streams.delete(d.name)
      // The same by an edit, where the server lets it be edited.
      await jsm.streams.add({ name: 'NEW', subjects: ['new.>'] })
      const plain = await getStream(conn, 'NEW')
      const before = object(plain.raw.config)!
      const edit = { ...toDraft(before), ...typed, name: 'NEW' }
      if (Object.keys(streamProblems(edit, level, before)).length === 0) {
        edited.push(field)
        await changeStream(conn, plain, toChange(edit, before))
        const { config: after } = await jsm.streams.info('NEW')
        expect({ field, ...after }).toMatchObject({ field, ...(asRead({ ...read, name: 'NEW' }) as object) })
      }
      await jsm.streams.delete('NEW')
    }
    const fixed = ['retention', 'storage', 'mirror', 'mirror_direct', 'first_seq', 'persist_mode', 'allow_msg_counter']
    expect(known.filter((f) => !edited.includes(f))).toEqual(
      known.filter((f) => fixed.includes(f) || (f === 'max_consumers' && level < 1)),
    )
  })

  test(`${version}: a stream made elsewhere loses nothing by an edit, and is not written over`, async () => {
    const { conn, jsm, level } = await setUp(version)
    const add = (config: object) => jsm.streams.add(config as StreamConfig & { name: string })
    // Everything that can be together.
    await add({
      name: 'ALL',
      description: 'before',
      subjects: ['all.>', 'odd,name'],
      max_consumers: 9,
      max_msgs: 1000,
      max_bytes: 1_000_000,
      max_age: 3600e9 + 1,
      max_msgs_per_subject: 5,
      max_msg_size: 5000,
      duplicate_window: 60e9,
      placement: { cluster: 'C1', tags: ['a'] },
      sources: [{ name: 'BASE', filter_subject: 'base.>', opt_start_seq: 5, external: { api: '$JS.hub.API', deliver: '' } }],
      compression: 's2',
      first_seq: 77,
      subject_transform: { src: 'all.*', dest: 'kept.$1' },
      republish: { src: '>', dest: 'changes.>', headers_only: true },
      allow_direct: true,
      deny_delete: true,
      allow_rollup_hdrs: true,
      consumer_limits: { inactive_threshold: 300e9, max_ack_pending: 10 },
      metadata: { team: 'a\nb', empty: '' },
      ...(level >= 1 ? { allow_msg_ttl: true, subject_delete_marker_ttl: 5e9 } : {}),
      ...(level >= 2 ? { allow_atomic: true } : {}),
      ...(level >= 4 ? { allow_batched: true } : {}),
    })
    await add({ name: 'COPY', mirror: { name: 'BASE', opt_start_seq: 1 }, mirror_direct: true, retention: 'limits' })
    await add({
      name: 'QUEUE',
      subjects: ['q'],
      retention: 'workqueue',
      storage: 'memory',
      no_ack: true,
      discard: 'new',
      deny_purge: true,
    })
    const look = async (name: string): Promise<LookedAt> => getStream(conn, name)
    // An edit sends back what it does not touch as the server had it, so that any field is as good as one that is not known here.
    for (const name of ['ALL', 'COPY', 'QUEUE']) {
      const before = await look(name)
      const config = object(before.raw.config)!
      const change = toChange({ ...toDraft(config), description: 'after' }, config)
      expect(change).toEqual({ description: 'after' })
      await changeStream(conn, before, change)
      const { config: after } = await jsm.streams.info(name)
      const wanted = canonicalText(withChange(config, change))
      expect(canonicalText(after as unknown as JsonObject)).toBe(wanted)
      // The second change is over what was looked at before the first.
      await expect(changeStream(conn, before, { description: 'mine' })).rejects.toMatchObject({ kind: 'conflict' })
      expect(canonicalText(object((await look(name)).raw.config)!)).toBe(wanted)
    }
    const before = await look('QUEUE')
    await jsm.streams.delete('QUEUE')
    await expect(changeStream(conn, before, { description: 'x' })).rejects.toMatchObject({ kind: 'not-found' })
    // An equal stream is no success, and an overlap says with whom.
    const all = object((await look('ALL')).raw.config)!
    const same = draft({ name: 'BASE', subjects: 'base.>' })
    await expect(createStream(conn, toConfig(same, level))).rejects.toMatchObject({ kind: 'conflict', errCode: 10058 })
    await expect(createStream(conn, toConfig(draft({ subjects: 'all.x, base.*' }), level))).rejects.toMatchObject({
      errCode: 10065,
      message: 'The subjects overlap those of ALL (all.x), BASE (base.*); nothing was written',
    })
    expect(canonicalText(object((await look('ALL')).raw.config)!)).toBe(canonicalText(all))
  })

  test(`${version}: what is said to be impossible is refused, and what the server alone knows is told at its field`, async () => {
    const { s, conn, jsm, level } = await setUp(
      version,
      'accounts: { A: { jetstream: { max_store: 2000000, max_mem: 1000, max_bytes_required: true }, users: [{ user: a, password: a }] }, B: { jetstream: enabled, users: [{ user: b, password: b }] } }, no_auth_user: b',
    )
    const refused = (conn_: typeof conn, d: StreamDraft) =>
      createStream(conn_, toConfig(d, level)).then(
        () => undefined,
        (e: unknown) => {
          const { errCode, message, details } = toAppError(e)
          return streamRefusal({ message, ...(errCode ? { errCode } : {}), ...(details ? { details } : {}) }, d)?.key
        },
      )
    const mirror = { copies: 'mirror', mirror: base, subjects: '' }
    const impossible: [typed: Partial<StreamDraft>, key: FieldKey, level?: number][] = [
      [{ subjects: 'a.*, a.b' }, 'subjects'],
      [{ subjects: '>' }, 'subjects'],
      [{ max_age: '50ms' }, 'max_age'],
      [{ max_age: '1m', duplicate_window: '2m' }, 'duplicate_window'],
      [{ discard_new_per_subject: 'true' }, 'discard_new_per_subject'],
      [{ ...mirror, first_seq: '5' }, 'first_seq'],
      [{ ...mirror, mirror: { ...base, filter: 'a', transforms: [{ src: 'a', dest: 'b' }] } }, 'mirror'],
      [{ copies: 'sources', sources: [base, base] }, 'sources'],
      [{ copies: 'sources', sources: [{ ...base, transforms: [{ src: 'a.*', dest: 'b.*' }] }] }, 'sources'],
      [{ transform_src: 'new.*', transform_dest: 'b.*' }, 'transform_dest'],
      [{ republish_dest: 'new.x.>' }, 'republish_dest'],
      [{ deny_purge: 'true', allow_rollup_hdrs: 'true' }, 'deny_purge'],
      [{ ...mirror, subject_delete_marker_ttl: '5s' }, 'subject_delete_marker_ttl', 1],
      [{ subject_delete_marker_ttl: '0.5s' }, 'subject_delete_marker_ttl', 1],
      [{ allow_msg_counter: 'true', discard: 'new' }, 'allow_msg_counter', 2],
      [{ ...mirror, allow_atomic: 'true' }, 'allow_atomic', 2],
      [{ allow_msg_schedules: 'true', copies: 'sources', sources: [base] }, 'allow_msg_schedules', 2],
      [{ persist_mode: 'async', storage: 'memory' }, 'persist_mode', 2],
      [{ copies: 'sources', sources: [{ ...base, start: 'seq', seq: '5', consumer: 'C', consumer_deliver: 'd' }] }, 'sources', 4],
    ]
    for (const [typed, key, since = 0] of impossible.filter(([, , since = 0]) => since <= level)) {
      expect(Object.keys(streamProblems(draft(typed), level)), `${key} ${since}`).toContain(key)
      expect(await refused(conn, draft(typed)), `${key}: ${JSON.stringify(typed)}`).toBe(key)
    }
    const onlyServer: [Partial<StreamDraft>, FieldKey][] = [
      [{ name: 'BASE' }, 'name'],
      [{ subjects: 'base.x' }, 'subjects'],
      [{ num_replicas: '3' }, 'num_replicas'],
      [{ copies: 'sources', sources: [{ ...base, transforms: [{ src: 'a', dest: 'b.{{split(x)}}' }] }] }, 'sources'],
    ]
    for (const [typed, key] of onlyServer) {
      expect(streamProblems(draft(typed), level)).toEqual({})
      expect(await refused(conn, draft(typed)), key).toBe(key)
    }
    const limited = await ours(s, { auth: { kind: 'password', user: 'a', pass: 'a' } })
    expect(await refused(limited, draft())).toBe('max_bytes') // it wants one
    expect(await refused(limited, draft({ max_bytes: '10MB' }))).toBe('max_bytes')
    expect(await refused(limited, draft({ max_bytes: '1MB', storage: 'memory' }))).toBe('max_bytes')
    // What an edit says it cannot change, the server does not let it.
    await jsm.streams.add({ name: 'ON', subjects: ['on'], deny_delete: true, deny_purge: true })
    await jsm.streams.add({ name: 'COPY', mirror: { name: 'BASE' } })
    await jsm.streams.add({ name: 'QUEUE', subjects: ['q'], retention: 'workqueue' })
    const edits: [string, Partial<StreamDraft>, FieldKey, isBlocked?: boolean][] = [
      ['ON', { storage: 'memory' }, 'storage'],
      ['ON', { deny_delete: '' }, 'deny_delete'],
      ['ON', { deny_purge: '' }, 'deny_purge'],
      ['ON', { retention: 'workqueue' }, 'retention'],
      ['QUEUE', { retention: 'limits' }, 'retention'],
      ['COPY', { mirror: { ...base, filter: 'base.x' } }, 'mirror'],
      ['ON', { max_consumers: '5' }, 'max_consumers', level < 1],
      ['COPY', { copies: 'none' }, 'copies', level < 2],
    ]
    for (const [name, typed, key, isBlocked = true] of edits) {
      const stream = await getStream(conn, name)
      const config = object(stream.raw.config)!
      const d = { ...toDraft(config), ...typed }
      expect([key, Object.keys(streamProblems(d, level, config)).includes(key)]).toEqual([key, isBlocked])
      expect(key in editBlocks(config, level) || !isBlocked || name === 'ON').toBe(true)
      const done = changeStream(conn, stream, toChange(d, config))
      await (isBlocked ? expect(done, key).rejects.toMatchObject({ kind: expect.stringMatching(/server|bad-request/) }) : done)
    }
  })

  test(`${version}: what is said to go with an edit is what goes`, async () => {
    const { conn, js, jsm, level } = await setUp(version)
    await jsm.streams.add({ name: 'S', subjects: ['s.*'], allow_direct: true })
    await jsm.streams.add({ name: 'Q', subjects: ['q'] })
    await js.publish('q', 'nothing waits for it')
    for (let i = 0; i < 12; i++) await js.publish(`s.${i % 3}`, `${i}`)
    const apply = async (typed: Partial<StreamDraft>) => {
      const stream = await getStream(conn, 'S')
      const config = object(stream.raw.config)!
      const change = toChange({ ...toDraft(config), ...typed }, config)
      const counts = {
        max_msgs_per_subject: await beyondPerSubject(conn, 'S', BigInt(Number(change.max_msgs_per_subject ?? 1))),
        max_age: await olderThan(conn, 'S', Number(change.max_age ?? 1) / 1e6),
      }
      const losses = lossesOf(config, withChange(config, change), stream.state, counts, level)
      await changeStream(conn, stream, change)
      return losses
    }
    const left = async () => (await jsm.streams.info('S')).state.messages
    expect((await apply({ max_msgs: '11' }))[0]?.words).toContain('The oldest 1 message')
    expect(await left()).toBe(11)
    // Refusing new messages removes none, and going back to the oldest does.
    expect((await apply({ max_msgs: '9', discard: 'new' }))[0]).toMatchObject({ forGood: false })
    expect(await left()).toBe(11)
    expect((await apply({ discard: 'old' }))[0]).toMatchObject({
      words: expect.stringContaining('oldest 2 messages'),
      forGood: true,
    })
    expect(await left()).toBe(9)
    if (level >= 1) {
      const before = await getStream(conn, 'Q')
      await changeStream(conn, before, { retention: 'interest' })
      expect((await jsm.streams.info('Q')).state.messages).toBe(0)
    }
    expect((await apply({ max_msgs: '', max_msgs_per_subject: '2' }))[0]?.words).toContain('3 messages beyond the newest 2')
    // 2.10 does it in files as messages come, or after a while.
    if (level >= 1) expect(await left()).toBe(6)
    const n = await left()
    expect((await apply({ max_age: '1h', duplicate_window: '1m' }))[0]).toMatchObject({ forGood: false })
    expect(await left()).toBe(n)
    const applied = Date.now()
    await until(() => Date.now() - applied > 150) // ages are told by the clock
    const [age] = await apply({ max_age: '100ms', duplicate_window: '100ms' })
    expect(age).toMatchObject({ words: `${n} messages older than 100ms: removed at once, for good.`, forGood: true })
    await until(async () => (await left()) === 0)
  })

  test(`${version}: what is said of what is copied again, and of where a source starts, is so`, async () => {
    const { conn, js, jsm, level } = await setUp(version)
    for (let i = 0; i < 10; i++) await js.publish('base.a', `${i}`)
    const apply = async (name: string, typed: Partial<StreamDraft>) => {
      const stream = await getStream(conn, name)
      const config = object(stream.raw.config)!
      const change = toChange({ ...toDraft(config), ...typed }, config)
      const losses = lossesOf(config, withChange(config, change), stream.state, {}, level)
      await changeStream(conn, stream, change)
      return losses.map(({ words }) => words).join(' ')
    }
    const holds = (name: string, messages: number) =>
      until(async () => (await jsm.streams.info(name)).state.messages === messages)
    await createStream(conn, toConfig(draft({ name: 'LATE', subjects: '', copies: 'sources', sources: [{ ...base, start: 'seq', seq: '8' }] }), level)) // prettier-ignore
    await holds('LATE', 3)
    expect(await apply('LATE', { sources: [{ ...base, start: 'seq', seq: '2' }] })).toContain('nothing earlier is fetched')
    await js.publish('base.a', '10')
    await holds('LATE', 4)
    // From 2.12 on a mirror can be turned into a stream of its own.
    if (level >= 2) {
      await createStream(conn, toConfig(draft({ name: 'M', subjects: '', copies: 'mirror', mirror: base }), level))
      await holds('M', 11)
      expect(await apply('M', { copies: 'sources', sources: [base] })).toContain('of BASE is copied a second time')
      await holds('M', 22)
    }
    // The same one twice is refused, with transforms too.
    const twice = { ...base, transforms: [{ src: 'base.*', dest: 'copy.{{wildcard(1)}}' }] }
    const wrong = draft({ name: 'TWICE', subjects: '', copies: 'sources', sources: [twice, twice] })
    expect(streamProblems(wrong, level).sources).toBe('The same source appears twice')
    await expect(createStream(conn, toConfig(wrong, level))).rejects.toMatchObject({ errCode: 10140 })
  })
}

test('replicas and placement in a cluster are what was set, and where there is no place is told at what asks for it', async () => {
  const nodes = await cluster(3)
  const [conn, { jsm }] = [await ours(nodes[0]!), await official(nodes[1]!)]
  const level = conn.server?.apiLevel ?? 0
  const d = draft({ num_replicas: '3', cluster: conn.server?.cluster ?? '' })
  // Of two who make it at once one has made it, and the other is told.
  const other = await ours(nodes[2]!)
  const both = await Promise.allSettled([conn, other].map((by) => createStream(by, toConfig(d, level))))
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(both.find((b) => b.status === 'rejected')?.reason).toMatchObject({ errCode: 10058 })
  const { config } = await jsm.streams.info('NEW')
  expect([config.num_replicas, config.placement?.cluster]).toEqual([3, d.cluster])
  const looked = await getStream(conn, 'NEW')
  await changeStream(
    conn,
    looked,
    toChange({ ...toDraft(object(looked.raw.config)!), num_replicas: '1' }, object(looked.raw.config)!),
  )
  expect((await jsm.streams.info('NEW')).config.num_replicas).toBe(1)
  const nowhere = draft({ name: 'NOWHERE', subjects: 'nowhere', tags: 'moon' })
  const e = await createStream(conn, toConfig(nowhere, level)).catch((x: unknown) => toAppError(x))
  expect(e).toMatchObject({ errCode: 10005 })
  expect(streamRefusal({ errCode: 10005, message: '' }, nowhere)?.key).toBe('tags')
})

test('of messages that may say of themselves that they stay, so many at most are taken by a lower age', async () => {
  const s = await server()
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'T', subjects: ['t.>'], allow_msg_ttl: true })
  const h = headers()
  h.set('Nats-TTL', 'never')
  await js.publish('t.stays', '', { headers: h })
  await js.publish('t.goes', '')
  expect(await until(async () => ((await olderThan(conn, 'T', 5)).count === 2 ? true : undefined))).toBe(true)
  expect(await olderThan(conn, 'T', 5)).toEqual({ count: 2, exact: false })
  await jsm.streams.update('T', { max_age: 1e9, duplicate_window: 1e9 })
  await until(async () => (await jsm.streams.info('T')).state.messages === 1)
})
