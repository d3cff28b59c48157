import { asText, cutAtCharacter, hasControls } from '~/lib/payload/text.ts'
import { claimOf, type Claim } from './claim.ts'
import { decodeText, encodingNames, utf16Of, type Encoding } from './encoding.ts'
import { knownFormat } from './formats.ts'

/** What can be done with an object to look at it. */
export type ObjectKind =
  | 'empty'
  | 'image'
  | 'svg'
  | 'html'
  | 'xml'
  | 'json'
  | 'csv'
  | 'text'
  | 'audio'
  | 'video'
  | 'pdf'
  | 'binary'

export type Sniffed = {
  kind: ObjectKind
  /** "PNG picture". */
  words: string
  /** Out of a closed list: what a browser may be told that it is. */
  mime?: string
  /** Of a text that is not UTF-8. */
  encoding?: Encoding
  /** That it is not what its name or its Content-Type says, or is in other bytes than it seems. */
  note?: string
}

/** As much of the beginning as is looked at. */
const HEAD = 4096

/**
 * Tells what an object is: by its first bytes, and for plain text by what its Content-Type claims, else by its name's extension. A file
 * that is not what it claims is what it is.
 */
export function sniff(data: Uint8Array, about: { name: string; contentType?: string | undefined }): Sniffed {
  if (data.length === 0) return { kind: 'empty', words: 'empty' }
  const claim = claimOf(about.name, about.contentType)
  const found = byBytes(data, claim)
  const note = [claim && contradiction(found, claim), found.note].filter(Boolean).join(' ')
  return note ? { ...found, note } : found
}

function byBytes(data: Uint8Array, claim: Claim | undefined): Sniffed {
  const utf16 = utf16Of(data)
  if (utf16) return inOtherBytes(data, claim, utf16)
  const known = knownFormat(data, claim?.kind)
  if (known) return known
  const head = data.subarray(0, HEAD)
  const text = asText(head.length < data.length ? cutAtCharacter(head) : cutEnd(data))
  if (text !== undefined && !hasControls(text)) return textKind(text, claim)
  // What calls itself text, and has none of the bytes that no text has, is one of an older kind.
  const isText = text === undefined && claim !== undefined && plain.includes(claim.kind)
  return isText ? inOtherBytes(data, claim, 'windows-1252') : unknown
}

const unknown: Sniffed = { kind: 'binary', words: 'binary data of a kind that is not known here' }

function inOtherBytes(data: Uint8Array, claim: Claim | undefined, encoding: Encoding): Sniffed {
  const text = decodeText(data.subarray(0, HEAD), encoding)
  if (hasControls(text)) return unknown
  const how =
    encoding === 'windows-1252'
      ? `Not UTF-8: read as ${encodingNames[encoding]}, which is a guess.`
      : `Its text is ${encodingNames[encoding]}.`
  return { ...textKind(text, claim), encoding, note: `${how} Hex shows the bytes as they are.` }
}

/** What was read may end inside of a character. */
const cutEnd = (data: Uint8Array) => (asText(data) === undefined ? cutAtCharacter(data) : data)

/** Comments, a declaration and a doctype may come before the first element. */
const PROLOGUE = /^\ufeff?(?:\s|<\?xml[^>]*>|<!--[^]*?-->|<!doctype svg[^>[]*(?:\[[^\]]*\])?[^>]*>)*/i
const HTML = /^<(?:!doctype\s+html|html|head|body|script|iframe|title|style|meta|h1|div|img)[\s>/]/i

function textKind(text: string, claim: Claim | undefined): Sniffed {
  const first = text.slice(PROLOGUE.exec(text)?.[0].length ?? 0)
  if (/^<svg[\s>]/i.test(first)) return { kind: 'svg', words: 'SVG picture', mime: 'image/svg+xml' }
  if (HTML.test(first)) return { kind: 'html', words: 'HTML' }
  if (claim?.kind === 'csv') return { kind: 'csv', words: claim.words }
  if (/^\ufeff?\s*<\?xml\s/.test(text)) return { kind: 'xml', words: 'XML' }
  if (/^\ufeff?\s*[[{]/.test(text))
    return { kind: 'json', words: claim?.kind === 'json' ? claim.words : 'text that begins like JSON' }
  if (claim?.kind === 'html' || claim?.kind === 'xml' || claim?.kind === 'json') return { kind: claim.kind, words: claim.words }
  return { kind: 'text', words: 'text' }
}

const plain: ObjectKind[] = ['text', 'csv', 'json', 'xml', 'html', 'svg']
const media: ObjectKind[] = ['audio', 'video']

function contradiction(found: Sniffed, claim: Claim): string | undefined {
  if (found.kind === claim.kind) {
    if (!found.mime || !claim.mime || found.mime === claim.mime || found.kind !== 'image') return undefined
  } else if (
    // Anything that is text may call itself text, and a container of sound may hold pictures too.
    (claim.kind === 'text' && plain.includes(found.kind)) ||
    (media.includes(found.kind) && media.includes(claim.kind)) ||
    (claim.kind === 'xml' && ['svg', 'html'].includes(found.kind))
  ) {
    return undefined
  }
  return `${claim.by}, but its bytes are ${found.kind === 'binary' ? 'not' : `${found.words}: it is shown as that`}.`
}
