import type { ConfigChange } from '~/lib/consumer-config.ts'
import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { list, object, objects, text } from './fields.ts'
import { changeStream, createStream } from './stream-admin.ts'
import type { JsonObject } from './types.ts'

/** What a bucket of keys and one of objects have in common: a stream, as it was when somebody looked at it. */
type OnStream = { name: string; stream: string; created: string; raw: JsonObject }

export type BucketStreams = {
  /** STREAM.INFO of every stream of the account, by name. */
  all: Map<string, JsonObject>
  /** Those of buckets, sorted by name. */
  own: JsonObject[]
  /** Buckets that are known to the cluster, but whose leader did not answer in time. */
  missing: string[]
  /** Buckets that are not loaded by the server, with its reason (2.12). */
  offline: { name: string; reason: string }[]
}

/**
 * The streams of the account by pages (STREAM.LIST: a filter by subject would leave out mirrors). `bucketOf` gives the bucket of a
 * stream by its name, undefined for one that is none.
 */
export async function listBucketStreams(
  conn: Connection,
  bucketOf: (stream: string) => string | undefined,
  signal?: AbortSignal,
): Promise<BucketStreams> {
  const all = new Map<string, JsonObject>()
  const missing = new Set<string>()
  const offline = new Map<string, string>()
  for await (const page of pages(conn, 'STREAM.LIST', (p) => list(p.streams).length, {}, { signal })) {
    for (const info of objects(page.streams)) all.set(text(object(info.config)?.name), info)
    for (const name of list(page.missing)) missing.add(text(name))
    for (const [name, reason] of Object.entries(object(page.offline) ?? {})) offline.set(name, text(reason))
  }
  const named = (stream: string) => bucketOf(stream) ?? []
  return {
    all,
    own: [...all]
      .filter(([name]) => bucketOf(name) !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, info]) => info),
    missing: [...missing].filter((name) => !all.has(name)).flatMap(named),
    offline: [...offline].flatMap(([stream, reason]) => [named(stream)].flat().map((name) => ({ name, reason }))),
  }
}

/**
 * Makes the stream of a bucket; gives its STREAM.INFO. Throws AppError conflict when there is a stream of that name, whatever it holds:
 * the server would take an equal configuration for a success.
 */
export async function createBucketStream(conn: Connection, name: string, config: JsonObject): Promise<JsonObject> {
  try {
    return await createStream(conn, config)
  } catch (e) {
    throw e instanceof AppError && e.errCode === 10058 ? nameTaken(name) : e
  }
}

/**
 * Changes fields of the stream and leaves every other as the server has it; gives its STREAM.INFO. Throws AppError conflict when
 * somebody else changed its configuration since `base` was read, not-found when it is gone.
 */
export async function changeBucketStream(conn: Connection, base: OnStream, change: ConfigChange): Promise<JsonObject> {
  try {
    return await changeStream(conn, { ...base, name: base.stream }, change, 'bucket')
  } catch (e) {
    throw orGone(e, base.name)
  }
}

/**
 * Deletes the stream of a bucket. With `created` only the one of that creation time: one made anew under its name is somebody else's.
 * Throws AppError not-found when it is gone already, conflict when it is another one.
 */
export async function deleteBucketStream(conn: Connection, name: string, stream: string, created?: string): Promise<void> {
  try {
    if (created !== undefined && text((await api(conn, `STREAM.INFO.${stream}`)).created) !== created)
      throw new AppError('conflict', 'The bucket was deleted and made anew in the meantime; nothing was deleted', {
        next: 'Look at what it is now, then decide',
      })
    await api(conn, `STREAM.DELETE.${stream}`)
  } catch (e) {
    throw orGone(e, name)
  }
}

/** The error in the words of a bucket when it says that its stream does not exist. */
export function orGone(e: unknown, name: string): unknown {
  return e instanceof AppError && e.errCode === 10059 ? bucketGone(name, e) : e
}

/** The error for a bucket that does not exist. */
export function bucketGone(name: string, cause?: unknown): AppError {
  return new AppError('not-found', `The bucket ${name} does not exist (any more)`, {
    cause,
    errCode: 10059,
    next: 'Look in the list of buckets: it may have been deleted, or belong to another account',
  })
}

function nameTaken(name: string): AppError {
  return new AppError('conflict', `A bucket with the name ${name} exists already; nothing was written`, {
    errCode: 10058,
    next: 'Choose another name, or open it',
  })
}
