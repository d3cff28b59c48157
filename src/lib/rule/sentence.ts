import { count, plural } from '../format.ts'
import { durationText, showTime, type TimeStyle } from '../time.ts'
import type { StreamFacts } from './foreseen.ts'
import type { Rule } from './rule.ts'
import { isOutside, listensOn } from './warnings.ts'

/** One of the things that are always said, by its lead word. */
export type Line = { lead: 'Starts' | 'Unacked' | 'Reconnect' | 'Closing the tab' | 'Tomorrow'; text: string }

/** Where the rule starts and how many messages that is, by src/nats/start-count.ts. */
export type Found = { first?: { seq: bigint; time: string }; count: number; exact: boolean }

export type Context = {
  stream: StreamFacts
  /** Absent while it is being asked, or when it cannot be. */
  found?: Found | undefined
  /** Servers before 2.11 (level 0) do not wait for a sequence that is still to come. */
  apiLevel: number
  timeStyle?: TimeStyle
}

/** What the rule does, in five plain sentences or so, before anything starts. */
export function ruleLines(rule: Rule, context: Context): Line[] {
  return [
    { lead: 'Starts', text: starts(rule, context) },
    { lead: 'Unacked', text: unacked(rule) },
    { lead: 'Reconnect', text: reconnect(rule, context.stream) },
    { lead: 'Closing the tab', text: closing(rule, context.stream) },
    { lead: 'Tomorrow', text: tomorrow(rule, context.stream) },
  ]
}

const NEXT = 'with the next message that is stored'

function starts(rule: Rule, context: Context): string {
  const { stream, found, apiLevel, timeStyle } = context
  const { deliver, filters } = rule
  const never = isOutside(rule, stream) ? `no new one can match as long as ${listensOn(stream)}` : undefined
  if (never && (deliver.from === 'new' || found?.count === 0))
    return `Never: ${deliver.from === 'new' ? 'what is stored is left out' : `nothing that is stored matches ${filters.join(', ')}`}, and ${never}.`
  if (deliver.from === 'new') return `With the next message${of(filters)} that is stored; nothing of what is there now.`
  if (deliver.from === 'seq' && deliver.seq > stream.state.last_seq + 1n) return beyond(deliver.seq, apiLevel)
  const asked = askedFor(rule, timeStyle)
  const then = never ?? 'then each new one'
  if (!found) return `${asked}, ${then}.`
  if (found.count === 0) return `${asked}: there is none now, so ${NEXT}${of(filters) && ' and matches'}.`
  const where = found.first && !isSaid(rule, found.first.seq) ? `, sequence ${count(found.first.seq)}` : ''
  const many = `${found.exact ? '' : 'at most '}${plural(found.count, 'message')}`
  return `${asked}${where}: ${many}, ${then}.`
}

/** True when the sentence has named this sequence already. */
function isSaid({ deliver }: Rule, seq: bigint): boolean {
  return deliver.from === 'seq' && deliver.seq === seq
}

function askedFor({ deliver, filters }: Rule, timeStyle: TimeStyle | undefined): string {
  const some = of(filters)
  if (deliver.from === 'last') return `At the last message${some}`
  if (deliver.from === 'last_per_subject')
    return `With the last message of every subject${filters.length > 0 ? ` in ${filters.join(', ')}` : ''}`
  if (deliver.from === 'seq') return `At the first message${some} from sequence ${count(deliver.seq)} on`
  // A time to start from is a moment, not an age.
  if (deliver.from === 'time')
    return `At the first message${some} at or after ${showTime(deliver.time, timeStyle === 'utc' ? 'utc' : 'local', 3)}`
  return `At the first message${some}`
}

function of(filters: string[]): string {
  return filters.length > 0 ? ` of ${filters.join(', ')}` : ''
}

function beyond(seq: bigint, apiLevel: number): string {
  return apiLevel < 1
    ? `Sequence ${count(seq)} is still to come, and a server before 2.11 does not wait for it: starts ${NEXT}.`
    : `At sequence ${count(seq)}, which is still to come: what is stored until then is left out.`
}

