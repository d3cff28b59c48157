import { useCallback, useEffect, useState } from 'react'
import type { Seq } from '~/nats/types.ts'
import { onDeleted } from './deleted-messages.ts'

/** So many can be chosen: they are held, exported and deleted one by one. */
export const MOST_CHOSEN = 3000

export type ChosenMessages = {
  chosen: ReadonlySet<Seq>
  /** One more, or one less; the first also takes in the message that is open, unless the choice was taken back before. */
  toggle: (seq: Seq, open: Seq | undefined) => void
  /** These too. */
  add: (seqs: Seq[]) => void
  clear: () => void
}

/** The messages of a list that are chosen, by sequence; nothing of it outlives the list, nor a message that this page deletes. */
export function useChosenMessages(created: string): ChosenMessages {
  const [chosen, setChosen] = useState<ReadonlySet<Seq>>(none)
  const toggle = useCallback(
    (seq: Seq, open: Seq | undefined) =>
      setChosen((old) => {
        const next = new Set(old === none && open !== undefined && open !== seq ? [open] : old)
        if (!next.delete(seq)) next.add(seq)
        return bounded(next)
      }),
    [],
  )
  const add = useCallback((seqs: Seq[]) => setChosen((old) => bounded(new Set([...old, ...seqs]))), [])
  useEffect(
    () =>
      onDeleted((of, seq) => {
        if (of === created) setChosen((old) => (old.has(seq) ? new Set([...old].filter((s) => s !== seq)) : old))
      }),
    [created],
  )
  const clear = useCallback(() => setChosen(new Set()), [])
  return { chosen, toggle, add, clear }
}

const none: ReadonlySet<Seq> = new Set()

function bounded(set: Set<Seq>): Set<Seq> {
  return set.size <= MOST_CHOSEN ? set : new Set([...set].slice(0, MOST_CHOSEN))
}
