import { useCallback, useEffect, useRef, useState } from 'react'
import type { ObjectInfo } from '~/nats/obj-types.ts'
import type { Latest } from './overwrite-choice.ts'

/** What is on screen is looked at again this often. */
const LOOK_MS = 2000
/** At most so many of them. */
const MOST = 60

/** Gives what is under these names now, of those where something is. */
export type LookAt = (names: string[]) => Promise<ReadonlyMap<string, ObjectInfo>>

/** What is under the names that are on screen, over and over; those beyond are as they were when they were last. */
export function useLatest(names: string[], lookAt: LookAt) {
  const [latest, setLatest] = useState<Latest>(() => new Map())
  const first = useRef(0)
  const current = useRef({ names, lookAt })
  useEffect(() => {
    current.current = { names, lookAt }
  })
  useEffect(() => {
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const { names: all, lookAt: ask } = current.current
      const some = all.slice(first.current, first.current + MOST)
      // What cannot be looked at stays as it was: the server has the last word.
      const found = await ask(some).catch(() => undefined)
      if (isOver) return
      if (found) setLatest((old) => new Map([...old, ...some.map((name) => [name, found.get(name) ?? null] as const)]))
      timer = setTimeout(() => void look(), LOOK_MS)
    }
    timer = setTimeout(() => void look(), LOOK_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [])
  const onVisible = useCallback((at: number) => {
    first.current = at
  }, [])
  return { latest, onVisible }
}
