import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ObjBucket } from '~/nats/obj-types.ts'
import type { RemovalView } from '~/nats/obj-remove.ts'
import type { LinkError } from '~/nats/types.ts'
import { explain, useConnection } from './use-connection.ts'
import type { ObjectsHook, WhichObjects } from './use-objects.ts'

const TICK_MS = 200
const ROWS = 60

/** Objects that are to be deleted, as they are when this begins, and what becomes of them. */
export function useRemoval(bucket: ObjBucket, which: WhichObjects, { removal }: Pick<ObjectsHook, 'removal'>) {
  const conn = useConnection()
  const client = useQueryClient()
  const [view, setView] = useState<RemovalView>()
  const [failure, setFailure] = useState<LinkError>()
  const [isBusy, setIsBusy] = useState(false)
  const first = useRef(0)
  const begun = useRef({ bucket, which })
  const look = useCallback(async () => setView(await removal.view(first.current, ROWS)), [removal])
  useEffect(() => {
    const plan = async () => {
      await removal.plan(begun.current.bucket, begun.current.which)
      await look()
    }
    plan().catch((e: unknown) => setFailure(explain(e)))
    return () => void removal.stop()
  }, [removal, look])
  useEffect(() => {
    if (!isBusy) return undefined
    const timer = setInterval(() => void look(), TICK_MS)
    return () => clearInterval(timer)
  }, [isBusy, look])
  const run = async () => {
    setIsBusy(true)
    setFailure(undefined)
    try {
      setFailure(await removal.run())
    } catch (e) {
      setFailure(explain(e))
    } finally {
      await look()
      setIsBusy(false)
      void client.invalidateQueries({ queryKey: [conn.id, 'streams', 'object bucket', bucket.name] })
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
  return { view, failure, isBusy, run, stop: removal.stop, onVisible }
}
