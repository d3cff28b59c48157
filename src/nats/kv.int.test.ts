import { Kvm, type KV, type KvEntry as TheirEntry } from '@nats-io/kv'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { configOf } from '../../scripts/nats/config.ts'
import type { ServerVersion } from '../../scripts/nats/versions.ts'
import type { Connection } from './connection.ts'
import { asOf, compact, listTombstones } from './kv-as-of.ts'
import { createBucket, deleteBucket, getBucket, listBuckets, updateBucket } from './kv-buckets.ts'
import { getEntry, getRevision, history } from './kv-entries.ts'
import { createKey, deleteKey, findWrite, purgeKey, putKey, restoreRevision, updateKey } from './kv-write.ts'
import type { BucketOptions } from './kv-config.ts'
import type { Bucket, KvEntry } from './kv-types.ts'

/** Rows by their first field, a key. */
const byKey = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1)

cleanUpAtEnd()

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array) => new TextDecoder().decode(data)

async function setUp(version: ServerVersion = 'current', options: Parameters<typeof server>[0] = {}) {
  const s = await server(options, version)
  const [conn, client] = [await ours(s), await official(s)]
  const kvm = new Kvm(client.nc)
  const make = async (options: Partial<BucketOptions> = {}) => {
    const bucket = await createBucket(conn, { name: 'B', storage: 'memory', ...options })
    return { bucket, kv: await kvm.create(bucket.name, { allow_direct: bucket.allow_direct }) }
  }
  return { s, conn, ...client, kvm, make }
}

const plain = (e: TheirEntry) => [e.key, BigInt(e.revision), e.operation, Buffer.from(e.value).toString('hex')]
const mine = (e: KvEntry) => [e.key, e.revision, e.operation, Buffer.from(e.data).toString('hex')]

async function theirHistory(kv: KV, key: string) {
  const entries = []
  for await (const e of await kv.history({ key })) entries.push(plain(e))
  return entries
}

