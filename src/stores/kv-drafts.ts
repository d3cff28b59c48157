import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { standsFor, type Content } from '~/lib/kv/content.ts'
import { toBase64 } from '~/lib/payload/encode.ts'

/** What is being made as the new value of a key. */
export type KvDraft = {
  /** The revision that it is to replace, as digits; absent when the key did not exist. */
  base?: string
  /** The value of that revision. */
  baseData: Uint8Array
  content: Content
  /** The time to live that is typed. */
  ttl: string
  /** The name that is typed, for a key that is yet to be made. */
  newKey?: string
  /** It gave way to another draft of its key, and belongs to the bucket that was made at this time. */
  setAside?: string
}

/** Kept through a reload are the newest so many, and so many characters of them in all. */
const MOST = 30
const MOST_CHARACTERS = 2_000_000
const NAME = 'windsock.kv-drafts'
/** Typing is not held up by storing what is typed. */
const STORE_AFTER_MS = 250

type Drafts = Record<string, KvDraft>
/** As JSON: bytes are base64. */
type Stored = Omit<KvDraft, 'baseData' | 'content'> & { baseData: string; content: StoredContent }
type StoredContent = Exclude<Content, { as: 'file' }> | { as: 'file'; name?: string; data: string }

/**
 * Unsaved values by connection, bucket and key. They outlive a walk to another key and, within a bound, a reload of this tab; the
 * latest are last. Nothing of the connection but its name is kept.
 */
const useDrafts = create<Drafts>(() => read())

type DraftBucket = { name: string; created: string }

/** Under what the draft of a key is kept. `created` tells a bucket made anew from its predecessor. */
export const draftName = (connection: string, bucket: DraftBucket, key: string) =>
  JSON.stringify([connection, bucket.name, bucket.created, key])

/** The same for a key that has no name yet. */
export const newKeyDraft = (connection: string, bucket: DraftBucket) => draftName(connection, bucket, '')

export const useDraft = (name: string): KvDraft | undefined => useDrafts((d) => d[name])

/** Keeps a draft; undefined forgets it. */
export function keepDraft(name: string, draft: KvDraft | undefined): void {
  const { [name]: _, ...others } = useDrafts.getState()
  useDrafts.setState(draft ? { ...others, [name]: draft } : others, true)
  storeSoon()
}

/** A value was saved as a revision: its draft goes, but what was typed since stays, on top of that revision. */
export function settleDraft(name: string, data: Uint8Array, revision: bigint): void {
  const draft = useDrafts.getState()[name]
  if (!draft) return
  keepDraft(name, standsFor(draft.content, data) ? undefined : { ...draft, base: `${revision}`, baseData: data, ttl: '' })
}

/** Whether a draft of this size would outlive a reload. */
export const isKept = (draft: KvDraft) => charactersOf(draft) <= MOST_CHARACTERS

/**
 * A key with something unsaved. `isOrphan`: it was typed for a bucket of this name that is no longer there. `isAside`: there is
 * another draft of the key, which is the one that its editor shows. Either is opened by adoptDraft.
 */
export type Unsaved = { name: string; key: string; isOrphan: boolean; isAside: boolean }

/** The keys of a bucket whose drafts differ from what they began with, in the order in which they were typed last. */
export function useUnsaved(connection: string, bucket: DraftBucket): Unsaved[] {
  const names = useDrafts(useShallow((drafts) => Object.keys(drafts).filter((name) => isChanged(drafts[name]!))))
  return unsavedOf(names, connection, bucket)
}

/** Those among the drafts of these names. */
export function unsavedOf(names: string[], connection: string, bucket: DraftBucket): Unsaved[] {
  return names.flatMap((name) => {
    const [at, of, created, key] = JSON.parse(name) as [string, string, string, string]
    if (at !== connection || of !== bucket.name || key === '') return []
    const isAside = draftOf(name)?.setAside === bucket.created
    return [{ name, key, isOrphan: created !== bucket.created && !isAside, isAside }]
  })
}

export const draftOf = (name: string): KvDraft | undefined => useDrafts.getState()[name]

/**
 * Moves what was typed for a bucket that is gone to the one of its name: as a new key, for that one has other revisions. A draft that
 * the key has there is set aside, in its place, and comes back the same way.
 */
export function adoptDraft(from: string, to: string): void {
  const { [from]: draft, [to]: own } = useDrafts.getState()
  if (!draft) return
  const [, , created] = JSON.parse(to) as [string, string, string, string]
  const { base, setAside, ...rest } = draft
  keepDraft(from, own && isChanged(own) ? { ...own, setAside: created } : undefined)
  keepDraft(to, setAside === created && base !== undefined ? { ...rest, base } : rest)
}

const changed = new WeakMap<KvDraft, boolean>()

function isChanged(draft: KvDraft): boolean {
  const known = changed.get(draft)
  if (known !== undefined) return known
  const found = draft.ttl !== '' || !standsFor(draft.content, draft.baseData)
  changed.set(draft, found)
  return found
}

function charactersOf({ baseData, content }: KvDraft): number {
  const own =
    content.as === 'text' ? content.text.length : content.as === 'hex' ? content.hex.length : inBase64(content.data.length)
  return own + inBase64(baseData.length)
}

const inBase64 = (bytes: number) => Math.ceil(bytes / 3) * 4

let timer: ReturnType<typeof setTimeout> | undefined

function storeSoon(): void {
  timer ??= setTimeout(store, STORE_AFTER_MS)
}

function store(): void {
  clearTimeout(timer)
  timer = undefined
  let left = MOST_CHARACTERS
  const kept = Object.entries(useDrafts.getState())
    .slice(-MOST)
    .toReversed()
    .filter(([, d]) => (left -= charactersOf(d)) >= 0)
    .map(([name, d]) => [name, toStored(d)] as const)
  try {
    sessionStorage.setItem(NAME, JSON.stringify(Object.fromEntries(kept.toReversed())))
  } catch {
    // The browser's storage is full or forbidden: they are in memory still.
  }
}

if (typeof window !== 'undefined') window.addEventListener('pagehide', () => timer !== undefined && store())

function toStored({ baseData, content, ...rest }: KvDraft): Stored {
  return {
    ...rest,
    baseData: toBase64(baseData),
    content: content.as === 'file' ? { ...content, data: toBase64(content.data) } : content,
  }
}

function read(): Drafts {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(Object.entries(stored).flatMap(([name, d]) => (isStored(d) ? [[name, fromStored(d)]] : [])))
  } catch {
    return {}
  }
}

function fromStored({ baseData, content, ...rest }: Stored): KvDraft {
  return {
    ...rest,
    baseData: fromBase64(baseData),
    content: content.as === 'file' ? { ...content, data: fromBase64(content.data) } : content,
  }
}

// A function, since the store reads before the lines below it are run.
function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
}

function isStored(d: Partial<Stored> | null): d is Stored {
  return typeof d?.baseData === 'string' && typeof d.ttl === 'string' && ['text', 'hex', 'file'].includes(d.content?.as ?? '')
}
