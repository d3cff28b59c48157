import { asText } from '../payload/text.ts'

/** A line of a file, or in words why it cannot be read; empty lines are left out. */
export type Line = { line: number; text: string } | { line: number; problem: string }

/** A message of max_payload 64 MB in base64, its headers, and room. */
const MOST_LINE = 100 * 1024 * 1024
const [LF, CR] = [10, 13]

/**
 * The lines of a file as its bytes come, in lists as large as the pieces: what is held is one piece and the line that goes on into
 * the next. A line that is not UTF-8 or too long is a problem of its own, and the reading goes on behind it.
 */
export async function* readLines(pieces: AsyncIterable<Uint8Array>, most = MOST_LINE): AsyncGenerator<Line[]> {
  let number = 1
  let open: Uint8Array[] = []
  let length = 0
  let isFirst = true
  const take = (found: Line[]) => {
    const whole = open.length === 1 ? open[0]! : concat(open, length)
    let bytes = whole.at(-1) === CR ? whole.subarray(0, -1) : whole
    if (isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3)
    const text = length > most ? undefined : asText(bytes)
    if (length > most) found.push({ line: number, problem: 'The line is longer than any message can be' })
    else if (text === undefined) found.push({ line: number, problem: 'The line is not text in UTF-8' })
    else if (text.trim() !== '') found.push({ line: number, text })
    isFirst = false
    number++
    open = []
    length = 0
  }
  const add = (part: Uint8Array) => {
    length += part.length
    if (length <= most) open.push(part)
    else open = []
  }
  for await (const piece of pieces) {
    const found: Line[] = []
    let at = 0
    for (let lf = piece.indexOf(LF); lf !== -1; lf = piece.indexOf(LF, at)) {
      add(piece.subarray(at, lf))
      take(found)
      at = lf + 1
    }
    if (at < piece.length) add(piece.slice(at))
    if (found.length > 0) yield found
  }
  const found: Line[] = []
  if (length > 0) take(found)
  if (found.length > 0) yield found
}

function concat(parts: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(parts.length === 0 ? 0 : length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const PIECE = 1024 * 1024

/** The bytes of a file, a piece at a time. */
export async function* piecesOf(file: Blob, piece = PIECE): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += piece) yield new Uint8Array(await file.slice(at, at + piece).arrayBuffer())
}
