import { object, text } from './fields.ts'
import type { JsonObject } from './types.ts'

/**
 * The time by the server's clock, RFC 3339, as a STREAM.INFO reply tells it: this machine's may be an hour wrong. A server that does
 * not (before 2.10) is at least as late as the last message that it stored.
 */
export function serverTime(info: JsonObject): string {
  return text(info.ts) || text(object(info.state)?.last_ts)
}

/** A time so many milliseconds before another. */
export function timeBefore(time: string, ms: number): string {
  const at = Date.parse(time) - ms
  // A length of time beyond what a Date can say is before everything.
  return new Date(Math.max(-8_640_000_000_000_000, at)).toISOString()
}
