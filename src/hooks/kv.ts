import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Connection } from '~/nats/connection.ts'
import { getBucket, listBuckets } from '~/nats/kv-buckets.ts'
import { getEntry, getRevision, history } from '~/nats/kv-entries.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import type { Seq } from '~/nats/types.ts'
import { useConnection } from './use-connection.ts'

const SECOND = 1000

const bucketListQuery = (c: Connection) =>
  queryOptions({
    // Below 'streams': what tells of created and deleted streams tells of buckets.
    queryKey: [c.id, 'streams', 'buckets'],
    queryFn: ({ signal }) => listBuckets(c, signal),
    refetchInterval: (q) => ((q.state.data?.buckets.length ?? 0) > 500 ? 15 * SECOND : 4 * SECOND),
  })

const bucketQuery = (c: Connection, name: string) =>
  queryOptions({
    queryKey: [c.id, 'streams', 'bucket', name],
    queryFn: () => getBucket(c, name),
    refetchInterval: 4 * SECOND,
  })

export const useBuckets = () => useQuery(bucketListQuery(useConnection()))
export const useBucket = (name: string) => useQuery(bucketQuery(useConnection(), name))

const keyOf = (c: Connection, b: Bucket, key: string) => [c.id, 'kv', b.name, b.created, key]

/**
 * The latest revision of a key, fetched when it is looked at; null when there is none. `revision` is the one that the watch tells of:
 * a newer one is fetched at once, and the one before stays until it is here. Without it the server is asked now and then.
 */
export function useEntry(bucket: Bucket, key: string, revision: Seq | undefined, isGone: boolean, enabled: boolean) {
  const c = useConnection()
  const base = keyOf(c, bucket, key)
  return useQuery({
    queryKey: [...base, 'entry', isGone ? 'gone' : String(revision ?? '')],
    queryFn: async (): Promise<KvEntry | null> => {
      const entry = await getEntry(c, bucket, key, { fresh: isGone })
      // A replica that lags has an older one than the watch has told of.
      const isOld = revision !== undefined && (!entry || entry.revision < revision)
      return isOld ? getEntry(c, bucket, key, { fresh: true }) : entry
    },
    enabled,
    placeholderData: (before, query) => (query?.queryKey[4] === key && query.queryKey[3] === bucket.created ? before : undefined),
    refetchInterval: revision === undefined ? 2 * SECOND : false,
    structuralSharing: false,
    staleTime: 10 * SECOND,
    gcTime: 10 * SECOND, // values can be large
  })
}

/** One revision of a key; null when it is not kept any more. */
export function useRevision(bucket: Bucket, key: string, revision: Seq | undefined) {
  const c = useConnection()
  return useQuery({
    queryKey: [...keyOf(c, bucket, key), 'revision', String(revision ?? '')],
    queryFn: () => (revision === undefined ? null : getRevision(c, bucket, key, revision)),
    enabled: revision !== undefined,
    structuralSharing: false,
    staleTime: 10 * SECOND,
    gcTime: 10 * SECOND,
  })
}

/** Every kept revision of a key, oldest first; `revision` is the latest one, so that a new one is fetched. */
export function useKeyHistory(bucket: Bucket, key: string, revision: Seq | undefined) {
  const c = useConnection()
  return useQuery({
    queryKey: [...keyOf(c, bucket, key), 'history', String(revision ?? '')],
    queryFn: ({ signal }) => history(c, bucket, key, signal),
    placeholderData: (before, query) => (query?.queryKey[4] === key && query.queryKey[3] === bucket.created ? before : undefined),
    structuralSharing: false,
    gcTime: 10 * SECOND,
  })
}
