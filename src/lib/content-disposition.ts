/**
 * The header that makes a response a file of this name (RFC 6266): in ASCII for old readers, and as it is in the form of RFC 5987.
 * Half of a character, which cannot be written as UTF-8, becomes the sign for it.
 */
export function attachment(name: string): string {
  const whole = name.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')
  const ascii = whole.replace(/[^\x20-\x7E]|["%\\]/g, '_')
  // Of what encodeURIComponent leaves, these are not in RFC 5987's attr-char.
  const encoded = encodeURIComponent(whole).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
