import { useQueryClient } from '@tanstack/react-query'
import { proxy, transfer, wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RestoreRecord } from '~/nats/restore-left.ts'
import type { FilesView, Outcome, StreamFilesWorker } from '~/workers/stream-files.worker.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { keepRestore } from '~/stores/left-restores.ts'
import { endDownloadStreams, openDownloadStream } from './download-stream.ts'
import { explain, useConnection } from './use-connection.ts'
import { useWorkerRuns } from './worker-runs.ts'

/** The screen is drawn anew this often. */
const TICK_MS = 200

/**
 * Files of streams are written and read in a worker for as long as the component is there. `busy` is what is under way, by the name that
 * `run` was given.
 */
export function useStreamFiles() {
  const conn = useConnection()
  const client = useQueryClient()
  const label = useConnectionLabel()
  const [view, setView] = useState<FilesView>({})
  const { failure, setFailure, busy, remote, begin, end, ask: askWorker, run: runIt, leave } = useWorkerRuns<StreamFilesWorker>()
  /** Of a worker that is stopped: resolves when it has cleaned up, with the restore that something may be left of. */
  const stopped = useRef(new WeakMap<Remote<StreamFilesWorker>, Promise<RestoreRecord | undefined>>())
  const kept = useRef<ReturnType<typeof keepRestore> | undefined>(undefined)

  useEffect(() => {
    const stops = stopped.current
    const worker = new Worker(new URL('../workers/stream-files.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<StreamFilesWorker>(worker)
    begin(worker, api, 'works on files of streams')
    const openStream = proxy(async (name: string, size?: number) => {
      const port = await openDownloadStream(worker, name, size)
      return port && transfer(port, [port])
    })
    let ended = false
    api.start(conn.options, openStream).catch((e: unknown) => !ended && setFailure(explain(e)))
    return () => {
      ended = true
      end()
      const stop = api.stop().finally(() => {
        worker.terminate()
        endDownloadStreams(worker)
      })
      stop.catch(() => {}) // a lost worker is told elsewhere
      stops.set(api, stop)
    }
  }, [conn, begin, end, setFailure])

  useEffect(() => {
    if (busy === undefined) return undefined
    let ended = false
    let timer: ReturnType<typeof setTimeout>
    const tick = async () => {
      const next = await remote.current?.view()
      if (ended) return
      if (next) setView(next)
      timer = setTimeout(run, TICK_MS)
    }
    const run = () => void tick().catch(() => {}) // a lost worker is told elsewhere
    run()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [busy, remote])

  // A page that is closed leaves what it has begun.
  const { begun } = view
  const restore = begun?.to
  useEffect(() => {
    const at = remote.current
    if (busy === undefined || restore === undefined || !begun || !at) return undefined
    const stops = stopped.current
    const keeper = keepRestore(label, begun)
    kept.current = keeper
    // A worker that is stopped may still be cleaning up: until it has, nothing is left, and no other page is to look.
    return () => {
      kept.current = undefined
      void (stops.get(at) ?? at.view().then((now) => now.begun)).then(
        (left) => {
          if (left) keeper.note(left)
          keeper.end(left !== undefined)
        },
        () => keeper.end(true),
      )
    }
    // oxlint-disable-next-line react/exhaustive-deps -- each answer of the worker is another object of the same restore
  }, [busy, restore, label])
  useEffect(() => {
    if (begun?.created !== undefined) kept.current?.note(begun)
    // oxlint-disable-next-line react/exhaustive-deps -- as above
  }, [begun?.created])

  const run = useCallback<typeof runIt>(
    (...how) => {
      if (remote.current) setView({})
      return runIt(...how)
    },
    [runIt, remote],
  )
  /** Asks without anything being under way; undefined when there is no answer. */
  const ask = useCallback(
    async <T>(work: (w: Remote<StreamFilesWorker>) => Promise<Outcome<T>>): Promise<T | undefined> => {
      const outcome = await askWorker(work).catch(() => undefined)
      return outcome && 'value' in outcome ? outcome.value : undefined
    },
    [askWorker],
  )
  const hold = useCallback((on: boolean) => void (on ? remote.current?.pause() : remote.current?.resume()), [remote])
  /** After a write: what shows streams is fetched anew. */
  const refresh = useCallback(() => void client.invalidateQueries({ queryKey: [conn.id, 'streams'] }), [client, conn.id])
  const cancel = useCallback(() => {
    void remote.current?.cancel()
    leave()
  }, [remote, leave])
  return { view, failure, busy, run, ask, hold, refresh, cancel, apiLevel: conn.server?.apiLevel }
}

export type StreamFiles = ReturnType<typeof useStreamFiles>

/** For what draws it. */
export type { BackedUp, BackupFacts, Clashes, FilesView } from '~/workers/stream-files.worker.ts'
export type { MessagePlan } from '~/nats/import-plan.ts'
export type { ImportCounts, ImportProgress, ImportResult } from '~/nats/import-run.ts'
export { importBlock } from '~/nats/import-block.ts'
export { restoreProblem } from '~/nats/restore-rules.ts'
