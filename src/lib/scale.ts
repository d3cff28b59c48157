/** Where a sequence lies between two others, 0 to 1, and back. Exact enough for a bar on the screen at any size. */
const STEPS = 1_000_000

export function fractionOf(seq: bigint, first: bigint, last: bigint): number {
  if (last <= first || seq <= first) return 0
  if (seq >= last) return 1
  return Number(((seq - first) * BigInt(STEPS)) / (last - first)) / STEPS
}

export function seqAt(fraction: number, first: bigint, last: bigint): bigint {
  if (last <= first || fraction <= 0) return first
  if (fraction >= 1) return last
  return first + ((last - first) * BigInt(Math.round(fraction * STEPS))) / BigInt(STEPS)
}
