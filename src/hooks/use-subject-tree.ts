import { proxy, wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { TreeRow } from '~/lib/subject-tree.ts'
import type { TreeProgress } from '~/nats/subjects.ts'
import type { LinkError } from '~/nats/types.ts'
import type { SubjectTreeWorker } from '~/workers/subject-tree.worker.ts'
import { explain, useConnection, useIsLive } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

export type TreeState =
  /** Not read yet: there are so many subjects that the operator is asked first. */
  | { state: 'waiting' }
  | { state: 'loading'; progress?: TreeProgress }
  | { state: 'loaded'; subjects: number; messages: number; at: number }
  | { state: 'failed'; error: LinkError }

/** Above this many subjects reading them all is a load on the server that nobody should cause by opening a page. */
export const ASK_ABOVE = 500_000

/**
 * The subjects of a stream, held in a worker with a connection of its own. `children` asks it for one branch. To be used below a
 * `key` of the stream's name: it starts anew with another stream.
 */
export function useSubjectTree(stream: string, subjects: number) {
  const conn = useConnection()
  const [round, setRound] = useState(subjects > ASK_ABOVE ? 0 : 1)
  const [state, setState] = useState<TreeState>(round === 0 ? { state: 'waiting' } : { state: 'loading' })
  const remote = useRef<Remote<SubjectTreeWorker> | undefined>(undefined)

  useEffect(() => {
    if (round === 0) return undefined
    const worker = new Worker(new URL('../workers/subject-tree.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<SubjectTreeWorker>(worker)
    let current = true
    remote.current = api
    const fail = (error: LinkError) => current && setState({ state: 'failed', error })
    onWorkerLost(worker, 'reads subjects', fail)
    const onProgress = proxy((progress: TreeProgress) => current && setState({ state: 'loading', progress }))
    api.load(conn.options, stream, onProgress).then(
      (loaded) => {
        if ('error' in loaded) fail(loaded.error)
        else if (current) setState({ state: 'loaded', at: Date.now(), ...loaded })
      },
      (e: unknown) => fail(explain(e)),
    )
    return () => {
      current = false
      worker.terminate()
    }
  }, [conn, stream, round])

  const children = useCallback(async (path: string[]): Promise<TreeRow[]> => (await remote.current?.children(path)) ?? [], [])
  const load = useCallback(() => {
    setState({ state: 'loading' })
    setRound((n) => n + 1)
  }, [])
  useReloadOnReturn(state, load)
  return { state, children, load }
}

/** What failed while the connection was down is tried again when it is back. */
function useReloadOnReturn(state: TreeState, load: () => void) {
  const live = useIsLive()
  const wasLive = useRef(live)
  useEffect(() => {
    if (live && !wasLive.current && state.state === 'failed') load()
    wasLive.current = live
  }, [live, state.state, load])
}
