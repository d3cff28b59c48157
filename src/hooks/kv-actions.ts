import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Connection } from '~/nats/connection.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { createKey, deleteKey, editKey, findWrite, purgeKey, restoreRevision } from '~/nats/kv-write.ts'
import type { Seq } from '~/nats/types.ts'
import { useBucket } from './kv.ts'
import { lost, orFound } from './or-found.ts'
import { explain, useConnection, useWriteBlock } from './use-connection.ts'

/** A write of a key: not tried again by itself; afterwards what shows the key is fetched anew. It gives the new revision. */
function useWrite<T>(bucket: Bucket, write: (conn: Connection, input: T) => Promise<Seq>) {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (input: T) => write(conn, input),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [conn.id, 'kv', bucket.name] }),
        client.invalidateQueries({ queryKey: [conn.id, 'streams', 'bucket', bucket.name] }),
      ]),
  })
}

/** `base`: the revision that is written over, where that is known. */
type Saving = { data: Uint8Array; over: Seq | undefined; ttl_ms: number | undefined; base: KvEntry | undefined }

/** Saves a value over the revision that was looked at, with its writer's headers; without one the key must not exist. */
export const useSaveKey = (bucket: Bucket, key: string) =>
  useWrite(bucket, (conn, { data, over, ttl_ms, base }: Saving) =>
    orFound(
      conn,
      over === undefined
        ? createKey(conn, bucket, key, data, { anyKey: true, ...(ttl_ms === undefined ? {} : { ttl_ms }) })
        : editKey(conn, bucket, key, data, over, { ttl_ms, base }),
      () => findWrite(conn, bucket, key, over ?? 0n, data),
    ),
  )

/** Writes a key that must not exist. */
export const useCreateKey = (bucket: Bucket) =>
  useWrite(bucket, (conn, { key, data, ttl_ms }: { key: string; data: Uint8Array; ttl_ms: number | undefined }) => {
    let over = 0n
    const onExpect = (revision: Seq) => void (over = revision)
    const written = createKey(conn, bucket, key, data, { onExpect, ...(ttl_ms === undefined ? {} : { ttl_ms }) })
    return orFound(conn, written, () => findWrite(conn, bucket, key, over, data), lost)
  })

/** Leaves a delete marker, or takes the history away too. */
export const useRemoveKey = (bucket: Bucket, key: string) =>
  useWrite(bucket, (conn, { how, over }: { how: 'delete' | 'purge'; over: Seq }) => {
    const removed = how === 'delete' ? deleteKey(conn, bucket, key, over) : purgeKey(conn, bucket, key, over)
    return orFound(conn, removed, () => findWrite(conn, bucket, key, over, undefined, how === 'delete' ? 'DEL' : 'PURGE'), lost)
  })

/** Writes an old revision's value as a new one. */
export const useRestore = (bucket: Bucket) =>
  useWrite(bucket, (conn, { old, over }: { old: KvEntry; over: Seq | undefined }) => restoreRevision(conn, bucket, old, over))

/** Why nothing can be done to this bucket now. */
export function useBucketGoneBlock({ name }: Bucket): string | undefined {
  const block = useWriteBlock()
  const { error } = useBucket(name)
  return error && explain(error).kind === 'not-found' ? 'The bucket has been deleted' : block
}

/** Why nothing can be written into this bucket now. */
export function useBucketBlock(bucket: Bucket): string | undefined {
  const block = useBucketGoneBlock(bucket)
  return bucket.sealed ? 'The bucket is sealed: it can only be read' : block
}
