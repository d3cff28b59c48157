import type { Remote } from 'comlink'
import { useCallback, useMemo, useRef, useState } from 'react'
import { AppError } from '~/nats/errors.ts'
import type { LinkError } from '~/nats/types.ts'
import { explain } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** What a worker answers: an AppError cannot be cloned. */
type Outcome<T> = { value: T } | { error: LinkError }

/**
 * What a worker is asked to do, one thing after the other: `busy` is what is under way, by the name that `run` was given; `failure` why
 * the last one failed. `begin` takes a worker over, which may be lost; `end` lets it go.
 */
export function useWorkerRuns<W>() {
  const [failure, setFailure] = useState<LinkError>()
  const [busy, setBusy] = useState<string>()
  const remote = useRef<Remote<W> | undefined>(undefined)
  /** Fails when the worker is lost: it answers no more. */
  const lost = useRef<Promise<never>>(undefined)
  /** Ends what may be left at once. */
  const leave = useRef<() => void>(undefined)

  const begin = useCallback((worker: Worker, api: Remote<W>, whatItDoes: string) => {
    remote.current = api
    setFailure(undefined)
    lost.current = new Promise((_, reject) =>
      onWorkerLost(worker, whatItDoes, (error) => {
        setFailure(error)
        reject(new AppError(error.kind, error.message, error.next === undefined ? {} : { next: error.next }))
      }),
    )
    lost.current.catch(() => {}) // it is told; what is under way fails by it
  }, [])
  const end = useCallback(() => {
    remote.current = undefined
  }, [])

  /** What the worker answers; rejects when it is lost before. Undefined when there is none. */
  const ask = useCallback(
    async <T>(work: (w: Remote<W>) => PromiseLike<T>): Promise<T | undefined> =>
      remote.current && Promise.race([work(remote.current), ...(lost.current ? [lost.current] : [])]),
    [],
  )

  /**
   * Has the worker do something, which `name` calls; undefined when it failed (then `failure` says why) or was stopped. `atOnce`: it
   * writes nothing, so stopped it is left at once, whatever the worker and the link do. `last` is waited for before it is over, unless
   * it was left.
   */
  const run = useCallback(
    async <T>(
      name: string,
      work: (w: Remote<W>) => PromiseLike<Outcome<T>>,
      { atOnce = false, last = async () => {} }: { atOnce?: boolean; last?: () => Promise<unknown> } = {},
    ): Promise<T | undefined> => {
      if (!remote.current) return undefined
      setBusy(name)
      setFailure(undefined)
      let isLeft = false
      const left = new Promise<undefined>((resolve) => {
        leave.current = atOnce ? () => resolve(undefined) : undefined
      })
      try {
        const outcome = await Promise.race([ask(work), left])
        isLeft = outcome === undefined
        if (!outcome) return undefined
        if ('value' in outcome) return outcome.value
        if (outcome.error.kind !== 'aborted') setFailure(outcome.error)
      } catch (e) {
        setFailure(explain(e))
      } finally {
        if (!isLeft) await last()
        setBusy(undefined)
      }
      return undefined
    },
    [ask],
  )
  const leaveNow = useCallback(() => leave.current?.(), [])
  return useMemo(
    () => ({ failure, setFailure, busy, remote, begin, end, ask, run, leave: leaveNow }),
    [failure, busy, begin, end, ask, run, leaveNow],
  )
}
