import { useQueryClient } from '@tanstack/react-query'
import { transfer, wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { BulkShown } from '~/lib/kv/bulk-list.ts'
import { ViewPoll } from '~/lib/view-poll.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { BulkView, Chosen, KvBulkWorker, Outcome } from '~/workers/kv-bulk.worker.ts'
import type { WhichKeys } from '~/workers/kv.worker.ts'
import { explain, useConnection } from './use-connection.ts'
import { useWorkerRuns } from './worker-runs.ts'

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
  const { failure, setFailure, busy, remote, begin, end, ask: askWorker, run: runIt, leave } = useWorkerRuns<KvBulkWorker>()
  const wanted = useRef<{ shown: BulkShown; first: number }>({ shown: [], first: 0 })
  const poll = useRef<ViewPoll<BulkView> | undefined>(undefined)
  const begun = useRef({ bucket, lend, exact })

  useEffect(() => {
    const worker = new Worker(new URL('../workers/kv-bulk.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<KvBulkWorker>(worker)
    begin(worker, api, 'works on many keys')
    setView(undefined)
    setChosen(undefined)
    let ended = false
    const polling = new ViewPoll<BulkView>({
      ask: (known) => api.view(wanted.current.shown, wanted.current.first, ROWS, known),
      onView: setView,
      onError: (e) => setFailure(explain(e)),
      everyMs: () => TICK_MS,
    })
    poll.current = polling
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
        polling.start()
        return choose()
      })
      .catch((e: unknown) => !ended && setFailure(explain(e)))
    return () => {
      ended = true
      polling.stop()
      poll.current = undefined
      end()
      void api.stop().finally(() => worker.terminate())
    }
  }, [conn, which, begin, end, setFailure])

  const run = useCallback(
    <T>(name: string, work: (w: Remote<KvBulkWorker>) => Promise<Outcome<T>>, { atOnce = false } = {}) =>
      runIt(name, work, {
        atOnce,
        // What is said of the end are the figures of the end, not those of the tick before.
        last: async () => {
          const { shown, first } = wanted.current
          const final = await askWorker((w) => w.view(shown, first, ROWS, undefined)).catch(() => undefined)
          if (final) setView(final)
        },
      }),
    [runIt, askWorker],
  )
  /** After a write: what shows the bucket is fetched anew. */
  const refresh = useCallback(() => {
    void client.invalidateQueries({ queryKey: [conn.id, 'kv', bucket.name] })
    void client.invalidateQueries({ queryKey: [conn.id, 'streams', 'bucket', bucket.name] })
  }, [client, conn.id, bucket.name])
  const want = useCallback((change: Partial<{ shown: BulkShown; first: number }>) => {
    wanted.current = { ...wanted.current, ...change }
    poll.current?.renew()
  }, [])
  const cancel = useCallback(() => {
    void remote.current?.cancel()
    leave()
  }, [remote, leave])
  const report = useCallback(async () => (await remote.current?.report()) ?? new Blob(), [remote])
  return { view, chosen, failure, busy, run, refresh, want, cancel, report }
}

export type KvBulk = ReturnType<typeof useKvBulk>

/** For what draws it. */
export type { BulkView, Chosen, FileRead, Planned } from '~/workers/kv-bulk.worker.ts'
export type { WhichKeys } from '~/workers/kv.worker.ts'
