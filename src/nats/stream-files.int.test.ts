import { headers } from '@nats-io/transport-node'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, cluster, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { faultyProxy } from '../../scripts/testing/proxy.ts'
import { publishMany, reconnected } from '../../scripts/testing/official.ts'
import { contentOf, rawMessages } from '../../scripts/testing/raw-messages.ts'
import type { Connection } from './connection.ts'
import { planMessages, type MessageRules } from './import-plan.ts'
import { StreamImport } from './import-run.ts'
import { exportMessages, type ExportWhat, type FileFormat } from './stream-export.ts'

cleanUpAtEnd()

const never = new AbortController().signal
const rules: MessageRules = { map: { from: '', to: '' }, keep: [], ids: false, compare: true }
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))
const block = (lines: string) => (lines === '' ? new Uint8Array() : latin(`NATS/1.0\r\n${lines}\r\n`))

async function exported(conn: Connection, stream: string, what: ExportWhat = { filters: [] }, format: FileFormat = 'ndjson') {
  const pieces: string[] = []
  const result = await exportMessages(conn, stream, what, format, { write: async (t) => void pieces.push(t) }, never)
  return { text: pieces.join(''), ...result }
}

async function imported(conn: Connection, stream: string, text: string, more: Partial<MessageRules> = {}) {
  const file = new Blob([text])
  const planned = await planMessages(conn, stream, file, { ...rules, ...more }, never)
  return { plan: planned.plan, result: await new StreamImport(conn, stream, file, planned).run(never) }
}

/** Payloads and headers that a careless reader would change. */
const odd: [subject: string, headers: string, data: Uint8Array][] = [
  ['a.text', '', new TextEncoder().encode('{"n":9007199254740993,"é":"\u2028"}')],
  ['a.bytes', '', latin('\x00\xff\xfe\r\n')],
  ['a.empty', '', new Uint8Array()],
  ['a.repeated', 'A: 1\r\nb: 2\r\nA: 3\r\na: 4\r\n', new Uint8Array()],
  ['a.tight', 'A:1\r\nB:  two\r\nLatin: \xe9\r\nEmpty:\r\n', latin('x')],
  ['a.republished', 'Nats-Stream: X\r\nNats-Subject: x.y\r\nNats-Sequence: 77\r\nNats-Last-Sequence: 76\r\n', latin('y')],
  ['a.id', 'Nats-Msg-Id: one\r\n', latin('z')],
  ['a.twice', '', latin('the same')],
  ['a.twice', '', latin('the same')],
]

for (const version of ['current', 'oldest'] as const) {
  for (const direct of [true, false]) {
    test(`${version}, ${direct ? 'with' : 'without'} direct get: exported, wiped and imported, every message is the same`, async () => {
      const s = await server({}, version)
      const [conn, them] = [await ours(s), await official(s)]
      const { nc, jsm } = them
      // As a queue, since there nothing is read by a consumer.
      const retention: 'limits' | 'workqueue' = direct ? 'limits' : 'workqueue'
      const config = { name: 'A', subjects: ['a.>'], allow_direct: direct, retention, duplicate_window: 100_000_000 }
      await jsm.streams.add(config)
      for (const [subject, headers, data] of odd) {
        conn.publishBlock(subject, block(headers), data, conn.newInbox())
      }
      await conn.flush()
      await publishMany(them, 500, (i) => `a.many.${i % 5}`)
      for (const seq of [2 + odd.length, 300, 301]) await jsm.streams.deleteMessage('A', seq)
      const last = odd.length + 500
      const before = await rawMessages(nc, 'A', 1, last)
      expect(before.slice(0, odd.length).map((m) => atob(m.hdrs ?? ''))).toEqual(
        odd.map(([, h]) => String.fromCharCode(...block(h))),
      )

      const all = await exported(conn, 'A')
      expect(all).toMatchObject({ messages: last - 3, gone: 0, to: BigInt(last) })
      const lines = all.text
        .trimEnd()
        .split('\n')
        .map((l) => JSON.parse(l) as { seq: number; time: string; stream: string })
      expect(lines.map((l) => [l.seq, l.time, l.stream])).toEqual(
        before.map((m) => [m.seq, m.time.replace(/\.?(\d*)Z$/, (_, d: string) => `.${d.padEnd(9, '0')}Z`), 'A']),
      )
      // Ranges: both ends belong to them; an end that is a time does, to the nanosecond.
      const [from, to] = [before[20]!, before[40]!]
      const part = await exported(conn, 'A', {
        from: { seq: BigInt(from.seq) },
        to: { seq: BigInt(to.seq) },
        filters: ['a.many.1', 'a.many.2'],
      })
      const wanted = before.filter((m) => m.seq >= from.seq && m.seq <= to.seq)
      expect(part.messages).toBe(wanted.filter((m) => /many\.[12]$/.test(m.subject)).length)
      expect((await exported(conn, 'A', { from: { time: from.time }, to: { time: to.time }, filters: [] })).messages).toBe(
        wanted.length,
      )
      const csv = await exported(conn, 'A', { seqs: [3n, 1n, 300n] }, 'csv')
      expect(csv).toMatchObject({ messages: 2, gone: 1 })
      expect(csv.text.split('\r\n').map((row) => row.split(',')[1])).toEqual(['seq', '1', '3', undefined])

      await jsm.streams.purge('A')
      // The server knows the id of a message that is gone for as long as its duplicate window.
      await until(async () => (await imported(conn, 'A', all.text)).result.refused === 0)
      const again = await imported(conn, 'A', all.text)
      expect(again.plan).toMatchObject({ messages: last - 3, there: last - 3, problemCount: 0, withIds: 1 })
      expect(again.result).toMatchObject({ stored: 0, there: last - 3, refused: 0, twice: 0, unsure: 0, leftOut: 0 })
      const { state } = await jsm.streams.info('A')
      const after = await rawMessages(nc, 'A', state.first_seq, state.last_seq)
      expect(after.map(contentOf)).toEqual(before.map(contentOf))
      expect((await jsm.consumers.list('A').next()).length).toBe(0)
    })
  }
}

