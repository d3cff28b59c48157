import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { inFlight } from '~/lib/in-flight.ts'
import type { Connection } from '~/nats/connection.ts'
import { getObjBucket, listObjBuckets } from '~/nats/obj-buckets.ts'
import { listens } from '~/nats/obj-bucket.ts'
import { silentSentence } from '~/nats/obj-errors.ts'
import { countObjects } from '~/nats/obj-count.ts'
import { resolveLink } from '~/nats/obj-link.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { explain, useConnection, useWriteBlock } from './use-connection.ts'

const SECOND = 1000

const bucketListQuery = (c: Connection) =>
  queryOptions({
    // Below 'streams': what tells of created and deleted streams tells of buckets.
    queryKey: [c.id, 'streams', 'object buckets'],
    queryFn: ({ signal }) => listObjBuckets(c, signal),
    refetchInterval: (q) => ((q.state.data?.buckets.length ?? 0) > 500 ? 15 * SECOND : 4 * SECOND),
  })

const bucketQuery = (c: Connection, name: string) =>
  queryOptions({
    queryKey: [c.id, 'streams', 'object bucket', name],
    queryFn: () => getObjBucket(c, name),
    refetchInterval: 4 * SECOND,
  })

export const useObjectBuckets = () => useQuery(bucketListQuery(useConnection()))
export const useObjectBucket = (name: string) => useQuery(bucketQuery(useConnection(), name))

/** How many names of objects a bucket has, deleted ones too: asked again when the bucket has changed. */
export function useObjectCount(bucket: ObjBucket) {
  const c = useConnection()
  return useQuery({
    queryKey: [c.id, 'objects', bucket.name, bucket.created, 'count', bucket.messages, bucket.last_change ?? ''],
    queryFn: () => countObjects(c, bucket),
    placeholderData: (before) => before,
    staleTime: Infinity,
    gcTime: 10 * SECOND,
  })
}

/** Looks up what a link leads to; an object that is none is itself. */
export function useFollowLink(bucket: ObjBucket) {
  const c = useConnection()
  return useMutation({ networkMode: 'always', mutationFn: (info: ObjectInfo) => resolveLink(c, bucket, info) })
}

/** Looks up how many bytes links lead to, all together: nothing by one that leads nowhere. */
export function useLinkBytes(bucket: ObjBucket) {
  const c = useConnection()
  return useCallback(
    async (infos: ObjectInfo[]) => {
      let sum = 0
      const links = infos.filter(({ link }) => link)
      const add = async (info: ObjectInfo) => {
        sum += await resolveLink(c, bucket, info).then(
          (target) => target.info.size,
          () => 0,
        )
      }
      await inFlight(links, { atOnce: 16 }, add, new AbortController().signal)
      return sum
    },
    [c, bucket],
  )
}

/** Why nothing can be written into this bucket now. */
export function useObjectBlock(bucket: ObjBucket): string | undefined {
  const { name, sealed, mirror_of } = bucket
  const block = useWriteBlock()
  const { error } = useObjectBucket(name)
  if (error && explain(error).kind === 'not-found') return 'The bucket does not exist (any more)'
  if (sealed) return 'The bucket is sealed: it can only be read'
  if (mirror_of === undefined && !listens(bucket)) return silentSentence(bucket)
  return mirror_of === undefined ? block : `The bucket is a copy of ${mirror_of}: objects are written there`
}
