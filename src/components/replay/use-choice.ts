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
  const held = useRef({ chosen: none, anchor: undefined as Seq | undefined, turn: 0, dropped: new Set<Seq>() })

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
      held.current.dropped = new Set()
      const isLatest = () => turn === held.current.turn
      setComing(
        find().then(
          (found) => (isLatest() ? put(without(found, held.current.dropped)) : held.current.chosen),
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
      /** What was decided is chosen no longer, nor when it is on its way. */
      drop: (decided: Seq[]) => {
        for (const seq of decided) held.current.dropped.add(seq)
        if (held.current.chosen.size === 0) return
        held.current.chosen = without(held.current.chosen, new Set(decided))
        setChosen(held.current.chosen)
      },
    }
  }, [seqs, show])
  return { chosen, coming, ...actions }
}

const without = (seqs: ReadonlySet<Seq>, others: ReadonlySet<Seq>): ReadonlySet<Seq> =>
  new Set([...seqs].filter((seq) => !others.has(seq)))
