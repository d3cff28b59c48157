import { wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useRef, useState } from 'react'
import { within } from '~/lib/within.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { OrphanList, OrphanProgress } from '~/nats/obj-orphans.ts'
import type { VerifyView } from '~/nats/obj-verify.ts'
import type { LinkError } from '~/nats/types.ts'
import type { CleanedRow, ObjectCheckWorker } from '~/workers/object-check.worker.ts'
import { chunksUnderWay } from './transfers.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

export type { CleanedRow }

const TICK_MS = 200
const ROWS = 60
/** Who sends answers at once, or was never loaded. */
const UNDER_WAY_MS = 5000

/** A worker that is begun when there is something to do, and ended with the component: nothing begins one after that. */
function useWorker(onLost: (e: LinkError) => void) {
  const held = useRef<{ worker: Worker; api: Remote<ObjectCheckWorker> }>(undefined)
  const isGone = useRef(false)
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
      const last = held.current
      held.current = undefined
      if (last) void last.api.stop().finally(() => last.worker.terminate())
    }
  }, [])
  /** The one there is. */
  const now = useCallback(() => held.current?.api, [])
  /** One to begin with; undefined when the component is gone. */
  const begin = useCallback(() => {
    if (held.current || isGone.current) return held.current?.api
    const worker = new Worker(new URL('../workers/object-check.worker.ts', import.meta.url), { type: 'module' })
    onWorkerLost(worker, 'checks objects', onLost)
    held.current = { worker, api: wrap<ObjectCheckWorker>(worker) }
    return held.current.api
  }, [onLost])
  return { now, begin }
}

/** Calls `look` until `work` has ended, and once more. Gives what it failed with; stopped is no failure. */
async function watched(work: Promise<{ error?: LinkError }>, look: () => Promise<void>): Promise<LinkError | undefined> {
  let ended = false
  const ticks = (async () => {
    while (!ended) {
      await look()
      await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
  })()
  try {
    const { error } = await work
    return error
  } catch (e) {
    return explain(e)
  } finally {
    ended = true
    await ticks.catch(() => {})
    await look().catch(() => {})
  }
}

export type CheckState = 'idle' | 'busy' | 'done' | 'stopped' | 'failed'

/** Reads objects through and holds them against their digests, in a worker, for as long as the component is. */
export function useVerify(bucket: ObjBucket) {
  const conn = useConnection()
  const [state, setState] = useState<CheckState>('idle')
  const [view, setView] = useState<VerifyView>()
  const [failure, setFailure] = useState<LinkError>()
  const first = useRef(0)
  const lost = useCallback((e: LinkError) => {
    setFailure(e)
    setState('failed')
  }, [])
  const { now, begin } = useWorker(lost)
  const look = useCallback(async () => setView(await now()?.verified(first.current, ROWS)), [now])
  const run = async (infos: ObjectInfo[]) => {
    const worker = begin()
    if (!worker) return
    setState('busy')
    setView(undefined)
    setFailure(undefined)
    const error = await watched(worker.verify(conn.options, bucket, infos), look)
    setState(error ? (error.kind === 'aborted' ? 'stopped' : 'failed') : 'done')
    if (error && error.kind !== 'aborted') setFailure(error)
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
  return { state, view, failure, run, stop: () => void now()?.stop(), onVisible }
}

/** What this page sends has no object yet and looks like orphans: without knowing it nothing may be called one. */
const untold: LinkError = {
  kind: 'server',
  message: 'Orphans were not looked for: what this page itself is sending could not be told',
  next: 'Look again; if it stays so, reload the page',
}

/** Looks for chunks that belong to no object, and takes them away, in a worker, for as long as the component is. */
export function useOrphans(bucket: ObjBucket) {
  const conn = useConnection()
  const [state, setState] = useState<CheckState>('idle')
  const [cleaning, setCleaning] = useState<CheckState>('idle')
  const [progress, setProgress] = useState<OrphanProgress>()
  const [list, setList] = useState<OrphanList>()
  const [results, setResults] = useState<ReadonlyMap<string, CleanedRow>>(new Map())
  const [failure, setFailure] = useState<LinkError>()
  /** Chunks that this page is sending now. */
  const [own, setOwn] = useState<ReadonlySet<string>>(new Set())
  const known = useRef(0)
  const lost = useCallback((e: LinkError) => {
    setFailure(e)
    setState((s) => (s === 'busy' ? 'failed' : s))
    setCleaning((s) => (s === 'busy' ? 'failed' : s))
  }, [])
  const { now, begin } = useWorker(lost)
  const ended = (error: LinkError | undefined): CheckState => {
    if (error && error.kind !== 'aborted') setFailure(error)
    return error ? (error.kind === 'aborted' ? 'stopped' : 'failed') : 'done'
  }
  const find = async () => {
    setState('busy')
    setCleaning('idle')
    setFailure(undefined)
    setProgress(undefined)
    setList(undefined)
    setResults(new Map())
    known.current = 0
    const underWay = await within(chunksUnderWay(conn), UNDER_WAY_MS)
    if (!underWay) {
      setState(ended(untold))
      return
    }
    const worker = begin()
    if (!worker) return
    setOwn(new Set(underWay))
    const look = async () => {
      const view = await now()?.orphans(0)
      setProgress(view?.progress)
      if (view?.list) setList(view.list)
    }
    setState(ended(await watched(worker.findOrphans(conn.options, bucket, underWay), look)))
  }
  const clean = async (nuids: string[]) => {
    const worker = begin()
    if (!worker) return
    setCleaning('busy')
    setFailure(undefined)
    const look = async () => {
      const cleaned = (await now()?.orphans(known.current))?.cleaned ?? []
      if (cleaned.length === 0) return
      known.current += cleaned.length
      setResults((old) => new Map([...old, ...cleaned.map((c) => [c.nuid, c] as const)]))
    }
    setCleaning(ended(await watched(worker.cleanOrphans(conn.options, bucket, nuids), look)))
  }
  return { state, cleaning, progress, list, own, results, failure, find, clean, stop: () => void now()?.stop() }
}
