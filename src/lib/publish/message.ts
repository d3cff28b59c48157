import { bytesOf } from '../kv/content.ts'
import { toBytes } from '../kv/editable.ts'
import type { HeaderRow, PublishDraft } from './draft.ts'
import { fillTemplate, parseTemplate, valuesOf, type Values } from './template.ts'

export type Outgoing = { subject: string; headers: HeaderRow[]; data: Uint8Array }

/** The one message that a draft stands for, nothing filled in. Throws when the payload stands for no bytes: ask `problemsOf` first. */
export function messageOf({ subject, headers, content }: PublishDraft): Outgoing {
  return { subject: subject.trim(), headers, data: dataOf(content) }
}

/** Makes the n-th message of a draft that is sent many times. A payload that is hex or a file is the same each time. */
export function messageMaker(draft: PublishDraft): (n: number, values?: Values) => Outgoing {
  const { content } = draft
  const subject = parseTemplate(draft.subject.trim())
  const headers = draft.headers.map(([name, value]) => [name, parseTemplate(value)] as const)
  const text = content.as === 'text' ? { parts: parseTemplate(content.text), lineEnd: content.lineEnd } : undefined
  const fixed = text && text.parts.length > 1 ? undefined : dataOf(content)
  return (n, values = valuesOf(n)) => ({
    subject: fillTemplate(subject, values),
    headers: headers.map(([name, value]): HeaderRow => [name, fillTemplate(value, values)]),
    data: fixed ?? toBytes(fillTemplate(text!.parts, values), text!.lineEnd), // without fixed bytes it is text
  })
}

function dataOf(content: PublishDraft['content']): Uint8Array {
  const read = bytesOf(content)
  if ('problem' in read) throw new Error(read.problem)
  return read.data
}
