import { count, plural } from '../format.ts'
import { durationText } from '../time.ts'
import { pauses, type Line } from './sentence.ts'

/** What is looked at of the consumer to attach to. */
export type Attachable = {
  name: string
  config: { ack_policy: string; ack_wait_ms?: number; backoff_ms: number[]; max_deliver?: number; inactive_threshold_ms?: number }
  delivered: { stream_seq: bigint }
  num_pending: number
  num_ack_pending: number
}

const DEFAULT_ACK_WAIT_MS = 30_000

/** The same five things for a desk that works at somebody else's consumer. */
export function attachLines(c: Attachable): Line[] {
  const acks = c.config.ack_policy !== 'none'
  const { ack_wait_ms = DEFAULT_ACK_WAIT_MS, backoff_ms, max_deliver } = c.config
  const idle = c.config.inactive_threshold_ms
  return [
    { lead: 'Starts', text: `Goes on where ${c.name} is, after sequence ${count(c.delivered.stream_seq)}: ${ahead(c, acks)}.` },
    {
      lead: 'Unacked',
      text: acks
        ? unacked(pauses(ack_wait_ms, backoff_ms), max_deliver)
        : 'There are no acks: what the desk takes never comes again.',
    },
    {
      lead: 'Reconnect',
      text: acks
        ? 'Goes on where the consumer is then; what the desk held comes again, to whoever pulls first.'
        : 'Goes on where the consumer is then; what was under way when the connection dropped does not come again.',
    },
    {
      lead: 'Closing the tab',
      text: `${c.name} stays: leaving never deletes it.${acks ? ` What is not acked goes back to its workers ${within(ack_wait_ms, backoff_ms)}.` : ''}`,
    },
    {
      lead: 'Tomorrow',
      text: `This link attaches again, wherever ${c.name} has come by then${idle === undefined ? '' : `, unless nobody uses it for ${durationText(idle)}`}.`,
    },
  ]
}

function ahead({ num_pending, num_ack_pending }: Attachable, acks: boolean): string {
  const waits = acks && num_ack_pending > 0 ? `; ${count(num_ack_pending)} more wait for an ack and come again without one` : ''
  return `${plural(num_pending, 'message')} not delivered yet${waits}`
}

function unacked(pauses: string, maxDeliver: number | undefined): string {
  const end =
    maxDeliver === undefined ? '' : ` After ${plural(maxDeliver, 'delivery', 'deliveries')} it is given up, whoever had it.`
  return `Goes back to whoever pulls first ${pauses} without an ack.${end}`
}

/** How long a message stays with the desk depends on how often it was delivered. */
function within(ackWaitMs: number, backoffMs: number[]): string {
  const [first, ...following] = backoffMs.map(durationText)
  if (first === undefined || following.length === 0) return `within ${first ?? durationText(ackWaitMs)}`
  return `within ${first} of its first delivery, ${following.join(', ')} of the following`
}
