import { asText, cutAtCharacter, hasControls, visible } from './text.ts'

const PREVIEW_BYTES = 240

/** One line for a list: the beginning as text with white space folded, or as hex when it is not text. */
export function preview(data: Uint8Array): string {
  const head = data.subarray(0, PREVIEW_BYTES)
  const text = asText(head) ?? asText(cutAtCharacter(head))
  if (text === undefined || hasControls(text)) return [...head.subarray(0, 64)].map(pair).join(' ')
  return visible(text.replace(/\s+/g, ' '))
}

function pair(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
