import { count, duration, plural } from '~/lib/format.ts'
import { overlaps } from '~/lib/subjects.ts'
import type { Consumer, SequencePair } from '~/nats/consumers.ts'
import type { Seq } from '~/nats/types.ts'

export type Cause = 'no-leader' | 'paused' | 'ack-limit' | 'nobody-pulls' | 'not-bound' | 'comes-back' | 'given-up' | 'no-match'

/** What helps, where a click can do it. */
export type Remedy =
  | { to: 'resume' | 'edit' | 'rewind' }
  /** In the replay desk. */
  | { to: 'attach' }
  /** In the message browser. */
  | { to: 'message'; seq: Seq }

export type Trouble = {
  cause: Cause
  /** danger = nothing moves; attention = it moves, or stands still on purpose, but somebody should know. */
  level: 'danger' | 'attention'
  /** For a table cell. */
  short: string
  sentence: string
  fix: string
  /** The first that helps most. */
  remedies: Remedy[]
  /** When it ends by itself: shown after the sentence, in the operator's style. */
  until?: string
}

export type Facts = {
  consumer: Consumer
  /** What the stream listens on; absent or empty where that says nothing (a mirror, a stream that is not loaded yet). */
  subjects?: string[]
  /** Whether any message of the stream matches the filters; absent = not looked for. */
  matches?: boolean
  /** The first message after the ack floor that the filters match; absent = not looked for. */
  unacked?: Seq
}

/** So long without a delivery or an ack (ms), and nothing is on its way. Below it a busy client may be between two pulls. */
const QUIET = 5000

/** Why a consumer does not move, or will not for long: the worst first. Empty = nothing to say. (JETSTREAM.md section 4.) */
export function troubles(facts: Facts): Trouble[] {
  const { consumer: c } = facts
  const found = c.paused
    ? [noLeader(c), paused(c), comesBack(facts), givenUp(facts), noMatch(facts)]
    : [noLeader(c), ackLimit(facts), nobodyPulls(c), notBound(c), comesBack(facts), givenUp(facts), noMatch(facts)]
  return found.filter((t) => t !== undefined).sort((a, b) => Number(b.level === 'danger') - Number(a.level === 'danger'))
}

/** One line for a table: the worst trouble, else how it goes. */
export function stateWords(c: Consumer, [worst]: Trouble[]): string {
  if (worst) return worst.level === 'danger' ? `stuck: ${worst.short}` : worst.short
  if (c.num_pending > 0) return 'working'
  if (c.num_ack_pending > 0) return 'waiting for acks'
  return c.delivered.consumer_seq === 0 ? 'nothing delivered yet' : 'caught up'
}

function noLeader({ cluster }: Consumer): Trouble | undefined {
  if (!cluster || cluster.leader) return undefined
  return {
    cause: 'no-leader',
    level: 'danger',
    short: 'no leader',
    sentence: 'The consumer has no leader: the cluster has not enough of its replicas to choose one.',
    fix: 'Bring the servers of its replicas back; the figures here are from before.',
    remedies: [],
  }
}

function paused({ pause_until, pause_remaining_ms }: Consumer): Trouble {
  const left = pause_remaining_ms === undefined ? '' : ` for ${duration(pause_remaining_ms)} more`
  return {
    cause: 'paused',
    level: 'attention',
    short: 'paused',
    sentence: `It is paused${left} and delivers nothing.`,
    ...(pause_until === undefined ? {} : { until: pause_until }),
    fix: 'Resume it to go on at once.',
    remedies: [{ to: 'resume' }],
  }
}

function ackLimit({ consumer: c, unacked }: Facts): Trouble | undefined {
  const { max_ack_pending, ack_policy, ack_wait_ms } = c.config
  if (ack_policy === 'none' || max_ack_pending === undefined || c.num_ack_pending < max_ack_pending) return undefined
  const held = `${plural(c.num_ack_pending, 'message')} of at most ${count(max_ack_pending)} wait for an acknowledgement`
  // Workers that acknowledge keep it at its limit and yet moving.
  if (!isQuiet(c, c.ack_floor))
    return {
      cause: 'ack-limit',
      level: 'attention',
      short: 'slow: acks at the limit',
      sentence: `${held}; acknowledgements come, so the workers are what it waits for.`,
      fix: 'Add workers, or let more messages be held at once (max ack pending).',
      remedies: [{ to: 'edit' }],
    }
  const wait =
    ack_wait_ms === undefined ? '' : ` Those that stay unacknowledged for ${duration(ack_wait_ms)} are delivered again.`
  return {
    cause: 'ack-limit',
    level: 'danger',
    short: 'acks at the limit',
    sentence: `${held}, so the server delivers no more, and it says so to nobody.${wait}`,
    fix: 'Have the workers acknowledge what they hold, or let more be held at once (max ack pending).',
    remedies: [{ to: 'edit' }, ...messageOf(unacked)],
  }
}

