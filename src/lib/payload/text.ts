const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes as text, or undefined when they are not UTF-8: nothing is shown that is not there. */
export function asText(data: Uint8Array): string | undefined {
  try {
    return strict.decode(data)
  } catch {
    return undefined
  }
}

/** Where the first byte is that is not UTF-8; undefined when all is. */
export function firstInvalid(data: Uint8Array): number | undefined {
  if (asText(data) !== undefined) return undefined
  let [good, bad] = [0, data.length] // the first `good` bytes are fine, the first `bad` are not
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    // A character cut in the middle is no fault of the data.
    if (asText(cutAtCharacter(data.subarray(0, middle))) === undefined) bad = middle
    else good = middle
  }
  return cutAtCharacter(data.subarray(0, good)).length
}

/** Control characters other than tab and line ends. */
export function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- looking for them is the point
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)
}

/** Cutting at a byte can split a character: drops up to three bytes of an incomplete one at the end. */
export function cutAtCharacter(bytes: Uint8Array): Uint8Array {
  let start = bytes.length - 1
  while (start > 0 && start > bytes.length - 4 && (bytes[start]! & 0xc0) === 0x80) start--
  const lead = bytes[start] ?? 0
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return start + length > bytes.length ? bytes.subarray(0, start) : bytes
}

/**
 * Characters that show nothing or turn the direction of the text around them are shown as what they are: controls except tab and
 * line ends, bidi marks, zero-width spaces, line separators, tags. Joiners stay, since emoji and several scripts are written with them.
 */
const unseen =
  // oxlint-disable-next-line no-control-regex -- looking for them is the point
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** The text with each character that cannot be seen written as its code: `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replace(unseen, (c) => `\u27e8U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`)
}
