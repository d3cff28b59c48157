const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** The whole request has to fit into the line that a server takes at most (max_control_line, 4 kB unless it is set higher). */
const MOST_BYTES = 2000

/**
 * Why no object can have this name, as a sentence, or undefined. Any text will do (ADR-20): on the wire it is encoded, so spaces,
 * slashes and wildcards are nothing but characters.
 */
export function objectNameProblem(name: string): string | undefined {
  if (name === '') return 'An object needs a name'
  if (/[\uD800-\uDFFF]/u.test(name)) return 'The name has half of a character in it: it cannot be written as UTF-8'
  if (encoder.encode(name).length > MOST_BYTES) return `The name of an object can be at most ${MOST_BYTES} bytes long`
  return undefined
}

/** Control characters, and what changes the direction of text or has no width: a name with it looks like another. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSEEN = /[\u0000-\u001F\u007F-\u009F\u00AD\u200B\u2028-\u202E\u2060\u2066-\u2069\uFEFF]/

/** What is likely a mistake in a name that an object can have all the same, as a sentence, or undefined. */
export function objectNameRemark(name: string): string | undefined {
  if (name === '') return undefined
  if (name.trim() === '') return 'The name has nothing but spaces: it can be so, but is that meant?'
  const folders = name.split('/').slice(0, -1)
  const edges = folders.slice(1).some((f) => /^\s/.test(f)) || folders.some((f) => /\s$/.test(f))
  const parts = [
    /^\s/.test(name) ? 'begins with a space' : '',
    /\s$/.test(name) ? 'ends with a space' : '',
    edges ? 'has a folder in it that begins or ends with a space' : '',
    UNSEEN.test(name) ? 'has characters in it that cannot be seen' : '',
  ].filter(Boolean)
  if (parts.length === 0) return undefined
  return `The name ${parts.join(' and ')}: it can be so, but is that meant?`
}

/** The name as the token of a subject: UTF-8 in base64url, with padding as the official clients write it. */
export function encodeName(name: string): string {
  return base64url(encoder.encode(name))
}

/**
 * The name as the official JavaScript clients write it where it has letters like é: a byte for each, which is no UTF-8 (they refuse names
 * with other letters). Undefined where that is no different.
 */
export function encodeLatinName(name: string): string | undefined {
  const points = Array.from(name, (c) => c.codePointAt(0) as number)
  const isOther = points.every((p) => p < 256) && points.some((p) => p >= 128)
  return isOther ? base64url(Uint8Array.from(points)) : undefined
}

/** The name of a token, or undefined when it is none. Padding may be missing. */
export function decodeName(token: string): string | undefined {
  const bytes = fromBase64url(token)
  if (!bytes) return undefined
  try {
    return decoder.decode(bytes)
  } catch {
    return String.fromCharCode(...bytes)
  }
}

export function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_')
}

/** The bytes of base64, of either alphabet, with or without padding; undefined when it is none. */
export function fromBase64url(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
  } catch {
    return undefined
  }
}