test('a dry run says what would be published; ids and headers that act are left to the operator', async () => {
  const s = await server()
  const [conn, { nc, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({
    name: 'B',
    subjects: ['b.>'],
    max_msg_size: 100,
    allow_rollup_hdrs: true,
    duplicate_window: 60_000_000_000,
  })
  const line = (subject: string, more = '') => `{"subject":"${subject}","data":"x"${more}}`
  const text = [
    line('a.1', ',"headers":[["Nats-Rollup","sub"],["Nats-Msg-Id","one"]]'),
    line('a.1', ',"headers":[["Nats-Expected-Last-Sequence","77"],["Own","1"]]'),
    '',
    '{"subject":"a.1"}',
    `{"subject":"a.1","data":"${'x'.repeat(101)}"}`,
    line('c.1'),
    'nothing',
  ].join('\n')
  const map = { from: 'a.', to: 'b.a.' }
  const { plan, result } = await imported(conn, 'B', text, { map, ids: true })
  expect(plan).toMatchObject({
    messages: 2,
    there: 0,
    withIds: 1,
    unmapped: 0,
    effects: { rollup: 1, expected: 1 },
    subjects: [{ subject: 'b.a.1', count: 2 }],
    subjectCount: { n: 1, isMore: false },
    problems: [
      { line: 4, message: 'Neither data nor data_base64' },
      { line: 5, message: 'It has 169 B with its headers: the stream takes 100 B (max_msg_size)' },
      { line: 6, message: 'The stream does not listen on c.1' },
      { line: 7, message: expect.stringContaining('Not JSON') },
    ],
  })
  expect(result).toMatchObject({ stored: 2, leftOut: 4, refused: 0 })
  const ids = (await rawMessages(nc, 'B', 1, 2)).map((m) => atob(m.hdrs ?? ''))
  expect(ids[0]).toBe('NATS/1.0\r\nNats-Msg-Id: one\r\n\r\n')
  expect(ids[1]).toMatch(/^NATS\/1\.0\r\nNats-Msg-Id: windsock-[0-9a-f]{32}\r\nOwn: 1\r\n\r\n$/)
  // By comparison, whether it would be given an id or not; by the ids alone; and by the ids of messages that are gone.
  expect((await imported(conn, 'B', text, { map })).result).toMatchObject({ stored: 0, there: 2 })
  expect((await imported(conn, 'B', text, { map, ids: true, compare: false })).result).toMatchObject({ stored: 0, there: 2 })
  // Nothing is compared, so it is stored once more; but going on with that leaves out what it has stored itself.
  const file = new Blob([text.replace('one', 'two')])
  const unseen = await planMessages(conn, 'B', file, { ...rules, map, compare: false }, never)
  const runs = new StreamImport(conn, 'B', file, unseen)
  expect([await runs.run(never), await runs.run(never)]).toMatchObject([
    { stored: 2, there: 0 },
    { stored: 0, there: 2 },
  ])
  await jsm.streams.purge('B')
  const gone = await imported(conn, 'B', text, { map, ids: true })
  expect(gone.result).toMatchObject({ stored: 0, there: 0, refused: 2 })
  expect(gone.result.refusals[0]).toMatchObject({ line: 1, message: expect.stringContaining('when 1m have passed') })
  // A header that is kept acts again.
  expect(
    (await imported(conn, 'B', line('b.1', ',"headers":[["Nats-Expected-Last-Sequence","77"]]'), { keep: ['expected'] })).result,
  ).toMatchObject({ stored: 0, refused: 1, refusals: [{ line: 1, message: 'Somebody else wrote in the meantime' }] })
})

test('headers that the stream does not allow are told before, and a counter takes no messages back', async () => {
  const s = await server()
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'P', subjects: ['p'] })
  const kept = { keep: ['ttl', 'rollup', 'counter', 'schedule'] as const }
  for (const [name, value] of [
    ['Nats-TTL', '5s'],
    ['Nats-Rollup', 'sub'],
    ['Nats-Incr', '1'],
    ['Nats-Schedule', '@hourly'],
  ]) {
    const line = `{"subject":"p","data":"x","headers":[["${name}","${value}"]]}\n`
    const { plan, result } = await imported(conn, 'P', line, kept)
    expect([plan.messages, plan.problems[0]?.message], name).toEqual([0, expect.stringContaining(`the header ${name}, which`)])
    expect(result).toMatchObject({ stored: 0, refused: 0, leftOut: 1 })
    // So does the server.
    const h = headers()
    h.set(name!, value!)
    await expect(js.publish('p', 'x', { headers: h }), name).rejects.toThrow()
    expect((await imported(conn, 'P', line)).plan.messages, name).toBe(1) // without the header it can be had
    await jsm.streams.purge('P')
  }
  await jsm.streams.add({ name: 'N', subjects: ['n'], allow_msg_counter: true })
  const { result } = await imported(conn, 'N', '{"subject":"n","data":""}\n')
  expect(result).toMatchObject({ stored: 0, ended: { message: expect.stringContaining('is a counter') } })
})

