import { BinaryFault } from './byte-reader.ts'
import type { Document } from './binary-document.ts'
import { readCbor } from './cbor.ts'
import { imageFormat } from './image.ts'
import { readMsgpack } from './msgpack.ts'
import { JsonFault, readJson } from './read-json.ts'
import { asText, firstInvalid, hasControls } from './text.ts'
import type { Tree } from './tree.ts'
import type { PayloadKind } from './views.ts'

/** A payload for what it is, not for what a header claims. */
export type Inspected = {
  kind: PayloadKind
  text?: string
  document?: { text: string; tree: Tree }
  mime?: string
  /** Why it is not what it looks like. */
  note?: string
}

/** Tells what the bytes are: pictures by their first bytes, then text and JSON, then what decodes to the last byte. */
export function inspect(data: Uint8Array): Inspected {
  if (data.length === 0) return { kind: 'empty' }
  const image = imageFormat(data)
  if (image) return { kind: 'image', mime: image.mime }
  const text = asText(data)
  if (text !== undefined && !hasControls(text)) return { text, ...inspectText(text) }
  const binary = inspectBinary(data)
  if (binary) return text === undefined ? binary : { ...binary, text }
  if (text === undefined) return { kind: 'binary', note: notText(data) }
  return { kind: 'binary', text, note: 'It is UTF-8 text with control characters in it: Text shows them as codes.' }
}

/** Objects, arrays and bare values. Bare words and numbers are more often plain text, so those need to be quoted or boolean. */
function inspectText(text: string): Inspected {
  const looksLikeDocument = /^\ufeff?\s*[[{]/.test(text)
  if (!looksLikeDocument && !/^\s*(?:"|(?:true|false|null)\s*$)/.test(text)) return { kind: 'text' }
  try {
    // Many tools of Windows begin a file with a mark of the byte order, which parsers may pass over (RFC 8259, 8.1).
    const body = text.replace(/^\ufeff/, '')
    return { kind: 'json', document: { text: body, tree: readJson(body) } }
  } catch (e) {
    if (!(e instanceof JsonFault)) throw e
    return looksLikeDocument ? { kind: 'text', note: `It begins like JSON but is not: ${e.message}.` } : { kind: 'text' }
  }
}

/** Documents only: nearly every single byte is a number in both formats. */
function inspectBinary(data: Uint8Array): Inspected | undefined {
  const first = data[0] ?? 0
  const isMap = (first >= 0x80 && first < 0xa0) || (first >= 0xdc && first < 0xe0)
  const msgpack = isMap && whole(readMsgpack, data)
  if (msgpack) return { kind: 'msgpack', document: msgpack }
  const cbor = first >= 0x80 && first < 0xdc && whole(readCbor, data)
  return cbor ? { kind: 'cbor', document: cbor } : undefined
}

/** The document when it takes up all of the bytes and holds something. */
function whole(read: (data: Uint8Array) => Document, data: Uint8Array): Document | undefined {
  try {
    const document = read(data)
    return document.tree.count > 1 && (document.rest === 0 || document.tree.cut) ? document : undefined
  } catch (e) {
    if (!(e instanceof BinaryFault)) throw e
    return undefined
  }
}

/** Where bytes stop being UTF-8. */
export function notText(data: Uint8Array): string {
  const at = firstInvalid(data) ?? 0
  const byte = (data[at] ?? 0).toString(16).padStart(2, '0')
  return `It is not UTF-8 text: byte ${at.toLocaleString('en-GB')} (${byte}) cannot be there.`
}
