import { headers } from '@nats-io/transport-node'
import { expect, test } from 'vitest'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, ours, server, until } from '../../scripts/testing/harness.ts'
import { byKey, bytes, expectSame, mine, setUp, text, theirHistory } from '../../scripts/testing/kv.ts'
import { asOf } from './kv-as-of.ts'
import { createBucket, getBucket, listBuckets } from './kv-buckets.ts'
import { compact, readTombstones } from './kv-compact.ts'
import { getEntry, getRevision, history } from './kv-entries.ts'
import { createKey, deleteKey, editKey, findWrite, purgeKey, restoreRevision, updateKey, writeEntry } from './kv-write.ts'
import type { BucketOptions } from './kv-config.ts'

cleanUpAtEnd()

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
      await writeEntry(conn, bucket, 'empty', new Uint8Array())
      await kv.put(
        'binary',
        Uint8Array.from({ length: 256 }, (_, i) => i),
      )
      await writeEntry(conn, bucket, 'large', new Uint8Array(1024 * 1024).fill(7))
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
        put: [async () => (isOurs ? writeEntry(conn, bucket, key, data) : BigInt(await kv.put(key, data))), 'PUT'],
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
    await expect(updateKey(conn, bucket, key, bytes('x'), 0n)).rejects.toMatchObject({ kind: 'invalid' })
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
  await Promise.all(sizes.map((size, i) => writeEntry(conn, bucket, `${i}.${'k'.repeat(200)}`, new Uint8Array(size).fill(i))))
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

test('a value that is edited keeps the headers of its writer, and no others', async () => {
  const { conn, make, js } = await setUp()
  const { bucket } = await make({ history: 5, per_key_ttl: true })
  const said = headers()
  said.set('Nats-TTL', '3600s')
  said.append('Trace-Id', 'a')
  said.append('Trace-Id', 'b')
  const { seq } = await js.publish('$KV.B.k', 'first', { headers: said })
  const second = await editKey(conn, bucket, 'k', bytes('second'), BigInt(seq))
  const expected = ['Nats-Expected-Last-Subject-Sequence', `${seq}`]
  const kept = (await getEntry(conn, bucket, 'k'))!
  expect([text(kept.data), kept.headers]).toEqual(['second', [expected, ['Trace-Id', 'a'], ['Trace-Id', 'b']]])
  await expect(editKey(conn, bucket, 'k', bytes('late'), BigInt(seq))).rejects.toMatchObject({ kind: 'conflict' })
  const third = await editKey(conn, bucket, 'k', bytes('third'), second, { base: kept, ttl_ms: 60_000 })
  expect((await getEntry(conn, bucket, 'k'))?.headers.slice(1)).toEqual([['Nats-TTL', '60s'], ...kept.headers.slice(1)])
  const gone = await deleteKey(conn, bucket, 'k', third)
  await editKey(conn, bucket, 'k', bytes('anew'), gone)
  expect((await getEntry(conn, bucket, 'k'))?.headers.map(([name]) => name)).toEqual(['Nats-Expected-Last-Subject-Sequence'])
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

test('what a bucket does not take is told in its own sentence, and nothing is lost', async () => {
  const { conn, make, jsm, nc } = await setUp()
  const { bucket, kv } = await make({ max_bytes: 20_000, max_value_size: 5000 })
  const first = await createKey(conn, bucket, 'k', bytes('v'))
  await expect(writeEntry(conn, bucket, 'k', new Uint8Array(5001))).rejects.toMatchObject({
    kind: 'limit',
    message: 'The value of k is too large: the bucket takes 5000 bytes, and with its headers it has 5001',
  })
  const unlimited = { ...bucket }
  delete unlimited.max_value_size // as a bucket looks whose limit was set meanwhile
  await expect(writeEntry(conn, unlimited, 'k', new Uint8Array(5001))).rejects.toMatchObject({
    kind: 'limit',
    message: /too large/,
  })
  await expect(writeEntry(conn, unlimited, 'k', new Uint8Array(2_000_000))).rejects.toMatchObject({
    kind: 'limit',
    message: /server takes/,
  })
  await writeEntry(conn, bucket, 'edge', new Uint8Array(5000))
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
  await expect(writeEntry(conn, bucket, 'k', bytes('v'))).rejects.toMatchObject({
    kind: 'disconnected',
    next: /nothing was sent/,
  })
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
  await expect(readTombstones(some, bucket)).rejects.toMatchObject({ kind: 'permission' })
})
