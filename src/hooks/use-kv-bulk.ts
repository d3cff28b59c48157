import { useQueryClient } from '@tanstack/react-query'
import { transfer, wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { BulkShown } from '~/lib/kv/bulk-list.ts'
import { AppError } from '~/nats/errors.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { LinkError } from '~/nats/types.ts'
import type { BulkView, Chosen, KvBulkWorker, Outcome } from '~/workers/kv-bulk.worker.ts'
import type { WhichKeys } from '~/workers/kv.worker.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** The screen is drawn anew this often. */
const TICK_MS = 200
const ROWS = 80

/** Which keys (the same object for as long as they are), and who knows them. */
export type BulkSource = {
  which?: WhichKeys | undefined
  lend?: (port: MessagePort) => void
  /** Revisions that the watch does not know are looked up. */
  exact?: boolean
}

/** Something that is done to many keys, in a worker for as long as the component is there. `chosen` says what it was given. */
export function useKvBulk(bucket: Bucket, { which, lend, exact = false }: BulkSource) {
  const conn = useConnection()
  const client = useQueryClient()
  const [view, setView] = useState<BulkView>()
  const [chosen, setChosen] = useState<Chosen>()
  const [failure, setFailure] = useState<LinkError>()
  const [busy, setBusy] = useState<string>()
  const remote = useRef<Remote<KvBulkWorker> | undefined>(undefined)
  const wanted = useRef<{ shown: BulkShown; first: number }>({ shown: [], first: 0 })
  const renewed = useRef(true)
  /** Fails when the worker is lost: it answers no more. */
  const lost = useRef<Promise<never>>(undefined)
  const begun = useRef({ bucket, lend, exact })
  /** Ends what may be left at once. */
  const leave = useRef<() => void>(undefined)

  useEffect(() => {
    const worker = new Worker(new URL('../workers/kv-bulk.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<KvBulkWorker>(worker)
    remote.current = api
    setView(undefined)
    setChosen(undefined)
    setFailure(undefined)
    lost.current = new Promise((_, reject) =>
      onWorkerLost(worker, 'works on many keys', (error) => {
        setFailure(error)
        reject(new AppError(error.kind, error.message, error.next === undefined ? {} : { next: error.next }))
      }),
    )
    lost.current.catch(() => {}) // it is told; what is under way fails by it
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let known: string | undefined
    const tick = async () => {
      const anew = renewed.current
      renewed.current = false
      const next = await api.view(wanted.current.shown, wanted.current.first, ROWS, anew ? undefined : known)
      if (ended) return
      if (next) {
        known = next.version
        setView(next)
      }
      timer = setTimeout(run, TICK_MS)
    }
    const run = () => void tick().catch((e: unknown) => !ended && setFailure(explain(e)))
    const choose = async () => {
      if (which === undefined) return
      const found = await ask(which)
      const outcome = begun.current.exact && 'value' in found ? await api.complete() : found
      if (ended) return
      if ('error' in outcome) setFailure(outcome.error)
      else setChosen(outcome.value)
    }
    const ask = (asked: WhichKeys) => {
      const { port1, port2 } = new MessageChannel()
      begun.current.lend?.(port1)
      return api.choose(asked, transfer(port2, [port2]))
    }
    api
      .start(conn.options, begun.current.bucket)
      .then(() => {
        run()
        return choose()
      })
      .catch((e: unknown) => !ended && setFailure(explain(e)))
    return () => {
      ended = true
      clearTimeout(timer)
      remote.current = undefined
      void api.stop().finally(() => worker.terminate())
    }
  }, [conn, which])

  /**
   * Has the worker do something, which `name` calls; undefined when it failed (then `failure` says why) or was stopped. `atOnce`: it
   * writes nothing, so stopped it is left at once, whatever the worker and the link do.
   */
  const run = useCallback(
    async <T>(
      name: string,
      work: (w: Remote<KvBulkWorker>) => Promise<Outcome<T>>,
      { atOnce = false } = {},
    ): Promise<T | undefined> => {
      if (!remote.current) return undefined
      setBusy(name)
      setFailure(undefined)
      let isLeft = false
      const left = new Promise<undefined>((resolve) => {
        leave.current = atOnce ? () => resolve(undefined) : undefined
      })
      try {
        const outcome = await Promise.race([untilLost(work(remote.current), lost.current), left])
        isLeft = outcome === undefined
        if (!outcome) return undefined
        if ('value' in outcome) return outcome.value
        if (outcome.error.kind !== 'aborted') setFailure(outcome.error)
      } catch (e) {
        setFailure(explain(e))
      } finally {
        // What is said of the end are the figures of the end, not those of the tick before.
        const { shown, first } = wanted.current
        const last = isLeft
          ? undefined
          : await untilLost(remote.current?.view(shown, first, ROWS, undefined), lost.current).catch(() => undefined)
        if (last) setView(last)
        setBusy(undefined)
      }
      return undefined
    },
    [],
  )
  /** After a write: what shows the bucket is fetched anew. */
  const refresh = useCallback(() => {
    void client.invalidateQueries({ queryKey: [conn.id, 'kv', bucket.name] })
    void client.invalidateQueries({ queryKey: [conn.id, 'streams', 'bucket', bucket.name] })
  }, [client, conn.id, bucket.name])
  const want = useCallback((change: Partial<{ shown: BulkShown; first: number }>) => {
    wanted.current = { ...wanted.current, ...change }
    renewed.current = true
  }, [])
  const cancel = useCallback(() => {
    void remote.current?.cancel()
    leave.current?.()
  }, [])
  const report = useCallback(async () => (await remote.current?.report()) ?? new Blob(), [])
  return { view, chosen, failure, busy, run, refresh, want, cancel, report }
}

/** What a worker answers, unless it is lost before. */
function untilLost<T>(answer: PromiseLike<T>, lost: Promise<never> | undefined): Promise<T> {
  return Promise.race([answer, ...(lost ? [lost] : [])])
}

export type KvBulk = ReturnType<typeof useKvBulk>

/** For what draws it. */
export type { BulkView, Chosen, FileRead, Planned } from '~/workers/kv-bulk.worker.ts'
export type { WhichKeys } from '~/workers/kv.worker.ts'
