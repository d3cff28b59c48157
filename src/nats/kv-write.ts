import { sameBytes } from '~/lib/same-bytes.ts'
import { ownHeaders } from '~/lib/kv/dump.ts'
import { keyProblem } from '~/lib/kv/keys.ts'
import { ttlText } from '~/lib/kv/operation.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { object } from './fields.ts'
import { checkAddress, checkSize, writeError } from './kv-errors.ts'
import { mirrorOf, streamOf } from './kv-bucket.ts'
import { getEntry, getRevision, history } from './kv-entries.ts'
import type { Bucket, KvEntry, KvOperation } from './kv-types.ts'
import { publishMessage } from './publish.ts'
import type { Header, Seq } from './types.ts'

const EXPECTED = 'Nats-Expected-Last-Subject-Sequence'
const EMPTY = new Uint8Array()

/** Writes, in the headers of the official client. Every one gives the new revision and throws the AppErrors of kv-errors.ts. */

export type CreateOptions = {
  /** The key goes after this long, milliseconds; whole seconds are counted (2.11, where the bucket allows it). */
  ttl_ms?: number
  /** Headers of the writer. */
  headers?: Header[]
  /** A name that ADR-8 does not allow, for what was in a bucket before. */
  anyKey?: boolean
  /** Is told the revision (0: none) that the write is made over, for findWrite. */
  onExpect?: (revision: Seq) => void
}

/**
 * Writes a key that must not exist; one of which only a tombstone is left does not (over that very tombstone, so of several that
 * try one succeeds). Throws AppError conflict when it exists.
 */
export async function createKey(
  conn: Connection,
  bucket: Bucket,
  key: string,
  data: Uint8Array,
  { ttl_ms, headers = [], anyKey = false, onExpect = () => {} }: CreateOptions = {},
): Promise<Seq> {
  if (anyKey) checkAddress(key)
  else checkNew(key)
  const over = (revision: Seq) => {
    onExpect(revision)
    return writeEntry(conn, bucket, key, data, [
      [EXPECTED, `${revision}`],
      ...(ttl_ms === undefined ? [] : [['Nats-TTL', ttlText(ttl_ms)] satisfies Header]),
      ...headers,
    ])
  }
  try {
    return await over(0n)
  } catch (e) {
    if (!(e instanceof AppError) || e.kind !== 'conflict') throw e
    const last = await getLatest(conn, bucket, key)
    // Gone between the two: it may be written after all.
    if (!last) return over(0n)
    if (last.operation !== 'PUT') return over(last.revision)
    throw new AppError('conflict', `The key ${key} exists already; nothing was written`, {
      cause: e,
      errCode: 10071,
      ...(e.details ? { details: e.details } : {}),
      next: 'Look at its value, then decide',
    })
  }
}

/** Writes a key over the revision that was looked at, a tombstone included. Throws AppError conflict when it is no longer the latest. */
export async function updateKey(
  conn: Connection,
  bucket: Bucket,
  key: string,
  data: Uint8Array,
  revision: Seq,
  headers: Header[] = [],
): Promise<Seq> {
  checkAddress(key)
  return writeEntry(conn, bucket, key, data, [[EXPECTED, `${revision}`], ...headers])
}

/**
 * The same for a value that was edited, of which `base` may be the revision itself: what its writer said in headers of their own (a trace, a content type) stays. Those of a
 * tombstone do not, nor does the time to live.
 */
export async function editKey(
  conn: Connection,
  bucket: Bucket,
  key: string,
  data: Uint8Array,
  revision: Seq,
  { ttl_ms, base: known }: { ttl_ms?: number | undefined; base?: KvEntry | undefined } = {},
): Promise<Seq> {
  checkAddress(key)
  const look = async () => (await getRevision(conn, bucket, key, revision)) ?? getLatest(conn, bucket, key) // a mirror may lag
  const base = known?.revision === revision ? known : await look()
  return updateKey(conn, bucket, key, data, revision, [
    ...(ttl_ms === undefined ? [] : [['Nats-TTL', ttlText(ttl_ms)] satisfies Header]),
    ...(base?.operation === 'PUT' ? ownHeaders(base.headers) : []),
  ])
}