function nobodyPulls(c: Consumer): Trouble | undefined {
  if (c.config.deliver_subject || c.num_pending === 0 || c.num_waiting > 0) return undefined
  // While messages are held, a worker may be at work on them and pull again when it is done.
  const patience = c.num_ack_pending > 0 ? Math.max(QUIET, c.config.ack_wait_ms ?? 0) : QUIET
  if (!isQuiet(c, c.delivered, patience)) return undefined
  // While the limit of acks is reached, a pull by hand would get nothing either.
  const isFull = c.config.ack_policy !== 'none' && c.num_ack_pending >= (c.config.max_ack_pending ?? Infinity)
  return {
    cause: 'nobody-pulls',
    level: 'danger',
    short: 'nobody is pulling',
    sentence: `${plural(c.num_pending, 'message')} ${c.num_pending === 1 ? 'waits' : 'wait'} and no client asks for any.`,
    fix: `Start a worker, or see why it does not pull.${isFull ? '' : ' To take some by hand, attach in the replay desk.'}`,
    remedies: isFull ? [] : [{ to: 'attach' }],
  }
}

function notBound(c: Consumer): Trouble | undefined {
  if (!c.config.deliver_subject || c.push_bound || c.num_pending + c.num_ack_pending === 0) return undefined
  const group = c.config.deliver_group ? ` in the queue group ${c.config.deliver_group}` : ''
  return {
    cause: 'not-bound',
    level: 'danger',
    short: 'nobody is subscribed',
    sentence: `It pushes to ${c.config.deliver_subject}, and nobody is subscribed to that${group}.`,
    fix: 'Start a subscriber; the server goes on as soon as there is one.',
    remedies: [],
  }
}

function comesBack({ consumer: c, unacked }: Facts): Trouble | undefined {
  if (c.num_redelivered === 0 || c.config.max_deliver !== undefined || c.config.ack_policy === 'none') return undefined
  const canAttach =
    !c.config.deliver_subject &&
    c.config.priority_groups.length === 0 &&
    c.num_ack_pending < (c.config.max_ack_pending ?? Infinity)
  const which = unacked === undefined ? '' : ` The first that is not acknowledged is sequence ${count(unacked)}.`
  return {
    cause: 'comes-back',
    level: 'attention',
    short: 'the same messages come back',
    sentence: `${plural(c.num_redelivered, 'message')} ${c.num_redelivered === 1 ? 'was' : 'were'} delivered more than once, and there is no limit on deliveries: what no worker can handle comes back for ever.${which}`,
    fix: canAttach
      ? 'Look at the message. Attach in the replay desk and Term it: it is not delivered again then. Or give up after some deliveries (max deliver).'
      : 'Look at the message. Have the worker terminate it (Term), or give up after some deliveries (max deliver).',
    remedies: [...messageOf(unacked), canAttach ? { to: 'attach' } : { to: 'edit' }],
  }
}

function givenUp({ consumer: c, unacked }: Facts): Trouble | undefined {
  const { max_deliver, ack_policy } = c.config
  if (max_deliver === undefined || ack_policy === 'none' || c.num_ack_pending > 0) return undefined
  if (c.ack_floor.stream_seq >= c.delivered.stream_seq) return undefined
  const which = unacked === undefined ? '' : ` The first of them is sequence ${count(unacked)}.`
  return {
    cause: 'given-up',
    level: 'attention',
    short: 'gave up on messages',
    sentence: `Messages after sequence ${count(c.ack_floor.stream_seq)} were given up after ${plural(max_deliver, 'delivery', 'deliveries')}: they stay in the stream, nobody acknowledged them, and the ack floor does not move past them.${which}`,
    fix: 'Look at them. When their cause is mended, rewind the consumer to have them delivered again.',
    remedies: unacked === undefined ? [{ to: 'rewind' }] : messageOf(unacked),
  }
}

function noMatch({ consumer: c, subjects = [], matches }: Facts): Trouble | undefined {
  const { filters } = c.config
  if (filters.length === 0 || c.num_pending > 0) return undefined
  const which = filters.length === 1 ? `filter ${filters[0]}` : `filters ${filters.join(', ')}`
  if (subjects.length > 0 && !filters.some((f) => subjects.some((s) => overlaps(f, s))))
    return {
      cause: 'no-match',
      level: 'danger',
      short: 'its filter matches nothing',
      sentence: `Its ${which} ${filters.length === 1 ? 'lies' : 'lie'} outside of what the stream listens on (${subjects.join(', ')}): nothing new can match.`,
      fix: 'Change the filter, or the subjects of the stream.',
      remedies: [{ to: 'edit' }],
    }
  // What was delivered may have been removed since: only one that never had anything is worth a word.
  if (matches !== false || c.delivered.consumer_seq > 0) return undefined
  return {
    cause: 'no-match',
    level: 'attention',
    short: 'its filter matches nothing so far',
    sentence: `No message that the stream holds matches its ${which}, and it has never delivered one.`,
    fix: 'See that the filter is spelt as the subjects are: upper and lower case count, and * stands for one token.',
    remedies: [{ to: 'edit' }],
  }
}

function messageOf(seq: Seq | undefined): Remedy[] {
  return seq === undefined ? [] : [{ to: 'message', seq }]
}

/** Nothing has happened there for so long, by the server's own clock. */
function isQuiet(c: Consumer, { last_active }: SequencePair, ms = QUIET): boolean {
  if (last_active === undefined) return true
  const now = Date.parse(c.seen_at)
  return Number.isNaN(now) || now - Date.parse(last_active) > ms
}