async function expectSame(conn: Connection, bucket: Bucket, kv: KV, key: string) {
  const theirs = await kv.get(key)
  const own = await getEntry(conn, bucket, key)
  expect(own && mine(own), key).toEqual(theirs && plain(theirs))
  if (own && theirs) expect(Date.parse(own.created)).toBe(theirs.created.getTime())
  expect((await history(conn, bucket, key)).map(mine), key).toEqual(await theirHistory(kv, key))
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: what one side writes the other reads the same`, async () => {
    const { conn, make } = await setUp(version)
    const all = '-/_=.'
      .split('')
      .map((c) => `x${c}y`)
      .concat('A9', 'a.b.c', 'a/b=c_d-e', 'k'.repeat(300))
    for (const options of [
      { name: 'H64', history: 64 },
      { name: 'H1', history: 1 },
      { name: 'LEADER', history: 5, allow_direct: false },
      { name: 'FILE', history: 5, storage: 'file', compression: true },
    ] satisfies Partial<BucketOptions>[]) {
      const { bucket, kv } = await make(options)
      for (const key of all) {
        const first = await createKey(conn, bucket, key, bytes(`ours ${key}`))
        const second = BigInt(await kv.update(key, `theirs ${key}`, Number(first)))
        await updateKey(conn, bucket, key, bytes('ours again'), second)
        await expectSame(conn, bucket, kv, key)
      }
      // Values: nothing, binary, a megabyte less what the headers need.
      await putKey(conn, bucket, 'empty', new Uint8Array())
      await kv.put(
        'binary',
        Uint8Array.from({ length: 256 }, (_, i) => i),
      )
      await putKey(conn, bucket, 'large', new Uint8Array(1024 * 1024).fill(7))
      await kv.put('large', new Uint8Array(1024 * 1024).fill(8))
      for (const key of ['empty', 'binary', 'large']) await expectSame(conn, bucket, kv, key)
      // Deleted, made again over the tombstone, purged; by either side.
      const [a, b] = [all[0]!, all[1]!]
      await deleteKey(conn, bucket, a, (await getEntry(conn, bucket, a))!.revision)
      await kv.delete(b)
      for (const key of [a, b]) await expectSame(conn, bucket, kv, key)
      await createKey(conn, bucket, b, bytes('again'))
      await kv.create(a, 'again')
      for (const key of [a, b]) await expectSame(conn, bucket, kv, key)
      await kv.purge(a)
      await purgeKey(conn, bucket, b, (await getEntry(conn, bucket, b))!.revision)
      for (const key of [a, b]) {
        await expectSame(conn, bucket, kv, key)
        expect(await history(conn, bucket, key)).toMatchObject([{ operation: 'PURGE' }])
      }
      expect(await getEntry(conn, bucket, 'nothing')).toBeNull()
      expect(await getEntry(conn, bucket, 'empty', { fresh: true })).toMatchObject({ key: 'empty', operation: 'PUT' })
      const { revision } = (await getEntry(conn, bucket, 'large'))!
      expect(await getRevision(conn, bucket, 'large', revision)).toMatchObject({ key: 'large' })
      expect(await getRevision(conn, bucket, 'empty', revision)).toBeNull()
      expect(await getRevision(conn, bucket, 'empty', 999_999n)).toBeNull()
    }
    const { buckets } = await listBuckets(conn)
    expect(buckets.map((b) => b.name)).toEqual(['FILE', 'H1', 'H64', 'LEADER'])
  })

  test(`${version}: many revisions of large values are all in the history`, async () => {
    const { conn, make } = await setUp(version)
    const { bucket, kv } = await make({ history: 64 })
    for (let i = 0; i < 70; i++) {
      await kv.put('k', new Uint8Array(300_000).fill(i))
      await kv.put('other', `${i}`)
    }
    await expectSame(conn, bucket, kv, 'k')
    expect(await history(conn, bucket, 'k')).toHaveLength(64)
  })

  test(`${version}: thousands of mixed operations from both sides leave the same bucket to both`, async () => {
    const { conn, make } = await setUp(version)
    const { bucket, kv } = await make({ history: 8 })
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
    const random = mulberry(seed)
    const pick = (n: number) => Math.floor(random() * n)
    const said = `SEED=${seed}`
    /** What every acknowledged operation left: the model that both sides are held against. */
    const model = new Map<string, unknown[][]>()
    let conflicts = 0
    const one = async (n: number) => {
      const key = `k.${pick(40)}`
      const data = bytes(`${n}:${'v'.repeat(pick(50))}`)
      const known = model.get(key)?.at(-1)
      const revision = (known?.[1] as bigint | undefined) ?? 0n
      const isOurs = pick(2) === 0
      const operation = (['put', 'create', 'update', 'stale', 'delete', 'purge'] as const)[pick(6)]!
      const write: Record<typeof operation, [() => Promise<bigint>, string]> = {
        put: [async () => (isOurs ? putKey(conn, bucket, key, data) : BigInt(await kv.put(key, data))), 'PUT'],
        create: [async () => (isOurs ? createKey(conn, bucket, key, data) : BigInt(await kv.create(key, data))), 'PUT'],
        update: [async () => (isOurs ? updateKey(conn, bucket, key, data, revision) : BigInt(await kv.put(key, data, { previousSeq: Number(revision) }))), 'PUT'], // prettier-ignore
        stale: [() => updateKey(conn, bucket, key, data, revision + 1n), 'PUT'],
        delete: [async () => (isOurs ? deleteKey(conn, bucket, key, revision) : theirs(kv.delete(key, { previousSeq: Number(revision) }))), 'DEL'], // prettier-ignore
        purge: [async () => (isOurs ? purgeKey(conn, bucket, key, revision) : theirs(kv.purge(key, { previousSeq: Number(revision) }))), 'PURGE'], // prettier-ignore
      }
      // Their delete and purge do not tell the revision.
      const theirs = async (done: Promise<void>) => {
        await done
        return BigInt((await kv.get(key))!.revision)
      }
      const mustFail = operation === 'stale' || (operation === 'create' && known?.[2] === 'PUT')
      const [run, name] = write[operation]
      const done = await run().catch((e: unknown) => e as Error)
      if (mustFail) {
        conflicts++
        expect(done, `${said}: ${operation} ${key}`).toBeInstanceOf(Error)
        if (isOurs) expect(done, said).toMatchObject({ kind: 'conflict' })
        return
      }
      expect(typeof done, `${said}: ${operation} ${key}: ${String(done)}`).toBe('bigint')
      const entry = [key, done, name, name === 'PUT' ? Buffer.from(data).toString('hex') : '']
      const before = name === 'PURGE' ? [] : (model.get(key) ?? [])
      model.set(key, [...before, entry].slice(-8))
    }
    for (let n = 0; n < 3000; n++) await one(n)
    expect(conflicts).toBeGreaterThan(100)
    for (const [key, revisions] of model) {
      expect((await history(conn, bucket, key)).map(mine), `${said}: ${key}`).toEqual(revisions)
      expect(await theirHistory(kv, key), `${said}: ${key}`).toEqual(revisions)
      await expectSame(conn, bucket, kv, key)
    }
    const now = await asOf(conn, bucket, undefined)
    expect([...now.states.values()].map((s) => [s.key, s.revision, s.operation]).sort(byKey), said).toEqual(
      [...model.values()].map((r) => r.at(-1)!.slice(0, 3)).sort(byKey),
    )
  })
}

/** A small generator of random numbers with a seed. */
function mulberry(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

test('a key that another client stored under an illegal name can be read, changed and removed', async () => {
  const { conn, make, js } = await setUp()
  const { bucket } = await make({ history: 5 })
  const { seq } = await js.publish('$KV.B.žluť', 'raw')
  const e = (await getEntry(conn, bucket, 'žluť'))!
  expect([e.key, e.revision, text(e.data)]).toEqual(['žluť', BigInt(seq), 'raw'])
  await expect(createKey(conn, bucket, 'jiná', bytes('x'))).rejects.toMatchObject({ kind: 'invalid' })
  const next = await updateKey(conn, bucket, 'žluť', bytes('new'), e.revision)
  await deleteKey(conn, bucket, 'žluť', next)
  expect((await history(conn, bucket, 'žluť')).map((x) => x.operation)).toEqual(['PUT', 'PUT', 'DEL'])
  expect((await asOf(conn, bucket, undefined)).states.get('žluť')).toMatchObject({ operation: 'DEL' })
  for (const key of ['', 'a..b', '*', 'a.>', 'a b']) {
    await expect(getEntry(conn, bucket, key)).rejects.toMatchObject({ kind: 'invalid' })
    await expect(putKey(conn, bucket, key, bytes('x'))).rejects.toMatchObject({ kind: 'invalid' })
  }
  await createKey(conn, bucket, 'jiná', bytes('x'), { anyKey: true })
})

test('a write over another revision is a conflict, and of many at once one is stored', async () => {
  const { conn, make, s } = await setUp()
  const { bucket, kv } = await make({ history: 64 })
  const first = await createKey(conn, bucket, 'k', bytes('1'))
  await kv.put('k', 'theirs')
  for (const write of [
    () => updateKey(conn, bucket, 'k', bytes('2'), first),
    () => deleteKey(conn, bucket, 'k', first),
    () => purgeKey(conn, bucket, 'k', first),
    () => createKey(conn, bucket, 'k', bytes('2')),
  ]) {
    await expect(write()).rejects.toMatchObject({ kind: 'conflict', errCode: 10071, message: expect.stringContaining('k ') })
  }
  expect((await kv.get('k'))?.string()).toBe('theirs')
  // Creating over one tombstone, and updating one revision, from two connections at once.
  const other = await ours(s)
  await kv.delete('k')
  const created = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => createKey(i % 2 ? conn : other, bucket, 'k', bytes(`c${i}`))),
  )
  expect(created.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  const { revision } = (await getEntry(conn, bucket, 'k'))!
  const updated = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => updateKey(i % 2 ? conn : other, bucket, 'k', bytes(`u${i}`), revision)),
  )
  expect(updated.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  for (const r of [...created, ...updated]) if (r.status === 'rejected') expect(r.reason).toMatchObject({ kind: 'conflict' })
  const won = updated.findIndex((r) => r.status === 'fulfilled')
  const stored = (updated[won] as PromiseFulfilledResult<bigint>).value
  await kv.put('k', 'later')
  expect(await findWrite(conn, bucket, 'k', revision, bytes(`u${won}`))).toBe(stored)
  expect(await findWrite(conn, bucket, 'k', revision, bytes('never written'))).toBeUndefined()
})

test('values as large as the server takes pass, also many at once', async () => {
  const { conn, make, kvm } = await setUp()
  const { bucket } = await make()
  const kv = await kvm.open('B')
  const sizes = [1_048_576, 1_048_575, ...Array.from({ length: 30 }, () => 100_000), 1_048_576]
  await Promise.all(sizes.map((size, i) => putKey(conn, bucket, `${i}.${'k'.repeat(200)}`, new Uint8Array(size).fill(i))))
  for (const [i, size] of sizes.entries()) {
    expect(Buffer.compare((await kv.get(`${i}.${'k'.repeat(200)}`))!.value, new Uint8Array(size).fill(i))).toBe(0)
  }
})

test('a write whose answer is lost is unknown, and found afterwards', async () => {
  const { s, conn, make } = await setUp()
  const { bucket } = await make({ history: 5, storage: 'file' })
  const first = await createKey(conn, bucket, 'k', bytes('1'))
  await s.pause()
  await expect(updateKey(conn, bucket, 'k', bytes('2'), first)).rejects.toMatchObject({
    kind: 'timeout',
    message: 'The server did not answer in time: it is unknown whether k was written',
  })
  await s.resume()
  const second = await until(() => findWrite(conn, bucket, 'k', first, bytes('2')).catch(() => undefined))
  expect(second).toBe(first + 1n)
  await s.pause()
  const lost = updateKey(conn, bucket, 'k', bytes('3'), second!)
  const checked = expect(lost).rejects.toMatchObject({
    kind: 'disconnected',
    message: 'The connection was lost before the server answered: it is unknown whether k was written',
    next: 'Look at its latest revision before you write again',
  })
  await s.kill()
  await checked
})

test('an old revision becomes a new one, with its bytes and headers', async () => {
  const { conn, make } = await setUp()
  const { bucket } = await make({ history: 10 })
  const first = await createKey(conn, bucket, 'k', bytes('old'), { headers: [['Author', 'me']] })
  const second = await updateKey(conn, bucket, 'k', bytes('new'), first)
  const old = (await getRevision(conn, bucket, 'k', first))!
  const third = await restoreRevision(conn, bucket, old, second)
  const now = (await getEntry(conn, bucket, 'k'))!
  expect([now.revision, text(now.data)]).toEqual([third, 'old'])
  expect(now.headers).toContainEqual(['Author', 'me'])
  await expect(restoreRevision(conn, bucket, old, second)).rejects.toMatchObject({ kind: 'conflict' })
  const gone = await deleteKey(conn, bucket, 'k', third)
  await restoreRevision(conn, bucket, old, gone)
  expect(text((await getEntry(conn, bucket, 'k'))!.data)).toBe('old')
  const tombstone = (await getRevision(conn, bucket, 'k', gone))!
  await expect(restoreRevision(conn, bucket, tombstone, undefined)).rejects.toMatchObject({ kind: 'invalid' })
})

test('a key goes after its own time to live, and leaves the marker of the server where the bucket has markers', async () => {
  const { conn, make } = await setUp()
  const { bucket, kv } = await make({ history: 5, marker_ttl_ms: 5000 })
  const { bucket: plainBucket } = await make({ name: 'PLAIN', per_key_ttl: true })
  expect(bucket).toMatchObject({ per_key_ttl: true, marker_ttl_ms: 5000 })
  await createKey(conn, plainBucket, 'k', bytes('x'), { ttl_ms: 1000 })
  await createKey(conn, bucket, 'ours', bytes('x'), { ttl_ms: 4500 })
  await kv.create('theirs', 'x', '5s')
  for (const key of ['ours', 'theirs'])
    expect(await getEntry(conn, bucket, key)).toMatchObject({ ttl_ms: 5000, operation: 'PUT' })
  const { revision } = (await getEntry(conn, bucket, 'ours'))!
  await createKey(conn, bucket, 'short', bytes('x'), { ttl_ms: 1000 })
  // The server raises what is shorter than its markers' own time.
  expect(await getEntry(conn, bucket, 'short')).toMatchObject({ ttl_ms: 5000 })
  await until(async () => (await getEntry(conn, plainBucket, 'k')) === null)
  for (const key of ['ours', 'theirs']) {
    const marker = await until(async () => {
      const e = await getEntry(conn, bucket, key)
      return e?.operation === 'PURGE' ? e : undefined
    })
    expect(marker).toMatchObject({ marker: 'MaxAge', ttl_ms: 5000, data: new Uint8Array() })
    await expectSame(conn, bucket, kv, key)
  }
  expect(await getRevision(conn, bucket, 'ours', revision)).toBeNull()
  expect(await listTombstones(conn, bucket, 0)).toEqual([])
  // A key can be made and purged over a marker.
  await createKey(conn, bucket, 'ours', bytes('again'))
  const last = await getEntry(conn, bucket, 'theirs')
  await purgeKey(conn, bucket, 'theirs', last!.revision, { ttl_ms: 3_600_000 })
  expect(await getEntry(conn, bucket, 'theirs')).toMatchObject({ operation: 'PURGE', ttl_ms: 3_600_000 })
})

test('mirrors and sources: keys are under the origin’s prefix, and a mirror is written at its origin', async () => {
  const { conn, make, kvm } = await setUp()
  const { bucket: src, kv } = await make({ name: 'src', history: 5 })
  await kv.put('a.b', '1')
  await createBucket(conn, { name: 'mir', storage: 'memory', mirror: { bucket: 'src' }, history: 5 })
  await createBucket(conn, { name: 'mir2', storage: 'memory', mirror: { bucket: 'mir' }, history: 5 })
  const { bucket: all, kv: allKv } = await make({ name: 'all', history: 5, sources: [{ bucket: 'src' }] })
  for (const name of ['mir', 'mir2']) {
    const mirror = await getBucket(conn, name)
    expect(mirror).toMatchObject({
      prefix: '$KV.src.',
      write_prefix: '$KV.src.',
      sources: [],
      mirror_direct: true,
      allow_direct: true,
    })
    expect((await listBuckets(conn)).buckets.find((b) => b.name === name)).toMatchObject({ prefix: '$KV.src.' })
    const at = (await until(() => getEntry(conn, mirror, 'a.b')))!
    const next = await updateKey(conn, mirror, 'a.b', bytes(`by ${name}`), at.revision)
    expect(await kv.get('a.b')).toMatchObject({ revision: Number(next) })
    await until(async () => (await getEntry(conn, mirror, 'a.b'))?.revision === next)
    expect((await history(conn, mirror, 'a.b')).map((e) => e.revision)).toEqual(
      (await history(conn, src, 'a.b')).map((e) => e.revision),
    )
    // Deleted at the origin and made again through the mirror, which may not have the tombstone yet.
    await kv.delete('a.b')
    await createKey(conn, mirror, 'a.b', bytes('again'))
    const last = await kv.get('a.b')
    await until(async () => (await getEntry(conn, mirror, 'a.b'))?.revision === BigInt(last!.revision))
    await expect(compact(conn, mirror, [])).rejects.toMatchObject({ kind: 'invalid' })
  }
  await until(async () => text((await getEntry(conn, all, 'a.b'))?.data ?? bytes('')) === 'again')
  await expectSame(conn, all, allKv, 'a.b')
  expect(all.sources).toEqual(['src'])
  const theirMirror = await kvm.create('theirs', { mirror: { name: 'src' } })
  const theirs = await getBucket(conn, 'theirs')
  expect(theirs).toMatchObject({ prefix: '$KV.src.', mirror_of: 'src' })
  await until(() => getEntry(conn, theirs, 'a.b'))
  await theirMirror.destroy()
  await kv.destroy()
  await expect(putKey(conn, await getBucket(conn, 'mir'), 'x', bytes('1'))).rejects.toMatchObject({
    kind: 'no-responders',
    message: expect.stringContaining('src'),
  })
})

test('a mirror that renames or starts late answers for its origin, and is seen through', async () => {
  const { conn, make, nc } = await setUp()
  const { bucket, kv } = await make({ name: 'src', history: 5 })
  const first = BigInt(await kv.put('a.b', '1'))
  const transforms = [{ src: '$KV.src.>', dest: '$KV.moved.>' }]
  for (const partial of [{ transforms }, { opt_start_seq: 2n }, { opt_start_time: '2030-01-01T00:00:00Z' }]) {
    const mirror = { bucket: 'src', ...partial }
    await expect(createBucket(conn, { name: 'mov', mirror })).rejects.toMatchObject({ kind: 'invalid' })
  }
  // Others can make one all the same.
  const config = { storage: 'memory', max_msgs_per_subject: 1, mirror_direct: true, allow_direct: true }
  const create = (name: string, mirror: object) =>
    nc.request(`$JS.API.STREAM.CREATE.${name}`, JSON.stringify({ name, ...config, mirror: { name: 'KV_src', ...mirror } }))
  await create('KV_mov', { subject_transforms: transforms })
  await create('KV_short', {})
  const moved = await getBucket(conn, 'mov')
  expect(moved).toMatchObject({ prefix: '$KV.moved.', write_prefix: '$KV.src.' })
  const copy = (await until(() => getEntry(conn, moved, 'a.b')))!
  const second = await updateKey(conn, moved, 'a.b', bytes('2'), copy.revision)
  const time = (await getEntry(conn, bucket, 'a.b', { fresh: true }))!.created
  await until(async () => (await getEntry(conn, moved, 'a.b'))?.revision === second)
  const now = await getBucket(conn, 'src')
  // Which of the three answers is chance.
  for (let i = 0; i < 30; i++) {
    expect(await getEntry(conn, now, 'a.b')).not.toBeNull()
    expect(await getRevision(conn, now, 'a.b', first)).not.toBeNull()
    expect((await history(conn, now, 'a.b')).map((e) => e.revision)).toEqual([first, second])
    expect([...(await asOf(conn, now, time)).states.keys()]).toEqual(['a.b'])
  }
})

test('in a JetStream domain keys are written through its API', async () => {
  const { s, jsm } = await setUp('current', { config: configOf({ jetstream: 'domain: hub' }) })
  const conn = await ours(s, { domain: 'hub' })
  const bucket = await createBucket(conn, { name: 'B', storage: 'memory' })
  expect(bucket.write_prefix).toBe('$JS.hub.API.$KV.B.')
  const revision = await createKey(conn, bucket, 'k', bytes('x'))
  expect(await getEntry(conn, bucket, 'k')).toMatchObject({ key: 'k', revision })
  expect((await jsm.streams.getMessage('KV_B', { seq: Number(revision) }))?.subject).toBe('$KV.B.k')
})

test('a bucket reads as the official client made it, and theirs as ours', async () => {
  const { conn, kvm, nc } = await setUp()
  const kv = await kvm.create('THEIRS', {
    history: 7,
    ttl: 60_000,
    description: 'all of it',
    max_bytes: 1_000_000,
    maxValueSize: 5000,
    compression: true,
    metadata: { team: 'a' },
    republish: { src: '>', dest: 're.>' },
    markerTTL: 5000,
  })
  await kv.put('k', 'v')
  const theirs = await getBucket(conn, 'THEIRS')
  expect(theirs).toMatchObject({
    stream: 'KV_THEIRS',
    prefix: '$KV.THEIRS.',
    write_prefix: '$KV.THEIRS.',
    description: 'all of it',
    history: 7,
    ttl_ms: 60_000,
    max_bytes: 1_000_000,
    max_value_size: 5000,
    compression: true,
    metadata: { team: 'a' },
    republish: { src: '>', dest: 're.>', headers_only: false },
    per_key_ttl: true,
    marker_ttl_ms: 5000,
    values: 1,
    keys: 1,
    allow_direct: true,
    deny_delete: false,
    storage: 'file',
    num_replicas: 1,
  })
  expect(theirs.last_change).toBeDefined()
  const own = await createBucket(conn, {
    name: 'OURS',
    history: 64,
    ttl_ms: 60_000,
    description: 'ours',
    max_bytes: 1_000_000,
    max_value_size: 5000,
    compression: true,
    storage: 'file',
    metadata: { team: 'b' },
    republish: { dest: 'out.>', headers_only: true },
    marker_ttl_ms: 5000,
  })
  const status = await (await kvm.open('OURS')).status()
  expect([status.history, status.ttl, status.description, status.max_bytes, status.maxValueSize, status.compression]).toEqual([
    64,
    60_000,
    'ours',
    1_000_000,
    5000,
    true,
  ])
  expect(status.streamInfo.config).toMatchObject({
    duplicate_window: 60e9,
    deny_delete: true,
    discard: 'new',
    allow_rollup_hdrs: true,
  })
  expect(own.last_change).toBeUndefined()
  const heard = nc.subscribe('out.>', { max: 1 })
  await nc.flush()
  await createKey(conn, own, 'k', bytes('v'))
  for await (const m of heard) expect([m.subject, m.headers?.get('Nats-Msg-Size')]).toEqual(['out.$KV.OURS.k', '1'])
  await expect(createBucket(conn, { name: 'OURS', history: 2 })).rejects.toMatchObject({ kind: 'conflict' })
  await createBucket(conn, { name: 'TWICE' })
  await expect(createBucket(conn, { name: 'TWICE' })).rejects.toMatchObject({ kind: 'conflict' })
  await expect(createBucket(conn, { name: 'a b' })).rejects.toMatchObject({ kind: 'invalid' })
  await expect(createBucket(conn, { name: 'a', history: 65 })).rejects.toMatchObject({ kind: 'invalid' })
  await expect(getBucket(conn, 'NONE')).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('NONE') })
})

test('oldest: what came with 2.11 is refused with its reason', async () => {
  const { conn, make } = await setUp('oldest')
  await expect(make({ marker_ttl_ms: 1000 })).rejects.toMatchObject({ kind: 'too-old' })
  const { bucket } = await make({ history: 2 })
  await expect(updateBucket(conn, bucket, { per_key_ttl: true })).rejects.toMatchObject({ kind: 'too-old' })
  expect(await updateBucket(conn, bucket, { history: 3, ttl_ms: 1000 })).toMatchObject({ history: 3, ttl_ms: 1000 })
})

test('a bucket is changed as it was looked at, and no more of it than was asked', async () => {
  const { conn, make, jsm } = await setUp()
  const { bucket } = await make({ history: 5, metadata: { a: 'b' }, republish: { dest: 'x.>' } })
  const before = (await jsm.streams.info('KV_B')).config
  const changed = await updateBucket(conn, bucket, { description: 'new', ttl_ms: 30_000, max_bytes: 5_000_000 })
  expect((await jsm.streams.info('KV_B')).config).toEqual({
    ...before,
    description: 'new',
    max_age: 30e9,
    duplicate_window: 30e9,
    max_bytes: 5_000_000,
    metadata: expect.objectContaining({ a: 'b' }),
  })
  await expect(updateBucket(conn, bucket, { history: 6 })).rejects.toMatchObject({ kind: 'conflict' })
  const back = await updateBucket(conn, changed, {
    description: null,
    ttl_ms: null,
    max_bytes: null,
    republish: null,
    metadata: {},
  })
  expect(back).toMatchObject({ history: 5, metadata: {} })
  for (const field of ['description', 'ttl_ms', 'max_bytes', 'republish']) expect(back).not.toHaveProperty(field)
  const marked = await updateBucket(conn, back, { marker_ttl_ms: 5000, compression: false, allow_direct: false })
  expect(marked).toMatchObject({ per_key_ttl: true, marker_ttl_ms: 5000, allow_direct: false })
  expect(await updateBucket(conn, marked, { marker_ttl_ms: null })).not.toHaveProperty('marker_ttl_ms')
  await deleteBucket(conn, 'B')
  await expect(updateBucket(conn, marked, { history: 2 })).rejects.toMatchObject({ kind: 'not-found' })
  await expect(deleteBucket(conn, 'B')).rejects.toMatchObject({ kind: 'not-found' })
})

test('what a bucket does not take is told in its own sentence, and nothing is lost', async () => {
  const { conn, make, jsm, nc } = await setUp()
  const { bucket, kv } = await make({ max_bytes: 20_000, max_value_size: 5000 })
  const first = await createKey(conn, bucket, 'k', bytes('v'))
  await expect(putKey(conn, bucket, 'k', new Uint8Array(5001))).rejects.toMatchObject({
    kind: 'limit',
    message: 'The value of k is too large: the bucket takes 5000 bytes, and with its headers it has 5001',
  })
  const unlimited = { ...bucket }
  delete unlimited.max_value_size // as a bucket looks whose limit was set meanwhile
  await expect(putKey(conn, unlimited, 'k', new Uint8Array(5001))).rejects.toMatchObject({ kind: 'limit', message: /too large/ })
  await expect(putKey(conn, unlimited, 'k', new Uint8Array(2_000_000))).rejects.toMatchObject({
    kind: 'limit',
    message: /server takes/,
  })
  await putKey(conn, bucket, 'edge', new Uint8Array(5000))
  const full = async () => {
    for (let i = 0; i < 10; i++) await createKey(conn, bucket, `f${i}`, new Uint8Array(4000))
  }
  await expect(full()).rejects.toMatchObject({
    kind: 'limit',
    message: 'The bucket B is full: it may hold 20000 bytes (maximum bytes)',
  })
  await expect(createKey(conn, bucket, 'ttl', bytes('v'), { ttl_ms: 1000 })).rejects.toMatchObject({
    message: /time to live per key/,
  })
  expect((await kv.get('k'))?.revision).toBe(Number(first))
  await jsm.streams.update('KV_B', { allow_rollup_hdrs: false })
  await expect(purgeKey(conn, bucket, 'k', first)).rejects.toMatchObject({ message: /does not allow keys to be purged/ })
  const { config } = await jsm.streams.info('KV_B')
  await nc.request('$JS.API.STREAM.UPDATE.KV_B', JSON.stringify({ ...config, sealed: true }))
  await expect(updateKey(conn, bucket, 'k', bytes('w'), first)).rejects.toMatchObject({ message: /sealed/ })
  expect(await getEntry(conn, bucket, 'k')).toMatchObject({ revision: first })
  expect(await getBucket(conn, 'B')).toMatchObject({ sealed: true })
  await jsm.streams.delete('KV_B')
  const gone = { kind: 'not-found', message: 'The bucket B does not exist (any more)' }
  for (const use of [
    () => getEntry(conn, bucket, 'k'),
    () => getEntry(conn, bucket, 'k', { fresh: true }),
    () => getRevision(conn, bucket, 'k', 1n),
    () => history(conn, bucket, 'k'),
    () => asOf(conn, bucket, undefined),
    () => updateKey(conn, bucket, 'k', bytes('w'), first),
    () => deleteKey(conn, bucket, 'k', first),
    () => compact(conn, bucket, [{ key: 'k', revision: 1n }]),
  ]) {
    await expect(use()).rejects.toMatchObject(gone)
  }
  conn.close()
  await expect(putKey(conn, bucket, 'k', bytes('v'))).rejects.toMatchObject({ kind: 'disconnected', next: /nothing was sent/ })
})

test('a key that may not be written, or not be read, says which', async () => {
  const extra = `authorization { users: [
    { user: all, password: x }
    { user: some, password: x, permissions: {
      publish: { allow: ["$KV.B.mine", "$JS.API.STREAM.INFO.KV_B", "$JS.API.DIRECT.GET.KV_B.$KV.B.mine"] } } }
  ] }`
  const s = await server({ config: configOf({ extra }) })
  const all = await ours(s, { auth: { kind: 'password', user: 'all', pass: 'x' } })
  const some = await ours(s, { auth: { kind: 'password', user: 'some', pass: 'x' } })
  await createBucket(all, { name: 'B' })
  const bucket = await getBucket(some, 'B')
  const first = await createKey(some, bucket, 'mine', bytes('v'))
  expect(await getEntry(some, bucket, 'mine')).toMatchObject({ revision: first })
  expect(await getEntry(some, bucket, 'mine', { fresh: true })).toMatchObject({ revision: first })
  await expect(createKey(some, bucket, 'mine', bytes('w'))).rejects.toMatchObject({ kind: 'conflict' })
  await expect(createKey(some, bucket, 'yours', bytes('v'))).rejects.toMatchObject({
    kind: 'permission',
    message: 'Permission to write yours in the bucket B is missing',
  })
  await expect(getEntry(some, bucket, 'yours')).rejects.toMatchObject({
    kind: 'permission',
    message: 'Permission to read yours in the bucket B is missing',
  })
  await expect(listTombstones(some, bucket, 0)).rejects.toMatchObject({ kind: 'permission' })
})

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: a bucket as it was at a time, with what cannot be known`, async () => {
    const { conn, make } = await setUp(version)
    for (const allow_direct of [true, false]) {
      const { bucket: made, kv } = await make({ name: `T${allow_direct}`, history: 3, allow_direct })
      for (let i = 0; i < 300; i++) await kv.put(`many.${i}`, `${i}`)
      await kv.put('kept', '1')
      await kv.put('dropped', '1')
      await kv.put('purged', '1')
      const deleted = await kv.put('deleted', '1')
      await kv.delete('deleted', { previousSeq: deleted })
      const { created: time } = (await getEntry(conn, made, 'deleted'))!
      await kv.put('kept', '2')
      for (let i = 0; i < 3; i++) await kv.put('dropped', `later ${i}`)
      await kv.purge('purged')
      await kv.put('new', '1')
      await kv.put('deleted', 'back')
      const bucket = await getBucket(conn, made.name)
      const then = await asOf(conn, bucket, time)
      expect(then.states.size).toBe(302)
      expect(then.states.get('kept')).toMatchObject({ revision: 301n, operation: 'PUT', size: 1 })
      expect(then.states.get('deleted')).toMatchObject({ operation: 'DEL', revision: BigInt(deleted) + 1n })
      expect([...then.doubts].sort(byKey)).toEqual([
        ['dropped', 'history'],
        ['new', 'created'],
        ['purged', 'purge'],
      ])
      const now = await asOf(conn, bucket, undefined)
      expect([now.states.size, now.doubts.size]).toEqual([305, 0])
      const never = await asOf(conn, bucket, '2020-01-01T00:00:00Z')
      expect([never.states.size, never.doubts.size]).toEqual([0, 305])
    }
  })

  test(`${version}: more keys than the server gives at once are read all the same`, async () => {
    const { conn, make, nc, js } = await setUp(version)
    const { bucket } = await make()
    for (let i = 0; i < 1500; i++) nc.publish(`$KV.B.k.${i}`, 'x')
    await js.publish('$KV.B.last', 'x')
    const small = await asOf(conn, bucket, undefined) // the bucket as it looked when it was empty
    expect(small.states.size).toBe(1501)
    const progress: number[] = []
    const now = await asOf(conn, await getBucket(conn, 'B'), undefined, undefined, (p) => progress.push(p.read))
    expect([now.states.size, progress.at(-1)]).toEqual([1501, 1501])
    const stop = new AbortController()
    stop.abort()
    await expect(asOf(conn, await getBucket(conn, 'B'), undefined, stop.signal)).rejects.toMatchObject({ kind: 'aborted' })
  })

  test(`${version}: a compaction takes tombstones, and never what was written after them`, async () => {
    const { conn, make } = await setUp(version)
    const { bucket: made, kv } = await make({ history: 5 })
    for (let i = 0; i < 50; i++) await kv.put(`k.${i}`, 'x')
    for (let i = 0; i < 40; i++) await (i % 2 ? kv.delete(`k.${i}`) : kv.purge(`k.${i}`))
    const bucket = await getBucket(conn, made.name)
    expect(await listTombstones(conn, bucket, 3_600_000)).toEqual([])
    const tombstones = await listTombstones(conn, bucket, 0)
    expect(tombstones).toHaveLength(40)
    await kv.put('k.0', 'meanwhile') // after the preview, before the purge
    const done: string[] = []
    const result = await compact(conn, bucket, tombstones, (r) => done.push(r.key))
    expect(result).toEqual({ keys: 40, purged: 20 + 20 * 2 })
    expect(done.sort()).toEqual(tombstones.map((t) => t.key).sort())
    expect((await kv.get('k.0'))?.string()).toBe('meanwhile')
    expect((await history(conn, bucket, 'k.0')).map((e) => e.operation)).toEqual(['PUT'])
    expect(await getEntry(conn, bucket, 'k.1')).toBeNull()
    expect(await listTombstones(conn, await getBucket(conn, 'B'), 0)).toEqual([])
    expect((await getBucket(conn, 'B')).values).toBe(11)
  })
}

test('a compaction of a bucket with markers leaves none behind that is compacted again', async () => {
  const { conn, make } = await setUp()
  const { bucket, kv } = await make({ history: 5, marker_ttl_ms: 3_600_000 })
  await kv.put('k', 'x')
  await kv.delete('k')
  await compact(conn, bucket, await listTombstones(conn, bucket, 0))
  expect(await listTombstones(conn, bucket, 0)).toEqual([])
})
