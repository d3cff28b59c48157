import { count, plural } from '~/lib/format.ts'
import type { Preview } from '~/hooks/consumer-facts.ts'
import type { Consumer } from '~/nats/consumers.ts'

/** What a rewind does, a sentence each, before it is done. Numbers are exact unless they say "at most". */
export function previewWords({ from, all, fresh }: Preview, c: Consumer): string[] {
  const again = Math.max(0, all.count - fresh)
  const skipped = all.exact && from > c.delivered.stream_seq + 1n ? c.num_pending - fresh : 0
  return [
    all.count === 0
      ? `Delivery goes on at sequence ${count(from)}, where nothing matches yet: nothing is delivered again`
      : `${all.exact ? '' : 'At most '}${plural(all.count, 'message')} will be delivered from sequence ${count(from)} on: ${count(again)} again, ${count(fresh)} for the first time`,
    skipped > 0 && `${plural(skipped, 'message')} that it has not had yet will be skipped`,
    c.num_ack_pending > 0 &&
      `${plural(c.num_ack_pending, 'message')} ${c.num_ack_pending === 1 ? 'is' : 'are'} out with workers now: they may be handled twice, and their acks no longer count`,
    'How often messages were delivered is forgotten: max deliver counts from the start',
    c.paused && 'It is paused: delivery begins when the pause ends',
  ].filter((w) => w !== false)
}
