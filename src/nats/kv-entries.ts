import { classify, parseTtl } from '~/lib/kv/operation.ts'
import type { Connection } from './connection.ts'
import { api } from './api.ts'
import { getBatch, getLast, getOne, PAGE_BYTES, readWay, type OneRequest, type ReadWay } from './direct.ts'
import { AppError } from './errors.ts'
import { number, object } from './fields.ts'
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

/**
 * One message as the leader has it. Direct gets are answered by any replica, and by mirrors of the bucket too, which may lag, or hold
 * less than it (a shorter history, a later start). Where the leader may not be asked, whoever answers.
 */
export async function getFresh(conn: Connection, bucket: Bucket, request: OneRequest): Promise<StoredMessage | undefined> {
  try {
    return await getOne(conn, bucket.stream, 'get', request)
  } catch (e) {
    if (!bucket.allow_direct || !(e instanceof AppError) || e.kind !== 'permission') throw e
    return 'last_by_subj' in request
      ? getLast(conn, bucket.stream, request.last_by_subj)
      : getOne(conn, bucket.stream, 'direct', request)
  }
}

/**
 * The latest revision of a key, or null when there is none; a tombstone is an entry too. What a replica or a mirror answers may lag a
 * little: `fresh` asks the leader, as is always done before a key is said to be absent. Throws AppError invalid, not-found (the
 * bucket is gone), permission.
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
    const near = bucket.allow_direct && !fresh ? await getLast(conn, bucket.stream, subject) : undefined
    return near ?? getFresh(conn, bucket, { last_by_subj: subject })
  })
  return m ? toEntry(bucket, m) : null
}

/** One revision of a key, or null when it is not kept (any more) or belongs to another key. */
export async function getRevision(conn: Connection, bucket: Bucket, key: string, revision: Seq): Promise<KvEntry | null> {
  checkAddress(key)
  const m = await reading(conn, bucket, key, async () => {
    const near = bucket.allow_direct ? await getOne(conn, bucket.stream, 'direct', { seq: revision }) : undefined
    return near ?? getFresh(conn, bucket, { seq: revision })
  })
  return m?.subject === bucket.prefix + key ? toEntry(bucket, m) : null
}

/**
 * Every kept revision of a key, oldest first. Leaves no trace: no consumer is made. What a direct get brought is held against the
 * leader, and read from it where the two differ.
 */
export async function history(conn: Connection, bucket: Bucket, key: string, signal?: AbortSignal): Promise<KvEntry[]> {
  checkAddress(key)
  const way = readWay(conn.server?.apiLevel ?? 0, bucket.allow_direct)
  return reading(conn, bucket, key, async () => {
    const entries = await walk(conn, bucket, key, way, signal)
    const isComplete = way === 'get' || (await agrees(conn, bucket, key, entries))
    return isComplete ? entries : walk(conn, bucket, key, 'get', signal)
  })
}

async function walk(conn: Connection, bucket: Bucket, key: string, way: ReadWay, signal?: AbortSignal): Promise<KvEntry[]> {
  const next_by_subj = bucket.prefix + key
  const entries: KvEntry[] = []
  let seq = 1n
  while (true) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    const page =
      way === 'batch'
        ? await getBatch(conn, bucket.stream, { seq, next_by_subj, batch: 256, max_bytes: PAGE_BYTES }, signal)
        : await getOne(conn, bucket.stream, way, { seq, next_by_subj }).then((m) => ({ messages: m ? [m] : [], pending: 1 }))
    for (const m of page.messages) entries.push(toEntry(bucket, m))
    const last = page.messages.at(-1)
    if (!last || page.pending === 0) return entries
    seq = last.seq + 1n
  }
}

/** Whether the leader has as many revisions and the same last one; true where it may not be asked. */
async function agrees(conn: Connection, bucket: Bucket, key: string, entries: KvEntry[]): Promise<boolean> {
  const subject = bucket.prefix + key
  try {
    const [info, last] = await Promise.all([
      api(conn, `STREAM.INFO.${bucket.stream}`, { subjects_filter: subject }),
      getOne(conn, bucket.stream, 'get', { last_by_subj: subject }),
    ])
    const count = number(object(object(info.state)?.subjects)?.[subject])
    return count === entries.length && last?.seq === entries.at(-1)?.revision
  } catch (e) {
    if (e instanceof AppError && e.kind === 'permission') return true
    throw e
  }
}

async function reading<T>(conn: Connection, bucket: Bucket, key: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (e) {
    throw await readError(conn, bucket, key, e)
  }
}
