import type { Connection } from './connection.ts'
import { readWay } from './direct.ts'
import { getEntry, toEntry } from './kv-entries.ts'
import { readError } from './kv-errors.ts'
import { lastPages } from './kv-last.ts'
import { persistRead } from './kv-persist.ts'
import type { Bucket, KvEntry } from './kv-types.ts'
import type { Seq } from './types.ts'

/** A request names so many keys, and so many bytes of them: well within max_payload, and below what the server refuses. */
const KEYS = 1000
const KEY_BYTES = 200_000
/** Asked for one by one, so many are under way at once. */
const AT_ONCE = 16

/** A key whose latest entry is wanted, and the revision that it is known to have had. */
export type WantedKey = { key: string; revision?: Seq | undefined }

/**
 * The latest entry of each of the keys, tombstones included, some at a time and no more than that held; a key of which nothing is
 * kept is left out. The order is that of the keys only roughly. A replica that lags is seen through: no entry is older than the
 * revision that was known, and the leader says that a key is gone. Goes on after a lost connection.
 */
export async function* latestEntries(
  conn: Connection,
  bucket: Bucket,
  wanted: readonly WantedKey[],
  signal: AbortSignal,
): AsyncGenerator<KvEntry[]> {
  for (const part of parts(bucket, wanted)) {
    const late = new Map(part.map((w) => [w.key, w]))
    const isQuick = part.length > 1 && readWay(conn.server?.apiLevel ?? 0, bucket.allow_direct) === 'batch'
    if (isQuick) {
      for await (const page of pagesOf(conn, bucket, part, signal)) {
        const fresh = page.filter((e) => e.revision >= (late.get(e.key)?.revision ?? 0n))
        for (const e of fresh) late.delete(e.key)
        yield fresh
      }
    }
    yield* oneByOne(conn, bucket, [...late.keys()], isQuick, signal)
  }
}

async function* pagesOf(conn: Connection, bucket: Bucket, part: WantedKey[], signal: AbortSignal): AsyncGenerator<KvEntry[]> {
  const subjects = part.map((w) => bucket.prefix + w.key)
  const attempt = <T>(request: () => Promise<T>) => persistRead(conn, request, signal)
  try {
    for await (const page of lastPages(conn, bucket.stream, subjects, attempt, signal)) yield page.map((m) => toEntry(bucket, m))
  } catch (e) {
    throw await readError(conn, bucket, 'the keys', e)
  }
}

async function* oneByOne(
  conn: Connection,
  bucket: Bucket,
  keys: string[],
  fresh: boolean,
  signal: AbortSignal,
): AsyncGenerator<KvEntry[]> {
  // An average of the bucket says little about these keys, but enough to hold a few megabytes and not a few hundred.
  const size = bucket.bytes / Math.max(1, bucket.values)
  const atOnce = size > 100_000 ? 4 : AT_ONCE
  for (let i = 0; i < keys.length; i += atOnce) {
    const read = (key: string) => persistRead(conn, () => getEntry(conn, bucket, key, { fresh }), signal)
    const entries = await Promise.all(keys.slice(i, i + atOnce).map(read))
    yield entries.filter((e) => e !== null)
  }
}

function* parts(bucket: Bucket, wanted: readonly WantedKey[]): Generator<WantedKey[]> {
  let part: WantedKey[] = []
  let held = 0
  for (const w of wanted) {
    const size = bucket.prefix.length + w.key.length * 3 + 3
    if (part.length >= KEYS || held + size > KEY_BYTES) {
      yield part
      part = []
      held = 0
    }
    part.push(w)
    held += size
  }
  if (part.length > 0) yield part
}
