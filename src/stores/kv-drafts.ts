import { create } from 'zustand'

/** What is being typed as the new value of a key. */
export type KvDraft = {
  /** The revision that it is to replace, as digits; absent when the key did not exist. */
  base?: string
  /** The value of that revision, and what is typed; line ends are \n. */
  baseText: string
  text: string
  lineEnd: '\n' | '\r\n'
  /** Checked as JSON before it is saved. */
  json: boolean
}

/** Kept through a reload are the newest so many, and so many characters of them in all. */
const MOST = 30
const MOST_CHARACTERS = 1_000_000
const NAME = 'windsock.kv-drafts'

type Drafts = Record<string, KvDraft>

/**
 * Unsaved values by connection, bucket and key. They outlive a walk to another key and, within a bound, a reload of this tab; the
 * latest are last. Nothing of the connection but its name is kept.
 */
const useDrafts = create<Drafts>(() => read())

/** Under what the draft of a key is kept. `created` tells a bucket made anew from its predecessor. */
export const draftName = (connection: string, bucket: { name: string; created: string }, key: string) =>
  JSON.stringify([connection, bucket.name, bucket.created, key])

export const useDraft = (name: string): KvDraft | undefined => useDrafts((d) => d[name])

/** Keeps a draft; undefined forgets it. */
export function keepDraft(name: string, draft: KvDraft | undefined): void {
  const { [name]: _, ...others } = useDrafts.getState()
  const next: Drafts = draft ? { ...others, [name]: draft } : others
  useDrafts.setState(next, true)
  write(next)
}

/** A text was saved as a revision: its draft goes, but what was typed since stays, on top of that revision. */
export function settleDraft(name: string, text: string, revision: bigint): void {
  const draft = useDrafts.getState()[name]
  if (draft) keepDraft(name, draft.text === text ? undefined : { ...draft, base: `${revision}`, baseText: text })
}

/** Whether a draft of this size would outlive a reload. */
export const isKept = ({ text, baseText }: KvDraft) => text.length + baseText.length <= MOST_CHARACTERS

function write(drafts: Drafts): void {
  let left = MOST_CHARACTERS
  const kept = Object.entries(drafts)
    .slice(-MOST)
    .toReversed()
    .filter(([, d]) => (left -= d.text.length + d.baseText.length) >= 0)
  try {
    sessionStorage.setItem(NAME, JSON.stringify(Object.fromEntries(kept.toReversed())))
  } catch {
    // The browser's storage is full or forbidden: they are in memory still.
  }
}

function read(): Drafts {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(Object.entries(stored).filter((e): e is [string, KvDraft] => isDraft(e[1])))
  } catch {
    return {}
  }
}

function isDraft(d: Partial<KvDraft> | null): d is KvDraft {
  return typeof d?.text === 'string' && typeof d.baseText === 'string'
}
