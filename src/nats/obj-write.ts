import { stringifyJson } from '~/lib/json.ts'
import { metaChanges, rebased } from '~/lib/obj/meta-draft.ts'
import { objectNameProblem } from '~/lib/obj/names.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError, isPassing } from './errors.ts'
import { number } from './fields.ts'
import { countChunks } from './obj-chunks.ts'
import { checkMetaSize, checkWritable, objPurgeError, objReadError, objWriteError, withReason } from './obj-errors.ts'
import { getObject, getObjectAt } from './obj-info.ts'
import { chunkSubject, metaFields, metaSubject, metaText, newNuid } from './obj-meta.ts'
import type { ObjBucket, ObjectInfo, ObjectLink, ObjectMeta } from './obj-types.ts'
import { publishMessage } from './publish.ts'
import type { Header, JsonObject, Seq } from './types.ts'

/**
 * Writes of an object's meta. Every one expects the revision that was looked at and throws AppError conflict when it is no longer
 * the latest: nothing that somebody else wrote is overwritten unseen.
 */

/** What is written over: a revision and where it is; revision 0 where there is none. */
export type Over = { subject: string; revision: Seq }

/** Writes a meta over what is there and gives its own revision. */
export async function putMeta(
  conn: Connection,
  bucket: ObjBucket,
  name: string,
  meta: JsonObject,
  { subject, revision: over }: Over,
): Promise<Seq> {
  const data = metaText(meta)
  checkMetaSize(conn, bucket, name, data.length)
  const headers: Header[] = [
    ['Nats-Rollup', 'sub'],
    ['Nats-Expected-Last-Subject-Sequence', `${over}`],
  ]
  const wasOpen = conn.link.state === 'open'
  try {
    return (await publishMessage(conn, subject, data, headers)).seq
  } catch (e) {
    throw await objWriteError(conn, bucket, name, e, wasOpen)
  }
}

/** Takes away what is under a subject. Gives the number of messages. */
export async function purgeSubject(conn: Connection, bucket: ObjBucket, filter: string): Promise<number> {
  return number((await api(conn, `STREAM.PURGE.${bucket.stream}`, { filter }, 30_000)).purged)
}

/** Takes the chunks of an object away. */
export function purgeChunks(conn: Connection, bucket: ObjBucket, nuid: string): Promise<number> {
  if (!/^[^\s.*>]+$/.test(nuid)) return Promise.resolve(0) // it would be the chunks of others
  return purgeSubject(conn, bucket, chunkSubject(bucket, nuid))
}

export type Removed = {
  revision: Seq
  /** Chunks that are gone. */
  chunks: number
  /** The chunks could not be taken away and are left behind, for this reason. */
  left?: AppError
}

/**
 * Deletes an object: its meta stays, marked so, and its chunks go. A link goes alone. Throws AppError conflict when `info` is not its
 * latest.
 */
export async function deleteObject(conn: Connection, bucket: ObjBucket, info: ObjectInfo): Promise<Removed> {
  const revision = await markDeleted(conn, bucket, info)
  if (info.nuid === '') return { revision, chunks: 0 }
  return { revision, ...(await removeChunks(conn, bucket, info.name, info.nuid)) }
}

/** The first half of it: the meta says that the object is deleted, its chunks are there still. */
export function markDeleted(conn: Connection, bucket: ObjBucket, info: ObjectInfo): Promise<Seq> {
  checkWritable(bucket)
  if (info.deleted) throw new AppError('not-found', `${info.name} is deleted already`)
  return putMeta(conn, bucket, info.name, { ...info.raw, deleted: true, size: 0, chunks: 0, digest: '' }, info)
}

/** Takes the chunks of what was replaced or deleted away. It is done with by then, so a failure is told and not thrown. */
export async function removeChunks(
  conn: Connection,
  bucket: ObjBucket,
  name: string,
  nuid: string,
): Promise<{ chunks: number; left?: AppError }> {
  try {
    return { chunks: await purgeChunks(conn, bucket, nuid) }
  } catch (e) {
    const left = await objPurgeError(conn, bucket, name, e)
    if (left instanceof AppError) return { chunks: 0, left }
    throw left
  }
}

/** Forgets a deleted object: nothing of its name is left. */
export async function forgetObject(conn: Connection, bucket: ObjBucket, info: ObjectInfo): Promise<void> {
  checkWritable(bucket)
  if (!info.deleted) throw new AppError('invalid', `${info.name} is not deleted: its bytes would stay and belong to nothing`)
  try {
    // `seq` is the first that is kept: what somebody puts meanwhile under the name stays.
    await api(conn, `STREAM.PURGE.${bucket.stream}`, { filter: info.subject, seq: info.revision + 1n })
  } catch (e) {
    throw await objWriteError(conn, bucket, info.name, e)
  }
}

