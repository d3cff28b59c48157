import { plural } from '../format.ts'
import { overlaps } from '../subjects.ts'
import { durationText } from '../time.ts'
import type { Rule } from './rule.ts'
import type { RuleField } from './rule-problems.ts'

/** What is looked at of the stream. */
export type StreamFacts = {
  name: string
  config: {
    subjects: string[]
    retention: 'limits' | 'interest' | 'workqueue'
    num_replicas: number
    sealed: boolean
    /** Absent = unlimited. */
    max_consumers?: number
    /** What the stream allows its consumers. */
    consumer_limits?: { max_ack_pending?: number; inactive_threshold_ms?: number }
    /** The stream stores messages under other subjects than it listens on. */
    subject_transform?: boolean
  }
  state: { last_seq: bigint }
  cluster?: { leader?: string }
  mirror?: { name: string }
  sources: unknown[]
}

/** What is looked at of a consumer of the stream. */
export type ConsumerFacts = {
  name: string
  config: { filters: string[]; deliver_subject?: string; priority_groups: string[]; ack_policy: string }
}

type Limits = { max_consumers?: number; max_ack_pending?: number }

/** What is looked at of the account: limits for every stream, or by the number of replicas (R1, R3). */
export type AccountFacts = { limits: Limits; tiers: { name: string; limits: Limits }[] }

/** What the server would refuse, said before it is asked. */
export type Refusal = {
  /** The field that can change it. */
  field?: RuleField
  message: string
  next: string
  /** Consumers because of which it is refused; to those that can be pulled from, the desk can attach instead. */
  inTheWay: InTheWay[]
}

export type InTheWay = { name: string; cannotAttach?: string }

type Situation = { rule: Rule; stream: StreamFacts; consumers: ConsumerFacts[]; account?: AccountFacts | undefined }

/** Everything that the server would refuse about this rule on this stream. Missing permissions cannot be foreseen. */
export function foreseen(s: Situation): Refusal[] {
  return [noLeader(s.stream), ...workQueue(s), nameTaken(s), tooMany(s), ...overLimits(s)].filter((r) => r !== undefined)
}

/** What would be refused about attaching to a consumer; undefined = nothing. `known` is false while the list is not there yet. */
export function foreseenAttach(
  name: string,
  stream: StreamFacts,
  consumers: ConsumerFacts[],
  known: boolean,
): Refusal | undefined {
  const own = noLeader(stream)
  if (own) return own
  const consumer = consumers.find((c) => c.name === name)
  const refusal = (message: string): Refusal => ({ field: 'attach', message, next: 'Choose another consumer', inTheWay: [] })
  if (!consumer) return known ? refusal(`The stream has no consumer ${name} (any more)`) : undefined
  const reason = attachProblem(consumer)
  return reason === undefined ? undefined : refusal(`${name}: ${reason}`)
}

/** Why nothing can be pulled from a consumer by hand, or undefined. */
export function attachProblem({ config }: Pick<ConsumerFacts, 'config'>): string | undefined {
  if (config.deliver_subject !== undefined)
    return `A push consumer sends to ${config.deliver_subject} by itself: nothing can be pulled from it`
  return config.priority_groups.length > 0 ? 'It has priority groups: only a client that names one can pull' : undefined
}

function noLeader({ name, cluster }: StreamFacts): Refusal | undefined {
  if (!cluster || cluster.leader) return undefined
  return {
    message: `${name} has no leader now: no consumer can be used`,
    next: 'Wait until most of its servers are up',
    inTheWay: [],
  }
}

/** A work queue gives each message to one consumer, and the server sees to that (10084, 10098 to 10101). */
function workQueue({ rule, stream, consumers }: Situation): Refusal[] {
  if (stream.config.retention !== 'workqueue') return []
  const found: Refusal[] = []
  if (rule.deliver.from !== 'all')
    found.push({
      field: 'deliver',
      message: 'A work queue can only be read from its beginning',
      next: 'Deliver all, or browse the messages, which needs no consumer',
      inTheWay: [],
    })
  if (rule.ack !== 'explicit')
    found.push({
      field: 'ack',
      message: 'A work queue needs every message acknowledged by itself',
      next: 'Choose explicit acks',
      inTheWay: [],
    })
  const others = consumers.filter((c) => sharesMessages(rule.filters, c.config.filters) && c.name !== rule.durable)
  if (others.length > 0)
    found.push({
      field: 'filter',
      message: `A work queue gives each message to one consumer, and ${others.map(readsWhat).join('; ')}`,
      next: 'Choose filters that do not overlap with these',
      inTheWay: others.map(inTheWay),
    })
  return found
}

