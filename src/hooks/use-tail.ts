import { useQueryClient } from '@tanstack/react-query'
import { wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { TailFrom } from '~/nats/tail.ts'
import type { LinkError, Stream } from '~/nats/types.ts'
import type { TailView, TailWanted, TailWorker } from '~/workers/tail.worker.ts'
import { messageQuery } from './messages.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** The screen is drawn anew this often; what comes in between waits in the worker. */
const TICK_MS = 100
/** As many rows as a tall screen shows. */
const NEWEST = 80

/**
 * Why the end is let go of: the operator scrolled up (scrolling down again takes it up), or paused it. `end` is one past the
 * newest row on screen; what comes after it is counted, not drawn. `first` is the oldest that was held then.
 */
export type Hold = { why: 'scrolled' | 'paused'; first: number; end: number }

/** The live tail of a stream, held in a worker. A change of stream, filters or start begins anew. */
export function useTail(stream: Stream, filters: string[], from: TailFrom) {
  const conn = useConnection()
  const client = useQueryClient()
  const [view, setView] = useState<TailView>()
  const [failure, setFailure] = useState<LinkError>()
  const [hold, setHold] = useState<Hold>()
  const remote = useRef<Remote<TailWorker> | undefined>(undefined)
  const wanted = useRef<TailWanted>({ newest: NEWEST })
  const key = JSON.stringify([stream.name, filters, from === 'now' ? from : 'seq' in from ? String(from.seq) : from.time])

  useEffect(() => {
    const worker = new Worker(new URL('../workers/tail.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<TailWorker>(worker)
    remote.current = api
    setView(undefined)
    setFailure(undefined)
    setHold(undefined)
    wanted.current = { newest: NEWEST }
    onWorkerLost(worker, 'follows streams', setFailure)
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const tick = async () => {
      const asked = wanted.current
      const next = await api.view(asked)
      if (ended) return
      // What has been asked for anew meanwhile comes with the next tick, at once.
      if (asked === wanted.current) setView((old) => (isSame(old, next) ? old : next))
      timer = setTimeout(run, asked === wanted.current ? TICK_MS : 0)
    }
    const run = () => void tick().catch((e: unknown) => !ended && setFailure(explain(e)))
    api.start(conn.options, stream.name, filters, from).then(run, (e: unknown) => setFailure(explain(e)))
    return () => {
      ended = true
      clearTimeout(timer)
      remote.current = undefined
      void api.stop().finally(() => worker.terminate())
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says all that stream, filters and from say, by value
  }, [conn, key])

  const [first, end] = [view?.stats.first ?? 0, view?.stats.end ?? 0]
  const actions = useMemo(
    () => ({
      letGo: (why: Hold['why']) =>
        setHold((old) => (old?.why === 'paused' ? old : { why, first: old?.first ?? first, end: old?.end ?? end })),
      follow: () => {
        wanted.current = { newest: NEWEST }
        setHold(undefined)
      },
    }),
    [first, end],
  )
  /** Which rows are on screen while the end is let go of. */
  const show = useCallback((first: number, count: number) => {
    const old = wanted.current
    if (!('first' in old) || old.first !== first || old.count !== count) wanted.current = { first, count }
  }, [])
  /** Puts a held message where the detail pane looks for it, so it can be read though it is deleted by now. */
  const keep = useCallback(
    async (index: number) => {
      const m = await remote.current?.message(index)
      if (m) client.setQueryData(messageQuery(conn, stream, m.seq).queryKey, m)
    },
    [client, conn, stream],
  )
  return { view, failure, hold, ...actions, show, keep }
}

function isSame(a: TailView | undefined, b: TailView | undefined): boolean {
  if (!a || !b) return a === b
  const signature = ({ stats: s, rows }: TailView) =>
    [
      s.state,
      s.end,
      s.first,
      s.missed,
      s.pending,
      s.interruptions,
      s.error?.message,
      Math.round(s.messagesPerSecond),
      rows[0]?.index,
      rows.length,
    ].join()
  return signature(a) === signature(b)
}
