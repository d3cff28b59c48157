import { create } from 'zustand'
import type { PublishDraft } from '~/lib/publish/draft.ts'

/** Kept while the page is: a closed form, a failed write and a lost link take nothing of it. At most so many, the latest. */
const MOST = 20

const useDrafts = create<Record<string, PublishDraft>>(() => ({}))

/** Under what a message is kept: of a stream's form, or of the form of no stream; `seq`: made from the message of this sequence. */
export const publishName = (connection: string, stream: string | undefined, seq?: bigint) =>
  JSON.stringify([connection, stream ?? null, seq === undefined ? null : String(seq)])

export const usePublishDraft = (name: string): PublishDraft | undefined => useDrafts((d) => d[name])

/** Keeps a draft; undefined forgets it. */
export function keepPublishDraft(name: string, draft: PublishDraft | undefined): void {
  const { [name]: _, ...others } = useDrafts.getState()
  const kept = Object.entries(others).slice(1 - MOST)
  useDrafts.setState(draft ? { ...Object.fromEntries(kept), [name]: draft } : others, true)
}
