import { asText } from '../payload/text.ts'

/** The headers of a message as they are stored: a `NATS/1.0` line, a line for each header, an empty line. Empty = no headers. */
export type HeaderBlock = Uint8Array

const encoder = new TextEncoder()
const FIRST = 'NATS/1.0\r\n'
const [CR, LF, COLON] = [13, 10, 58]

/** What may stand for the name of a header. */
export const isHeaderName = (name: string): boolean => /^[!-9;-~]+$/.test(name)
/** What may stand for its value: all that does not end the line. */
// oxlint-disable-next-line no-control-regex -- a header ends with its line
export const isHeaderValue = (value: string): boolean => !/[\r\n\u0000]/.test(value) && !/\p{Surrogate}/u.test(value)

/** The block that official clients write for these headers, in their order. */
export function writeHeaders(headers: readonly (readonly [string, string])[]): HeaderBlock {
  if (headers.length === 0) return new Uint8Array()
  return encoder.encode(`${FIRST}${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
}

/**
 * The headers of a block in their order; undefined when writing them again would not give the same bytes: some clients write no space
 * after the colon, and nothing keeps anybody from writing bytes that are not UTF-8.
 */
export function readHeaders(block: HeaderBlock): [string, string][] | undefined {
  if (block.length === 0) return []
  const text = asText(block)
  if (!text?.startsWith(FIRST) || !text.endsWith('\r\n\r\n')) return undefined
  const headers: [string, string][] = []
  for (const line of text.slice(FIRST.length, -4).split('\r\n')) {
    const at = line.indexOf(': ')
    if (at < 1 || !isHeaderName(line.slice(0, at)) || !isHeaderValue(line.slice(at + 2))) return undefined
    headers.push([line.slice(0, at), line.slice(at + 2)])
  }
  return headers
}

/** Whether bytes can be sent as a header block. */
export function isHeaderBlock(bytes: Uint8Array): boolean {
  const n = bytes.length
  if (n < FIRST.length + 2 || bytes[n - 4] !== CR || bytes[n - 3] !== LF || bytes[n - 2] !== CR || bytes[n - 1] !== LF)
    return false
  return asText(bytes.subarray(0, FIRST.length)) === FIRST
}

/** Each header line: its name, and where it begins and, with its end, ends in the block. */
export function* headerLines(block: HeaderBlock): Generator<{ name: string; start: number; end: number }> {
  let start = block.indexOf(LF) + 1
  while (start > 0 && start < block.length - 2) {
    const lf = block.indexOf(LF, start)
    const end = lf === -1 ? block.length : lf + 1
    const colon = block.indexOf(COLON, start)
    const name = colon === -1 || colon >= end ? '' : String.fromCharCode(...block.subarray(start, colon))
    yield { name, start, end }
    start = end
  }
}

/** The block without some of its headers; what stays keeps its bytes. Empty when none stays. */
export function withoutHeaders(block: HeaderBlock, isOut: (name: string) => boolean): HeaderBlock {
  if (block.length === 0) return block
  const kept: Uint8Array[] = []
  let some = false
  for (const { name, start, end } of headerLines(block)) {
    if (isOut(name)) some = true
    else kept.push(block.subarray(start, end))
  }
  if (!some) return block
  if (kept.length === 0) return new Uint8Array()
  const first = block.subarray(0, block.indexOf(LF) + 1)
  return joined([first, ...kept, block.subarray(block.length - 2)])
}

/** The block with one more header, the first. */
export function withHeader(block: HeaderBlock, name: string, value: string): HeaderBlock {
  const line = encoder.encode(`${name}: ${value}\r\n`)
  if (block.length === 0) return writeHeaders([[name, value]])
  const at = block.indexOf(LF) + 1
  return joined([block.subarray(0, at), line, block.subarray(at)])
}

/** The value of the first header of this very name, as text; undefined when there is none. */
export function headerOf(block: HeaderBlock, wanted: string): string | undefined {
  for (const { name, start, end } of headerLines(block)) {
    if (name === wanted) return new TextDecoder().decode(block.subarray(start + name.length + 1, end)).trim()
  }
  return undefined
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
