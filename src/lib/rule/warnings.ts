import { overlaps } from '../subjects.ts'
import { durationText } from '../time.ts'
import type { ConsumerFacts, StreamFacts } from './foreseen.ts'
import type { Rule } from './rule.ts'

/** Filters that nothing new can match, a sentence for each: most likely a slip of the pen. */
export function outsideWords({ filters }: Rule, stream: StreamFacts): string[] {
  return filters.filter((f) => matchesNothingNew(f, stream)).map((f) => `Nothing new can match ${f}: ${listensOn(stream)}.`)
}

/** True when no message that is still to come can match. */
export function isOutside({ filters }: Rule, stream: StreamFacts): boolean {
  return filters.length > 0 && filters.every((f) => matchesNothingNew(f, stream))
}

export function listensOn({ name, config }: StreamFacts): string {
  return `${name} listens on ${config.subjects.join(', ')}`
}

/** What else the server accepts and an operator may not expect, worst first. */
export function warnings(rule: Rule, stream: StreamFacts, now = Date.now()): string[] {
  const { deliver, durable, keep } = rule
  const said = [
    removes(rule, stream),
    interest(rule, stream),
    rule.ack === 'all' && 'With ack all, an ack of one message acknowledges every one delivered before it.',
    deliver.from === 'time' &&
      Date.parse(deliver.time) > now &&
      'This time is still to come. The server does not wait for it: it starts with the next message.',
    rule.replay === 'original' && 'Original pace keeps the gaps between messages: an hour without messages takes an hour.',
    rule.headersOnly && 'Only headers are delivered, with the size of what is left out (Nats-Msg-Size).',
    durable !== undefined && keep && keptOnlyFor(stream),
    stream.config.sealed && 'The stream is sealed: no new message will come.',
  ]
  return said.filter((w) => typeof w === 'string')
}

/** What messages an attached desk takes from whom, and what an ack of it does. */
export function attachWarnings(consumer: ConsumerFacts & { num_waiting: number }, stream: StreamFacts): string[] {
  const said = [
    'Messages are taken from its workers: what the desk holds, they do not get.',
    consumer.config.ack_policy === 'all' &&
      'It has ack all: an ack here acknowledges every message delivered before it too, also what its workers still hold.',
    consumer.config.ack_policy === 'none' && 'It has no acks: what the desk takes is gone for its workers.',
    ...(consumer.config.ack_policy === 'none' ? [] : [removes(undefined, stream)]),
    stream.config.retention === 'interest' && 'An ack of the last consumer that wants a message removes it from the stream.',
    stream.config.sealed && 'The stream is sealed: no new message will come.',
  ]
  return said.filter((w) => typeof w === 'string')
}

/** Sealed or not: the server removes what a work queue has acknowledged. On a mirror it removes the copy. */
function removes(rule: Rule | undefined, { config, mirror }: StreamFacts): string | undefined {
  if (config.retention !== 'workqueue') return undefined
  const where = mirror ? `this copy; ${mirror.name} keeps its own` : `the stream${config.sealed ? ', sealed as it is' : ''}`
  const given = rule?.maxDeliver === undefined ? '' : ' One that is given up stays, and nobody gets it any more.'
  return `A work queue: an ack or a term removes the message from ${where}.${given}`
}

function interest({ ack, durable, keep }: Rule, { config }: StreamFacts): string | undefined {
  if (config.retention !== 'interest') return undefined
  const until =
    durable !== undefined && keep ? 'As long as the consumer exists, also after the desk is closed' : 'While the desk is open'
  return ack === 'none'
    ? 'Without acks a message counts as acknowledged when it is delivered: if nobody else wants it, it is removed from the stream.'
    : `${until}, the stream keeps every message it has not acknowledged. The last ack that is wanted removes the message.`
}

/** What is stored may be older than the stream's subjects, and match. Sources and a transform bring others. */
function matchesNothingNew(filter: string, { config, mirror, sources }: StreamFacts): boolean {
  if (mirror || sources.length > 0 || config.subject_transform) return false
  return !config.subjects.some((s) => overlaps(s, filter))
}

/** The server gives a durable without a threshold the stream's own limit. */
function keptOnlyFor({ name, config }: StreamFacts): string | undefined {
  const ms = config.consumer_limits?.inactive_threshold_ms
  return ms === undefined
    ? undefined
    : `Kept only as long as it is used: ${name} removes consumers that are idle for ${durationText(ms)}.`
}
