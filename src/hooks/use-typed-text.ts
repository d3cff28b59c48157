import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

/** So long nothing more has been typed until the address is told. */
const SETTLED_MS = 250

type WithText = { text?: string | undefined }
type Change<S> = { [K in keyof S]?: S[K] | undefined }

/**
 * The search of a page with the text as it is being typed. The address hears of it a moment later: a keystroke that goes through the
 * router is drawn only after that has worked the whole page out. A text that comes from elsewhere (a link, Back) takes the place of
 * what is typed. `set` is to be used in place of the one that is given.
 */
export function useTypedText<S extends WithText>(search: S, set: (change: Change<S>, replace?: boolean) => void) {
  const [text, setText] = useState(search.text)
  const [inAddress, setInAddress] = useState(search.text)
  /** What the address was told last: when that comes back, more may have been typed. */
  const [told, setTold] = useState(search.text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  if (inAddress !== search.text) {
    setInAddress(search.text)
    if (search.text !== told) {
      setText(search.text)
      setTold(search.text)
    }
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const typed = useMemo(() => withText(search, text), [search, text])
  const setTyped = useCallback(
    (change: Change<S>, replace = false) => {
      const isTextAlone = 'text' in change && Object.keys(change).length === 1
      if (!isTextAlone) return set(change, replace)
      const next = change.text
      setText(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        setTold(next)
        set(change, true)
      }, SETTLED_MS)
    },
    [set],
  )
  return [typed, setTyped] as const
}

function withText<S extends WithText>(search: S, text: string | undefined): S {
  const { text: _, ...rest } = search
  return (text === undefined ? rest : { ...rest, text }) as S // the same but for the text
}
