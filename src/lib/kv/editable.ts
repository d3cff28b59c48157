import { asText, hasControls } from '../payload/text.ts'

export type LineEnd = '\n' | '\r\n'
export type Editable = { text: string; lineEnd: LineEnd } | { problem: string }

/** Above this a text field of the browser gets slow. */
const MOST_BYTES = 1_500_000

/** A value as text that can be edited without damage, or why it cannot. Line ends are \n in the text; `lineEnd` is what the value has. */
export function toEditable(data: Uint8Array): Editable {
  if (data.length > MOST_BYTES) return { problem: 'It is too large to be edited as text: 1,500,000 bytes at most' }
  const text = asText(data)
  if (text === undefined) return { problem: 'It is not text (UTF-8)' }
  if (hasControls(text.replaceAll('\r', ''))) return { problem: 'It has control characters, which would be lost in a text field' }
  if (!text.includes('\r')) return { text, lineEnd: '\n' }
  // A text field has only \n, so a mixture could not be put back as it was.
  const isEven = text.replaceAll('\r\n', '').search(/[\r\n]/) < 0
  return isEven
    ? { text: text.replaceAll('\r\n', '\n'), lineEnd: '\r\n' }
    : { problem: 'Its lines end in different ways, which a text field would not keep' }
}

/** The text as it is stored. */
export function toBytes(text: string, lineEnd: LineEnd): Uint8Array {
  return new TextEncoder().encode(lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd))
}

/** Why a text is no JSON, in the browser's words, or undefined. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (e) {
    return (e as Error).message
  }
}

/** Whether a text is an object or a list in JSON, and so worth being checked as one. */
export function isJsonLike(text: string): boolean {
  return /^\s*[[{]/.test(text) && jsonProblem(text) === undefined
}

/** JSON indented by two, every literal as it is written (1.0 stays 1.0, repeated names stay). To be called with valid JSON. */
export function formatJson(text: string): string {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []
  let out = ''
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  tokens.forEach((token, i) => {
    const before = tokens[i - 1]
    if (token === '}' || token === ']') {
      depth--
      out += before === '{' || before === '[' ? token : line() + token
      return
    }
    if (before === '{' || before === '[' || before === ',') out += line()
    out += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
  })
  return out
}
