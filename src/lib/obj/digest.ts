import { base64url, fromBase64url } from './names.ts'

const PREFIX = 'SHA-256='

/** A SHA-256 as the meta of an object has it. */
export function digestText(hash: Uint8Array): string {
  return PREFIX + base64url(hash)
}

/** The 32 bytes of a digest, in whatever form clients have written them (base64 of either alphabet, hex); undefined for another kind. */
export function parseDigest(digest: string): Uint8Array | undefined {
  if (digest.slice(0, PREFIX.length).toUpperCase() !== PREFIX) return undefined
  const value = digest.slice(PREFIX.length)
  if (/^[0-9a-f]{64}$/i.test(value)) return Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16))
  const bytes = fromBase64url(value)
  return bytes?.length === 32 ? bytes : undefined
}

/** Whether two digests say the same, however each is written. */
export function isSameDigest(a: string, b: string): boolean {
  const [x, y] = [parseDigest(a), parseDigest(b)]
  return x !== undefined && y !== undefined && x.every((byte, i) => byte === y[i])
}
