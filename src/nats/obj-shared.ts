import type { Connection } from './connection.ts'
import { eachMeta } from './obj-info.ts'
import { toObjectInfo } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'

/** The names of the objects that have the same bytes, by their nuid. */
type Names = Map<string, string[]>

type Lists = {
  running?: Promise<Names>
  /** Begins when the running one has ended: for all who ask meanwhile. */
  next?: Promise<Names>
}

const lists = new WeakMap<Connection, Map<string, Lists>>()

/**
 * Whether an object under another name has the same bytes (nuid), by a list that is begun from here on. A rename that was broken off
 * between its two writes leaves that, and one by a user who may not purge. Reads every meta of the bucket. Throws AppError.
 */
export async function isShared(conn: Connection, bucket: ObjBucket, info: Pick<ObjectInfo, 'name' | 'nuid'>): Promise<boolean> {
  return hasOther(await listAnew(conn, bucket), info)
}

/** Those of several whose bytes another object has too. */
export async function sharedOf(conn: Connection, bucket: ObjBucket, infos: ObjectInfo[]): Promise<Set<ObjectInfo>> {
  const names = await listAnew(conn, bucket)
  return new Set(infos.filter((info) => hasOther(names, info)))
}

const hasOther = (names: Names, { name, nuid }: Pick<ObjectInfo, 'name' | 'nuid'>): boolean =>
  names.get(nuid)?.some((other) => other !== name) === true

/** A list that is begun from here on: one that runs already may have passed what has come since. */
function listAnew(conn: Connection, bucket: ObjBucket): Promise<Names> {
  const of = listsOf(conn, bucket)
  const begin = () => {
    const running = list(conn, bucket).finally(() => {
      if (of.running === running) delete of.running
    })
    of.running = running
    return running
  }
  if (!of.running) return begin()
  of.next ??= of.running.then(noMatter, noMatter).then(() => {
    delete of.next
    return begin()
  })
  return of.next
}

const noMatter = () => {}

function listsOf(conn: Connection, bucket: ObjBucket): Lists {
  const ofConn = lists.get(conn) ?? new Map<string, Lists>()
  lists.set(conn, ofConn)
  const of = ofConn.get(bucket.stream) ?? {}
  ofConn.set(bucket.stream, of)
  return of
}

async function list(conn: Connection, bucket: ObjBucket): Promise<Names> {
  const names: Names = new Map()
  await eachMeta(conn, bucket, (m) => {
    const info = toObjectInfo(bucket, m)
    if (info && !info.deleted && info.nuid !== '') names.set(info.nuid, [...(names.get(info.nuid) ?? []), info.name])
  })
  return names
}
