import { headerBytes } from '~/lib/kv/value-size.ts'
import type { PublishDraft } from '~/lib/publish/draft.ts'
import { tabDrafts } from './tab-drafts.ts'

const drafts = tabDrafts<PublishDraft>({
  name: 'windsock.publish-drafts',
  charactersOf: ({ content, headers, subject }) => {
    const own =
      content.as === 'text' ? content.text.length : content.as === 'hex' ? content.hex.length : (content.data.length / 3) * 4
    return own + headerBytes(headers) + subject.length + 500
  },
  isDraft: (x): x is PublishDraft => {
    const d = x as Partial<PublishDraft> | null
    return typeof d?.subject === 'string' && Array.isArray(d.headers) && typeof d.content?.as === 'string'
  },
})

/** Under what a message is kept: of a stream's form, or of the form of no stream; `seq`: made from the message of this sequence. */
export const publishName = (connection: string, stream: string | undefined, seq?: bigint) =>
  JSON.stringify([connection, stream ?? null, seq === undefined ? null : String(seq)])

export const usePublishDraft = drafts.use
/** The draft as it is, whatever was drawn last. */
export const publishDraftNow = drafts.now
/** Keeps a draft; undefined forgets it. */
export const keepPublishDraft = drafts.keep
