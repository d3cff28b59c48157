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
import { isObjStream, objBucketOf, objStreamOf, toObjBucket } from './obj-bucket.ts'
import { objBucketChange, objBucketConfig, type ObjBucketChange, type ObjBucketOptions } from './obj-config.ts'
import type { ObjBucket } from './obj-types.ts'

export type ObjBucketList = Pick<BucketStreams, 'missing' | 'offline'> & { buckets: ObjBucket[] }

/** Every object store of the account, sorted by name. */
export async function listObjBuckets(conn: Connection, signal?: AbortSignal): Promise<ObjBucketList> {
  const ofStream = (name: string) => (isObjStream(name) ? objBucketOf(name) : undefined)
  const { own, missing, offline } = await listBucketStreams(conn, ofStream, signal)
  return { buckets: own.map(toObjBucket), missing, offline }
}

/** One bucket by its name. Throws AppError not-found, invalid for a name that no bucket can have. */
export async function getObjBucket(conn: Connection, name: string): Promise<ObjBucket> {
  const problem = bucketNameProblem(name)
  if (problem) throw new AppError('invalid', problem)
  try {
    return toObjBucket(await api(conn, `STREAM.INFO.${objStreamOf(name)}`))
  } catch (e) {
    throw orGone(e, name)
  }
}

/**
 * Creates a bucket. Throws AppError conflict when there is one of this name, whatever its configuration: it is looked for first, since
 * the server answers as if it had just been made when it is the same.
 */
export async function createObjBucket(conn: Connection, options: ObjBucketOptions): Promise<ObjBucket> {
  const config = objBucketConfig(options)
  return toObjBucket(await createBucketStream(conn, options.name, config))
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

/** Like updateObjBucket, with the fields of the stream as the server knows them. */
export async function changeObjBucket(conn: Connection, base: ObjBucket, change: ConfigChange): Promise<ObjBucket> {
  return toObjBucket(await changeBucketStream(conn, base, change))
}

/** Deletes a bucket with all its objects. Throws AppError not-found when it is gone already. */
export const deleteObjBucket = (conn: Connection, name: string, created?: string): Promise<void> =>
  deleteBucketStream(conn, name, objStreamOf(name), created)
