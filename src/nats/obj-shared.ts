import type { Connection } from './connection.ts'
import { eachMeta } from './obj-info.ts'
import { toObjectInfo } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

/** The names of the objects that have the same bytes, by their nuid. */
type Names = Map<string, string[]>

/** A list counts for so many times as long as it took: of many objects in a row not each is worth one of its own. */
const TIMES = 10

type Lists = {
  last?: { names: Names; until: number }
  running?: Promise<Names>
  /** Begins when the running one has ended: for all who ask meanwhile. */
  next?: Promise<Names>
}

const kept = new WeakMap<Connection, Map<string, Lists>>()

/**
 * Whether an object under another name has the same bytes (nuid). A rename that was broken off between its two writes leaves that, and
 * one by a user who may not purge. Reads every meta of the bucket, or goes by what was read a moment ago. Throws AppError.
 */
export async function isShared(
  conn: Connection,
  bucket: ObjBucket,
  { name, nuid }: Pick<ObjectInfo, 'name' | 'nuid'>,
): Promise<boolean> {
  const hasOther = (names: Names) => names.get(nuid)?.some((other) => other !== name) === true
  const lists = listsOf(conn, bucket)
  if (lists.last && performance.now() < lists.last.until && !hasOther(lists.last.names)) return false
  // The other name may be the one that it had before it was renamed: what is kept does not count for that.
  return hasOther(await listAnew(conn, bucket, lists))
}

function listsOf(conn: Connection, bucket: ObjBucket): Lists {
  const ofConn = kept.get(conn) ?? new Map<string, Lists>()
  kept.set(conn, ofConn)
  const lists = ofConn.get(bucket.stream) ?? {}
  ofConn.set(bucket.stream, lists)
  return lists
}

/** A list that is begun from here on. */
function listAnew(conn: Connection, bucket: ObjBucket, lists: Lists): Promise<Names> {
  const begin = () => {
    const running = list(conn, bucket, lists).finally(() => {
      if (lists.running === running) delete lists.running
    })
    lists.running = running
    return running
  }
  if (!lists.running) return begin()
  lists.next ??= lists.running.then(noMatter, noMatter).then(() => {
    delete lists.next
    return begin()
  })
  return lists.next
}

const noMatter = () => {}

async function list(conn: Connection, bucket: ObjBucket, lists: Lists): Promise<Names> {
  const started = performance.now()
  const names: Names = new Map()
  await eachMeta(conn, bucket, (m) => {
    const info = toObjectInfo(bucket, m)
    if (info && !info.deleted && info.nuid !== '') names.set(info.nuid, [...(names.get(info.nuid) ?? []), info.name])
  })
  const now = performance.now()
  lists.last = { names, until: now + (now - started) * TIMES }
  return names
}
