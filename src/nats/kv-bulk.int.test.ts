import { Kvm, type KV } from '@nats-io/kv'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { publishMany } from '../../scripts/testing/official.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import { BulkList, type BulkItem } from '../lib/kv/bulk-list.ts'
import { parseDump } from '../lib/kv/dump.ts'
import type { ImportMode } from '../lib/kv/plan.ts'
import type { Connection } from './connection.ts'
import { createBucket, getBucket } from './kv-buckets.ts'
import { getEntry } from './kv-entries.ts'
import type { BucketOptions } from './kv-config.ts'
import { exportKeys } from './kv-export.ts'
import { planImport, runImport, type ImportOptions } from './kv-import.ts'
import { latestEntries } from './kv-latest.ts'
import { removeKeys } from './kv-remove.ts'
import type { Bucket } from './kv-types.ts'
import { createKey, deleteKey, findWrite, purgeKey, writeEntry } from './kv-write.ts'

cleanUpAtEnd()

const never = new AbortController().signal
const bytes = (text: string) => new TextEncoder().encode(text)
const overwrite: ImportOptions = { mode: 'overwrite', markers: false, prefix: '', anyKey: false }

async function setUp(version: ServerVersion = 'current', options: Partial<BucketOptions> = {}) {
  const s = await server({}, version)
  const [conn, { nc, jsm }] = [await ours(s), await official(s)]
  const bucket = await createBucket(conn, { name: 'B', storage: 'file', ...options })
  return { s, conn, jsm, bucket, kv: await new Kvm(nc).open('B') }
}

/** Keys as a list of what is to be removed, at their present revisions. */
async function listOf(kv: KV, keys: string[], action: 'delete' | 'purge'): Promise<BulkList> {
  const items: BulkItem[] = []
  for (const key of keys) {
    const e = await kv.get(key)
    items.push({
      key,
      action,
      result: 'waiting',
      size: e?.length ?? 0,
      revision: e ? BigInt(e.revision) : undefined,
      operation: e?.operation ?? 'PUT',
    })
  }
  return new BulkList(items)
}

async function dump(
  conn: Connection,
  bucket: Bucket,
  keys: string[] | 'whole',
  history = false,
  format: 'ndjson' | 'json' = 'ndjson',
) {
  const pieces: string[] = []
  const sink = { write: async (text: string) => void pieces.push(text) }
  const result = await exportKeys(
    conn,
    bucket,
    keys === 'whole' ? keys : keys.map((key) => ({ key })),
    { format, history },
    sink,
    never,
  )
  return { text: pieces.join(''), result }
}