test('a subject that is full refuses its own messages, and the import goes on with the others', async () => {
  const s = await server()
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({
    name: 'B',
    subjects: ['b.>'],
    max_msgs_per_subject: 1,
    discard: 'new',
    discard_new_per_subject: true,
  })
  await js.publish('b.0', 'first')
  const text = Array.from({ length: 2000 }, (_, i) => `{"subject":"b.${i}","data":"${i}"}\n`).join('')
  const { result } = await imported(conn, 'B', text)
  expect(result).toMatchObject({ stored: 1999, refused: 1, unsure: 0 })
  expect(result.ended).toBeUndefined()
  expect(result.refusals).toEqual([{ line: 1, message: expect.stringContaining('Its subject has as many messages') }])
})

test('what has gone since the dry run is imported again, and into a stream made anew all of it', async () => {
  const s = await server()
  const [conn, { jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'B', subjects: ['b.>'] })
  const file = new Blob(Array.from({ length: 50 }, (_, i) => `{"subject":"b.${i % 3}","data":"${i}"}\n`))
  const planned = await planMessages(conn, 'B', file, rules, never)
  const run = async () => new StreamImport(conn, 'B', file, planned).run(never)
  expect(await run()).toMatchObject({ stored: 50, there: 0 })
  expect(await run()).toMatchObject({ stored: 0, there: 50 })
  await jsm.streams.purge('B', { seq: 21 })
  expect(await run()).toMatchObject({ stored: 20, there: 30 })
  await jsm.streams.delete('B')
  await jsm.streams.add({ name: 'B', subjects: ['b.>'] })
  expect(await run()).toMatchObject({ stored: 50, there: 0 })
})

