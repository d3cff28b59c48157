import { sameBytes } from '../same-bytes.ts'
import { isJsonLike, jsonProblem, toBytes, toEditable, type LineEnd } from './editable.ts'
import { hexText, readHex } from './hex.ts'

/**
 * A value that is being made, in the way that it is typed. A file's content without a name is what was there before a file was chosen;
 * `refused`: why one that was chosen since is not taken, until that is decided.
 */
export type Content =
  | { as: 'text'; text: string; lineEnd: LineEnd; json: boolean }
  | { as: 'hex'; hex: string }
  | { as: 'file'; name?: string; data: Uint8Array; refused?: string | undefined }

export type Way = Content['as']

/** As much text as 1.5 MB of text is: three characters are a byte. */
const MOST_HEX_BYTES = 500_000

export const NO_CONTENT: Content = { as: 'text', text: '', lineEnd: '\n', json: false }

type Read = { data: Uint8Array } | { problem: string }

/** What is typed is read once, however often it is asked for: a content is never changed, only replaced. */
const known = new WeakMap<Content, Read>()

/** The bytes of what is typed, or why it stands for none. */
export function bytesOf(content: Content): Read {
  let read = known.get(content)
  if (!read) {
    read = readContent(content)
    known.set(content, read)
  }
  return read
}

function readContent(content: Content): Read {
  if (content.as === 'text') return { data: toBytes(content.text, content.lineEnd) }
  if (content.as === 'hex') return readHex(content.hex)
  return content.refused === undefined ? { data: content.data } : { problem: content.refused }
}

const judged = new WeakMap<Content, { problem: string | undefined }>()

/** Why what is typed as text is no JSON, or undefined. Worked out once for each content. */
export function contentJsonProblem(content: Extract<Content, { as: 'text' }>): string | undefined {
  let verdict = judged.get(content)
  if (!verdict) judged.set(content, (verdict = { problem: jsonProblem(content.text) }))
  return verdict.problem
}

/** Why bytes cannot be typed in a way without damage, or undefined. */
export function wayProblem(way: Way, data: Uint8Array): string | undefined {
  if (way === 'hex' && data.length > MOST_HEX_BYTES) return 'It is too large to be edited as hex: 500,000 bytes at most'
  if (way !== 'text') return undefined
  const editable = toEditable(data)
  return 'problem' in editable ? editable.problem : undefined
}

/** The same bytes in another way, or why that cannot be. */
export function contentAs(way: Way, data: Uint8Array): Content | { problem: string } {
  if (way === 'file') return { as: 'file', data }
  if (way === 'hex') {
    const problem = wayProblem(way, data)
    return problem === undefined ? { as: 'hex', hex: hexText(data) } : { problem }
  }
  const editable = toEditable(data)
  return 'problem' in editable ? editable : { as: 'text', ...editable, json: isJsonLike(editable.text) }
}

/** A value in the first way that does it no harm: as text, as hex, or by a file alone. */
export function contentOf(data: Uint8Array): Content {
  for (const way of ['text', 'hex'] as const) {
    const content = contentAs(way, data)
    if ('as' in content) return content
  }
  return { as: 'file', data }
}

/** Whether what is typed still stands for these bytes. */
export function standsFor(content: Content, data: Uint8Array): boolean {
  const read = bytesOf(content)
  return 'data' in read && sameBytes(read.data, data)
}
