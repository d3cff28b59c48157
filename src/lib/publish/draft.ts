import { NO_CONTENT, bytesOf, contentOf, type Content } from '../kv/content.ts'
import { sameBytes } from '../same-bytes.ts'
import { readHeaders, writeHeaders, type HeaderBlock } from '../messages-file/header-block.ts'

export type HeaderRow = readonly [name: string, value: string]

/** jetstream: a stream's acknowledgement is waited for; core: nobody confirms; request: replies are gathered. */
export type PublishMode = 'jetstream' | 'core' | 'request'

/** A message as it is being made, every field as it is typed. */
export type PublishDraft = {
  subject: string
  headers: HeaderRow[]
  content: Content
  mode: PublishMode
  /** How long replies are waited for, and after how many it ends (empty = at the timeout). */
  timeout: string
  replies: string
  /** Sent so many times, with templates filled in. `rate`: messages a second, empty = as fast as they are taken. */
  repeat: boolean
  times: string
  rate: string
  /** The message that it is made from. */
  from?: { stream: string; seq: string; rewritten: boolean; left: HeaderRow[] }
}

export const emptyDraft = (subject: string): PublishDraft => ({
  subject,
  headers: [],
  content: NO_CONTENT,
  mode: 'jetstream',
  timeout: '5s',
  replies: '',
  repeat: false,
  times: '100',
  rate: '',
})

/** Whether a header makes the server do something to this or to other messages, so that it is not sent again unasked. */
export const isActing = (name: string): boolean =>
  /^nats-(rollup$|expected-|msg-id$|ttl$|schedul|incr$|batch-|marker-reason$)/i.test(name)

/** What of a stored message the draft is made from. `headerBlock`: as it is stored, where that is known. */
export type MessageToSend = {
  seq: bigint
  subject: string
  headers: readonly HeaderRow[]
  headerBlock?: HeaderBlock
  data: Uint8Array
}

/**
 * The message to be sent again: subject, headers in their order and bytes as they are, without the headers that the server would act
 * on; those are in `from.left`. `rewritten`: written again, its headers would have other bytes.
 */
export function draftOfMessage(stream: string, m: MessageToSend): PublishDraft {
  const exact = m.headerBlock && m.headerBlock.length > 0 ? readHeaders(m.headerBlock) : [...m.headers]
  const headers = exact ?? m.headers
  return {
    ...emptyDraft(m.subject),
    headers: headers.filter(([name]) => !isActing(name)),
    content: contentOf(m.data),
    from: {
      stream,
      seq: String(m.seq),
      rewritten:
        exact === undefined ||
        (m.headerBlock !== undefined && m.headerBlock.length > 0 && !sameBytes(writeHeaders(headers), m.headerBlock)),
      left: headers.filter(([name]) => isActing(name)),
    },
  }
}

/** Takes one of the headers that were left out back into the draft. */
export function takeBack(draft: PublishDraft, at: number): PublishDraft {
  const row = draft.from?.left[at]
  if (!draft.from || !row) return draft
  return {
    ...draft,
    headers: [...draft.headers, row],
    from: { ...draft.from, left: draft.from.left.filter((_, i) => i !== at) },
  }
}

/** The value of the first header of a name, in whatever case; undefined when there is none. */
export function headerValue(headers: readonly HeaderRow[], name: string): string | undefined {
  return headers.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1]
}

/** The headers with one of this name: in its place where there is one, else behind all others. Undefined takes it out. */
export function withHeaderRow(headers: readonly HeaderRow[], name: string, value: string | undefined): HeaderRow[] {
  const is = ([n]: HeaderRow) => n.toLowerCase() === name.toLowerCase()
  if (value === undefined) return headers.filter((h) => !is(h))
  const at = headers.findIndex(is)
  return at === -1 ? [...headers, [name, value]] : headers.map((h, i) => (i === at ? [h[0], value] : h))
}

/** Whether nothing is typed that would be missed. */
export function isBlank(draft: PublishDraft, subject: string): boolean {
  const read = bytesOf(draft.content)
  return draft.subject === subject && draft.headers.length === 0 && 'data' in read && read.data.length === 0 && !draft.from
}
