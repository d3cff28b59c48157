import { Kvm } from '@nats-io/kv'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import { publishMany } from '../../scripts/testing/official.ts'
import type { Doubt, KeyState } from '~/lib/kv/as-of.ts'
import { asOf, listTombstones } from './kv-as-of.ts'
import { getBucket } from './kv-buckets.ts'
import { AppError } from './errors.ts'

cleanUpAtEnd()

/** By key; times without the zeros at their end, which the server leaves out and a consumer's reply does not. */
const sorted = (states: Map<string, KeyState | Doubt>) =>
  [...states]
    .map(([key, s]) => [key, typeof s === 'string' ? s : { ...s, created: s.created.replace(/\.?0*Z$/, 'Z') }] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))

test('read whole or asked for, a bucket is the same at every revision and time', async () => {
  const s = await server({}, 'current')
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  const kv = await new Kvm(js).create('B', { history: 3 })
  for (let i = 0; i < 40; i++) {
    const key = `k.${i % 7}`
    if (i % 11 === 10) await kv.purge(key)
    else if (i % 5 === 4) await kv.delete(key)
    else await kv.put(key, 'v'.repeat(i))
  }
  const bucket = await getBucket(conn, 'B')
  for (let revision = 1; revision <= 41; revision++) {
    const time = await jsm.streams.getMessage('KV_B', { seq: revision }).then(
      (m) => m?.timestamp,
      () => undefined, // not kept
    )
    for (const moment of [BigInt(revision), ...(time === undefined ? [] : [time])]) {
      const asked = await asOf(conn, bucket, moment)
      const read = await asOf(conn, bucket, moment, undefined, undefined, { filters: ['k.*'] })
      for (const part of ['states', 'latest', 'doubts'] as const) {
        expect(sorted(read[part]), `${part} at ${moment}`).toEqual(sorted(asked[part]))
      }
      expect(
        [...read.states.values()].every((x) => (typeof moment === 'bigint' ? x.revision < moment : x.revision <= revision)),
      ).toBe(true)
    }
  }
})

test('a large bucket is read with progress, and stopped without leaving a consumer', async () => {
  const s = await server({}, 'current')
  const [conn, client] = [await ours(s), await official(s)]
  await new Kvm(client.js).create('B', { history: 2 })
  await publishMany(client, 6000, (i) => `$KV.B.k${i % 3000}`)
  const bucket = await getBucket(conn, 'B')
  const told: number[] = []
  const { states, latest } = await asOf(conn, bucket, 3001n, undefined, ({ read, total }) => {
    expect(total).toBe(6000)
    told.push(read)
  })
  expect(told).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 6000])
  expect([states.size, states.get('k1')?.revision, latest.get('k1')?.revision]).toEqual([3000, 1n, 3001n])
  const abort = new AbortController()
  const stopped = asOf(conn, bucket, 3001n, abort.signal, () => abort.abort())
  await expect(stopped).rejects.toSatisfy((e) => e instanceof AppError && e.kind === 'aborted')
  await expect.poll(async () => (await client.jsm.consumers.list('KV_B').next()).length).toBe(0)
})

test('keys of another bucket in the same stream are no keys of this one', async () => {
  const s = await server({}, 'current')
  const [conn, { js, jsm }] = [await ours(s), await official(s)]
  const kvm = new Kvm(js)
  const other = await kvm.create('C')
  await other.put('k', 'theirs')
  // A source that is not renamed brings its subjects along.
  await jsm.streams.add({
    name: 'KV_B',
    subjects: ['$KV.B.>'],
    sources: [{ name: 'KV_C' }],
    max_msgs_per_subject: 1,
    allow_rollup_hdrs: true,
    deny_delete: true,
    allow_direct: true,
  })
  const kv = await kvm.open('B')
  await kv.put('k', 'ours')
  await other.delete('k')
  const messages = async () => (await jsm.streams.info('KV_B', { subjects_filter: '$KV.C.>' })).state
  await expect.poll(async () => (await messages()).subjects?.['$KV.C.k']).toBe(1)
  await expect.poll(async () => (await jsm.streams.getMessage('KV_B', { last_by_subj: '$KV.C.k' }))?.data.length).toBe(0)
  const bucket = await getBucket(conn, 'B')
  expect(await listTombstones(conn, bucket, 0)).toEqual([])
  expect([...(await asOf(conn, bucket, undefined, undefined, undefined, { filters: ['>'] })).states.keys()]).toEqual(['k'])
  await kv.delete('k')
  expect((await listTombstones(conn, bucket, 0)).map((t) => t.key)).toEqual(['k'])
})
