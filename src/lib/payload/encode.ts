const pairs = Array.from({ length: 256 }, (_, b) => b.toString(16).padStart(2, '0'))

export type HexLine = { offset: string; hex: string; ascii: string }

/** Line `n` of a hex view: offset, sixteen bytes (eight where there is little room), and their ASCII. */
export function hexLine(data: Uint8Array, n: number, width: 8 | 16 = 16): HexLine {
  const part = data.subarray(n * width, (n + 1) * width)
  const hex = [...part].map((b) => pairs[b])
  return {
    offset: (n * width).toString(16).padStart(8, '0'),
    hex: Array.from({ length: width / 8 }, (_, i) =>
      hex
        .slice(i * 8, i * 8 + 8)
        .join(' ')
        .padEnd(23),
    ).join('  '),
    ascii: [...part].map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join(''),
  }
}

/** The bytes as hex digits without spaces. */
export function toHex(data: Uint8Array): string {
  const out: string[] = []
  for (const byte of data) out.push(pairs[byte]!)
  return out.join('')
}

/** The bytes as base64, padded. */
export function toBase64(data: Uint8Array): string {
  const out: string[] = []
  const step = 0x6000 // a multiple of three, so that pieces can be joined; small enough to be passed as arguments
  for (let i = 0; i < data.length; i += step) out.push(btoa(String.fromCharCode(...data.subarray(i, i + step))))
  return out.join('')
}

/** The bytes of base64, or undefined when it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  } catch {
    return undefined
  }
}
