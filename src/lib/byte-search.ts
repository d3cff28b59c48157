/**
 * Finds a text in bytes without decoding them (Boyer-Moore-Horspool), so that a search may look at a million payloads. With
 * `ignoreCase` letters of the ASCII alphabet match in either case; a text with other letters then has to be sought in decoded text.
 */
export type ByteFinder = (data: Uint8Array) => number

export function byteFinder(text: string, ignoreCase: boolean): ByteFinder {
  const fold = foldTable(ignoreCase)
  const needle = new TextEncoder().encode(text).map((b) => fold[b]!) // the table has an entry for every byte
  const n = needle.length
  const skip = new Int32Array(256).fill(n)
  for (let i = 0; i < n - 1; i++) skip[needle[i]!] = n - 1 - i
  return (data) => {
    const end = data.length - n
    for (let at = 0; at <= end;) {
      const tail = fold[data[at + n - 1]!]!
      let i = n - 1
      while (i >= 0 && fold[data[at + i]!] === needle[i]) i--
      if (i < 0) return at
      at += skip[tail]!
    }
    return -1
  }
}

function foldTable(ignoreCase: boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, b) => (ignoreCase && b >= 0x41 && b <= 0x5a ? b + 0x20 : b))
}