test('through a server that is killed and links that are cut nothing is imported twice or lost, and what was cancelled goes on', async () => {
  const s = await server()
  const [conn, them] = [await ours(s), await official(s)]
  await them.jsm.streams.add({ name: 'B', subjects: ['b.>'], max_msgs: -1 })
  const N = 10_000
  const text = Array.from({ length: N }, (_, i) => `{"subject":"b.${i % 3}","data":"${i}"}\n`).join('')
  const file = new Blob([text])
  const planned = await planMessages(conn, 'B', file, rules, never)
  const run = new StreamImport(conn, 'B', file, planned)
  const cancel = new AbortController()
  const first = run.run(cancel.signal)
  await until(() => run.progress.stored > 1000)
  await s.kill()
  await until(() => conn.link.state !== 'open')
  await s.start()
  await until(() => run.progress.stored > 4000)
  cancel.abort()
  const cancelled = await first
  expect(cancelled).toMatchObject({ ended: { kind: 'aborted' }, unsure: 0, refused: 0, there: 0 })
  // The rest over a connection that is cut again and again, while the server goes on storing what has reached it.
  const proxy = await faultyProxy(s.wsPort, { cutAfterMs: 1600 })
  const shaky = await ours(s, { url: `ws://127.0.0.1:${proxy.port}` })
  const second = await new StreamImport(shaky, 'B', file, planned, 2500).run(never)
  expect(proxy.dials()).toBeGreaterThan(1)
  expect(second).toMatchObject({ stored: N - cancelled.stored, there: cancelled.stored, twice: 0, unsure: 0 })
  await reconnected(them)
  const after = await rawMessages(them.nc, 'B', 1, N + 100)
  expect(after.map((m) => Number(atob(m.data ?? '')))).toEqual(Array.from({ length: N }, (_, i) => i))
})

test('after an outage in which others stored a lot, what of an import had arrived is found among it', async () => {
  const s = await server()
  const them = await official(s)
  await them.jsm.streams.add({ name: 'B', subjects: ['b.>'] })
  const N = 6000
  const file = new Blob(Array.from({ length: N }, (_, i) => `{"subject":"b.${i % 3}","data":"${i}"}\n`))
  const proxy = await faultyProxy(s.wsPort)
  const conn = await ours(s, { url: `ws://127.0.0.1:${proxy.port}` })
  const planned = await planMessages(conn, 'B', file, rules, never)
  const run = new StreamImport(conn, 'B', file, planned, 4000)
  const ended = run.run(never)
  await until(() => run.progress.stored > 1000)
  proxy.setDown(true)
  await until(() => conn.link.state !== 'open')
  await publishMany(them, 3000, () => 'b.theirs')
  proxy.setDown(false)
  expect(await ended).toMatchObject({ stored: N, there: 0, refused: 0, twice: 0, unsure: 0 })
  const after = (await rawMessages(them.nc, 'B', 1, N + 3000)).filter((m) => m.subject !== 'b.theirs')
  expect(after.map((m) => Number(atob(m.data ?? '')))).toEqual(Array.from({ length: N }, (_, i) => i))
})

test('an import into a replicated stream goes on through changes of its leader', { timeout: 120_000 }, async () => {
  const nodes = await cluster(3)
  const { nc, jsm } = await official(nodes[0]!)
  const conn = await ours(nodes[1]!)
  await until(() => jsm.streams.add({ name: 'B', subjects: ['b.>'], num_replicas: 3 }).catch(() => undefined))
  const leader = async () => (await jsm.streams.info('B').catch(() => undefined))?.cluster?.leader
  const N = 10_000
  const file = new Blob(Array.from({ length: N }, (_, i) => `{"subject":"b.${i % 3}","data":"${i}"}\n`))
  const planned = (await until(() => planMessages(conn, 'B', file, rules, never).catch(() => undefined)))!
  const run = new StreamImport(conn, 'B', file, planned)
  const ended = run.run(never)
  for (const at of [2000, 6000]) {
    await until(() => run.progress.stored > at, 60_000)
    const before = await leader()
    await nc.request('$JS.API.STREAM.LEADER.STEPDOWN.B', '')
    await until(async () => ![undefined, '', before].includes(await leader()))
  }
  const result = await ended
  expect(result).toMatchObject({ stored: N, twice: 0, unsure: 0, refused: 0 })
  const after = (await until(() => rawMessages(nc, 'B', 1, N + 100).catch(() => undefined)))!
  const lines = after.map((m) => Number(atob(m.data ?? '')))
  expect(lines.toSorted((a, b) => a - b)).toEqual(Array.from({ length: N }, (_, i) => i))
  // What the old leader had taken in and lost is stored behind what the new one has: so many are said to be.
  let latest = -1
  const behind = lines.filter((line) => {
    const isBehind = line < latest
    latest = Math.max(latest, line)
    return isBehind
  })
  expect(result.late).toBe(behind.length)
})
