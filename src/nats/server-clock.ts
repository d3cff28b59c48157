import { text } from './fields.ts'
import type { JsonObject } from './types.ts'

/** The time by the server's clock, RFC 3339, as a STREAM.INFO reply tells it (2.10): this machine's may be an hour wrong. */
export function serverTime(info: JsonObject): string {
  return text(info.ts) || new Date().toISOString()
}

/** A time so many milliseconds before another. */
export function timeBefore(time: string, ms: number): string {
  const at = Date.parse(time) - ms
  // A length of time beyond what a Date can say is before everything.
  return new Date(Math.max(-8_640_000_000_000_000, at)).toISOString()
}
