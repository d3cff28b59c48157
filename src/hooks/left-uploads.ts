import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { countLeft, discardLeft } from '~/nats/obj-left.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { forgetLeft, useLeftUploads, type LeftUpload } from '~/stores/left-uploads.ts'
import { useConnection } from './use-connection.ts'

export type { LeftUpload }

/**
 * The uploads into this bucket that a reload broke off, of which the server still has something; what it has nothing of any more is
 * forgotten.
 */
export function useLeft(bucket: ObjBucket): LeftUpload[] {
  const c = useConnection()
  const left = useLeftUploads(useConnectionLabel(), bucket)
  const nuids = left.map(({ record }) => record.nuid).join(' ')
  const { data: counts, isPlaceholderData } = useQuery({
    queryKey: [c.id, 'objects', bucket.name, bucket.created, 'left', nuids],
    queryFn: () =>
      countLeft(
        c,
        bucket,
        left.map(({ record }) => record),
      ),
    enabled: left.length > 0,
    staleTime: Infinity,
    placeholderData: (before: Map<string, number> | undefined) => before,
  })
  useEffect(() => {
    if (!counts || isPlaceholderData) return
    for (const { record } of left) if (!counts.has(record.nuid)) forgetLeft(record.nuid)
  }, [counts, isPlaceholderData, left])
  return left.filter(({ record }) => counts?.has(record.nuid))
}

/** Takes away what the server has of uploads that were broken off. */
export function useDiscardLeft(bucket: ObjBucket) {
  const c = useConnection()
  return useMutation({
    networkMode: 'always',
    mutationFn: async (left: LeftUpload[]) => {
      for (const { record } of left) {
        await discardLeft(c, bucket, record)
        forgetLeft(record.nuid)
      }
    },
  })
}
