import { bytes, count, duration, plural } from '~/lib/format.ts'
import type { Consumer, ConsumerConfig } from '~/nats/consumers.ts'

/** "pull, durable": how it is read and whether it stays. */
export function kindOf({ deliver_subject, durable }: ConsumerConfig): string {
  return `${deliver_subject ? 'push' : 'pull'}, ${durable ? 'durable' : 'ephemeral'}`
}

/** Who gets its messages, as a sentence. */
export function kindWords({ deliver_subject, deliver_group }: ConsumerConfig): string {
  if (!deliver_subject) return 'Pull: clients ask for messages; each message goes to one of them'
  return deliver_group
    ? `Push: the server sends to ${deliver_subject}; each message goes to one subscriber of the queue group ${deliver_group}`
    : `Push: the server sends to ${deliver_subject} as long as somebody is subscribed`
}

/** Where it started to read when it was made. A time is shown by `time`. */
export function startWords(c: ConsumerConfig, time: (at: string) => string): string {
  switch (c.deliver_policy) {
    case 'last':
      return 'Started with the last message that the stream had'
    case 'last_per_subject':
      return 'Started with the last message of each subject'
    case 'new':
      return 'Started with the first message that came after it was made'
    case 'by_start_sequence':
      return `Started at sequence ${count(c.opt_start_seq ?? 0n)}`
    case 'by_start_time':
      return `Started with the first message at or after ${time(c.opt_start_time ?? '')}`
    default:
      return 'Started with the first message of the stream'
  }
}

/** What a client gets that comes back after it was away: the promise that the start point is never a surprise. */
export function resumeWords({ ack_policy, durable, inactive_threshold_ms }: ConsumerConfig): string {
  const goesOn =
    ack_policy === 'none'
      ? 'After a reconnect it goes on with what was not sent yet; what was lost on the way does not come again'
      : 'After a reconnect it goes on after the last acknowledged message; what was not acknowledged comes again'
  return durable || inactive_threshold_ms === undefined
    ? goesOn
    : `${goesOn}, if the client is back within ${duration(inactive_threshold_ms)}`
}

export function ackWords({ ack_policy, ack_wait_ms }: ConsumerConfig): string {
  const wait = ack_wait_ms === undefined ? '' : ` within ${duration(ack_wait_ms)}`
  switch (ack_policy) {
    case 'explicit':
      return `Each message has to be acknowledged${wait}`
    case 'all':
      return `Acknowledging a message${wait} acknowledges all before it`
    case 'flow_control':
      return 'Acknowledged by flow control, as a source of another stream'
    default:
      return 'Nothing is acknowledged: what was sent counts as done'
  }
}

export function redeliveryWords({ ack_policy, max_deliver, backoff_ms, ack_wait_ms }: ConsumerConfig): string {
  if (ack_policy === 'none') return 'Nothing is delivered again'
  const when =
    backoff_ms.length > 0
      ? `Delivered again after ${backoff_ms.map(duration).join(', then ')}${backoff_ms.length > 1 ? ' (the last repeats)' : ''}`
      : `Delivered again after ${ack_wait_ms === undefined ? 'the ack wait' : duration(ack_wait_ms)}`
  return max_deliver === undefined
    ? `${when}, again and again until it is acknowledged`
    : `${when}, ${plural(max_deliver, 'delivery', 'deliveries')} in all; then it is given up and stays in the stream`
}

export function filterWords({ filters, headers_only }: ConsumerConfig): string {
  const what = filters.length === 0 ? 'Every message of the stream' : `Only ${filters.join(', ')}`
  return headers_only ? `${what}; the headers alone, without payload` : what
}

/** Each limit that is set; for a pull consumer also those of a single request. */
export function limitWords(c: ConsumerConfig): string[] {
  return [
    c.ack_policy !== 'none' &&
      (c.max_ack_pending === undefined
        ? 'Any number of messages may wait for an ack'
        : `At most ${plural(c.max_ack_pending, 'message')} may wait for an ack; then delivery stops`),
    c.max_waiting !== undefined && `At most ${plural(c.max_waiting, 'pull request')} may wait`,
    c.max_batch !== undefined && `A pull request may ask for ${plural(c.max_batch, 'message')} at most`,
    c.max_expires_ms !== undefined && `A pull request may wait ${duration(c.max_expires_ms)} at most`,
    c.max_bytes !== undefined && `A pull request may ask for ${bytes(c.max_bytes)} at most`,
  ].filter((w) => w !== false)
}

/** When it goes by itself. */
export function lifeWords({ durable, inactive_threshold_ms }: ConsumerConfig): string {
  if (inactive_threshold_ms === undefined) return 'Stays until it is deleted'
  return `${durable ? 'Although durable, it' : 'It'} is removed when nobody has used it for ${duration(inactive_threshold_ms)}`
}

export function placeWords({ num_replicas, mem_storage }: ConsumerConfig): string {
  const copies = num_replicas === 0 ? 'As many replicas as the stream' : plural(num_replicas, 'replica')
  return mem_storage ? `${copies}, its state in memory` : copies
}

/** Which clients are served first; undefined without a priority policy. */
export function priorityWords({ priority_policy, priority_groups, priority_timeout_ms }: ConsumerConfig): string | undefined {
  const groups = priority_groups.join(', ')
  switch (priority_policy) {
    case 'none':
      return undefined
    case 'pinned_client':
      return `One client at a time is served in each of the groups ${groups}; another takes over when it has been silent${priority_timeout_ms === undefined ? '' : ` for ${duration(priority_timeout_ms)}`}`
    case 'overflow':
      return `Clients of the groups ${groups} are served when more waits than they asked to leave to others`
    case 'prioritized':
      return `Clients of the groups ${groups} are served in the order of the priority that they ask with`
    default:
      return `${priority_policy}, groups ${groups}`
  }
}

/** What goes with a consumer that is deleted, one sentence each. */
export function deleteWords(c: Consumer, retention: string | undefined): string[] {
  const unread = `${plural(c.num_pending, 'unprocessed message')} and ${plural(c.num_ack_pending, 'message')} that ${c.num_ack_pending === 1 ? 'waits' : 'wait'} for an ack`
  return [
    `${unread} lose this reader. Its place in the stream (ack floor ${count(c.ack_floor.stream_seq)}) is forgotten.`,
    retention === 'workqueue' &&
      'The stream is a work queue: messages that only this consumer takes stay in it, and pile up, until another consumer takes them.',
    retention === 'interest' &&
      'The stream keeps messages by interest: those that wait only for this consumer are removed from it at once, and cannot be brought back.',
    !!c.config.deliver_subject && c.push_bound && 'A client is subscribed and will get nothing more.',
    !c.config.deliver_subject && c.num_waiting > 0 && `${plural(c.num_waiting, 'pull request')} of running clients will fail.`,
    'A consumer made again under the same name starts where its deliver policy says, not where this one was.',
  ].filter((w) => w !== false)
}
