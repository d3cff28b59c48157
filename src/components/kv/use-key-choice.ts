import { useCallback, useMemo, useState } from 'react'
import type { KvKeysHook } from '~/hooks/use-kv-keys.ts'
import type { KeyQuery } from '~/lib/kv/key-view.ts'

const none: ReadonlySet<string> = new Set()

/** Which keys are chosen; those that no row shows any more stay so. */
export function useKeyChoice({ between, below }: Pick<KvKeysHook, 'between' | 'below'>, query: KeyQuery) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(none)
  const [anchor, setAnchor] = useState<string>()
  const clear = useCallback(() => setChosen(none), [])
  /** With a range: everything from the one that was chosen before, in the order on screen. */
  const choose = useCallback(
    async (key: string, range = false) => {
      const keys = range && anchor !== undefined ? await between(query, anchor, key) : []
      if (keys.length > 0) return setChosen((old) => new Set([...old, ...keys]))
      setAnchor(key)
      setChosen((old) => {
        const next = new Set(old)
        if (!next.delete(key)) next.add(key)
        return next
      })
    },
    [between, query, anchor],
  )
  /** All keys below a branch; none of them when all are chosen already. */
  const chooseBelow = useCallback(
    async (prefix: string) => {
      const keys = await below(query, prefix)
      setChosen((old) => {
        const isAll = keys.every((key) => old.has(key))
        return isAll ? new Set([...old].filter((key) => !key.startsWith(prefix))) : new Set([...old, ...keys])
      })
    },
    [below, query],
  )
  return useMemo(() => ({ chosen, choose, chooseBelow, clear }), [chosen, choose, chooseBelow, clear])
}

export type KeyChoice = ReturnType<typeof useKeyChoice>
