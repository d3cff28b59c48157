import { parseTime } from '~/lib/time.ts'

/** A moment in the life of a bucket: a time (RFC 3339), that very moment included; or just before a revision. */
export type Moment = string | bigint

/** Reads a moment as it stands in an address: digits are a revision, anything else has to be a time with its day. */
export function parseMoment(text: string): Moment | undefined {
  if (/^\d{1,20}$/.test(text)) return BigInt(text)
  return /^\d{4}-/.test(text) ? parseTime(text) : undefined
}
