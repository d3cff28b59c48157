import { wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { FolderQuery } from '~/lib/obj/folder-view.ts'
import { ViewPoll } from '~/lib/view-poll.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { LinkError, Seq } from '~/nats/types.ts'
import type { ObjectsView, ObjectsWanted, ObjectsWorker, WhichObjects } from '~/workers/objects.worker.ts'
import { leaveNothing } from './leave-nothing.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** The screen is drawn anew this often. */
const TICK_MS = 100
/** As many rows as a tall screen shows, twice. */
const ROWS = 120

/**
 * The objects of a bucket as they are now, held in a worker for as long as the component is. `view.rows` are the rows from
 * `view.first` on of `view.total`; `onVisible` says which are on screen.
 */
export function useObjects(bucket: ObjBucket, query: FolderQuery, open: string | undefined) {
  const conn = useConnection()
  const [view, setView] = useState<ObjectsView>()
  const [failure, setFailure] = useState<LinkError>()
  const remote = useRef<Remote<ObjectsWorker> | undefined>(undefined)
  const consumer = useRef<string | undefined>(undefined)
  const wanted = useRef<ObjectsWanted>({ query, first: 0, count: ROWS })
  const poll = useRef<ViewPoll<ObjectsView> | undefined>(undefined)
  const { name, stream } = bucket

  useEffect(() => {
    const worker = new Worker(new URL('../workers/objects.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<ObjectsWorker>(worker)
    remote.current = api
    setView(undefined)
    setFailure(undefined)
    onWorkerLost(worker, 'watches objects', setFailure)
    const polling = new ViewPoll<ObjectsView>({
      ask: (known) => api.view(wanted.current, known),
      onView: (next) => {
        consumer.current = next.consumer
        setView(next)
      },
      onError: (e) => setFailure(explain(e)),
      everyMs: () => TICK_MS,
    })
    poll.current = polling
    api.start(conn.options, name).then(
      () => polling.start(),
      (e: unknown) => setFailure(explain(e)),
    )
    // A page that goes takes its worker along before that could say anything; this connection still can.
    const stopWatch = leaveNothing(conn, stream, () => consumer.current)
    return () => {
      polling.stop()
      stopWatch()
      poll.current = undefined
      remote.current = undefined
      void api.stop().finally(() => worker.terminate())
    }
  }, [conn, name, stream])

  const queryKey = JSON.stringify(query)
  useEffect(() => {
    wanted.current = { query, first: wanted.current.first, count: ROWS, ...(open === undefined ? {} : { open }) }
    poll.current?.renew()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- by value
  }, [queryKey, open])

  /** The first row on screen: rows around it are asked for. */
  const onVisible = useCallback((first: number) => {
    const from = Math.max(0, first - ROWS / 4)
    if (from === wanted.current.first) return
    wanted.current = { ...wanted.current, first: from }
    poll.current?.renew()
  }, [])

  const actions = useMemo(
    () => ({
      /** The objects as they are now: those that are there, without deleted ones. */
      infos: async (which: WhichObjects): Promise<ObjectInfo[]> => (await remote.current?.infos(which)) ?? [],
      /** The ids of the rows that a query shows: all, or from one to another, both included. */
      ids: async (q: FolderQuery, range?: [string, string]): Promise<string[]> => (await remote.current?.ids(q, range)) ?? [],
      /** The links of this bucket that lead to an object: the first of them, and how many there are. */
      linksTo: async (of: string, target: string) => (await remote.current?.linksTo(of, target)) ?? { links: 0, names: [] },
      /** Resolves when the list knows of a revision, or after a while. */
      seen: async (object: string, revision: Seq) => remote.current?.seen(object, revision),
      /** What is about to be deleted, and what has become of it. */
      removal: {
        plan: async (of: ObjBucket, which: WhichObjects) => remote.current?.planRemoval(of, which),
        view: async (first: number, count: number) => remote.current?.removal(first, count),
        run: async () => remote.current?.remove(),
        stop: async () => remote.current?.stopRemoval(),
      },
      /** What is about to be renamed, where to, and what has become of it. */
      moves: {
        plan: async (of: ObjBucket, which: WhichObjects, from: string) => remote.current?.planMoves(of, which, from),
        aim: async (to: string) => remote.current?.aimMoves(to),
        view: async (first: number, count: number) => remote.current?.moves(first, count),
        run: async () => remote.current?.move(),
        stop: async () => remote.current?.stopMoves(),
      },
    }),
    [],
  )
  return { view, failure, onVisible, ...actions }
}

export type ObjectsHook = ReturnType<typeof useObjects>

/** For what draws it. */
export type { MoveResult, MoveRow, MoveView } from '~/nats/obj-move.ts'
export type { RemovalResult, RemovalRow, RemovalView } from '~/nats/obj-remove.ts'
export type { ListedObject, ObjectsView, WhichObjects } from '~/workers/objects.worker.ts'
