import type { ConfigChange } from '~/lib/consumer-config.ts'
import { bucketNameProblem } from '~/lib/kv/keys.ts'
import { api } from './api.ts'
import {
  changeBucketStream,
  createBucketStream,
  deleteBucketStream,
  listBucketStreams,
  orGone,
  type BucketStreams,
} from './bucket-stream.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { object } from './fields.ts'
import { isBucketStream, prefixesOf, streamOf, bucketOf, toBucket } from './kv-bucket.ts'
import { bucketChange, bucketConfig, type BucketChange, type BucketOptions } from './kv-config.ts'
import type { Bucket } from './kv-types.ts'
import type { JsonObject } from './types.ts'

export type BucketList = Pick<BucketStreams, 'missing' | 'offline'> & { buckets: Bucket[] }

/** Every bucket of the account, sorted by name. */
export async function listBuckets(conn: Connection, signal?: AbortSignal): Promise<BucketList> {
  const ofStream = (name: string) => (isBucketStream(name) ? bucketOf(name) : undefined)
  const { all, own, missing, offline } = await listBucketStreams(conn, ofStream, signal)
  const configOf = (stream: string) => object(all.get(stream)?.config)
  const buckets = own.map(async (info) => toBucket(info, await prefixesOf(conn.apiPrefix, object(info.config) ?? {}, configOf)))
  return { buckets: await Promise.all(buckets), missing, offline }
}

/** One bucket by its name. Throws AppError not-found, invalid for a name that no bucket can have. */
export async function getBucket(conn: Connection, name: string): Promise<Bucket> {
  const problem = bucketNameProblem(name)
  if (problem) throw new AppError('invalid', problem)
  try {
    return await read(conn, await api(conn, `STREAM.INFO.${streamOf(name)}`))
  } catch (e) {
    throw orGone(e, name)
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
  return read(conn, await createBucketStream(conn, options.name, config))
}

/**
 * Changes what is asked for on a bucket that is still as the operator was looking at it (`base`), and leaves every other field, known
 * to us or not, as it is. Throws AppError conflict when somebody else changed its configuration meanwhile, not-found when it is gone.
 */
export async function updateBucket(conn: Connection, base: Bucket, change: BucketChange): Promise<Bucket> {
  const config = object(base.raw.config) ?? {}
  return changeBucket(conn, base, bucketChange(config, change, conn.server?.apiLevel ?? 0))
}

/** Like updateBucket, with the fields of the stream as the server knows them. */
export async function changeBucket(conn: Connection, base: Bucket, change: ConfigChange): Promise<Bucket> {
  return read(conn, await changeBucketStream(conn, base, change))
}

/** Deletes a bucket with all its keys. Throws AppError not-found when it is gone already. */
export const deleteBucket = (conn: Connection, name: string, created?: string): Promise<void> =>
  deleteBucketStream(conn, name, streamOf(name), created)
