import { headers as newHeaders } from '@nats-io/transport-node'
import { describe, expect, test } from 'vitest'
import { draftOfMessage } from '~/lib/publish/draft.ts'
import { messageMaker, messageOf } from '~/lib/publish/message.ts'
import { fieldOfRefusal } from '~/lib/publish/refusals.ts'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import { AppError } from './errors.ts'
import { getMessage } from './messages.ts'
import { PublishRun } from './publish-run.ts'
import { publishCore, publishMessage, streamOfSubject } from './publish.ts'
import { requestMany } from './request-many.ts'
import { getStream } from './streams.ts'

cleanUpAtEnd()

const bytes = (text: string) => new TextEncoder().encode(text)
type Rows = [string, string][]

describe.each(['current', 'oldest'] as const)('%s', (version) => {
  const isNew = version === 'current'

  test('publishing with every header, and what the server refuses at its field', async () => {
    const s = await server({}, version)
    const conn = await ours(s)
    const { nc, jsm } = await official(s)
    const flags = isNew ? { allow_msg_ttl: true } : {}
    await jsm.streams.add({
      name: 'S',
      subjects: ['s.>'],
      allow_rollup_hdrs: true,
      max_msg_size: 100,
      allow_direct: true,
      ...flags,
    })
    await jsm.streams.add({ name: 'PLAIN', subjects: ['plain'], max_msgs: 2, discard: 'new' })
    expect((await streamOfSubject(conn, 's.a'))?.config).toMatchObject({ name: 'S', allow_rollup_hdrs: true })
    expect(await streamOfSubject(conn, 'nobody')).toBeNull()

    // Order and repeats are kept, as the official client sees them.
    const rows: Rows = [
      ['B', '1'],
      ['a', 'ž'],
      ['B', '2'],
      ['Nats-Msg-Id', 'one'],
    ]
    const data = new Uint8Array([0, 255, 128, 10])
    const first = await publishMessage(conn, 's.a', data, rows)
    expect(first).toEqual({ stream: 'S', seq: 1n, duplicate: false })
    expect(await publishMessage(conn, 's.a', data, rows)).toEqual({ stream: 'S', seq: 1n, duplicate: true })
    const stored = (await jsm.streams.getMessage('S', { seq: 1 }))!
    expect([stored.subject, stored.data, stored.header.values('B'), stored.header.get('a')]).toEqual([
      's.a',
      data,
      ['1', '2'],
      'ž',
    ])

    // Sent again from what is stored: the same bytes, without the id.
    const read = (await getMessage(conn, await getStream(conn, 'S'), 1n))!
    const again = messageOf(draftOfMessage('S', read))
    expect(again).toEqual({ subject: 's.a', headers: rows.slice(0, 3), data })
    expect(await publishMessage(conn, again.subject, again.data, again.headers)).toMatchObject({ seq: 2n, duplicate: false })
    expect((await jsm.streams.getMessage('S', { seq: 2 }))!.data).toEqual(data)

    const refusal = async (subject: string, headers: Rows, payload = 'x') => {
      const e = (await publishMessage(conn, subject, bytes(payload), headers).catch((x: unknown) => x)) as AppError
      expect(e, JSON.stringify(headers)).toBeInstanceOf(AppError)
      return fieldOfRefusal(e, headers)
    }
    expect(await refusal('s.a', [['Nats-Expected-Last-Sequence', '9']])).toEqual({
      field: 'header nats-expected-last-sequence',
      message: 'The last sequence is 2 by now',
    })
    expect(await refusal('s.b', [['Nats-Expected-Last-Subject-Sequence', '9']])).toMatchObject({
      field: 'header nats-expected-last-subject-sequence',
    })
    expect(await refusal('s.a', [['Nats-Expected-Stream', 'T']])).toMatchObject({ field: 'header nats-expected-stream' })
    expect(await refusal('s.a', [['Nats-Expected-Last-Msg-Id', 'T']])).toMatchObject({
      field: 'header nats-expected-last-msg-id',
    })
    expect(await refusal('plain', [['Nats-Rollup', 'sub']])).toMatchObject({ field: 'header nats-rollup' })
    expect(await refusal('s.a', [], 'x'.repeat(200))).toMatchObject({ field: 'payload' })
    expect(await refusal('s.a', [], 'x'.repeat(2_000_000))).toMatchObject({ field: 'payload' })
    expect(await refusal('nobody', [])).toEqual({ field: 'subject', message: 'No stream listens on nobody' })
    if (isNew) {
      expect(await refusal('plain', [['Nats-TTL', '5s']])).toMatchObject({ field: 'header nats-ttl' })
      expect(await refusal('s.a', [['Nats-TTL', '1ms']])).toMatchObject({ field: 'header nats-ttl' })
      await publishMessage(conn, 's.ttl', bytes('x'), [['Nats-TTL', '1h']])
      expect((await jsm.streams.getMessage('S', { last_by_subj: 's.ttl' }))!.header.get('Nats-TTL')).toBe('1h')
      await jsm.streams.add({ name: 'C', subjects: ['c'], allow_msg_counter: true, allow_direct: true })
      await publishMessage(conn, 'c', bytes(''), [['Nats-Incr', '+9007199254740993']])
      expect(await publishMessage(conn, 'c', bytes(''), [['Nats-Incr', '1']])).toMatchObject({ val: '9007199254740994' })
      expect(await refusal('c', [['Nats-Incr', 'x']], '')).toMatchObject({ field: 'header nats-incr' })
    }

    // A rollup leaves the message alone of its subject, or of all.
    await publishMessage(conn, 's.b', bytes('other'))
    await publishMessage(conn, 's.a', bytes('sub'), [['Nats-Rollup', 'sub']])
    const counts = async () => (await jsm.streams.info('S', { subjects_filter: '>' })).state.subjects
    expect(await counts()).toMatchObject({ 's.a': 1, 's.b': 1 })
    await publishMessage(conn, 's.a', bytes('all'), [['Nats-Rollup', 'all']])
    expect(await counts()).toEqual({ 's.a': 1 })

    // Core: nobody confirms, but it is sent, to a subject that no stream listens on too.
    const heard = new Promise<[string, string[]]>((resolve) => {
      nc.subscribe('core.x', {
        max: 1,
        callback: (_, m) => resolve([m.string(), m.headers?.values('B') ?? []]),
      })
    })
    await nc.flush()
    expect(await publishCore(conn, 'core.x', bytes('hello'), rows)).toBe(true)
    expect(await heard).toEqual(['hello', ['1', '2']])

    // A request: every reply is gathered, and nobody there is said.
    const sub = nc.subscribe('ask', {
      callback: (_, m) => {
        const h = newHeaders()
        h.append('N', '1')
        for (let i = 1; i <= 3; i++) m.respond(`${m.string()}${i}`, { headers: h })
      },
    })
    await nc.flush()
    const ask = { subject: 'ask', data: bytes('r'), headers: [] }
    const all = await requestMany(conn, ask, { timeoutMs: 300 })
    expect([all.ended, all.kept.map((r) => new TextDecoder().decode(r.data))]).toEqual(['timeout', ['r1', 'r2', 'r3']])
    expect(all.kept[0]!.headers).toEqual([['N', '1']])
    expect(await requestMany(conn, ask, { timeoutMs: 60_000, most: 2 })).toMatchObject({ ended: 'enough' })
    sub.unsubscribe()
    await nc.flush()
    await expect(requestMany(conn, ask, { timeoutMs: 60_000 })).rejects.toMatchObject({ kind: 'no-responders' })
  })

  test('many messages: stored, duplicates, refused and unknown are told apart', async () => {
    const s = await server({}, version)
    const conn = await ours(s)
    const { jsm } = await official(s)
    await jsm.streams.add({ name: 'M', subjects: ['m.>'], allow_direct: true })
    const make = messageMaker({
      ...draftOfMessage('M', { seq: 1n, subject: 'm.{{counter}}', headers: [], data: bytes('{"n":{{counter}}}') }),
      headers: [['Nats-Msg-Id', 'id-{{counter}}']],
    })
    const run = (total: number, rate?: number) => new PublishRun(conn, make, { total, isCore: false, rate })
    expect(await run(3000).run()).toMatchObject({
      sent: 3000,
      stored: 3000,
      duplicates: 0,
      unknown: 0,
      range: { stream: 'M', first: 1n, last: 3000n },
    })
    const one = (await jsm.streams.getMessage('M', { seq: 2718 }))!
    expect([one.subject, one.string(), one.header.get('Nats-Msg-Id')]).toEqual(['m.2718', '{"n":2718}', 'id-2718'])
    expect(await run(100).run()).toMatchObject({ sent: 100, stored: 0, duplicates: 100 })

    // Some are refused: the rest are stored, and the reason is told.
    await jsm.streams.update('M', { max_msgs: 3005, discard: 'new' })
    const full = await new PublishRun(conn, (n) => ({ subject: `m.f${n}`, headers: [], data: bytes('x') }), {
      total: 10,
      isCore: false,
    }).run()
    expect(full).toMatchObject({ sent: 10, stored: 5, refused: 5, reasons: [{ count: 5 }] })
    expect(full.reasons[0]!.reason).toMatch(/maximum messages exceeded/)

    // The rate is kept, and a stop is honest about what was sent.
    await jsm.streams.update('M', { max_msgs: -1 })
    const begun = performance.now()
    expect(await new PublishRun(conn, make, { total: 21, isCore: false, rate: 100 }).run()).toMatchObject({ duplicates: 21 })
    expect(performance.now() - begun).toBeGreaterThanOrEqual(199)
    const slow = run(1000, 20)
    const done = slow.run()
    slow.stop()
    const stopped = await done
    expect(stopped).toMatchObject({ ended: 'stopped', unknown: 0 })
    expect(stopped.sent).toBeLessThan(5)

    // The server dies: what had no answer is unknown, and all that was sent is accounted for.
    const dying = new PublishRun(conn, (n) => ({ subject: `m.d${n}`, headers: [], data: bytes('x') }), {
      total: 1_000_000,
      isCore: false,
    })
    const end = dying.run()
    while (dying.result.stored < 100) await new Promise((r) => setTimeout(r, 1))
    await s.kill()
    const r = await end
    expect(r.ended).toMatchObject({ kind: 'disconnected' })
    expect(r.sent).toBeLessThan(1_000_000)
    expect(r.stored + r.unknown).toBe(r.sent)
    await expect(publishMessage(conn, 'm.x', bytes('x'))).rejects.toMatchObject({ kind: 'disconnected' })
  })
})

test('what is forbidden is said, in each mode', async () => {
  const users = [{ user: 'u', password: 'p', permissions: { publish: { deny: 'no.>' } } }]
  const config = configOf({ extra: `authorization { users: ${JSON.stringify(users)} }` })
  const conn = await ours(await server({ config }), { auth: { kind: 'password', user: 'u', pass: 'p' } })
  const denied = { kind: 'permission', message: expect.stringContaining('publish on no.x') as string }
  await expect(publishMessage(conn, 'no.x', bytes('x'))).rejects.toMatchObject(denied)
  await expect(publishCore(conn, 'no.x', bytes('x'))).rejects.toMatchObject(denied)
  const ask = { subject: 'no.x', data: bytes('x'), headers: [] }
  await expect(requestMany(conn, ask, { timeoutMs: 60_000 })).rejects.toMatchObject(denied)
  const run = new PublishRun(conn, () => ask, { total: 5, isCore: false })
  const { ended, stored } = await run.run()
  expect([stored, ended]).toEqual([0, expect.objectContaining(denied)])
})
