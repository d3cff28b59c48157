import type { Json } from '../json.ts'
import { jsonNanos, nanosOf } from '../length.ts'
import type { Deliver, Rule } from './rule.ts'

/** By these an operator can tell in any client whose consumer this is. */
const description = 'Windsock replay desk'
const metadata = { windsock: 'desk' }

/**
 * The rule as the server wants it, for a consumer of this name (the durable's own when it is one). Lengths of time in
 * nanoseconds, sequences exact. Storage and replicas are the stream's: a consumer in memory would not survive a restart.
 */
export function configOf(rule: Rule, name = rule.durable ?? ''): { [key: string]: Json } {
  return {
    name,
    ...(rule.durable === undefined ? {} : { durable_name: name }),
    description,
    metadata,
    ...deliverOf(rule.deliver),
    ...filtersOf(rule),
    replay_policy: rule.replay,
    ack_policy: rule.ack,
    ...(rule.ack === 'none' ? {} : acksOf(rule)),
    ...(rule.headersOnly ? { headers_only: true } : {}),
    // On a durable too it is what removes it: a crash leaves nothing behind that nobody has said to keep.
    ...(rule.durable !== undefined && rule.keep ? {} : { inactive_threshold: nanos(rule.inactiveMs) }),
  }
}

function deliverOf(deliver: Deliver): { [key: string]: Json } {
  if (deliver.from === 'seq') return { deliver_policy: 'by_start_sequence', opt_start_seq: deliver.seq }
  if (deliver.from === 'time') return { deliver_policy: 'by_start_time', opt_start_time: deliver.time }
  return { deliver_policy: deliver.from }
}

function filtersOf({ deliver, filters }: Rule): { [key: string]: Json } {
  const [first, ...more] = filters
  if (first !== undefined) return more.length > 0 ? { filter_subjects: filters } : { filter_subject: first }
  // Without a filter the server refuses this policy (10094).
  return deliver.from === 'last_per_subject' ? { filter_subject: '>' } : {}
}

function acksOf({ ackWaitMs, backoffMs, maxAckPending, maxDeliver }: Rule): { [key: string]: Json } {
  return {
    ack_wait: nanos(backoffMs[0] ?? ackWaitMs), // the server would set it to the first backoff itself
    max_ack_pending: maxAckPending ?? -1,
    ...(maxDeliver === undefined ? {} : { max_deliver: maxDeliver }),
    ...(backoffMs.length > 0 ? { backoff: backoffMs.map(nanos) } : {}),
  }
}

const nanos = (ms: number) => jsonNanos(nanosOf(ms))
