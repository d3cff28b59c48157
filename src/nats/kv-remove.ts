import type { BulkItem, BulkList } from '~/lib/kv/bulk-list.ts'
import { inFlight } from '~/lib/in-flight.ts'
import type { Connection } from './connection.ts'
import { toAppError, type AppError } from './errors.ts'
import { persistRead, persistWrite } from './kv-persist.ts'
import type { Bucket } from './kv-types.ts'
import { deleteKey, findWrite, getLatest, purgeKey } from './kv-write.ts'

const AT_ONCE = 64

/**
 * Deletes or purges what is waiting in the list, each key only at the revision that the list shows: one that somebody changed
 * meanwhile stays and is told as `changed`. A lost connection is waited for; whether an unanswered removal was stored is looked up.
 * Stopped, it leaves the rest waiting. Throws AppError only when nothing more can be done (the bucket is gone).
 */
export async function removeKeys(conn: Connection, bucket: Bucket, list: BulkList, signal: AbortSignal): Promise<void> {
  await inFlight(list.waiting(), { atOnce: AT_ONCE }, (item) => removeOne(conn, bucket, list, item, signal), signal)
}

async function removeOne(conn: Connection, bucket: Bucket, list: BulkList, item: BulkItem, signal: AbortSignal): Promise<void> {
  const { key, action, revision, operation } = item
  const isDelete = action === 'delete'
  if (isDelete && (operation === 'DEL' || operation === 'PURGE')) return list.set(item, 'gone', 'It was deleted already')
  // A marker that expects no revision would make a key that is not there.
  if (revision === undefined) return list.set(item, 'gone', 'It is no longer there')
  try {
    await persistWrite(
      conn,
      () => (isDelete ? deleteKey(conn, bucket, key, revision) : purgeKey(conn, bucket, key, revision)),
      () => findWrite(conn, bucket, key, revision, undefined, isDelete ? 'DEL' : 'PURGE'),
      signal,
      item.wasUnsure,
    )
    list.set(item, 'done')
  } catch (e) {
    const error = toAppError(e)
    if (error.kind === 'conflict') await tellChange(conn, bucket, list, item, signal)
    else tellFailure(list, item, error)
  }
}

/** What a write that was not made is told as; throws what would fail for every other key too. */
export function tellFailure(list: BulkList, item: BulkItem, error: AppError): void {
  if (error.kind === 'aborted') return
  if (error.kind === 'not-found') throw error
  list.set(item, error.kind === 'timeout' || error.kind === 'disconnected' ? 'unsure' : 'refused', error.message)
}

/** Somebody else was first: what is there now. */
async function tellChange(conn: Connection, bucket: Bucket, list: BulkList, item: BulkItem, signal: AbortSignal): Promise<void> {
  const now = await persistRead(conn, () => getLatest(conn, bucket, item.key), signal).catch(() => undefined)
  if (now === undefined) list.set(item, 'changed', 'Somebody else changed it in the meantime')
  else if (now === null) list.set(item, 'gone', 'It is no longer there')
  else if (now.operation !== 'PUT') list.set(item, 'gone', `Somebody else deleted it, at revision ${now.revision}`)
  else list.set(item, 'changed', `Somebody else changed it: it is at revision ${now.revision} now`)
}