function unacked({ ack, ackWaitMs, backoffMs, maxDeliver, maxAckPending }: Rule): string {
  if (ack === 'none') return 'There are no acks: each message is delivered once and never again.'
  const held =
    maxAckPending === undefined ? '' : ` While ${plural(maxAckPending, 'waits', 'wait')} for an ack, no other is delivered.`
  const first = durationText(backoffMs[0] ?? ackWaitMs)
  if (maxDeliver === 1) return `Delivered once. After ${first} without an ack it is given up, and stays in the stream.${held}`
  const again = `Delivered again ${pauses(ackWaitMs, backoffMs)} without an ack`
  const end =
    maxDeliver === undefined ? ', for ever' : `. After ${count(maxDeliver)} deliveries it is given up, and stays in the stream`
  return `${again}${end}.${held}`
}

/** After which pauses a message comes again: the last one repeats. */
export function pauses(ackWaitMs: number, backoffMs: number[]): string {
  const words = backoffMs.map(durationText)
  if (words.length < 2) return `after ${words[0] ?? durationText(ackWaitMs)}`
  return `after ${words.slice(0, -1).join(', ')}, then each time after ${words.at(-1)}`
}

/** How long the consumer outlives its desk; undefined = until it is deleted. */
function lifeOf({ durable, keep, inactiveMs }: Rule, stream: StreamFacts): number | undefined {
  // The server gives a durable without a threshold the stream's own limit.
  return durable !== undefined && keep ? stream.config.consumer_limits?.inactive_threshold_ms : inactiveMs
}

function reconnect(rule: Rule, stream: StreamFacts): string {
  const life = lifeOf(rule, stream)
  const goesOn = `Goes on where the server left off${life === undefined ? ', however long it takes' : ` if it is back within ${durationText(life)}`}`
  const held =
    rule.ack === 'none' ? 'what was under way when the connection dropped does not come again' : 'what is not acked comes again'
  const later = life === undefined ? '' : ` Later the consumer is gone, and the desk offers to start again ${againFrom(rule)}.`
  return `${goesOn}; ${held}.${later}`
}

function againFrom({ deliver, ack }: Rule): string {
  if (deliver.from === 'last_per_subject') return 'by the same rule'
  return ack === 'none' ? 'after the last message received' : 'after the last message up to which all are acked'
}

function closing(rule: Rule, stream: StreamFacts): string {
  const life = lifeOf(rule, stream)
  if (rule.durable === undefined)
    return `The consumer is deleted at once; after a crash the server removes it within ${durationText(rule.inactiveMs)}${waits(rule)}.`
  if (!rule.keep)
    return `The desk asks whether ${rule.durable} stays. Without an answer the server removes it after ${durationText(rule.inactiveMs)}${waits(rule)}.`
  const stays =
    life === undefined
      ? `${rule.durable} stays and holds its place`
      : `${rule.durable} stays for ${durationText(life)}, the stream's limit`
  return `${stays}.${holds(stream)}`
}

/** A server of today does not take a consumer away while it waits for acks (seen on 2.15: up to three ack waits). */
function waits({ ack }: Rule): string {
  return ack === 'none' ? '' : ', or a few ack waits later when messages were in hand'
}

function holds({ config }: StreamFacts): string {
  if (config.retention === 'workqueue') return ' Meanwhile nobody else can be given its messages.'
  return config.retention === 'interest' ? ' Meanwhile the stream keeps every message it has not acked.' : ''
}

function tomorrow(rule: Rule, { config }: StreamFacts): string {
  const { deliver, durable, keep, ack } = rule
  if (durable !== undefined && keep)
    return `The name is taken then: attach to ${durable} to go on where it is. Unacked messages come again.`
  const unless = durable === undefined ? 'This link' : `Unless ${durable} was kept, this link`
  if (deliver.from === 'new') return `${unless} starts with what is new then, and with nothing of what comes in between.`
  if (deliver.from === 'last' || deliver.from === 'last_per_subject')
    return `${unless} starts by the same rule, with what is last then.`
  if (config.retention === 'workqueue')
    return `${unless} reads from the beginning again, without what was acked: that is gone from the stream.`
  const again = config.retention === 'interest' ? ' as far as the stream still has it' : ''
  const acks = ack === 'none' ? '' : ', with what was acked today: acks are forgotten with the consumer'
  return `${unless} reads from the same start again${again}${acks}.`
}
