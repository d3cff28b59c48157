import { useMemo, useRef, useState } from 'react'
import type { Show } from '~/nats/held.ts'
import type { Seq } from '~/nats/types.ts'

const none: ReadonlySet<Seq> = new Set()

/**
 * Which messages are chosen. `seqs` gives those of a list that can be decided, in its order; they are in a worker, so all of them or a range
 * are chosen a moment after they were asked for. Until then `coming` is there: what is decided in that moment is about what comes.
 */
export function useChoice(seqs: (show: Show) => Promise<Seq[]>, show: Show) {
  const [chosen, setChosen] = useState(none)
  const [coming, setComing] = useState<Promise<ReadonlySet<Seq>>>()
  const held = useRef({ chosen: none, anchor: undefined as Seq | undefined, turn: 0 })

  const actions = useMemo(() => {
    /** Chooses these, instead of what may be on its way. */
    const put = (next: ReadonlySet<Seq>) => {
      held.current.chosen = next
      held.current.turn++
      setChosen(next)
      setComing(undefined)
      return next
    }
    const later = (find: () => Promise<ReadonlySet<Seq>>) => {
      const turn = ++held.current.turn
      const isLatest = () => turn === held.current.turn
      setComing(
        find().then(
          (found) => (isLatest() ? put(found) : held.current.chosen),
          () => (isLatest() ? put(held.current.chosen) : held.current.chosen), // the worker is gone, and says so itself
        ),
      )
    }
    const toggle = (seq: Seq) => {
      held.current.anchor = seq
      const next = new Set(held.current.chosen)
      if (!next.delete(seq)) next.add(seq)
      put(next)
    }
    return {
      clear: () => void put(none),
      toggle,
      /** With a range: everything from the one that was chosen before. */
      choose: (seq: Seq, range: boolean) => {
        const { anchor } = held.current
        if (!range || anchor === undefined) return toggle(seq)
        later(async () => {
          const all = await seqs(show)
          const [a, b] = [all.indexOf(anchor), all.indexOf(seq)]
          const found = a === -1 || b === -1 ? [seq] : all.slice(Math.min(a, b), Math.max(a, b) + 1)
          return new Set([...held.current.chosen, ...found])
        })
      },
      all: () => later(async () => new Set(await seqs(show))),
      /** What was decided is chosen no longer. */
      drop: (decided: Seq[]) => {
        if (held.current.chosen.size === 0) return
        const next = new Set(held.current.chosen)
        for (const seq of decided) next.delete(seq)
        put(next)
      },
    }
  }, [seqs, show])
  return { chosen, coming, ...actions }
}