function sharesMessages(ours: string[], theirs: string[]): boolean {
  const [a, b] = [ours, theirs].map((f) => (f.length > 0 ? f : ['>'])) as [string[], string[]]
  return a.some((x) => b.some((y) => overlaps(x, y)))
}

function readsWhat({ name, config }: ConsumerFacts): string {
  return `${name} takes ${config.filters.length > 0 ? config.filters.join(', ') : 'every subject'}`
}

/** Even with the same configuration, which the server would answer as if it had just been made: it would be somebody's. */
function nameTaken({ rule, consumers }: Situation): Refusal | undefined {
  const other = rule.durable === undefined ? undefined : consumers.find((c) => c.name === rule.durable)
  return (
    other && {
      field: 'name',
      message: `There is a consumer ${other.name} already`,
      next: 'Choose another name',
      inTheWay: [inTheWay(other)],
    }
  )
}

/** The stream's limit and the account's, which is for each stream too: the lower one counts (10026). */
function tooMany({ stream, consumers, account }: Situation): Refusal | undefined {
  const ofStream = stream.config.max_consumers ?? Infinity
  const ofAccount = limitsOf(stream, account).max_consumers ?? Infinity
  const most = Math.min(ofStream, ofAccount)
  if (consumers.length < most) return undefined
  const who = ofStream <= ofAccount ? stream.name : 'The account'
  return {
    message: `${who} allows ${plural(most, 'consumer')} on ${ofStream <= ofAccount ? 'it' : 'a stream'}, and ${consumers.length === 1 ? 'there is' : 'there are'} ${namesOf(consumers)}`,
    next: 'Delete one that nobody needs',
    inTheWay: consumers.map(inTheWay),
  }
}

/** What the stream's `consumer_limits` (10121, 10153) and the account (10121) allow. Unlimited acks pending pass the server's check. */
function overLimits({ rule, stream, account }: Situation): (Refusal | undefined)[] {
  const { max_ack_pending, inactive_threshold_ms } = stream.config.consumer_limits ?? {}
  const most = Math.min(max_ack_pending ?? Infinity, limitsOf(stream, account).max_ack_pending ?? Infinity)
  const expires = !(rule.durable !== undefined && rule.keep)
  return [
    rule.ack !== 'none' && rule.maxAckPending !== undefined && rule.maxAckPending > most
      ? {
          field: 'pending',
          message: `At most ${plural(most, 'message')} may wait for an ack here`,
          next: 'Lower max ack pending',
          inTheWay: [],
        }
      : undefined,
    expires && inactive_threshold_ms !== undefined && rule.inactiveMs > inactive_threshold_ms
      ? {
          field: 'idle',
          message: `${stream.name} removes consumers that are idle for ${durationText(inactive_threshold_ms)}`,
          next: 'Choose an inactive threshold no longer than that',
          inTheWay: [],
        }
      : undefined,
  ]
}

function limitsOf({ config }: StreamFacts, account: AccountFacts | undefined): Limits {
  const tier = account?.tiers.find((t) => t.name === `R${config.num_replicas}`)
  return tier?.limits ?? account?.limits ?? {}
}

function inTheWay(c: ConsumerFacts): InTheWay {
  const cannotAttach = attachProblem(c)
  return { name: c.name, ...(cannotAttach === undefined ? {} : { cannotAttach }) }
}

const MOST_NAMES = 3

function namesOf(consumers: ConsumerFacts[]): string {
  const names = consumers.slice(0, MOST_NAMES).map((c) => c.name)
  const more = consumers.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ').replace(/, ([^,]*)$/, ' and $1')
}
