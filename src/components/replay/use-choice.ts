import { useCallback, useState } from 'react'
import type { Show } from '~/nats/held.ts'
import type { Seq } from '~/nats/types.ts'

const none: ReadonlySet<Seq> = new Set()

/** Which messages are chosen. `seqs` gives those of a list that can be decided, in its order. */
export function useChoice(seqs: (show: Show) => Promise<Seq[]>, show: Show) {
  const [chosen, setChosen] = useState<ReadonlySet<Seq>>(none)
  const [anchor, setAnchor] = useState<Seq>()

  const clear = useCallback(() => setChosen(none), [])
  const toggle = useCallback((seq: Seq) => {
    setAnchor(seq)
    setChosen((old) => {
      const next = new Set(old)
      if (!next.delete(seq)) next.add(seq)
      return next
    })
  }, [])
  /** With a range: everything from the one that was chosen before. */
  const choose = useCallback(
    async (seq: Seq, range: boolean) => {
      if (!range || anchor === undefined) return toggle(seq)
      const all = await seqs(show)
      const [a, b] = [all.indexOf(anchor), all.indexOf(seq)]
      if (a === -1 || b === -1) return toggle(seq)
      setChosen((old) => new Set([...old, ...all.slice(Math.min(a, b), Math.max(a, b) + 1)]))
    },
    [anchor, seqs, show, toggle],
  )
  const all = useCallback(async () => setChosen(new Set(await seqs(show))), [seqs, show])
  /** What was decided is chosen no longer. */
  const drop = useCallback((decided: Seq[]) => {
    setChosen((old) => {
      if (old.size === 0) return old
      const next = new Set(old)
      for (const seq of decided) next.delete(seq)
      return next
    })
  }, [])
  return { chosen, toggle, choose, all, clear, drop }
}
