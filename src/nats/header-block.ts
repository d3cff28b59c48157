import type { Header } from './types.ts'

const decoder = new TextDecoder()

/** The header block as it is stored: a NATS/1.0 line, then "Name: value" lines. */
export function parseHeaders(block: Uint8Array): Header[] {
  return decoder
    .decode(block)
    .split('\r\n')
    .slice(1)
    .flatMap((line): Header[] => {
      const colon = line.indexOf(':')
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()]] : []
    })
}
