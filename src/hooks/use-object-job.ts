import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ObjBucket } from '~/nats/obj-types.ts'
import type { LinkError } from '~/nats/types.ts'
import { explain, useConnection } from './use-connection.ts'
import type { ObjectsHook, WhichObjects } from './use-objects.ts'

const TICK_MS = 200
const ROWS = 60

/** Work on many objects in the worker that watches their bucket. */
type Job<V> = {
  view: (first: number, count: number) => Promise<V | undefined>
  run: () => Promise<LinkError | undefined>
  stop: () => Promise<void>
}

/** `plan` is asked once: objects as they are when this begins. `view` is what becomes of them. */
function useObjectJob<V>(bucket: string, job: Job<V>, plan: () => Promise<unknown>) {
  const conn = useConnection()
  const client = useQueryClient()
  const [view, setView] = useState<V>()
  const [failure, setFailure] = useState<LinkError>()
  const [isBusy, setIsBusy] = useState(false)
  const first = useRef(0)
  const planned = useRef(plan)
  const look = useCallback(async () => setView(await job.view(first.current, ROWS)), [job])
  useEffect(() => {
    const begin = async () => {
      await planned.current()
      await look()
    }
    begin().catch((e: unknown) => setFailure(explain(e)))
    return () => void job.stop()
  }, [job, look])
  useEffect(() => {
    if (!isBusy) return undefined
    const timer = setInterval(() => void look(), TICK_MS)
    return () => clearInterval(timer)
  }, [isBusy, look])
  const run = async () => {
    setIsBusy(true)
    setFailure(undefined)
    try {
      setFailure(await job.run())
    } catch (e) {
      setFailure(explain(e))
    } finally {
      await look()
      setIsBusy(false)
      void client.invalidateQueries({ queryKey: [conn.id, 'streams', 'object bucket', bucket] })
    }
  }
  const onVisible = useCallback(
    (at: number) => {
      const from = Math.max(0, at - ROWS / 4)
      if (from === first.current) return
      first.current = from
      void look()
    },
    [look],
  )
  return { view, failure, isBusy, look, run, stop: job.stop, onVisible }
}

type Removal = Pick<ObjectsHook, 'removal'>
type Moves = Pick<ObjectsHook, 'moves'>

/** Objects that are to be deleted, as they are when this begins, and what becomes of them. */
export const useRemoval = (bucket: ObjBucket, which: WhichObjects, { removal }: Removal) =>
  useObjectJob(bucket.name, removal, () => removal.plan(bucket, which))

/** Objects that are to be renamed, as they are when this begins, and what becomes of them; `aim` says where to. */
export function useMoves(bucket: ObjBucket, which: WhichObjects, from: string, { moves }: Moves) {
  const { look, ...job } = useObjectJob(bucket.name, moves, () => moves.plan(bucket, which, from))
  const aim = useCallback((to: string) => void moves.aim(to).then(look), [moves, look])
  return { ...job, aim }
}
