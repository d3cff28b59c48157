import { Kvm, type KV, type KvEntry as TheirEntry } from '@nats-io/kv'
import { expect } from 'vitest'
import type { Connection } from '../../src/nats/connection.ts'
import { createBucket } from '../../src/nats/kv-buckets.ts'
import type { BucketOptions } from '../../src/nats/kv-config.ts'
import { getEntry, history } from '../../src/nats/kv-entries.ts'
import type { Bucket, KvEntry } from '../../src/nats/kv-types.ts'
import type { ServerVersion } from '../nats/versions.ts'
import { official, ours, server } from './harness.ts'

/** Rows by their first field, a key. */
export const byKey = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1)

export const bytes = (text: string) => new TextEncoder().encode(text)
export const text = (data: Uint8Array) => new TextDecoder().decode(data)

/** A server with both clients; `make` makes a bucket with ours and opens it with theirs. */
export async function setUp(version: ServerVersion = 'current', options: Parameters<typeof server>[0] = {}) {
  const s = await server(options, version)
  const [conn, client] = [await ours(s), await official(s)]
  const kvm = new Kvm(client.nc)
  const make = async (options: Partial<BucketOptions> = {}) => {
    const bucket = await createBucket(conn, { name: 'B', storage: 'memory', ...options })
    return { bucket, kv: await kvm.create(bucket.name, { allow_direct: bucket.allow_direct }) }
  }
  return { s, conn, ...client, kvm, make }
}

export const plain = (e: TheirEntry) => [e.key, BigInt(e.revision), e.operation, Buffer.from(e.value).toString('hex')]
export const mine = (e: KvEntry) => [e.key, e.revision, e.operation, Buffer.from(e.data).toString('hex')]

export async function theirHistory(kv: KV, key: string) {
  const entries = []
  for await (const e of await kv.history({ key })) entries.push(plain(e))
  return entries
}

/** The key and its history are the same to both clients. */
export async function expectSame(conn: Connection, bucket: Bucket, kv: KV, key: string) {
  const theirs = await kv.get(key)
  const own = await getEntry(conn, bucket, key)
  expect(own && mine(own), key).toEqual(theirs && plain(theirs))
  if (own && theirs) expect(Date.parse(own.created)).toBe(theirs.created.getTime())
  expect((await history(conn, bucket, key)).map(mine), key).toEqual(await theirHistory(kv, key))
}
