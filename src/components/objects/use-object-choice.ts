import { useCallback, useMemo, useState } from 'react'
import type { Held } from '~/components/table/VirtualGrid.tsx'
import type { ObjectsHook, WhichObjects } from '~/hooks/use-objects.ts'
import type { FolderQuery } from '~/lib/obj/folder-view.ts'

const none: ReadonlySet<string> = new Set()

/** Which objects and folders are chosen, by the ids of their rows; another folder begins anew. */
export function useObjectChoice({ ids }: Pick<ObjectsHook, 'ids'>, query: FolderQuery) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(none)
  const [anchor, setAnchor] = useState<string>()
  const [at, setAt] = useState(query.folder)
  if (at !== query.folder) {
    setAt(query.folder)
    setChosen(none)
    setAnchor(undefined)
  }
  const clear = useCallback(() => setChosen(none), [])
  /** With a range: everything from the one that was chosen before, in the order on screen. */
  const choose = async (id: string, range = false) => {
    const between = range && anchor !== undefined ? await ids(query, [anchor, id]) : []
    if (between.length > 0) return setChosen((old) => new Set([...old, ...between]))
    setAnchor(id)
    setChosen((old) => {
      const next = new Set(old)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }
  /** A click on a row: it alone, with Ctrl it too, with Shift all from the one that was chosen before. */
  const pick = async (id: string, { ctrl, shift }: Held) => {
    if (ctrl || shift) return choose(id, shift)
    setAnchor(id)
    setChosen(new Set([id]))
  }
  /** The keyboard goes from one row to another, and all between are chosen too. */
  const extend = async (from: string, to: string) => {
    const between = await ids(query, [from, to])
    setAnchor((old) => old ?? from)
    setChosen((old) => new Set([...old, ...between]))
  }
  /** All rows that are shown, also those that are not on screen; none when all are chosen already. */
  const chooseAll = async () => {
    const all = await ids(query)
    setChosen((old) => (all.every((id) => old.has(id)) ? none : new Set(all)))
  }
  const which = useMemo(() => whichOf([...chosen]), [chosen])
  return { chosen, choose, pick, extend, chooseAll, clear, which }
}

export type ObjectChoice = ReturnType<typeof useObjectChoice>

/** What rows of these ids stand for. */
export function whichOf(ids: string[]): WhichObjects {
  const of = (kind: string) => ids.filter((id) => id.startsWith(kind)).map((id) => id.slice(kind.length))
  return { names: of('o '), folders: of('f ') }
}
