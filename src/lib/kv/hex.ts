import { hexLine } from '../payload/encode.ts'

export type HexRead = { data: Uint8Array } | { problem: string }

/** The bytes as hex to be edited: sixteen a line, a space between two bytes. */
export function hexText(data: Uint8Array): string {
  const lines = Array.from({ length: Math.ceil(data.length / 16) }, (_, n) => hexLine(data, n).hex.trim().replaceAll('  ', ' '))
  return lines.join('\n')
}

/**
 * The bytes of hex as people write it: digits in pairs, with or without spaces, colons, commas or 0x between the bytes. Otherwise a
 * sentence that says where the first thing is that is none.
 */
export function readHex(text: string): HexRead {
  const data = new Uint8Array(text.length >> 1)
  let length = 0
  let i = 0
  while (i < text.length) {
    if (isBetween(text.charCodeAt(i))) {
      i++
      continue
    }
    if (text[i] === '0' && (text[i + 1] === 'x' || text[i + 1] === 'X')) {
      i += 2
      if (digit(text.charCodeAt(i)) < 0) return { problem: `Digits are missing after 0x at ${place(text, i - 2)}` }
      continue
    }
    const high = digit(text.charCodeAt(i))
    if (high < 0) return { problem: `“${character(text, i)}” at ${place(text, i)} is not a hex digit (0-9, a-f)` }
    const low = digit(text.charCodeAt(i + 1))
    if (low < 0) {
      const next = i + 1
      return next >= text.length || isBetween(text.charCodeAt(next))
        ? { problem: `The byte “${text[i]}” at ${place(text, i)} has one digit: a byte has two` }
        : { problem: `“${character(text, next)}” at ${place(text, next)} is not a hex digit (0-9, a-f)` }
    }
    data[length++] = high * 16 + low
    i += 2
  }
  return { data: data.slice(0, length) }
}

/** White space, colon, comma. */
const isBetween = (code: number) => code === 32 || (code >= 9 && code <= 13) || code === 58 || code === 44

/** The value of a hex digit, -1 for anything else (NaN beyond the end too). */
function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

const character = (text: string, at: number) => String.fromCodePoint(text.codePointAt(at) ?? 0)

function place(text: string, at: number): string {
  const before = text.slice(0, at)
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`
}