/**
 * The meta as it will be: what is said anew changes, all else stays as its writer wrote it. What is not given is taken away, but for what
 * no form can show (a header without values).
 */
export function metaAfter(info: ObjectInfo, { description = '', headers = {}, metadata = {} }: ObjectMeta): JsonObject {
  const said = { description, headers, metadata }
  const changed = new Set(metaChanges(info, said).map(({ kind }) => kind))
  const after = metaFields(rebased(info, info, said))
  const raw = { ...info.raw }
  for (const [field, kind] of [
    ['description', 'description'],
    ['headers', 'header'],
    ['metadata', 'metadata'],
  ] as const) {
    if (!changed.has(kind)) continue
    if (after[field] === undefined) delete raw[field]
    else raw[field] = after[field]
  }
  return raw
}

/** Throws AppError limit for a meta that would not fit into a message. */
export function checkMeta(conn: Connection, bucket: ObjBucket, info: ObjectInfo, meta: ObjectMeta): void {
  checkMetaSize(conn, bucket, info.name, metaText(metaAfter(info, meta)).length)
}

/** Changes what an operator says about an object; its bytes stay. What is not given is taken away. */
export async function updateMeta(conn: Connection, bucket: ObjBucket, info: ObjectInfo, meta: ObjectMeta): Promise<ObjectInfo> {
  checkWritable(bucket)
  checkLive(info)
  const revision = await putMeta(conn, bucket, info.name, metaAfter(info, meta), info)
  return stored(conn, bucket, info.name, revision)
}

/** The object with this said about it over `info`, or undefined: for a change whose answer was lost. */
export async function findUpdate(conn: Connection, bucket: ObjBucket, info: ObjectInfo, meta: ObjectMeta) {
  const now = await getObject(conn, bucket, info.name, { fresh: true })
  const isOurs = now && now.revision > info.revision && stringifyJson(now.raw) === stringifyJson(metaAfter(info, meta))
  return isOurs ? now : undefined
}

/**
 * Gives an object another name; its bytes stay where they are. Throws AppError conflict when there is an object of that name (a
 * deleted one does not count), or when `info` is not the latest.
 */
export async function renameObject(conn: Connection, bucket: ObjBucket, info: ObjectInfo, name: string): Promise<ObjectInfo> {
  checkWritable(bucket)
  checkLive(info)
  checkName(name)
  if (name === info.name) return info
  const latest = await getObject(conn, bucket, info.name, { fresh: true })
  if (latest?.revision !== info.revision) throw changed(info.name)
  const over = await freeName(conn, bucket, name)
  const revision = await putMeta(conn, bucket, name, { ...info.raw, name }, over)
  await endRename(conn, bucket, info, { subject: over.subject, name, revision })
  return stored(conn, bucket, name, revision)
}

/** Ends a rename whose answer was lost, if its new name is there. */
export async function findRename(conn: Connection, bucket: ObjBucket, info: ObjectInfo, name: string) {
  const now = await getObject(conn, bucket, name, { fresh: true })
  if (!now || now.deleted || stringifyJson(now.raw) !== stringifyJson({ ...info.raw, name })) return undefined
  await endRename(conn, bucket, info, now)
  return now
}

/** The second half of a rename failed: the object has both names. */
export class OldNameStays extends AppError {}

/** Whether this is the object under another name, as the first half of a rename leaves it. */
export function isRenamed(info: ObjectInfo, other: ObjectInfo): boolean {
  const { name } = other
  return info.nuid !== '' && info.nuid === other.nuid && stringifyJson(other.raw) === stringifyJson({ ...info.raw, name })
}

/**
 * For a moment both names have the same chunks. The old one may have been replaced or deleted in that moment: then it stays, as somebody's,
 * and where the chunks went with it the new name goes too. Throws AppError conflict then, and OldNameStays.
 */
async function endRename(
  conn: Connection,
  bucket: ObjBucket,
  info: ObjectInfo,
  to: Pick<ObjectInfo, 'name' | 'subject' | 'revision'>,
) {
  await takeOldName(conn, bucket, info, to.name)
  const old = await getObjectAt(conn, bucket, info.subject)
  if (!old || old.revision <= info.revision || info.chunks === 0) return
  if ((await countChunks(conn, bucket, info.nuid)) >= info.chunks) return
  await api(conn, `STREAM.PURGE.${bucket.stream}`, { filter: to.subject, seq: to.revision + 1n })
  const what = old.deleted ? 'deleted' : 'replaced'
  throw new AppError(
    'conflict',
    `Somebody else ${what} ${info.name} while it was renamed; its bytes are gone, so nothing is at ${to.name}`,
    {
      errCode: 10071,
      next: 'Look at what is there now',
    },
  )
}

