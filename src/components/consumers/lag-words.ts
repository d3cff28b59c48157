import { count, duration, rate } from '~/lib/format.ts'
import type { Sample } from '~/hooks/use-history.ts'

/** What the chart shows, for those who do not see it. */
export function lagWords(samples: Sample[]): string {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return 'No reading yet.'
  const seconds = last.at - first.at
  if (seconds < 1) return `Unprocessed ${count(last.pending)}, ack pending ${count(last.ackPending)}.`
  return `In ${duration(seconds * 1000)}: unprocessed ${course(samples, 'pending')}; ack pending ${course(samples, 'ackPending')}.`
}

function course(samples: Sample[], of: 'pending' | 'ackPending'): string {
  const values = samples.map((s) => s[of])
  const [from = 0, to = 0] = [values[0], values.at(-1)]
  const [least, most] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [from, from])
  if (least === most) return `stayed at ${count(to)}`
  const seconds = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0)
  const moved = from === to ? `is ${count(to)} again` : `went ${to > from ? 'up' : 'down'} from ${count(from)} to ${count(to)}`
  const pace = from === to ? '' : `, ${rate(Math.abs(to - from) / seconds)}`
  return `${moved}${pace} (between ${count(least)} and ${count(most)})`
}
