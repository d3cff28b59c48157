import { plural } from '../format.ts'
import { filtersProblem } from '../subjects.ts'
import type { Rule } from './rule.ts'

/** The fields of the form, as the address names them. */
export type RuleField =
  | 'deliver'
  | 'seq'
  | 'time'
  | 'filter'
  | 'replay'
  | 'ack'
  | 'wait'
  | 'pending'
  | 'max'
  | 'backoff'
  | 'headers'
  | 'name'
  | 'keep'
  | 'idle'
  | 'attach'

export type RuleProblems = Partial<Record<RuleField, string>>

const SECOND = 1000

/** What cannot be in a rule, a sentence by field; empty when all of it can. What a certain stream refuses is in foreseen.ts. */
export function ruleProblems(rule: Rule): RuleProblems {
  const found: Record<string, string | false | undefined> = {
    seq: rule.deliver.from === 'seq' && rule.deliver.seq < 1n && 'Sequences begin at 1',
    filter: filtersProblem(rule.filters),
    // The server takes a nanosecond, and would deliver everything again before it could be acknowledged.
    wait: rule.ack !== 'none' && rule.ackWaitMs < 1 && 'At least 1 ms',
    pending: rule.maxAckPending !== undefined && rule.maxAckPending < 1 && 'At least 1; empty is unlimited',
    max: maxProblem(rule),
    backoff: backoffProblem(rule),
    name: rule.durable !== undefined && durableProblem(rule.durable),
    idle: !(rule.durable !== undefined && rule.keep) && rule.inactiveMs < SECOND && 'At least 1s: a reconnect takes a moment',
  }
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem)) as RuleProblems
}

function maxProblem({ ack, maxDeliver }: Rule): string | undefined {
  if (maxDeliver === undefined) return undefined
  if (maxDeliver < 1) return 'At least 1; empty is for ever'
  return ack === 'none' ? 'Means nothing without acks: a message is delivered once. Leave it empty' : undefined
}

function backoffProblem({ ack, backoffMs, maxDeliver }: Rule): string | undefined {
  if (backoffMs.length === 0) return undefined
  if (ack === 'none') return 'Means nothing without acks: no message is delivered again. Leave it empty'
  if (backoffMs.some((ms) => ms < 1)) return 'Each at least 1 ms'
  // server/consumer.go checkConsumerCfg, 10116
  if (maxDeliver !== undefined && backoffMs.length > maxDeliver)
    return `${plural(backoffMs.length, 'pause')} for at most ${plural(maxDeliver, 'delivery', 'deliveries')}: give fewer, or allow more deliveries`
  return undefined
}

const LONGEST_NAME = 255

/** Why the server takes no durable of this name, or undefined. The same characters as for streams; its length counts in bytes. */
export function durableProblem(name: string): string | undefined {
  if (name === '') return 'A durable needs a name'
  if (/[\s.*>/\\]/.test(name)) return 'A name cannot contain spaces or . * > / \\'
  return new TextEncoder().encode(name).length > LONGEST_NAME ? `At most ${LONGEST_NAME} bytes` : undefined
}
