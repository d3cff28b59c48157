import { count } from '~/lib/format.ts'
import type { ConsumerConfig } from '~/nats/consumers.ts'
import type { Seq } from '~/nats/types.ts'

const names: Partial<Record<ConsumerConfig['deliver_policy'], string>> = {
  last: 'the last message',
  last_per_subject: 'the last message of each subject',
  new: 'new messages only',
}

/** Why the server resets this consumer to its ack floor alone, or undefined when a place can be chosen (10204, nats-server 2.14). */
export function placeBlock({ deliver_policy }: Pick<ConsumerConfig, 'deliver_policy'>): string | undefined {
  const name = names[deliver_policy]
  return name && `It was made to deliver ${name}, so the server takes it back to its ack floor only, to no chosen place`
}

/** Why the server does not reset to this sequence, or undefined. `lowest`: the first one after its start time, where it has one. */
export function sequenceBlock(c: Pick<ConsumerConfig, 'opt_start_seq'>, seq: Seq, lowest?: Seq): string | undefined {
  if (seq < 1n) return 'Sequences begin at 1'
  const start = c.opt_start_seq ?? lowest
  if (start === undefined || seq >= start) return undefined
  return c.opt_start_seq !== undefined
    ? `It was made to start at sequence ${count(start)}; the server does not take it back beyond that`
    : `It was made to start at a time, and its first message then was sequence ${count(start)}; the server does not take it back beyond that`
}
