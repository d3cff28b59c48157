import { classify, parseTtl } from '~/lib/kv/operation.ts'
import type { Connection } from './connection.ts'
import { getBatch, getLast, getOne, PAGE_BYTES, readWay } from './direct.ts'
import { AppError } from './errors.ts'
import { checkAddress, readError } from './kv-errors.ts'
import type { Bucket, KvEntry } from './kv-types.ts'
import type { Seq, StoredMessage } from './types.ts'

/** A stored message of the bucket as an entry. */
export function toEntry(bucket: Pick<Bucket, 'name' | 'prefix'>, m: StoredMessage): KvEntry {
  const ttl = m.headers.findLast(([name]) => name === 'Nats-TTL')?.[1]
  const ttl_ms = ttl === undefined ? undefined : parseTtl(ttl)
  return {
    bucket: bucket.name,
    key: keyOf(bucket, m.subject),
    revision: m.seq,
    ...classify(m.headers),
    created: m.time,
    headers: m.headers,
    data: m.data,
    ...(ttl_ms ? { ttl_ms } : {}),
  }
}

/** The key of a subject. One outside the prefix (a stream that also listens elsewhere) keeps its whole subject. */
export function keyOf({ prefix }: Pick<Bucket, 'prefix'>, subject: string): string {
  return subject.startsWith(prefix) ? subject.slice(prefix.length) : subject
}

function wayOf(conn: Connection, bucket: Bucket) {
  return readWay(conn.server?.apiLevel ?? 0, bucket.allow_direct)
}

/**
 * The latest revision of a key, or null when there is none; a tombstone is an entry too. Any replica may answer and lag a little:
 * `fresh` asks the leader, where that is allowed. Throws AppError invalid, not-found (the bucket is gone), permission.
 */
export async function getEntry(
  conn: Connection,
  bucket: Bucket,
  key: string,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<KvEntry | null> {
  checkAddress(key)
  const subject = bucket.prefix + key
  const m = await reading(conn, bucket, key, async () => {
    if (!bucket.allow_direct) return getOne(conn, bucket.stream, 'get', { last_by_subj: subject })
    if (!fresh) return getLast(conn, bucket.stream, subject)
    return getOne(conn, bucket.stream, 'get', { last_by_subj: subject }).catch((e: unknown) => {
      if (e instanceof AppError && e.kind === 'permission') return getLast(conn, bucket.stream, subject)
      throw e
    })
  })
  return m ? toEntry(bucket, m) : null
}

/** One revision of a key, or null when it is not kept (any more) or belongs to another key. */
export async function getRevision(conn: Connection, bucket: Bucket, key: string, revision: Seq): Promise<KvEntry | null> {
  checkAddress(key)
  const way = bucket.allow_direct ? 'direct' : 'get'
  const m = await reading(conn, bucket, key, () => getOne(conn, bucket.stream, way, { seq: revision }))
  return m?.subject === bucket.prefix + key ? toEntry(bucket, m) : null
}

/** Every kept revision of a key, oldest first. Leaves no trace: no consumer is made. */
export async function history(conn: Connection, bucket: Bucket, key: string, signal?: AbortSignal): Promise<KvEntry[]> {
  checkAddress(key)
  const next_by_subj = bucket.prefix + key
  const way = wayOf(conn, bucket)
  const entries: KvEntry[] = []
  let seq = 1n
  while (true) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    const page = await reading(conn, bucket, key, async () => {
      if (way === 'batch') return getBatch(conn, bucket.stream, { seq, next_by_subj, batch: 256, max_bytes: PAGE_BYTES }, signal)
      const m = await getOne(conn, bucket.stream, way, { seq, next_by_subj })
      return { messages: m ? [m] : [], pending: m ? 1 : 0 }
    })
    for (const m of page.messages) entries.push(toEntry(bucket, m))
    const last = page.messages.at(-1)
    if (!last || page.pending === 0) return entries
    seq = last.seq + 1n
  }
}

async function reading<T>(conn: Connection, bucket: Bucket, key: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (e) {
    throw await readError(conn, bucket, key, e)
  }
}
