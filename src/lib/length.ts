/**
 * Lengths of time: one way to read and to write them, wherever one is typed or shown. Whole nanoseconds as bigints, as NATS holds
 * them, so that what was configured is shown and sent back exactly.
 */

const units: [unit: string, ns: bigint][] = [
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1000n],
  ['ns', 1n],
]
/** Weeks are read and never written: nobody else writes them. */
const size = new Map([...units, ['w', 604_800_000_000_000n]])

/** The server counts in signed 64-bit nanoseconds: 292 years. */
const MOST = 2n ** 63n - 1n

/** Reads "30s", "1m30s", "1h 15m", "1.5s", "2w" or "250ms" as nanoseconds; a number alone is seconds. Undefined for anything else. */
export function parseLength(text: string): bigint | undefined {
  const total = readLength(text)
  return total === undefined || total > MOST ? undefined : total
}

function readLength(text: string): bigint | undefined {
  const typed = text.trim().toLowerCase().replaceAll('µs', 'us')
  const body = /^\d+(\.\d{1,9})?$/.test(typed) ? `${typed}s` : typed
  if (!/^(\d+(\.\d{1,9})?\s*(ns|us|ms|s|m|h|d|w)\s*)+$/.test(body)) return undefined
  let total = 0n
  for (const [, whole, fraction = '', unit] of body.matchAll(/(\d+)(?:\.(\d{1,9}))?\s*(ns|us|ms|s|m|h|d|w)/g)) {
    const ns = size.get(unit!)! // the expression matches no other
    total += BigInt(whole!) * ns + (BigInt(fraction.padEnd(9, '0')) * ns) / 1_000_000_000n
  }
  return total
}

/** Nanoseconds in the units they are made of, exactly: "1m30s", "250ms"; "0s" for none. parseLength reads it back. */
export function showLength(ns: bigint): string {
  let left = ns
  const parts: string[] = []
  for (const [unit, each] of units) {
    if (left >= each) parts.push(`${left / each}${unit}`)
    left %= each
  }
  return parts.join('') || '0s'
}

/** Why a text is no length of time, or undefined. */
export function lengthProblem(text: string): string | undefined {
  const total = readLength(text) ?? years(text)
  if (total !== undefined && total > MOST) return `Too long: the server counts up to ${longest} (292 years)`
  if (years(text) !== undefined) return 'Years are no unit here: write 365d for one'
  return total === undefined ? 'A length of time reads like 30s, 1m30s or 250ms' : undefined
}

/** Why a text is no list of lengths of time, or undefined. "1s 2s" could be one of 3 s or two: commas tell. */
export function lengthsProblem(text: string): string | undefined {
  const parts = text.split(',').filter((t) => t.trim() !== '')
  const joined = parts.find((t) => /[a-zµ]\s+\d/i.test(t))
  if (joined !== undefined && parseLength(joined) !== undefined)
    return `Separate them by commas: ${joined
      .trim()
      .split(/(?<=[a-zµ])\s+(?=\d)/i)
      .join(', ')}`
  const problem = parts.map(lengthProblem).find(Boolean)
  return problem?.startsWith('A length') ? 'Not lengths of time: try 1s, 5s, 1m' : problem
}

const longest = `${MOST / 86_400_000_000_000n}d`

function years(text: string): bigint | undefined {
  const m = /^\s*(\d+)\s*y(ears?)?\s*$/i.exec(text)
  return m ? BigInt(m[1]!) * 365n * 86_400_000_000_000n : undefined // the expression has the group
}

/** Milliseconds as whole nanoseconds. */
export function nanosOf(ms: number): bigint {
  const whole = Math.floor(ms)
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6))
}

/** Nanoseconds as JSON sends them: a number where a double holds them exactly, else a bigint. Both are written as digits. */
export function jsonNanos(ns: bigint): number | bigint {
  return ns <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(ns) : ns
}
