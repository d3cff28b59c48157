import { parseLength } from './length.ts'
import { parseTime } from './time.ts'

const DAY = 86_400_000

/**
 * Reads a time to come as people write it: a length from now ("15m", "in 2h"), a clock time ("14:30": today, or tomorrow when that
 * has passed), a day, or RFC 3339. Returns RFC 3339 UTC, or undefined when it makes no sense or is not in the future.
 */
export function parseFuture(input: string, now = Date.now()): string | undefined {
  const text = input.trim().replace(/^(in|\+)\s*/i, '')
  const length = parseLength(text)
  if (length !== undefined) {
    const at = now + Number(length / 1_000_000n)
    return length > 0n && at < 8.64e15 ? new Date(at).toISOString() : undefined
  }
  // What parseTime would take for a length of time ago is none of ours ("1w", "5m ago").
  if (/[a-z]\s*$/i.test(text) && !/z$/i.test(text)) return undefined
  const time = parseTime(text, now)
  if (time === undefined) return undefined
  const at = Date.parse(time)
  if (at > now) return time
  return /^\d{1,2}:\d{2}/.test(text) ? new Date(at + DAY).toISOString() : undefined
}

/** Why a text is no time to come, or undefined. */
export function futureProblem(input: string, now = Date.now()): string | undefined {
  if (input.trim() === '') return 'Say until when: 15m, 14:30 or 2026-01-31 08:00'
  if (parseFuture(input, now) !== undefined) return undefined
  return parseTime(input, now) === undefined
    ? 'A time reads like 15m (from now), 14:30 or 2026-01-31 08:00'
    : 'This time has passed: it has to be in the future'
}
