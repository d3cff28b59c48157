import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { withChange } from '~/lib/consumer-config.ts'
import type { Connection } from '~/nats/connection.ts'
import { toAppError } from '~/nats/errors.ts'
import { createBucket, deleteBucket, updateBucket } from '~/nats/kv-buckets.ts'
import { bucketChange, type BucketChange, type BucketOptions } from '~/nats/kv-config.ts'
import { beyondPerSubject, olderThan } from '~/nats/stream-losses.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { JsonObject } from '~/nats/types.ts'
import { useConnection } from './use-connection.ts'

/**
 * A write of a bucket: not tried again by itself, and afterwards whatever shows buckets or streams is fetched anew. While one is under
 * way another is not begun: of a double click the second would be told what the first has done.
 */
export function useBucketWrite<T, R>(write: (conn: Connection, input: T) => Promise<R>) {
  const conn = useConnection()
  const client = useQueryClient()
  const isRunning = useRef(false)
  const mutation = useMutation({
    networkMode: 'always',
    mutationFn: (input: T) => write(conn, input).finally(() => (isRunning.current = false)),
    onSettled: () => client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
  })
  const mutate: typeof mutation.mutate = (...input) => {
    if (isRunning.current) return
    isRunning.current = true
    mutation.mutate(...input)
  }
  return { ...mutation, mutate }
}

/** Makes a bucket; fails with kind conflict when there is one of its name, whatever it is like. */
export const useCreateBucket = () => useBucketWrite((conn, options: BucketOptions) => createBucket(conn, options))

/** Changes a bucket that is still as it was when the form was opened; fails with kind conflict otherwise. */
export const useUpdateBucket = () =>
  useBucketWrite((conn, { base, change }: { base: Bucket; change: BucketChange }) => updateBucket(conn, base, change))

/** Deletes a bucket, if it is still the one of that creation time: one made anew under its name is somebody else's. */
export const useDeleteBucket = (name: string) => useBucketWrite((conn, created: string) => deleteBucket(conn, name, created))

/** What the server refused with, to find the field that it is about. */
export function refusalFrom(e: unknown): { errCode?: number; message: string; details?: string } {
  const { errCode, message, details } = toAppError(e)
  return { message, ...(errCode ? { errCode } : {}), ...(details ? { details } : {}) }
}

/** What keys and objects have in common: a stream that is used as a bucket. */
export type AnyBucket = Pick<Bucket, 'name' | 'stream' | 'created' | 'storage' | 'mirror_of' | 'sealed' | 'raw'>

export const configOf = (bucket: AnyBucket): JsonObject => (bucket.raw.config ?? {}) as JsonObject // a reply of the server has it

/** The configuration as it will be after the change. The change must be without problems. */
export function configAfter(base: Bucket, change: BucketChange, apiLevel: number): JsonObject {
  const config = configOf(base)
  return withChange(config, bucketChange(config, change, apiLevel))
}

/** How many values a lower history or TTL would take now. */
export function useBucketLosses(bucket: Bucket, { history, ttl_ms }: { history?: number; ttl_ms?: number }) {
  const conn = useConnection()
  const key = [conn.id, 'streams', 'bucket-losses', bucket.name, bucket.created]
  const old = useQuery({
    queryKey: [...key, 'ttl', ttl_ms],
    queryFn: () => olderThan(conn, bucket.stream, ttl_ms!), // enabled only with one
    enabled: ttl_ms !== undefined,
  })
  const beyond = useQuery({
    queryKey: [...key, 'history', history],
    queryFn: ({ signal }) => beyondPerSubject(conn, bucket.stream, BigInt(history!), signal), // enabled only with one
    enabled: history !== undefined,
  })
  return {
    counts: { history: history === undefined ? undefined : beyond.data, ttl: ttl_ms === undefined ? undefined : old.data },
    isCounting: (ttl_ms !== undefined && old.isLoading) || (history !== undefined && beyond.isLoading),
  }
}
