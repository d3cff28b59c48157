import { count, duration, plural } from '~/lib/format.ts'
import type { Decision } from '~/nats/ack.ts'
import type { DecideResult, DeskPhase, DeskStart, DeskStats } from '~/nats/desk-types.ts'
import type { HeldRow, HeldState, Tally } from '~/nats/held.ts'

/** What has become of a message, in a word or two. */
export const stateWords: Record<HeldState, string> = {
  held: 'in hand',
  sending: 'sending',
  acked: 'acked',
  confirmed: 'acked, confirmed',
  returned: 'returned',
  termed: 'terminated',
  expired: 'deadline passed',
  'given-up': 'given up',
  unknown: 'unknown',
  orphaned: 'consumer gone',
  received: 'received',
}

/** What a state means, for whoever hovers over it. */
export const stateHelp: Record<HeldState, string> = {
  held: 'Delivered to this desk; the server waits for a decision until the deadline',
  sending: 'The decision is on its way to the server',
  acked: 'The ack was sent and the server has read it; it does not confirm a plain ack',
  confirmed: 'The server has confirmed the ack',
  returned: 'Returned to the server (nak): it is delivered again, to whoever asks first',
  termed: 'The server does not deliver it again to this consumer',
  expired: 'No decision came in time: the server delivers it again, to whoever asks first. It can still be acked until then',
  'given-up': 'It was delivered as often as max deliver allows; the server does not deliver it again',
  unknown: 'The server did not confirm, so it is not known whether it has heard. When the message comes again, it had not',
  orphaned: 'The consumer that delivered it is gone, so nothing can be decided. It comes again when another one starts below it',
  received: 'This consumer wants no acks: nothing is to be decided',
}

/** Whether something can still be decided about it. */
export function canDecide(row: Pick<HeldRow, 'state'>): boolean {
  return ['held', 'expired', 'unknown', 'returned'].includes(row.state)
}

/** How long until its deadline, or until it comes back: "4.2 s". */
export function secondsLeft(ms: number): string {
  if (ms <= 0) return '0 s'
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms)
}

/** What was decided so far. Nothing that did not happen is listed. */
export function tallyWords(t: Tally): string {
  const parts: [number, string][] = [
    [t.delivered, 'delivered'],
    [t.redelivered, 'of them again'],
    [t.acked, 'acked'],
    [t.confirmed, 'acked and confirmed'],
    [t.returned, 'returned'],
    [t.progress, 'in progress'],
    [t.termed, 'terminated'],
    [t.expired, 'ran out'],
  ]
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${count(n)} ${what}`)
  return said.length > 0 ? said.join(' · ') : 'nothing delivered yet'
}

/** The sentence about a consumer that went on after an interruption, or undefined when none was. */
export function resumedWords({ resumed, info, startsAfter, counts }: DeskStats): string | undefined {
  if (!resumed) return undefined
  const after = count(resumed.after)
  if (resumed.because === 'restart') {
    return resumed.after === startsAfter
      ? `Started again at sequence ${count(resumed.after + 1n)}, where it began.`
      : `Started again after sequence ${after}.`
  }
  if (info?.config.ack_policy === 'none') {
    return `Resumed after sequence ${after}, the last delivered. What was on its way when the connection was lost is not delivered again.`
  }
  const lost =
    resumed.forgot > 0
      ? ` The server came back without at least ${plural(resumed.forgot, 'decision')} that it had, since it was stopped before it had written ${resumed.forgot === 1 ? 'it' : 'them'}: ${resumed.forgot === 1 ? 'that message comes' : 'those messages come'} again.`
      : ''
  const again = `${lost}${counts.hand > 0 ? ' What is not acked comes again when its deadline has passed.' : ''}`
  return resumed.after === startsAfter
    ? `Resumed after sequence ${after}, where it began: the first message after it is not acked yet.${again}`
    : `Resumed after sequence ${after}, the last acked in a row.${again}`
}

/** What has happened to the consumer, and what is done about it. */
export function phaseWords(phase: DeskPhase, start: DeskStart, stats: DeskStats): string | undefined {
  if (phase.at === 'failed') return `The session has ended: ${phase.error.message}. ${phase.error.next ?? ''}`.trim()
  if (phase.at === 'starting') return 'Starting again …'
  if (phase.at === 'waiting' && !phase.linkIsLost)
    return 'The server does not answer about this consumer; it is asked again by itself.'
  if (phase.at === 'waiting') {
    const held = stats.counts.hand
    const uncertain =
      held > 0
        ? ` ${plural(held, 'message')} in hand ${held === 1 ? 'is' : 'are'} uncertain: the server waits for ${held === 1 ? 'its ack' : 'their acks'} until the deadline, then delivers again.`
        : ''
    return `Not connected: nothing is pulled and nothing can be decided until the connection is back.${uncertain}`
  }
  if (phase.at !== 'gone') return undefined
  const what = start.kind === 'attach' ? 'The consumer' : start.rule.durable ? 'The durable' : 'The ephemeral consumer'
  const { restart } = phase
  if (!restart)
    return `${what} is gone: it was deleted, or removed by the server for want of pulls. Nothing can be decided any more.`
  if (restart.from === 'rule') return `${what} is gone. It starts again by its rule, as at first.`
  const again =
    restart.decidedAgain > 0
      ? ` ${plural(restart.decidedAgain, 'message')} that ${restart.decidedAgain === 1 ? 'was' : 'were'} decided after that ${restart.decidedAgain === 1 ? 'comes' : 'come'} again.`
      : ''
  return `${what} is gone, and with it what it knew. It starts again at sequence ${count(restart.from)}, after the last message below which all was decided.${again}`
}

/** What one ack takes with it, where the ack policy is `all`. */
export function alongWords(along: bigint[], isShared: boolean): string {
  const [first, last] = [along[0], along.at(-1)]
  if (first === undefined || last === undefined)
    return 'No ack is taken for this one: a later delivery is acked already. It can be acked when it comes again'
  const others = isShared ? ', and whatever other workers hold below it' : ''
  if (along.length === 1) return `An ack takes only sequence ${count(first)}${others}`
  return `An ack takes ${plural(along.length, 'message')}: sequences ${count(first)} to ${count(last)}${others}`
}

const done: Record<Decision['kind'], string> = {
  ack: 'Acked',
  confirm: 'Acked and confirmed',
  nak: 'Returned',
  progress: 'In progress:',
  term: 'Terminated',
}

/** What became of a decision about several messages. */
export function resultWords(d: Decision, r: DecideResult): { words: string; bad: boolean } {
  const parts = [`${done[d.kind]} ${count(r.done)}`]
  if (r.failed > 0) parts.push(`${count(r.failed)} failed`)
  if (r.unknown > 0) parts.push(`${count(r.unknown)} unknown`)
  return { words: `${parts.join(', ')}${r.failure ? `: ${r.failure.message}` : ''}`, bad: r.failed + r.unknown > 0 }
}

/** Why the server delivers no more though it is asked, where its numbers say so. */
export function limitWords({ info }: DeskStats): string | undefined {
  if (info?.paused) return 'The consumer is paused'
  const max = info?.config.max_ack_pending
  if (!info || max === undefined || info.num_ack_pending < max) return undefined
  return `${count(info.num_ack_pending)} of ${count(max)} wait for an ack, as many as the consumer allows: decide about some first`
}
