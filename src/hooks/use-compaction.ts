import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { AppError, toAppError } from '~/nats/errors.ts'
import { compact, listTombstones, type AsOfProgress, type Tombstone } from '~/nats/kv-as-of.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { LinkError } from '~/nats/types.ts'
import { useConnection } from './use-connection.ts'

/** What a compaction did. */
export type Compacted = {
  keys: number
  purged: number
  failed: { key: string; error: LinkError }[]
  left: number
  /** Why it ended before its end. */
  ended?: LinkError
}

/** The markers older than an age, counted one by one; then their removal, of exactly those. It ends with the form. */
export function useCompaction(bucket: Bucket, olderThanMs: number | undefined) {
  const conn = useConnection()
  const client = useQueryClient()
  const [read, setRead] = useState<AsOfProgress>()
  const [done, setDone] = useState(0)
  const abort = useRef<AbortController>(undefined)
  useEffect(() => () => abort.current?.abort(), [])
  const preview = useQuery({
    queryKey: [conn.id, 'compaction', bucket.name, bucket.created, olderThanMs],
    queryFn: ({ signal }) => listTombstones(conn, bucket, olderThanMs!, signal, setRead), // enabled only with an age
    enabled: olderThanMs !== undefined,
    structuralSharing: false,
    staleTime: Infinity, // what was counted is what is removed
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
  const run = useMutation({
    networkMode: 'always',
    mutationFn: async (tombstones: Tombstone[]): Promise<Compacted> => {
      abort.current = new AbortController()
      const result: Compacted = { keys: 0, purged: 0, failed: [], left: tombstones.length }
      const onDone: Parameters<typeof compact>[3] = (r) => {
        result.left--
        if ('error' in r) result.failed.push({ key: r.key, error: r.error.toPlain() })
        else {
          result.keys++
          result.purged += r.purged
        }
        setDone(tombstones.length - result.left)
      }
      try {
        await compact(conn, bucket, tombstones, onDone, abort.current.signal)
        return result
      } catch (e) {
        return { ...result, ended: e instanceof AppError ? e.toPlain() : toAppError(e).toPlain() }
      }
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [conn.id, 'kv', bucket.name] }),
        client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
      ]),
  })
  return { preview, read, run, done, stop: () => abort.current?.abort() }
}
