import { expect, onTestFinished, test, vi } from 'vitest'
import { cleanUpAtEnd, ours } from '../../scripts/testing/harness.ts'
import { setUp } from '../../scripts/testing/kv.ts'
import { getBucket } from './kv-buckets.ts'
import { checkSame, compact, olderThan, readTombstones, type CompactResult } from './kv-compact.ts'
import { getEntry, history } from './kv-entries.ts'

cleanUpAtEnd()

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: a compaction takes tombstones, and never what was written after them`, async () => {
    const { conn, make } = await setUp(version)
    const { bucket: made, kv } = await make({ history: 5 })
    for (let i = 0; i < 50; i++) await kv.put(`k.${i}`, 'x')
    for (let i = 0; i < 40; i++) await (i % 2 ? kv.delete(`k.${i}`) : kv.purge(`k.${i}`))
    const bucket = await getBucket(conn, made.name)
    expect(olderThan(await readTombstones(conn, bucket), 3_600_000)).toEqual([])
    const tombstones = (await readTombstones(conn, bucket)).all
    expect(tombstones).toHaveLength(40)
    await kv.put('k.0', 'meanwhile') // after the preview, before the purge
    const done: string[] = []
    const result = await compact(conn, bucket, tombstones, (r) => done.push(r.key))
    expect(result).toEqual({ keys: 40, purged: 20 + 20 * 2 })
    expect(done.sort()).toEqual(tombstones.map((t) => t.key).sort())
    expect((await kv.get('k.0'))?.string()).toBe('meanwhile')
    expect((await history(conn, bucket, 'k.0')).map((e) => e.operation)).toEqual(['PUT'])
    expect(await getEntry(conn, bucket, 'k.1')).toBeNull()
    expect((await readTombstones(conn, await getBucket(conn, 'B'))).all).toEqual([])
    expect((await getBucket(conn, 'B')).values).toBe(11)
  })
}

test('a compaction of a bucket with markers leaves none behind that is compacted again, and knows its bucket', async () => {
  const { conn, make, jsm } = await setUp()
  const { bucket, kv } = await make({ history: 5, marker_ttl_ms: 3_600_000 })
  await kv.put('k', 'x')
  await kv.delete('k')
  await compact(conn, bucket, (await readTombstones(conn, bucket)).all)
  expect((await readTombstones(conn, bucket)).all).toEqual([])
  await checkSame(conn, bucket)
  await jsm.streams.delete('KV_B')
  await expect(checkSame(conn, bucket)).rejects.toMatchObject({ kind: 'not-found', message: /The bucket B/ })
  await make({ history: 5 })
  await expect(checkSame(conn, bucket)).rejects.toMatchObject({ kind: 'conflict' })
})

test('an hour off by this machine’s clock, a fresh marker is not old: the server’s counts', async () => {
  const { conn, make } = await setUp()
  const { bucket, kv } = await make()
  await kv.put('k', 'x')
  await kv.delete('k')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 })
  onTestFinished(() => void vi.useRealTimers())
  const found = await readTombstones(conn, bucket)
  expect(olderThan(found, 60_000)).toEqual([])
  expect(olderThan(found, 0).map((t) => t.key)).toEqual(['k'])
})

test('what became of a marker whose answer is lost is not known, and of one that was never asked for neither done nor lost', async () => {
  const { s, conn, make } = await setUp()
  const { bucket, kv } = await make()
  for (let i = 0; i < 40; i++) await kv.delete(`k${i}`)
  const { all } = await readTombstones(conn, bucket)
  const lost = await ours(s)
  const told: CompactResult[] = []
  const running = compact(lost, bucket, all, (r) => told.push(r))
  lost.close()
  await expect(running).rejects.toMatchObject({ kind: 'disconnected' })
  expect(told).toHaveLength(32) // those that were under way
  expect(told.every((r) => 'unsure' in r)).toBe(true)
})
