import { useQueryClient } from '@tanstack/react-query'
import { proxy, transfer, wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useRef, useState } from 'react'
import { AppError } from '~/nats/errors.ts'
import type { RestoreRecord } from '~/nats/restore-left.ts'
import type { LinkError } from '~/nats/types.ts'
import type { FilesView, Outcome, StreamFilesWorker } from '~/workers/stream-files.worker.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { keepRestore } from '~/stores/left-restores.ts'
import { endDownloadStreams, openDownloadStream } from './download-stream.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

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
  const [failure, setFailure] = useState<LinkError>()
  const [busy, setBusy] = useState<string>()
  const remote = useRef<Remote<StreamFilesWorker> | undefined>(undefined)
  /** Fails when the worker is lost: it answers no more. */
  const lost = useRef<Promise<never>>(undefined)
  const leave = useRef<() => void>(undefined)
  /** Of a worker that is stopped: resolves when it has cleaned up, with the restore that something may be left of. */
  const stopped = useRef(new WeakMap<Remote<StreamFilesWorker>, Promise<RestoreRecord | undefined>>())
  const kept = useRef<ReturnType<typeof keepRestore> | undefined>(undefined)

  useEffect(() => {
    const stops = stopped.current
    const worker = new Worker(new URL('../workers/stream-files.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<StreamFilesWorker>(worker)
    remote.current = api
    lost.current = new Promise((_, reject) =>
      onWorkerLost(worker, 'works on files of streams', (error) => {
        setFailure(error)
        reject(new AppError(error.kind, error.message, error.next === undefined ? {} : { next: error.next }))
      }),
    )
    lost.current.catch(() => {}) // it is told; what is under way fails by it
    const openStream = proxy(async (name: string, size?: number) => {
      const port = await openDownloadStream(worker, name, size)
      return port && transfer(port, [port])
    })
    let ended = false
    api.start(conn.options, openStream).catch((e: unknown) => !ended && setFailure(explain(e)))
    return () => {
      ended = true
      remote.current = undefined
      const stop = api.stop().finally(() => {
        worker.terminate()
        endDownloadStreams(worker)
      })
      stop.catch(() => {}) // a lost worker is told elsewhere
      stops.set(api, stop)
    }
  }, [conn])

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
  }, [busy])

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

  /**
   * Has the worker do something, which `name` calls; undefined when it failed (then `failure` says why) or was stopped. `atOnce`: it
   * writes nothing, so stopped it is left at once, whatever the worker and the link do.
   */
  const run = useCallback(
    async <T>(
      name: string,
      work: (w: Remote<StreamFilesWorker>) => Promise<Outcome<T>>,
      { atOnce = false } = {},
    ): Promise<T | undefined> => {
      if (!remote.current) return undefined
      setBusy(name)
      setView({})
      setFailure(undefined)
      const left = new Promise<undefined>((resolve) => {
        leave.current = atOnce ? () => resolve(undefined) : undefined
      })
      try {
        const outcome = await Promise.race([work(remote.current), left, ...(lost.current ? [lost.current] : [])])
        if (!outcome) return undefined
        if ('value' in outcome) return outcome.value
        if (outcome.error.kind !== 'aborted') setFailure(outcome.error)
      } catch (e) {
        setFailure(explain(e))
      } finally {
        setBusy(undefined)
      }
      return undefined
    },
    [],
  )
  /** Asks without anything being under way; undefined when there is no answer. */
  const ask = useCallback(async <T>(work: (w: Remote<StreamFilesWorker>) => Promise<Outcome<T>>): Promise<T | undefined> => {
    const outcome =
      remote.current &&
      (await Promise.race([work(remote.current), ...(lost.current ? [lost.current] : [])]).catch(() => undefined))
    return outcome && 'value' in outcome ? outcome.value : undefined
  }, [])
  const hold = useCallback((on: boolean) => void (on ? remote.current?.pause() : remote.current?.resume()), [])
  /** After a write: what shows streams is fetched anew. */
  const refresh = useCallback(() => void client.invalidateQueries({ queryKey: [conn.id, 'streams'] }), [client, conn.id])
  const cancel = useCallback(() => {
    void remote.current?.cancel()
    leave.current?.()
  }, [])
  return { view, failure, busy, run, ask, hold, refresh, cancel, apiLevel: conn.server?.apiLevel }
}

export type StreamFiles = ReturnType<typeof useStreamFiles>

/** For what draws it. */
export type { BackedUp, BackupFacts, Clashes, FilesView } from '~/workers/stream-files.worker.ts'
export type { MessagePlan } from '~/nats/import-plan.ts'
export type { ImportCounts, ImportProgress, ImportResult } from '~/nats/import-run.ts'
export { importBlock } from '~/nats/import-block.ts'
export { restoreProblem, streamNameProblem } from '~/nats/restore-rules.ts'
