import { useMutation, useQueries } from '@tanstack/react-query'
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
  const counts = useQueries({
    queries: left.map(({ record }) => ({
      queryKey: [c.id, 'objects', bucket.name, bucket.created, 'left', record.nuid],
      queryFn: () => countLeft(c, bucket, record),
      staleTime: Infinity,
    })),
  })
  const gone = left.filter((_, i) => counts[i]?.data === 0).map(({ record }) => record.nuid)
  const key = gone.join(' ')
  useEffect(() => {
    for (const nuid of gone) forgetLeft(nuid)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- by value
  }, [key])
  return left.filter((_, i) => (counts[i]?.data ?? 0) > 0)
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
