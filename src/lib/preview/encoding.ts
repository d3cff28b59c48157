/** In what other bytes than UTF-8 a text is: UTF-16 says so by its first two, Windows-1252 (Latin-1 and more) is a guess. */
export type Encoding = 'utf-16le' | 'utf-16be' | 'windows-1252'

export const encodingNames: Record<Encoding, string> = {
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252 (Latin-1)',
}

/** UTF-16 by its byte order mark. */
export function utf16Of(data: Uint8Array): Encoding | undefined {
  if (data[0] === 0xff && data[1] === 0xfe) return 'utf-16le'
  return data[0] === 0xfe && data[1] === 0xff ? 'utf-16be' : undefined
}

/** The text, as far as whole characters of it are there. What is no character is shown as U+FFFD. */
export function decodeText(data: Uint8Array, encoding: Encoding | undefined): string {
  const whole = encoding?.startsWith('utf-16') ? data.subarray(0, data.length - (data.length % 2)) : data
  return new TextDecoder(encoding ?? 'utf-8').decode(whole)
}
