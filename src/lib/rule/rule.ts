/** Where reading starts. */
export type Deliver =
  | { from: 'all' | 'last' | 'last_per_subject' | 'new' }
  | { from: 'seq'; seq: bigint }
  /** RFC 3339. */
  | { from: 'time'; time: string }

/**
 * The rule of a replay desk: which messages of a stream are read from where, and what the server does with those that are not
 * acknowledged. All of it is said before anything starts. Lengths of time in milliseconds.
 */
export type Rule = {
  deliver: Deliver
  /** Subject filters; empty = every subject. */
  filters: string[]
  /** As fast as possible, or with the gaps in time that the messages had. */
  replay: 'instant' | 'original'
  ack: 'explicit' | 'all' | 'none'
  /** Unacknowledged for so long, a message is delivered again. */
  ackWaitMs: number
  /** Delivery stops while so many wait for an ack; absent = unlimited. */
  maxAckPending?: number
  /** A message is given up after so many deliveries; absent = never. */
  maxDeliver?: number
  /** Instead of the ack wait: after the first delivery the first of these, and so on; the last one repeats. */
  backoffMs: number[]
  headersOnly: boolean
  /** A durable has a name and can outlive the desk; without one the consumer is ephemeral and goes with it. */
  durable?: string
  /** For a durable: the operator has said that it stays when the desk is closed. */
  keep: boolean
  /**
   * The server removes the consumer when nobody has pulled for so long: what no operator has said to keep is left behind by no
   * crash. Without effect on a durable that is kept.
   */
  inactiveMs: number
}

const SECOND = 1000

/** What a desk starts from: reads everything, holds what it is given for half a minute, leaves nothing behind. */
export const defaultRule: Rule = {
  deliver: { from: 'all' },
  filters: [],
  replay: 'instant',
  ack: 'explicit',
  ackWaitMs: 30 * SECOND,
  maxAckPending: 1000,
  backoffMs: [],
  headersOnly: false,
  keep: false,
  inactiveMs: 60 * SECOND,
}

/** How long a message may be held that has been delivered so often (1 = first). JETSTREAM: the last backoff repeats. */
export function waitOf({ ackWaitMs, backoffMs }: Pick<Rule, 'ackWaitMs' | 'backoffMs'>, delivered: number): number {
  return backoffMs[Math.min(Math.max(delivered, 1), backoffMs.length) - 1] ?? ackWaitMs
}
