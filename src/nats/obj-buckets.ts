import { isSameConfig, withChange, type ConfigChange } from '~/lib/consumer-config.ts'
import { bucketNameProblem } from '~/lib/kv/keys.ts'
import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { list, object, objects, text } from './fields.ts'
import { isObjStream, objBucketOf, objStreamOf, toObjBucket } from './obj-bucket.ts'
import { objBucketChange, objBucketConfig, type ObjBucketChange, type ObjBucketOptions } from './obj-config.ts'
import type { ObjBucket } from './obj-types.ts'
import type { JsonObject } from './types.ts'

export type ObjBucketList = {
  buckets: ObjBucket[]
  /** Known to the cluster, but their leader did not answer in time. */
  missing: string[]
  /** Not loaded by the server, with its reason (2.12). */
  offline: { name: string; reason: string }[]
}

/** Every object store of the account, by pages, sorted by name. (A filter by subject would leave out mirrors.) */
export async function listObjBuckets(conn: Connection, signal?: AbortSignal): Promise<ObjBucketList> {
  const found = new Map<string, JsonObject>()
  const missing = new Set<string>()
  const offline = new Map<string, string>()
  for await (const page of pages(conn, 'STREAM.LIST', (p) => list(p.streams).length, {}, { signal })) {
    for (const info of objects(page.streams)) found.set(text(object(info.config)?.name), info)
    for (const name of list(page.missing)) missing.add(text(name))
    for (const [name, reason] of Object.entries(object(page.offline) ?? {})) offline.set(name, text(reason))
  }
  const own = [...found].filter(([name]) => isObjStream(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    buckets: own.map(([, info]) => toObjBucket(info)),
    missing: [...missing].filter((name) => isObjStream(name) && !found.has(name)).map(objBucketOf),
    offline: [...offline].filter(([name]) => isObjStream(name)).map(([name, reason]) => ({ name: objBucketOf(name), reason })),
  }
}

/** One bucket by its name. Throws AppError not-found, invalid for a name that no bucket can have. */
export async function getObjBucket(conn: Connection, name: string): Promise<ObjBucket> {
  const problem = bucketNameProblem(name)
  if (problem) throw new AppError('invalid', problem)
  try {
    return toObjBucket(await api(conn, `STREAM.INFO.${objStreamOf(name)}`))
  } catch (e) {
    throw named(e, name)
  }
}

/**
 * Creates a bucket. Throws AppError conflict when there is one of this name, whatever its configuration: it is looked for first, since
 * the server answers as if it had just been made when it is the same.
 */
export async function createObjBucket(conn: Connection, options: ObjBucketOptions): Promise<ObjBucket> {
  const config = objBucketConfig(options)
  const stream = objStreamOf(options.name)
  try {
    if (await isThere(conn, stream)) throw exists(options.name)
    return toObjBucket(await api(conn, `STREAM.CREATE.${stream}`, config))
  } catch (e) {
    throw e instanceof AppError && e.errCode === 10058 ? exists(options.name) : e
  }
}

/** False also where it may not be asked. */
function isThere(conn: Connection, stream: string): Promise<boolean> {
  return api(conn, `STREAM.INFO.${stream}`).then(
    () => true,
    (e: unknown) => {
      if (e instanceof AppError && (e.kind === 'not-found' || e.kind === 'permission')) return false
      throw e
    },
  )
}

function exists(name: string): AppError {
  return new AppError('conflict', `A bucket with the name ${name} exists already`, { next: 'Choose another name, or open it' })
}

/**
 * Changes what is asked for on a bucket that is still as the operator was looking at it (`base`), and leaves every other field, known
 * to us or not, as it is. Throws AppError conflict when somebody else changed its configuration meanwhile, not-found when it is gone.
 */
export async function updateObjBucket(conn: Connection, base: ObjBucket, change: ObjBucketChange): Promise<ObjBucket> {
  return changeObjBucket(conn, base, objBucketChange(object(base.raw.config) ?? {}, change))
}

/** Makes a bucket read-only for ever: nothing is put, deleted or aged out any more. Conflict and not-found as updateObjBucket. */
export function sealObjBucket(conn: Connection, base: ObjBucket): Promise<ObjBucket> {
  return changeObjBucket(conn, base, { sealed: true })
}

/** Like updateObjBucket, with the fields of the stream as the server knows them. JetStream has no compare-and-set for streams. */
export async function changeObjBucket(conn: Connection, base: ObjBucket, change: ConfigChange): Promise<ObjBucket> {
  try {
    const info = await api(conn, `STREAM.INFO.${base.stream}`)
    const now = object(info.config) ?? {}
    if (text(info.created) !== base.created || !isSameConfig(now, object(base.raw.config) ?? {})) {
      throw new AppError('conflict', 'Somebody else changed this bucket in the meantime; nothing was written', {
        next: 'Compare their change with yours, then decide',
      })
    }
    return toObjBucket(await api(conn, `STREAM.UPDATE.${base.stream}`, withChange(now, change)))
  } catch (e) {
    throw named(e, base.name)
  }
}

/** Deletes a bucket with all its objects. Throws AppError not-found when it is gone already. */
export async function deleteObjBucket(conn: Connection, name: string): Promise<void> {
  try {
    await api(conn, `STREAM.DELETE.${objStreamOf(name)}`)
  } catch (e) {
    throw named(e, name)
  }
}

function named(e: unknown, name: string): unknown {
  return e instanceof AppError && e.errCode === 10059 ? objBucketGone(name, e) : e
}

export function objBucketGone(name: string, cause?: unknown): AppError {
  return new AppError('not-found', `The bucket ${name} does not exist (any more)`, {
    cause,
    errCode: 10059,
    next: 'Look in the list of buckets: it may have been deleted, or belong to another account',
  })
}
