import { sameBytes } from '~/lib/same-bytes.ts'
import type { KeyState } from '~/lib/kv/as-of.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { getRevision } from './kv-entries.ts'
import type { Bucket } from './kv-types.ts'

/** So many pairs are fetched at once. */
const AT_ONCE = 32

type Pair = { before: KeyState; after: KeyState }
export type Compared = Pair & { isSame: boolean }

/**
 * Fetches the values of pairs of revisions and says of each, a few at a time, whether they are the same, byte for byte. A pair of
 * which one has gone meanwhile is left out. Throws AppError not-found, permission, aborted.
 */
export async function compareValues(
  conn: Connection,
  bucket: Bucket,
  pairs: readonly Pair[],
  onDone: (compared: Compared[], done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let i = 0; i < pairs.length; i += AT_ONCE) {
    if (signal.aborted) throw new AppError('aborted', 'Stopped')
    const some = pairs.slice(i, i + AT_ONCE)
    const compared = await Promise.all(some.map((pair) => compare(conn, bucket, pair)))
    onDone(
      compared.filter((c) => c !== undefined),
      i + some.length,
    )
  }
}

async function compare(conn: Connection, bucket: Bucket, { before, after }: Pair): Promise<Compared | undefined> {
  const [a, b] = await Promise.all([before, after].map((s) => getRevision(conn, bucket, s.key, s.revision)))
  if (!a || !b) return undefined
  const isSame = sameBytes(a.data, b.data)
  return { before, after, isSame }
}
