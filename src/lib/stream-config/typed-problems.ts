import { lengthProblem, parseLength } from '../length.ts'
import { plainDigits } from '../sequence.ts'
import { parseSize, sizeProblem } from '../size.ts'

export const MS = 1_000_000n
export const SECOND = 1000n * MS
/** The server counts the size of a message, and what may wait for acks, in 32 bits. */
export const MOST_32 = 2n ** 31n - 1n
export const MOST_64 = 2n ** 63n - 1n

/** Why a text is no length of time of at least so many nanoseconds, or undefined; empty = none. */
export function lengthOf(text: string, least: bigint, tooShort: string): string | undefined {
  if (text.trim() === '') return undefined
  return lengthProblem(text) ?? ((parseLength(text) ?? 0n) < least ? tooShort : undefined)
}

/** The same for a size of at most so many bytes. */
export function sizeOf(text: string, most: bigint): string | undefined {
  if (text.trim() === '') return undefined
  const digits = plainDigits(text)
  const bytes = /^\d+$/.test(digits) ? BigInt(digits) : parseSize(text)
  if (bytes === undefined) return sizeProblem(text)
  if (bytes <= 0) return 'Leave it empty for no limit'
  if (bytes <= most) return undefined
  return most === MOST_32 ? 'A message has less than 2 GiB' : 'The server counts no further than 2^63 bytes'
}

/** The same for a limit that is a number. */
export function countOf(text: string, most: bigint): string | undefined {
  const digits = plainDigits(text)
  if (digits === '') return undefined
  if (!/^\d+$/.test(digits)) return 'It is a whole number'
  if (BigInt(digits) === 0n) return 'Leave it empty for no limit'
  return BigInt(digits) > most ? `The server counts no further than ${most}` : undefined
}