/** Leaves a delete marker over the revision that was looked at; the history stays. */
export async function deleteKey(conn: Connection, bucket: Bucket, key: string, revision: Seq): Promise<Seq> {
  checkAddress(key)
  return writeEntry(conn, bucket, key, EMPTY, [
    ['KV-Operation', 'DEL'],
    [EXPECTED, `${revision}`],
  ])
}

/** Takes the key and its history away over the revision that was looked at; the marker that is left goes after `ttl_ms`, if given. */
export async function purgeKey(
  conn: Connection,
  bucket: Bucket,
  key: string,
  revision: Seq,
  { ttl_ms }: { ttl_ms?: number } = {},
): Promise<Seq> {
  checkAddress(key)
  return writeEntry(conn, bucket, key, EMPTY, [
    ['KV-Operation', 'PURGE'],
    ['Nats-Rollup', 'sub'],
    ...(ttl_ms === undefined ? [] : [['Nats-TTL', ttlText(ttl_ms)] satisfies Header]),
    [EXPECTED, `${revision}`],
  ])
}

/**
 * Writes the value of an old revision, with the headers of its writer, as a new one over the latest that was looked at (absent:
 * the key must not exist any more). Its time to live is not restored.
 */
export async function restoreRevision(conn: Connection, bucket: Bucket, old: KvEntry, over: Seq | undefined): Promise<Seq> {
  if (old.operation !== 'PUT') throw new AppError('invalid', `Revision ${old.revision} of ${old.key} has no value to restore`)
  const headers = ownHeaders(old.headers)
  return over === undefined
    ? createKey(conn, bucket, old.key, old.data, { headers, anyKey: true })
    : updateKey(conn, bucket, old.key, old.data, over, headers)
}

/**
 * After a write whose answer was lost: the revision that it became, or undefined when it was not stored, as far as history reaches.
 * Of all writes that expected `expected` only one can be stored, and it says so in its headers. A delete and a purge are looked for
 * by their operation.
 */
export async function findWrite(
  conn: Connection,
  bucket: Bucket,
  key: string,
  expected: Seq,
  data: Uint8Array = EMPTY,
  operation: KvOperation = 'PUT',
): Promise<Seq | undefined> {
  const isOurs = (e: KvEntry) =>
    e.revision > expected &&
    e.operation === operation &&
    e.headers.some(([name, value]) => name === EXPECTED && value === `${expected}`) &&
    sameBytes(e.data, data)
  const latest = await getLatest(conn, bucket, key)
  if (!latest || isOurs(latest)) return latest?.revision
  return (await history(conn, bucket, key)).find(isOurs)?.revision
}

/** The latest revision where it is written: a mirror may not have it yet. (An origin in another domain is not asked.) */
export function getLatest(conn: Connection, bucket: Bucket, key: string): Promise<KvEntry | null> {
  const origin = /\$KV\.([^.]+)\.$/.exec(bucket.write_prefix)?.[1]
  const isHere =
    bucket.mirror_of !== undefined && origin !== undefined && mirrorOf(object(bucket.raw.config) ?? {})?.api === undefined
  const at = isHere ? { ...bucket, stream: streamOf(origin), prefix: `$KV.${origin}.` } : bucket
  return getEntry(conn, at, key, { fresh: true })
}

function checkNew(key: string): void {
  const problem = keyProblem(key)
  if (problem) throw new AppError('invalid', problem)
}

/** Any write, with these headers and no other; the ones above are this. */
export async function writeEntry(
  conn: Connection,
  bucket: Bucket,
  key: string,
  data: Uint8Array,
  headers: Header[] = [],
): Promise<Seq> {
  checkSize(conn, bucket, key, data, headers)
  const wasOpen = conn.link.state === 'open'
  try {
    return (await publishMessage(conn, bucket.write_prefix + key, data, headers)).seq
  } catch (e) {
    throw await writeError(conn, bucket, key, e, wasOpen)
  }
}
