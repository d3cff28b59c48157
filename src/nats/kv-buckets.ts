import { isSameConfig, withChange, type ConfigChange } from '~/lib/consumer-config.ts'
import { bucketNameProblem } from '~/lib/kv/keys.ts'
import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { list, object, objects, text } from './fields.ts'
import { isBucketStream, prefixesOf, streamOf, bucketOf, toBucket } from './kv-bucket.ts'
import { bucketChange, bucketConfig, type BucketChange, type BucketOptions } from './kv-config.ts'
import type { Bucket } from './kv-types.ts'
import type { JsonObject } from './types.ts'

export type BucketList = {
  buckets: Bucket[]
  /** Known to the cluster, but their leader did not answer in time. */
  missing: string[]
  /** Not loaded by the server, with its reason (2.12). */
  offline: { name: string; reason: string }[]
}

/** Every bucket of the account, by pages (STREAM.LIST: a filter by subject would leave out mirrors), sorted by name. */
export async function listBuckets(conn: Connection, signal?: AbortSignal): Promise<BucketList> {
  const found = new Map<string, JsonObject>()
  const missing = new Set<string>()
  const offline = new Map<string, string>()
  for await (const page of pages(conn, 'STREAM.LIST', (p) => list(p.streams).length, {}, { signal })) {
    for (const info of objects(page.streams)) found.set(text(object(info.config)?.name), info)
    for (const name of list(page.missing)) missing.add(text(name))
    for (const [name, reason] of Object.entries(object(page.offline) ?? {})) offline.set(name, text(reason))
  }
  const infos = [...found].filter(([name]) => isBucketStream(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  const configOf = (stream: string) => object(found.get(stream)?.config)
  return {
    buckets: await Promise.all(
      infos.map(async ([, info]) => toBucket(info, await prefixesOf(conn.apiPrefix, object(info.config) ?? {}, configOf))),
    ),
    missing: [...missing].filter((name) => isBucketStream(name) && !found.has(name)).map(bucketOf),
    offline: [...offline].filter(([name]) => isBucketStream(name)).map(([name, reason]) => ({ name: bucketOf(name), reason })),
  }
}

/** One bucket by its name. Throws AppError not-found, invalid for a name that no bucket can have. */
export async function getBucket(conn: Connection, name: string): Promise<Bucket> {
  const problem = bucketNameProblem(name)
  if (problem) throw new AppError('invalid', problem)
  try {
    return await read(conn, await api(conn, `STREAM.INFO.${streamOf(name)}`))
  } catch (e) {
    throw named(e, name)
  }
}

/** The reply of a request about a stream as a bucket. A mirror's origin is asked whose keys it holds, as far as it answers. */
async function read(conn: Connection, info: JsonObject): Promise<Bucket> {
  const configOf = (stream: string) =>
    api(conn, `STREAM.INFO.${stream}`).then(
      (origin) => object(origin.config),
      () => undefined,
    )
  return toBucket(info, await prefixesOf(conn.apiPrefix, object(info.config) ?? {}, configOf))
}

/**
 * Creates a bucket. Throws AppError conflict when there is one of this name, whatever its configuration: it is looked for first, since
 * the server answers as if it had just been made (`did_create` too) when it is the same. Throws invalid, too-old or bad-request for
 * what cannot be.
 */
export async function createBucket(conn: Connection, options: BucketOptions): Promise<Bucket> {
  const config = bucketConfig(options, conn.server?.apiLevel ?? 0)
  try {
    if (await isThere(conn, streamOf(options.name))) throw exists(options.name)
    return await read(conn, await api(conn, `STREAM.CREATE.${streamOf(options.name)}`, config))
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
  return new AppError('conflict', `A bucket with the name ${name} exists already; nothing was written`, {
    errCode: 10058,
    next: 'Choose another name, or open it',
  })
}

/**
 * Changes what is asked for on a bucket that is still as the operator was looking at it (`base`), and leaves every other field, known
 * to us or not, as it is. Throws AppError conflict when somebody else changed its configuration meanwhile, not-found when it is gone.
 */
export async function updateBucket(conn: Connection, base: Bucket, change: BucketChange): Promise<Bucket> {
  const config = object(base.raw.config) ?? {}
  return changeBucket(conn, base, bucketChange(config, change, conn.server?.apiLevel ?? 0))
}

/** Like updateBucket, with the fields of the stream as the server knows them. JetStream has no compare-and-set for streams. */
export async function changeBucket(conn: Connection, base: Bucket, change: ConfigChange): Promise<Bucket> {
  try {
    const info = await api(conn, `STREAM.INFO.${base.stream}`)
    const now = object(info.config) ?? {}
    if (text(info.created) !== base.created || !isSameConfig(now, object(base.raw.config) ?? {})) {
      throw new AppError('conflict', 'Somebody else changed this bucket in the meantime; nothing was written', {
        next: 'Compare their change with yours, then decide',
      })
    }
    return await read(conn, await api(conn, `STREAM.UPDATE.${base.stream}`, withChange(now, change)))
  } catch (e) {
    throw named(e, base.name)
  }
}

/** Deletes a bucket with all its keys. Throws AppError not-found when it is gone already. */
export async function deleteBucket(conn: Connection, name: string): Promise<void> {
  try {
    await api(conn, `STREAM.DELETE.${streamOf(name)}`)
  } catch (e) {
    throw named(e, name)
  }
}

function named(e: unknown, name: string): unknown {
  return e instanceof AppError && e.errCode === 10059 ? bucketGone(name, e) : e
}

export function bucketGone(name: string, cause?: unknown): AppError {
  return new AppError('not-found', `The bucket ${name} does not exist (any more)`, {
    cause,
    next: 'Look in the list of buckets: it may have been deleted, or belong to another account',
  })
}
