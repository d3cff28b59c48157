import { create } from 'zustand'
import { toBase64 } from '~/lib/payload/encode.ts'

type Options<T> = {
  /** Under what the browser keeps them. */
  name: string
  /** About how many characters one has as JSON, told without making that. */
  charactersOf: (draft: T) => number
  /** Whether what was kept is one: it may be of another version of this page. */
  isDraft: (x: unknown) => x is T
}

/** In memory are the newest so many; through a reload so many characters of them. */
const MOST = 30
const MOST_CHARACTERS = 2_000_000
const MOST_IN_MEMORY = 200_000_000
/** Typing is not held up by storing what is typed. */
const STORE_AFTER_MS = 250

/**
 * What is typed into forms and not sent, by a name for each. It outlives a closed form, a failed write and a lost link and, within a bound, a
 * reload of this tab; the latest are last. Nothing is shared with other tabs.
 */
export function tabDrafts<T>({ name: key, charactersOf, isDraft }: Options<T>) {
  const useDrafts = create<Record<string, T>>(() => read(key, isDraft))
  let timer: ReturnType<typeof setTimeout> | undefined
  const newest = (characters: number) => {
    let left = characters
    const entries = Object.entries(useDrafts.getState()).slice(-MOST).toReversed()
    return Object.fromEntries(entries.filter(([, d]) => (left -= charactersOf(d)) >= 0).toReversed())
  }
  const store = () => {
    clearTimeout(timer)
    timer = undefined
    try {
      sessionStorage.setItem(key, JSON.stringify(newest(MOST_CHARACTERS), replacer))
    } catch {
      // The browser's storage is full or forbidden: they are in memory still.
    }
  }
  if (typeof window !== 'undefined') window.addEventListener('pagehide', () => timer !== undefined && store())
  return {
    use: (name: string): T | undefined => useDrafts((d) => d[name]),
    now: (name: string): T | undefined => useDrafts.getState()[name],
    /** Keeps a draft; undefined forgets it. */
    keep: (name: string, draft: T | undefined): void => {
      const { [name]: _, ...others } = useDrafts.getState()
      useDrafts.setState(draft ? { ...others, [name]: draft } : others, true)
      useDrafts.setState(newest(MOST_IN_MEMORY), true)
      timer ??= setTimeout(store, STORE_AFTER_MS)
    },
  }
}

/** JSON has neither bytes nor whole numbers of any size. */
function replacer(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: toBase64(value) }
  return typeof value === 'bigint' ? { $whole: String(value) } : value
}

function reviver(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$bytes' in value) return Uint8Array.from(atob(String(value.$bytes)), (c) => c.charCodeAt(0))
  return '$whole' in value ? BigInt(String(value.$whole)) : value
}

function read<T>(key: string, isDraft: (x: unknown) => x is T): Record<string, T> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}', reviver)
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(Object.entries(stored).flatMap(([name, d]) => (isDraft(d) ? [[name, d] as const] : [])))
  } catch {
    return {}
  }
}
