import { useQuery } from '@tanstack/react-query'
import { withChange } from '~/lib/consumer-config.ts'
import { olderThan } from '~/nats/stream-losses.ts'
import { createObjBucket, deleteObjBucket, sealObjBucket, updateObjBucket } from '~/nats/obj-buckets.ts'
import { objBucketChange, type ObjBucketChange, type ObjBucketOptions } from '~/nats/obj-config.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import type { JsonObject } from '~/nats/types.ts'
import { configOf, useBucketWrite } from './bucket-actions.ts'
import { useConnection } from './use-connection.ts'

/** Makes an object store; fails with kind conflict when there is one of its name, whatever it is like. */
export const useCreateObjectBucket = () => useBucketWrite((conn, options: ObjBucketOptions) => createObjBucket(conn, options))

/** Changes a bucket that is still as it was when the form was opened; fails with kind conflict otherwise. */
export const useUpdateObjectBucket = () =>
  useBucketWrite((conn, { base, change }: { base: ObjBucket; change: ObjBucketChange }) => updateObjBucket(conn, base, change))

/** Makes a bucket read-only for ever; fails with kind conflict when it is not as it was looked at. */
export const useSealObjectBucket = () => useBucketWrite((conn, base: ObjBucket) => sealObjBucket(conn, base))

/** Deletes a bucket, if it is still the one of that creation time: one made anew under its name is somebody else's. */
export const useDeleteObjectBucket = (name: string) =>
  useBucketWrite((conn, created: string) => deleteObjBucket(conn, name, created))

/** The configuration as it will be after the change. The change must be without problems. */
export function objectConfigAfter(base: ObjBucket, change: ObjBucketChange): JsonObject {
  const config = configOf(base)
  return withChange(config, objBucketChange(config, change))
}

/** How many messages a shorter TTL would take now; nothing is asked without one. */
export function useOlder(bucket: ObjBucket, ttl_ms: number | undefined) {
  const conn = useConnection()
  return useQuery({
    queryKey: [conn.id, 'streams', 'object-bucket-losses', bucket.name, bucket.created, ttl_ms],
    queryFn: () => olderThan(conn, bucket.stream, ttl_ms!), // enabled only with one
    enabled: ttl_ms !== undefined,
  })
}
