import type { StreamDraft } from '~/lib/stream-config/draft.ts'
import type { LookedAt } from '~/nats/stream-admin.ts'
import { tabDrafts } from './tab-drafts.ts'

/** The form of a stream as it is typed. `base`: the stream as it was when that began; absent for a new one. */
export type StreamEdit = { draft: StreamDraft; base?: LookedAt }

const drafts = tabDrafts<StreamEdit>({
  name: 'windsock.stream-drafts',
  charactersOf: (edit) => JSON.stringify(edit, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)).length,
  isDraft: (x): x is StreamEdit => {
    const d = x as Partial<StreamEdit> | null
    return typeof d?.draft?.subjects === 'string' && Array.isArray(d.draft.metadata) && Array.isArray(d.draft.sources)
  },
})

/** Under what a form is kept. A stream that is made anew under its name is a change by somebody else, which the form shows. */
export const editName = (connection: string, stream: string) => JSON.stringify([connection, 'edit', stream])

/** The same for a new stream, which may be like one that is there. */
export const newStreamName = (connection: string, from: string | undefined) => JSON.stringify([connection, 'new', from ?? null])

export const useStreamEdit = drafts.use
/** Keeps a form; undefined forgets it. */
export const keepStreamEdit = drafts.keep
