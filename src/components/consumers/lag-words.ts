import { count, duration, rate } from '~/lib/format.ts'
import type { Sample } from '~/hooks/use-history.ts'

/** What the chart shows, for those who do not see it. */
export function lagWords(samples: Sample[]): string {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return 'No reading yet.'
  const seconds = last.at - first.at
  if (seconds < 1) return `Unprocessed ${count(last.pending)}, ack pending ${count(last.ackPending)}.`
  return [
    `In ${duration(seconds * 1000)}: unprocessed ${change(first.pending, last.pending, seconds)}`,
    `at most ${count(most(samples, 'pending'))};`,
    `ack pending ${change(first.ackPending, last.ackPending)} at most ${count(most(samples, 'ackPending'))}.`,
  ].join(' ')
}

function change(from: number, to: number, seconds?: number): string {
  if (from === to) return `is ${count(to)} as it was,`
  const pace = seconds === undefined ? '' : ` (${rate(Math.abs(to - from) / seconds)})`
  return `went ${to > from ? 'up' : 'down'} from ${count(from)} to ${count(to)}${pace},`
}

const most = (samples: Sample[], of: 'pending' | 'ackPending') => samples.reduce((max, s) => Math.max(max, s[of]), 0)