async function takeOldName(conn: Connection, bucket: ObjBucket, info: ObjectInfo, name: string): Promise<void> {
  try {
    const body = { filter: info.subject, seq: info.revision + 1n }
    await api(conn, `STREAM.PURGE.${bucket.stream}`, body)
  } catch (e) {
    const because = await objPurgeError(conn, bucket, info.name, e)
    const kind = because instanceof AppError && isPassing(because) ? because.kind : 'server'
    throw new OldNameStays(kind, `${info.name} is at ${name} too, since its old name could not be taken away`, {
      cause: because,
      details: because instanceof AppError ? withReason(because) : '',
      next: `Do not delete either: both have the same bytes. Take the old name away with a purge of ${info.subject}`,
    })
  }
}

/** Makes a link, to an object or (without a name) to a bucket, under a name that is free. Links to links are refused by clients. */
export async function linkObject(
  conn: Connection,
  bucket: ObjBucket,
  name: string,
  to: ObjectLink,
  meta: ObjectMeta = {},
): Promise<ObjectInfo> {
  checkWritable(bucket)
  checkName(name)
  const target = to.name === undefined ? undefined : await linkTarget(conn, bucket, to.bucket, to.name)
  if (target?.link) {
    throw new AppError('invalid', `${to.name} is a link itself`, { next: 'Link to the object that it points to' })
  }
  const over = await freeName(conn, bucket, name)
  const link = { bucket: to.bucket, ...(to.name === undefined ? {} : { name: to.name }) }
  const raw = {
    name,
    bucket: bucket.name,
    nuid: newNuid(),
    size: 0,
    chunks: 0,
    digest: '',
    options: { link },
    ...metaFields(meta),
  }
  return stored(conn, bucket, name, await putMeta(conn, bucket, name, { ...raw, mtime: new Date().toISOString() }, over))
}

/** The link that was made, or undefined: for one whose answer was lost. */
export async function findLink(conn: Connection, bucket: ObjBucket, name: string, to: ObjectLink) {
  const now = await getObject(conn, bucket, name, { fresh: true })
  const isOurs = now && !now.deleted && now.link?.bucket === to.bucket && now.link.name === to.name
  return isOurs ? now : undefined
}

async function linkTarget(conn: Connection, bucket: ObjBucket, target: string, name: string): Promise<ObjectInfo> {
  const at = target === bucket.name ? bucket : { ...bucket, name: target, stream: `OBJ_${target}`, prefix: `$O.${target}.` }
  const info = await getObject(conn, at, name, { fresh: true })
  if (!info || info.deleted) throw new AppError('not-found', `There is no object ${name} in the bucket ${target} to link to`)
  return info
}

/** What a new object of this name has to be written over: nothing, or a deleted one. Throws conflict for another. */
export async function freeName(conn: Connection, bucket: ObjBucket, name: string): Promise<Over> {
  const there = await getObject(conn, bucket, name, { fresh: true })
  if (there && !there.deleted) {
    throw new AppError('conflict', `There is an object ${name} in the bucket ${bucket.name} already; nothing was written`, {
      errCode: 10071,
      next: 'Choose another name, or look at what is there and replace it',
    })
  }
  return there ?? { subject: metaSubject(bucket, name), revision: 0n }
}

/** What was just written, as it is kept. */
export async function stored(conn: Connection, bucket: ObjBucket, name: string, revision: Seq): Promise<ObjectInfo> {
  const info = await getObject(conn, bucket, name, { fresh: true })
  if (info && info.revision >= revision) return info
  throw await objReadError(conn, bucket, name, new AppError('not-found', `${name} was written and is gone again`))
}

function checkLive(info: ObjectInfo): void {
  if (info.deleted) throw new AppError('not-found', `${info.name} is deleted`, { next: 'Put it again under this name' })
}

function checkName(name: string): void {
  const problem = objectNameProblem(name)
  if (problem) throw new AppError('invalid', problem)
}

function changed(name: string): AppError {
  return new AppError('conflict', `Somebody else changed ${name} in the meantime; nothing was written`, {
    errCode: 10071,
    next: 'Look at theirs, then decide',
  })
}
