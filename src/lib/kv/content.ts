import { isJsonLike, toBytes, toEditable, type LineEnd } from './editable.ts'
import { hexText, readHex } from './hex.ts'

/**
 * A value that is being made, in the way that it is typed. A file's content without a name is what was there before a file was chosen.
 */
export type Content =
  | { as: 'text'; text: string; lineEnd: LineEnd; json: boolean }
  | { as: 'hex'; hex: string }
  | { as: 'file'; name?: string; data: Uint8Array }

export type Way = Content['as']

/** As much text as 1.5 MB of text is: three characters are a byte. */
const MOST_HEX_BYTES = 500_000

export const NO_CONTENT: Content = { as: 'text', text: '', lineEnd: '\n', json: false }

/** The bytes of what is typed, or why it stands for none. */
export function bytesOf(content: Content): { data: Uint8Array } | { problem: string } {
  if (content.as === 'text') return { data: toBytes(content.text, content.lineEnd) }
  return content.as === 'hex' ? readHex(content.hex) : { data: content.data }
}

/** The same bytes in another way, or why that cannot be. */
export function contentAs(way: Way, data: Uint8Array): Content | { problem: string } {
  if (way === 'file') return { as: 'file', data }
  if (way === 'hex') {
    return data.length > MOST_HEX_BYTES
      ? { problem: 'It is too large to be edited as hex: 500,000 bytes at most' }
      : { as: 'hex', hex: hexText(data) }
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

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && a.every((byte, i) => byte === b[i]))
}

/** Whether what is typed still stands for these bytes. */
export function standsFor(content: Content, data: Uint8Array): boolean {
  const read = bytesOf(content)
  return 'data' in read && sameBytes(read.data, data)
}
