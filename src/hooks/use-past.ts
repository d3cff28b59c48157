import { proxy, wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { KeyState } from '~/lib/kv/as-of.ts'
import type { Moment } from '~/lib/kv/moment.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import type { LinkError } from '~/nats/types.ts'
import type { KvAsOfWorker, PastProgress, PastView, PastWanted } from '~/workers/kv-as-of.worker.ts'
import { explain, useConnection, useIsLive } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** As many rows as a tall screen shows, twice. */
const ROWS = 120

export type PastState =
  | { state: 'reading'; progress?: PastProgress }
  /** `at`: when it was read, by this machine's clock. */
  | { state: 'read'; at: number }
  | { state: 'stopped' }
  | { state: 'failed'; error: LinkError }

/** What is looked at, without the place in it. */
export type PastQuery = PastWanted extends infer W ? (W extends unknown ? Omit<W, 'first' | 'count'> : never) : never

/**
 * A bucket as it was at a moment, read once into a worker that is held for as long as the component is. Another moment or other
 * filters read anew; another query does not. `compare` has the values of changed keys compared, and `stop` ends whichever runs.
 */
export function usePast(bucket: Bucket, moment: Moment, filters: string[], query: PastQuery) {
  const conn = useConnection()
  const [round, setRound] = useState(0)
  const [state, setState] = useState<PastState>({ state: 'reading' })
  const [view, setView] = useState<PastView>()
  const [comparing, setComparing] = useState<PastProgress>()
  const [problem, setProblem] = useState<LinkError>()
  const remote = useRef<Remote<KvAsOfWorker> | undefined>(undefined)
  const latestBucket = useRef(bucket)
  latestBucket.current = bucket
  const [first, setFirst] = useState(0)
  const key = JSON.stringify([bucket.stream, bucket.created, String(moment), typeof moment, filters])

  useEffect(() => {
    const worker = new Worker(new URL('../workers/kv-as-of.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<KvAsOfWorker>(worker)
    let current = true
    remote.current = api
    setState({ state: 'reading' })
    setView(undefined)
    setComparing(undefined)
    setProblem(undefined)
    const fail = (error: LinkError) =>
      current && setState(error.kind === 'aborted' ? { state: 'stopped' } : { state: 'failed', error })
    onWorkerLost(worker, 'reads the past of a bucket', fail)
    // What is on its way when the result is there comes after it.
    const onProgress = proxy(
      (progress: PastProgress) => current && setState((old) => (old.state === 'reading' ? { state: 'reading', progress } : old)),
    )
    api.load(conn.options, latestBucket.current, moment, filters, onProgress).then(
      (result) => {
        if (result.error) fail(result.error)
        else if (current) setState({ state: 'read', at: Date.now() })
      },
      (e: unknown) => fail(explain(e)),
    )
    return () => {
      current = false
      remote.current = undefined
      void api.stop().finally(() => worker.terminate())
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says by value what is read
  }, [conn, key, round])

  const isRead = state.state === 'read'
  const queryKey = JSON.stringify(query)
  const [drawn, setDrawn] = useState(0)
  useEffect(() => {
    if (!isRead) return undefined
    let current = true
    const look = async () => {
      const next = await remote.current?.view({ ...query, first, count: ROWS })
      if (current && next) setView(next)
    }
    look().catch((e: unknown) => current && setProblem(explain(e)))
    return () => {
      current = false
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- by value
  }, [isRead, queryKey, first, drawn])

  const onVisible = useCallback((row: number) => setFirst(Math.max(0, row - ROWS / 4)), [])
  const again = useCallback(() => setRound((n) => n + 1), [])
  const actions = useMemo(
    () => ({
      stop: () => void remote.current?.stop(),
      /** The page has seen the newest revision of a key. */
      setLatest: (name: string, entry: KvEntry | null) =>
        void remote.current?.setLatest(name, entry ? stateOf(entry) : undefined).then(() => setDrawn((n) => n + 1)),
      compare: async () => {
        const api = remote.current
        if (!api) return
        setProblem(undefined)
        setComparing({ read: 0, total: 0 })
        const onProgress = proxy((p: PastProgress) => setComparing((old) => old && p))
        const result = await api
          .compare(conn.options, latestBucket.current, onProgress)
          .catch((e: unknown) => ({ error: explain(e) }))
        if (remote.current !== api) return
        setComparing(undefined)
        setDrawn((n) => n + 1)
        if (result.error && result.error.kind !== 'aborted') setProblem(result.error)
      },
    }),
    [conn],
  )
  useAgainOnReturn(state, again)
  return { state, view, comparing, problem, onVisible, again, ...actions }
}

function stateOf({ key, revision, operation, marker, created, data }: KvEntry): KeyState {
  return { key, revision, operation, ...(marker ? { marker } : {}), created, size: data.length }
}

/** What failed while the connection was down is tried again when it is back. */
function useAgainOnReturn(state: PastState, again: () => void) {
  const live = useIsLive()
  const wasLive = useRef(live)
  useEffect(() => {
    if (live && !wasLive.current && state.state === 'failed') again()
    wasLive.current = live
  }, [live, state.state, again])
}

export type PastHook = ReturnType<typeof usePast>
/** For what draws it. */
export type { PastProgress } from '~/workers/kv-as-of.worker.ts'
