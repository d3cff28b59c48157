import type { Seq } from '~/nats/types.ts'

/** A part of the stream that one lane searches at a time; both ends belong to it. */
export type Part = { from: Seq; to: Seq }

/** Small at first, so that the first hits come soon; then long enough that starting a part costs nothing beside reading it. */
const FIRST = 5_000n
const LONGEST = 250_000n

/**
 * Cuts a range into parts in the order in which they are searched. One lane going up reads on and on and needs no cut; going
 * down it has to go back part by part, since the server reads only forward; several lanes share the parts.
 */
export function planParts({ from, to }: Part, descending: boolean, lanes: number): Part[] {
  if (from > to) return []
  if (!descending && lanes === 1) return [{ from, to }]
  const parts: Part[] = []
  let size = FIRST
  let left = to - from + 1n
  while (left > 0n) {
    const n = size < left ? size : left
    parts.push(descending ? { from: from + left - n, to: from + left - 1n } : { from: to - left + 1n, to: to - left + n })
    left -= n
    // A range of a billion must not become a list of thousands of parts: they grow with it.
    const most = (to - from) / 400n > LONGEST ? (to - from) / 400n : LONGEST
    size = size * 4n < most ? size * 4n : most
  }
  return parts
}
