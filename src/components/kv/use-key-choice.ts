import { useMemo, useRef, useState } from 'react'
import type { KvKeysHook } from '~/hooks/use-kv-keys.ts'
import type { KeyQuery } from '~/lib/kv/key-view.ts'

const none: ReadonlySet<string> = new Set()

/** From where to where a range goes, and what was chosen before it began: it may grow and shrink until another one begins. */
type Range = { anchor: string; end: string; before: ReadonlySet<string> }

/** Which keys are chosen; those that no row shows any more stay so. */
export function useKeyChoice({ between, below }: Pick<KvKeysHook, 'between' | 'below'>, query: KeyQuery) {
  const [chosen, setChosen] = useState(none)
  // What the next key press goes by, which may come before this is drawn again.
  const now = useRef(chosen)
  const range = useRef<Range>(undefined)
  const actions = useMemo(() => {
    const keep = (next: ReadonlySet<string>) => {
      now.current = next
      setChosen(next)
    }
    const begin = (key: string) => (range.current = { anchor: key, end: key, before: now.current })
    const rangeTo = async (of: Range, end: string) => {
      of.end = end
      const keys = await between(query, of.anchor, end)
      if (range.current !== of || of.end !== end) return
      if (keys.length > 0) return keep(new Set([...of.before, ...keys]))
      // Where it began is no longer shown: what was chosen stays, and another range begins here.
      keep(new Set([...now.current, end]))
      begin(end)
    }
    return {
      clear: () => {
        range.current = undefined
        keep(none)
      },
      /** With a range: everything from the one that was chosen before, in the order on screen. */
      choose: async (key: string, isRange = false) => {
        if (isRange && range.current) return rangeTo(range.current, key)
        const next = new Set(now.current)
        if (!next.delete(key)) next.add(key)
        keep(next)
        begin(key)
      },
      /** The keyboard goes from one key to another, and takes the range along. */
      extend: (from: string, to: string) => {
        const current = range.current
        return rangeTo(current?.end === from ? current : begin(from), to)
      },
      /** All keys below a branch; none of them when all are chosen already. */
      chooseBelow: async (prefix: string) => {
        const keys = await below(query, prefix)
        const isAll = keys.every((key) => now.current.has(key))
        range.current = undefined
        keep(isAll ? new Set([...now.current].filter((key) => !key.startsWith(prefix))) : new Set([...now.current, ...keys]))
      },
    }
  }, [between, below, query])
  return useMemo(() => ({ chosen, ...actions }), [chosen, actions])
}

export type KeyChoice = ReturnType<typeof useKeyChoice>
