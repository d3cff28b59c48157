import { joinSubjects } from '../subjects-text.ts'
import { lengthProblem, lengthsProblem } from '../length.ts'
import { plainDigits, sequenceProblem } from '../sequence.ts'
import { splitFilters } from '../subjects.ts'
import { durationText, parseDuration, parseTime } from '../time.ts'
import { defaultRule, type Deliver, type Rule } from './rule.ts'
import { ruleProblems, type RuleField, type RuleProblems } from './rule-problems.ts'

/** The form of a rule as it is typed: what is wrong stays in its field. */
export type RuleDraft = {
  deliver: Deliver['from']
  seq: string
  time: string
  filter: string
  replay: Rule['replay']
  ack: Rule['ack']
  wait: string
  /** Empty = unlimited. */
  pending: string
  /** Empty = never given up. */
  max: string
  backoff: string
  headers: boolean
  durable: boolean
  name: string
  keep: boolean
  idle: string
}

/** The form filled with a rule. */
export function draftFrom(rule: Rule): RuleDraft {
  return {
    deliver: rule.deliver.from,
    seq: rule.deliver.from === 'seq' ? String(rule.deliver.seq) : '',
    time: rule.deliver.from === 'time' ? rule.deliver.time : '',
    filter: joinSubjects(rule.filters),
    replay: rule.replay,
    ack: rule.ack,
    wait: durationText(rule.ackWaitMs),
    pending: rule.maxAckPending === undefined ? '' : String(rule.maxAckPending),
    max: rule.maxDeliver === undefined ? '' : String(rule.maxDeliver),
    backoff: rule.backoffMs.map(durationText).join(', '),
    headers: rule.headersOnly,
    durable: rule.durable !== undefined,
    name: rule.durable ?? '',
    keep: rule.keep,
    idle: durationText(rule.inactiveMs),
  }
}

/** `soFar`: the rule but for its start, where only that is still to be entered. */
type Read = { rule: Rule } | { problems: RuleProblems; soFar?: Rule }

/** Fields that a choice offers empty: not to have filled them in yet is no mistake. */
export function missingIn(d: RuleDraft): RuleField[] {
  const offered = [...(d.deliver === 'seq' || d.deliver === 'time' ? [d.deliver] : []), ...(d.durable ? ['name' as const] : [])]
  return offered.filter((field) => d[field].trim() === '')
}

/** The rule that the form says, or what is wrong with it, by field. A time like "15m" counts back from `now`. */
export function readDraft(d: RuleDraft, now = Date.now()): Read {
  const problems: RuleProblems = {}
  const read = <T>(field: RuleField, value: T | undefined, otherwise: string, instead: T): T => {
    if (value === undefined) problems[field] = otherwise
    return value ?? instead
  }
  const length = (field: 'wait' | 'idle', instead: number) =>
    read(field, parseDuration(d[field]), lengthProblem(d[field]) ?? '', instead)
  const whole = (field: 'pending' | 'max') =>
    /^\d{1,9}$/.test(plainDigits(d[field])) ? Number(plainDigits(d[field])) : undefined
  const notWhole = (field: 'pending' | 'max', empty: string) =>
    `${/^\d+$/.test(plainDigits(d[field])) ? 'Too large: at most 999,999,999' : 'Not a whole number'}; empty is ${empty}`
  const backoff = splitLengths(d.backoff)

  const rule: Rule = {
    deliver: deliverOf(d, now, problems),
    filters: splitFilters(d.filter),
    replay: d.replay,
    ack: d.ack,
    ackWaitMs: length('wait', defaultRule.ackWaitMs),
    backoffMs: read('backoff', backoff, lengthsProblem(d.backoff) ?? '', []),
    headersOnly: d.headers,
    keep: d.durable && d.keep,
    inactiveMs: d.durable && d.keep ? defaultRule.inactiveMs : length('idle', defaultRule.inactiveMs),
    ...(d.pending.trim() === '' || d.pending.trim() === 'unlimited'
      ? {}
      : { maxAckPending: read('pending', whole('pending'), notWhole('pending', 'unlimited'), 1) }),
    ...(d.max.trim() === '' ? {} : { maxDeliver: read('max', whole('max'), notWhole('max', 'for ever'), 1) }),
    ...(d.durable ? { durable: d.name.trim() } : {}),
  }
  // What could not be read says so itself; a fallback in its place must not be found fault with.
  const all = { ...ruleProblems(rule), ...problems }
  const wrong = Object.keys(all)
  if (wrong.length === 0) return { rule }
  const startIsMissing = wrong.length === 1 && missingIn(d).some((f) => f === wrong[0] && f === d.deliver)
  return { problems: all, ...(startIsMissing ? { soFar: rule } : {}) }
}

function deliverOf(d: RuleDraft, now: number, problems: RuleProblems): Deliver {
  if (d.deliver === 'seq') {
    const problem = d.seq.trim() === '' ? 'Enter a sequence' : sequenceProblem(d.seq)
    if (problem) problems.seq = problem
    return { from: 'seq', seq: problem ? 1n : BigInt(plainDigits(d.seq)) }
  }
  if (d.deliver === 'time') {
    const time = parseTime(d.time, now)
    if (time === undefined)
      problems.time = d.time.trim() === '' ? 'Enter a time' : 'Not a time: try 2026-01-31 14:30, 14:30 or 15m'
    return { from: 'time', time: time ?? new Date(now).toISOString() }
  }
  return { from: d.deliver }
}

/** Lengths of time by comma; undefined when one of them is none. */
export function splitLengths(text: string): number[] | undefined {
  if (lengthsProblem(text)) return undefined
  const lengths = text
    .split(',')
    .filter((t) => t.trim() !== '')
    .map(parseDuration)
  return lengths.includes(undefined) ? undefined : (lengths as number[]) // just looked
}