const resultOf = (list: BulkList) => Object.fromEntries(list.items.map((i) => [i.key, [i.result, i.note]]))

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: each key goes at the revision that was looked at, and nothing else does`, async () => {
    const { conn, bucket, kv } = await setUp(version, { history: 5 })
    for (const key of ['a', 'b', 'c', 'd', 'e', 'stays']) await kv.put(key, 'value')
    const list = await listOf(kv, ['a', 'b', 'c', 'd', 'never'], 'purge')
    list.items.push({ key: 'aged', action: 'purge', result: 'waiting', size: 1, revision: 99n, operation: 'PUT' })
    await kv.put('b', 'theirs')
    await kv.delete('c')
    await removeKeys(conn, bucket, list, never)
    expect(resultOf(list)).toEqual({
      a: ['done', undefined],
      b: ['changed', 'Somebody else changed it: it is at revision 7 now'],
      c: ['gone', 'Somebody else deleted it, at revision 8'],
      d: ['done', undefined],
      never: ['gone', 'It is no longer there'],
      aged: ['gone', 'It is no longer there'],
    })
    expect((await kv.get('b'))?.string()).toBe('theirs')
    expect((await kv.get('a'))?.operation).toBe('PURGE')
    expect((await kv.get('stays'))?.string()).toBe('value')
    expect(await kv.get('never')).toBeNull()
    const deletes = await listOf(kv, ['e', 'c'], 'delete')
    await removeKeys(conn, bucket, deletes, never)
    expect(resultOf(deletes)).toEqual({ e: ['done', undefined], c: ['gone', 'It was deleted already'] })
    expect((await kv.get('e'))?.operation).toBe('DEL')
  })

  test(`${version}: exported and imported into nothing, every value is the same byte by byte`, async () => {
    const { conn, bucket, kv, jsm } = await setUp(version, { history: 3 })
    const values: Record<string, Uint8Array> = {
      empty: new Uint8Array(),
      binary: Uint8Array.from({ length: 256 }, (_, i) => i),
      'uni.code': bytes('žluť 🛩\u0000\u202e{"n":12345678901234567890}'),
      large: new Uint8Array(1_000_000).map((_, i) => (i * 31) % 256),
      ...Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`many.${i}`, bytes(`value ${i}`)])),
    }
    for (const [key, value] of Object.entries(values)) await kv.put(key, value)
    await kv.put('large', values.large!)
    await kv.put('deleted', 'x')
    await kv.delete('deleted')
    const keys = [...Object.keys(values), 'deleted', 'never']
    const fresh = await getBucket(conn, 'B')
    for (const format of ['ndjson', 'json'] as const) {
      const { text, result } = await dump(conn, fresh, keys, false, format)
      expect(result).toEqual({ entries: 1504, keys: 1504, gone: 1, markers: 1 })
      await jsm.streams.purge('KV_B')
      const { entries, problems } = parseDump(text)
      expect(problems).toEqual([])
      const planned = await planImport(conn, bucket, entries, overwrite, never)
      expect(planned.list.counts).toMatchObject({ create: 1504, waiting: 1504 })
      await runImport(conn, bucket, planned, never)
      expect(planned.list.counts).toMatchObject({ done: 1504, waiting: 0 })
      for (const [key, value] of Object.entries(values)) {
        expect(Buffer.compare((await kv.get(key))!.value, value), key).toBe(0)
      }
      const again = await planImport(conn, bucket, entries, overwrite, never)
      expect(again.list.counts).toMatchObject({ same: 1504, none: 1504 })
      await kv.put('deleted', 'x')
      await kv.delete('deleted')
    }
  })

  test(`${version}: whole histories, of few keys and of many, are all in the file`, async () => {
    const { conn, kv } = await setUp(version, { history: 4 })
    const keys = Array.from({ length: 230 }, (_, i) => `k${i}`)
    for (let n = 0; n < 5; n++) for (const key of keys) await kv.put(key, `${key} ${n}`)
    await kv.delete('k3')
    await kv.put('other', 'not chosen')
    const bucket = await getBucket(conn, 'B')
    for (const chosen of [keys.slice(0, 5), keys]) {
      const { text, result } = await dump(conn, bucket, [...chosen, 'never'], true)
      expect(result).toMatchObject({ keys: chosen.length, gone: 1, entries: chosen.length * 4 })
      const { entries } = parseDump(text)
      const of = (key: string) => entries.filter((e) => e.key === key).map((e) => [e.operation, new TextDecoder().decode(e.data)])
      expect(of('k0')).toEqual([1, 2, 3, 4].map((n) => ['PUT', `k0 ${n}`]))
      expect(of('k3')).toEqual([...[2, 3, 4].map((n) => ['PUT', `k3 ${n}`]), ['DEL', '']])
      expect(of('other')).toEqual([])
    }
  })
}

test('the whole bucket is in the file while each of its keys is written anew, without a list of names', async () => {
  const { s, conn, kv } = await setUp()
  const writer = await official(s)
  const names = Array.from({ length: 3000 }, (_, i) => `k${i}`)
  await publishMany(writer, 3000, (i) => `$KV.B.k${i % 3000}`)
  const bucket = await getBucket(conn, 'B')
  for (const history of [false, true]) {
    // One revision is kept: what is read meanwhile goes from where it was and comes at the end.
    let isReading = true
    const writing = (async () => {
      for (let i = 0; isReading; i++) await kv.put(names.at(-1 - (i % 3000))!, 'anew')
    })()
    const { text, result } = await dump(conn, bucket, 'whole', history)
    isReading = false
    await writing
    expect(new Set(parseDump(text).entries.map((e) => e.key))).toEqual(new Set(names))
    expect(result).toMatchObject({ keys: 3000, gone: 0, markers: 0 })
  }
  await kv.delete('k7')
  expect((await dump(conn, bucket, 'whole')).result).toEqual({ entries: 2999, keys: 2999, gone: 0, markers: 1 })
})

test('a history larger than what is held at once is read on where it stopped, nothing twice and nothing left out', async () => {
  const { conn, kv } = await setUp('current', { history: 2 })
  const keys = Array.from({ length: 210 }, (_, i) => `k${i}`)
  for (const key of keys) for (const n of [1, 2]) await kv.put(key, new Uint8Array(100_000).fill(n))
  const { text, result } = await dump(conn, await getBucket(conn, 'B'), keys, true)
  expect(result).toMatchObject({ keys: 210, gone: 0, entries: 420 })
  const seen = text
    .trim()
    .split('\n')
    .map((line) => /"key":"(\w+)".*"revision":(\d+)/.exec(line)!.slice(1).join(' '))
  expect(new Set(seen).size).toBe(420)
})

test('stopped, what was not begun is left and can be gone on with', async () => {
  const { conn, bucket, kv } = await setUp()
  const keys = Array.from({ length: 500 }, (_, i) => `k${i}`)
  for (const key of keys) await kv.put(key, 'value')
  const list = await listOf(kv, keys, 'delete')
  const stop = new AbortController()
  const set = list.set.bind(list)
  list.set = (item, result, note) => {
    set(item, result, note)
    if (list.counts.done === 100) stop.abort()
  }
  await removeKeys(conn, bucket, list, stop.signal)
  const done = list.counts.done!
  expect(done).toBeGreaterThanOrEqual(100)
  expect(done).toBeLessThan(200)
  const left: string[] = []
  for await (const key of await kv.keys()) left.push(key)
  expect(left.sort()).toEqual(
    list
      .waiting()
      .map((i) => i.key)
      .sort(),
  )
  await removeKeys(conn, bucket, list, never)
  expect(list.counts).toMatchObject({ done: 500, waiting: 0 })
})

test('a server that restarts in the middle: every key is removed once, and counted as removed', async () => {
  const { s, conn, bucket, kv } = await setUp('current', { history: 5 })
  const keys = Array.from({ length: 3000 }, (_, i) => `k${i}`)
  await Promise.all(keys.map((key) => kv.put(key, 'value')))
  const list = await listOf(kv, keys, 'delete')
  const running = removeKeys(conn, bucket, list, never)
  await until(() => (list.counts.done ?? 0) > 200)
  await s.kill()
  await s.start()
  await running
  expect(list.counts).toMatchObject({ done: 3000, waiting: 0 })
  const { values } = (await until(() => kv.status().catch(() => undefined)))!
  expect(values).toBe(6000) // a value and one marker each: none was sent twice
})

test('removals and creations whose answer is lost are found by their operation', async () => {
  const { conn, bucket, kv } = await setUp('current', { history: 5 })
  const first = await createKey(conn, bucket, 'k', bytes('1'))
  const deleted = await deleteKey(conn, bucket, 'k', first)
  expect(await findWrite(conn, bucket, 'k', first, undefined, 'DEL')).toBe(deleted)
  expect(await findWrite(conn, bucket, 'k', first, undefined, 'PURGE')).toBeUndefined()
  let over: bigint | undefined
  const second = await createKey(conn, bucket, 'k', bytes('2'), { onExpect: (revision) => (over = revision) })
  expect(over).toBe(deleted)
  expect(await findWrite(conn, bucket, 'k', deleted, bytes('2'))).toBe(second)
  const purged = await purgeKey(conn, bucket, 'k', second)
  await kv.put('k', 'theirs')
  expect(await findWrite(conn, bucket, 'k', second, undefined, 'PURGE')).toBe(purged)
  expect(await findWrite(conn, bucket, 'k', purged, undefined, 'PURGE')).toBeUndefined()
})

test('a dry run says what each rule would do, and a run does that and no more', async () => {
  const { conn, bucket, kv } = await setUp('current', { history: 5, max_value_size: 300 })
  await kv.put('same', 'x')
  await kv.put('other', 'theirs')
  await kv.put('raced', 'before')
  await kv.put('deleted', 'x')
  await kv.delete('deleted')
  const line = (key: string, value: string, more = '') => `{"key":"${key}","value":"${value}"${more}}`
  const file = [
    line('same', 'x'),
    line('other', 'mine', ',"revision":2'),
    line('raced', 'mine', ',"revision":3'),
    line('deleted', 'again', ',"revision":4'),
    line('new', 'n', ',"ttl_ms":60000,"headers":[["Author","me"],["Nats-Rollup","all"]]'),
    line('large', 'x'.repeat(400)),
    line('odd\u00fd', 'x'),
  ].join('\n')
  const { entries } = parseDump(file)
  const counts = async (mode: ImportMode, more: Partial<ImportOptions> = {}) => {
    const planned = await planImport(conn, bucket, entries, { ...overwrite, mode, ...more }, never)
    return { planned, actions: Object.fromEntries(planned.list.items.map((i) => [i.key, i.action])) }
  }
  const { planned, actions } = await counts('overwrite')
  const expected = {
    same: 'same',
    other: 'change',
    raced: 'change',
    deleted: 'create',
    new: 'create',
    large: 'refuse',
    oddý: 'refuse',
  }
  expect(actions).toEqual(expected)
  expect((await counts('overwrite', { anyKey: true })).actions).toEqual({ ...expected, oddý: 'create' })
  expect((await counts('skip')).actions).toEqual({ ...expected, other: 'skip', raced: 'skip' })
  expect((await counts('unchanged')).actions).toEqual({ ...expected, deleted: 'conflict' })
  expect((await counts('overwrite', { prefix: 'p.' })).actions).toMatchObject({ 'p.same': 'create', 'p.other': 'create' })
  expect([planned.lostTtls, planned.oddKeys]).toEqual([1, 1])
  await kv.put('raced', 'after')
  await runImport(conn, bucket, planned, never)
  expect(planned.list.counts).toMatchObject({ done: 3, changed: 1 })
  expect((await kv.get('raced'))?.string()).toBe('after')
  expect((await kv.get('other'))?.string()).toBe('mine')
  expect((await kv.get('deleted'))?.string()).toBe('again')
  const made = await conn.request(`$JS.API.DIRECT.GET.KV_B.$KV.B.new`)
  expect(made.header('Author')).toBe('me')
  expect(made.header('Nats-Rollup')).toBeUndefined()
  expect((await kv.get('same'))?.string()).toBe('x')
})

test('times to live are kept where the bucket has them, and deletions are written when asked', async () => {
  const { conn, bucket, kv } = await setUp('current', { history: 5, marker_ttl_ms: 5000, ttl_ms: 3_600_000 })
  await kv.put('a', 'x')
  await kv.put('b', 'x')
  const { entries } = parseDump(
    [
      '{"key":"t","value":"x","ttl_ms":3600000}',
      '{"key":"stays","value":"x","ttl_ms":"never"}',
      '{"key":"a","operation":"DEL"}',
      '{"key":"b","operation":"PURGE"}',
    ].join('\n'),
  )
  const without = await planImport(conn, bucket, entries, overwrite, never)
  expect(without.list.counts).toMatchObject({ create: 2, skip: 2 })
  const planned = await planImport(conn, bucket, entries, { ...overwrite, markers: true }, never)
  expect(planned.list.counts).toMatchObject({ create: 2, delete: 1, purge: 1 })
  expect([planned.keptTtls, planned.lostTtls]).toEqual([2, 0])
  await runImport(conn, bucket, planned, never)
  expect((await kv.get('a'))?.operation).toBe('DEL')
  expect((await kv.get('b'))?.operation).toBe('PURGE')
  expect((await conn.request('$JS.API.DIRECT.GET.KV_B.$KV.B.t')).header('Nats-TTL')).toBe('3600s')
  const { text } = await dump(conn, await getBucket(conn, 'B'), ['t', 'stays'])
  expect(parseDump(text).entries.map((e) => e.ttl_ms)).toEqual([3_600_000, 'never'])
  const aged = { ...bucket, per_key_ttl: false }
  expect((await planImport(conn, aged, entries, { ...overwrite, prefix: 'p.' }, never)).lostTtls).toBe(2)
})

test('a bucket that is gone stops a removal with its reason', async () => {
  const { conn, bucket, kv, jsm } = await setUp()
  for (const key of ['a', 'b']) await kv.put(key, 'x')
  const list = await listOf(kv, ['a', 'b'], 'delete')
  await jsm.streams.delete('KV_B')
  await expect(removeKeys(conn, bucket, list, never)).rejects.toMatchObject({ kind: 'not-found' })
})

test('a key whose name alone is known, and one that a replica would not have, come with their entries', async () => {
  const { conn, kv } = await setUp()
  await writeEntry(conn, await getBucket(conn, 'B'), 'a', bytes('1'))
  await kv.put('b', '2')
  const bucket = await getBucket(conn, 'B')
  const found: string[] = []
  const wanted = [{ key: 'a' }, { key: 'b', revision: 2n }, { key: 'never', revision: 9n }]
  for await (const page of latestEntries(conn, bucket, wanted, never)) found.push(...page.map((e) => `${e.key} ${e.revision}`))
  expect(found.sort()).toEqual(['a 1', 'b 2'])
})

test('a time to live is not written over a value that would come back when it ends', async () => {
  const { conn, bucket, kv } = await setUp('current', { history: 5, per_key_ttl: true })
  await kv.put('there', 'x')
  const { entries } = parseDump('{"key":"there","value":"y","ttl_ms":3600000}\n{"key":"new","value":"y","ttl_ms":3600000}')
  const planned = await planImport(conn, bucket, entries, overwrite, never)
  expect(planned.lostTtls).toBe(1)
  await runImport(conn, bucket, planned, never)
  const ttlOf = async (key: string) => (await getEntry(conn, bucket, key))?.ttl_ms
  expect([(await kv.get('there'))?.string(), await ttlOf('there'), await ttlOf('new')]).toEqual(['y', undefined, 3_600_000])
})

test('tried again, a removal that had been stored without an answer is known as our own', async () => {
  const { conn, bucket, kv } = await setUp('current', { history: 5 })
  await kv.put('a', 'x')
  const list = await listOf(kv, ['a'], 'delete')
  const [item] = list.items
  await deleteKey(conn, bucket, 'a', item!.revision!)
  list.set(item!, 'unsure', 'its answer was lost')
  list.retry()
  await removeKeys(conn, bucket, list, never)
  expect(resultOf(list)).toEqual({ a: ['done', undefined] })
  const { values } = await kv.status()
  expect(values).toBe(2) // one marker
})
