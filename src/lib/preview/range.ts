/** Part of a file, `end` excluded. */
export type Range = { start: number; end: number }

/**
 * What a Range header asks for of a file of `size` bytes. Undefined when all is to be given: without a header, or with one that is not
 * understood or asks for several parts, as RFC 9110 lets a server do. 'none' when nothing of the file is in it.
 */
export function parseRange(header: string | null, size: number): Range | 'none' | undefined {
  const parts = /^bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '')
  if (!parts) return undefined
  const [, first = '', last = ''] = parts
  if (first === '' && last === '') return undefined
  if (first === '') {
    const count = Math.min(Number(last), size)
    return count === 0 ? 'none' : { start: size - count, end: size }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  return start >= size ? 'none' : { start, end }
}
