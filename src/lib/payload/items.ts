import { toHex } from './encode.ts'
import { asText } from './text.ts'
import type { Kind } from './tree.ts'

/** One step through a binary document: a value, the beginning of a container (without a size it ends with a break), or a break. */
export type Item =
  | { kind: Kind; text: string }
  | { open: 'object' | 'array'; size: number | undefined }
  | { open: 'tag'; text: string }
  | { end: true }

/** Bytes of which more than this are in one value are cut; the hex view has them all. */
const MAX_BYTES = 65_536

export function bytesItem(data: Uint8Array, write = (hex: string) => `h'${hex}'`): Item {
  const more = data.length > MAX_BYTES ? `… (${data.length.toLocaleString('en-GB')} bytes)` : ''
  return { kind: 'bytes', text: write(toHex(data.subarray(0, MAX_BYTES)) + more) }
}

/** A text; one that is not UTF-8, which a binary format cannot rule out, is shown as its bytes. */
export function textItem(data: Uint8Array): Item {
  const text = asText(data)
  return text === undefined ? bytesItem(data, (hex) => `invalid-text h'${hex}'`) : { kind: 'string', text: JSON.stringify(text) }
}

/** A float with as many digits as its width holds, and always with a sign that it is one: 1.0. */
export function floatItem(value: number, width: 16 | 32 | 64): Item {
  const text = Object.is(value, -0) ? '-0' : width === 64 || !Number.isFinite(value) ? String(value) : shortest(value)
  return { kind: 'number', text: /^-?\d+$/.test(text) ? `${text}.0` : text }
}

/** The fewest digits that are the same 32-bit float when read again. */
function shortest(value: number): string {
  for (let digits = 1; digits < 10; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(value)
}
