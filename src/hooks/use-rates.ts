import { useEffect, useRef, useState } from 'react'
import type { Stream } from '~/nats/types.ts'

type Sample = { at: number; last: bigint }

/** Messages per second of each stream, from two readings of its last sequence. Undefined until there are two. */
export function useRates(streams: Stream[] | undefined, updatedAt: number): Map<string, number> {
  const before = useRef(new Map<string, Sample>())
  const [rates, setRates] = useState(new Map<string, number>())
  useEffect(() => {
    if (!streams || !updatedAt) return
    const next = new Map<string, Sample>()
    const found = new Map<string, number>()
    for (const s of streams) {
      const sample = { at: updatedAt, last: s.state.last_seq }
      const old = before.current.get(s.name)
      next.set(s.name, sample)
      if (!old || updatedAt - old.at < 500) continue
      // A stream made anew under its old name starts again: that is no negative rate.
      found.set(s.name, Math.max(0, (Number(sample.last - old.last) * 1000) / (updatedAt - old.at)))
    }
    before.current = next
    if (found.size > 0) setRates(found)
  }, [streams, updatedAt])
  return rates
}
