import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { TombstoneCount } from '~/lib/kv/tombstones.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { Compacted } from '~/workers/kv-bulk.worker.ts'
import { useConnection } from './use-connection.ts'
import { useKvBulk } from './use-kv-bulk.ts'

const NOTHING = {}

/**
 * The markers of a bucket, read once in a worker; how many are older than an age; then their removal, of exactly those. It ends with
 * the form.
 */
export function useCompaction(bucket: Bucket, olderThanMs: number | undefined) {
  const conn = useConnection()
  const client = useQueryClient()
  const { run, view, failure, cancel } = useKvBulk(bucket, NOTHING)
  const [isRead, setRead] = useState(false)
  const [round, setRound] = useState(0)
  const [found, setFound] = useState<TombstoneCount & { olderThanMs: number }>()
  const [total, setTotal] = useState<number>()
  const [result, setResult] = useState<Compacted>()

  useEffect(() => {
    let current = true
    setRead(false)
    void run('Counting markers', (w) => w.readMarkers()).then((done) => current && setRead(done !== undefined))
    return () => {
      current = false
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a further round reads again
  }, [run, conn, round])

  useEffect(() => {
    if (!isRead || olderThanMs === undefined) return undefined
    let current = true
    const count = (w: Parameters<Parameters<typeof run>[1]>[0]) => w.markersOlder(olderThanMs)
    void run('Counting markers', count).then((counted) => current && counted && setFound({ ...counted, olderThanMs }))
    return () => {
      current = false
    }
  }, [run, isRead, olderThanMs])

  const compact = useCallback(async () => {
    if (!found) return
    setTotal(found.keys)
    setResult(await run('Compacting', (w) => w.compactMarkers(found.olderThanMs)))
    setTotal(undefined)
    await Promise.all([
      client.invalidateQueries({ queryKey: [conn.id, 'kv', bucket.name] }),
      client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
    ])
  }, [run, client, conn.id, bucket.name, found])

  return {
    found: found?.olderThanMs === olderThanMs ? found : undefined,
    progress: view?.progress,
    /** Why reading does not go on by itself at the moment. */
    waiting: view?.waiting,
    readAgain: isRead ? undefined : () => setRound(round + 1),
    failure,
    compact,
    /** How many are being removed. */
    total,
    result,
    stop: cancel,
  }
}

export type { Compacted } from '~/workers/kv-bulk.worker.ts'
