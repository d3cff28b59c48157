/** Lengths of time as NATS holds them: whole nanoseconds, as bigints, so that what was configured is shown and sent back exactly. */

const units: [unit: string, ns: bigint][] = [
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1000n],
  ['ns', 1n],
]
const size = new Map(units)

/** The server counts in signed 64-bit nanoseconds: 292 years. */
const MOST = 2n ** 63n - 1n

/** Reads "30s", "1m30s", "1h 15m", "1.5s" or "250ms" as nanoseconds; undefined for anything else. A bare number has no unit: undefined. */
export function parseLength(text: string): bigint | undefined {
  const body = text.trim().toLowerCase().replaceAll('µs', 'us')
  if (!/^(\d+(\.\d{1,9})?\s*(ns|us|ms|s|m|h|d)\s*)+$/.test(body)) return undefined
  let total = 0n
  for (const [, whole, fraction = '', unit] of body.matchAll(/(\d+)(?:\.(\d{1,9}))?\s*(ns|us|ms|s|m|h|d)/g)) {
    const ns = size.get(unit!)!
    total += BigInt(whole!) * ns + (BigInt(fraction.padEnd(9, '0')) * ns) / 1_000_000_000n
  }
  return total > MOST ? undefined : total
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
  if (parseLength(text) !== undefined) return undefined
  return /^\d+(\.\d+)?$/.test(text.trim())
    ? `${text.trim()} of what? Add a unit: ms, s, m, h or d`
    : 'A length of time reads like 30s, 1m30s or 250ms'
}
