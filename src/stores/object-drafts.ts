import { create } from 'zustand'
import type { MetaDraft } from '~/lib/obj/meta-draft.ts'
import type { ObjectInfo } from '~/nats/obj-types.ts'

/** What is being said anew about an object, and the object as it was when that began. */
export type ObjectDraft = { base: ObjectInfo; draft: MetaDraft }

/** Kept while the page is: a walk to another object, a closed dialog and a lost link take nothing of it. */
const useDrafts = create<Record<string, ObjectDraft>>(() => ({}))

/** Under what the draft of an object is kept. `created` tells a bucket made anew from its predecessor. */
export const objectDraftName = (connection: string, bucket: { name: string; created: string }, name: string) =>
  JSON.stringify([connection, bucket.name, bucket.created, name])

export const useObjectDraft = (name: string): ObjectDraft | undefined => useDrafts((d) => d[name])

/** Keeps a draft; undefined forgets it. */
export function keepObjectDraft(name: string, draft: ObjectDraft | undefined): void {
  const { [name]: _, ...others } = useDrafts.getState()
  useDrafts.setState(draft ? { ...others, [name]: draft } : others, true)
}
