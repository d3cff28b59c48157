import { transfer, wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { KeyQuery } from '~/lib/kv/key-view.ts'
import { ViewPoll } from '~/lib/view-poll.ts'
import type { KvSource } from '~/nats/kv-watch.ts'
import type { LinkError } from '~/nats/types.ts'
import type { KvKeysView, KvWanted, KvWorker } from '~/workers/kv.worker.ts'
import { leaveNothing } from './leave-nothing.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** The screen is drawn anew this often. */
const TICK_MS = 100
/** More often until the first rows have come. */
const FIRST_TICK_MS = 25
/** As many rows as a tall screen shows, twice. */
const ROWS = 120
/** As many lines of the change log. */
const LINES = 60

/** Which lines of the change log are shown: none while it is closed, the newest, or from a line on while it is paused. */
export type LogShown = 'none' | 'newest' | { first: number }

/**
 * The keys of a bucket as they are now, held in a worker for as long as the component is. Another bucket or other filters begin
 * anew; another query does not. `view.rows` are the rows from `view.first` on of `view.total`; `onVisible` says which are on
 * screen. A row's `changedAt` says when it last changed, by this machine's clock. `view.open` is what is known of the key
 * that is open, wherever its row is.
 */
export function useKvKeys(source: KvSource, query: KeyQuery, log: LogShown = 'none', open?: string) {
  const conn = useConnection()
  const [view, setView] = useState<KvKeysView>()
  const [failure, setFailure] = useState<LinkError>()
  const remote = useRef<Remote<KvWorker> | undefined>(undefined)
  const consumer = useRef<string | undefined>(undefined)
  const wanted = useRef<KvWanted>({ query, first: 0, count: ROWS })
  const poll = useRef<ViewPoll<KvKeysView> | undefined>(undefined)
  const key = JSON.stringify([source.stream, source.created, source.prefix, source.filters])

  useEffect(() => {
    const worker = new Worker(new URL('../workers/kv.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<KvWorker>(worker)
    remote.current = api
    setView(undefined)
    setFailure(undefined)
    onWorkerLost(worker, 'watches keys', setFailure)
    let tickMs = FIRST_TICK_MS
    const polling = new ViewPoll<KvKeysView>({
      ask: (known) => api.view(wanted.current, known),
      onView: (next) => {
        consumer.current = next.stats.consumer
        if (next.rows.length > 0 || next.stats.complete) tickMs = TICK_MS
        setView(next)
      },
      onError: (e) => setFailure(explain(e)),
      everyMs: () => tickMs,
    })
    poll.current = polling
    api.start(conn.options, source).then(
      () => polling.start(),
      (e: unknown) => setFailure(explain(e)),
    )
    // A page that goes takes its worker along before that could say anything; this connection still can.
    const stopWatch = leaveNothing(conn, source.stream, () => consumer.current)
    return () => {
      polling.stop()
      stopWatch()
      poll.current = undefined
      remote.current = undefined
      void api.stop().finally(() => worker.terminate())
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says all that the source says, by value
  }, [conn, key])

  const queryKey = JSON.stringify(query)
  const logKey = JSON.stringify(log)
  useEffect(() => {
    const lines = log === 'none' ? {} : { log: log === 'newest' ? { newest: LINES } : { first: log.first, count: LINES } }
    wanted.current = { query, first: wanted.current.first, count: ROWS, ...lines, ...(open === undefined ? {} : { open }) }
    poll.current?.renew()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- by value
  }, [queryKey, logKey, open])

  /** The first row on screen: rows around it are asked for. */
  const onVisible = useCallback((first: number) => {
    const from = Math.max(0, first - ROWS / 4)
    if (from === wanted.current.first) return
    wanted.current = { ...wanted.current, first: from }
    poll.current?.renew()
  }, [])

  const actions = useMemo(
    () => ({
      /** The keys from one to the other in the order of a query, both included. */
      between: async (q: KeyQuery, a: string, b: string): Promise<string[]> => (await remote.current?.between(q, a, b)) ?? [],
      /** The keys below a branch. */
      below: async (q: KeyQuery, prefix: string): Promise<string[]> => (await remote.current?.below(q, prefix)) ?? [],
      /** Lets a worker at the other end of the port ask for keys. */
      lend: (port: MessagePort) => void remote.current?.lend(transfer(port, [port])),
      /** The change log as NDJSON. */
      ndjson: async (): Promise<Uint8Array> => (await remote.current?.ndjson()) ?? new Uint8Array(),
    }),
    [],
  )
  return { view, failure, onVisible, ...actions }
}

/** For what draws it. */
export type { KvKeysView } from '~/workers/kv.worker.ts'

export type KvKeysHook = ReturnType<typeof useKvKeys>
