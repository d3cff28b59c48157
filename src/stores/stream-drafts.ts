import { create } from 'zustand'
import type { StreamDraft } from '~/lib/stream-config/draft.ts'
import type { LookedAt } from '~/nats/stream-admin.ts'

/** The form of a stream as it is typed. `base`: the stream as it was when that began; absent for a new one. */
export type StreamEdit = { draft: StreamDraft; base?: LookedAt }

/** Kept while the page is: a closed form, a walk to another stream and a lost link take nothing of it. */
const useDrafts = create<Record<string, StreamEdit>>(() => ({}))

/** Under what a form is kept. A stream that is made anew under its name is a change by somebody else, which the form shows. */
export const editName = (connection: string, stream: string) => JSON.stringify([connection, 'edit', stream])

/** The same for a new stream, which may be like one that is there. */
export const newStreamName = (connection: string, from: string | undefined) => JSON.stringify([connection, 'new', from ?? null])

export const useStreamEdit = (name: string): StreamEdit | undefined => useDrafts((d) => d[name])

/** Keeps a form; undefined forgets it. */
export function keepStreamEdit(name: string, edit: StreamEdit | undefined): void {
  const { [name]: _, ...others } = useDrafts.getState()
  useDrafts.setState(edit ? { ...others, [name]: edit } : others, true)
}
