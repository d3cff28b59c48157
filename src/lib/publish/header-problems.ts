import { isHeaderName, isHeaderValue } from '../messages-file/header-block.ts'
import { filterProblem } from '../subjects.ts'
import { headerValue, type HeaderRow, type PublishDraft } from './draft.ts'
import type { Limits } from './problems.ts'
import { isTemplate } from './template.ts'

/** What is wrong with a header before it is sent: as one, and as one that JetStream acts on (nats-server 2.15.1). */
export function headerProblem([name, value]: HeaderRow, draft: PublishDraft, { stream }: Limits): string | undefined {
  if (name === '') return 'The header has no name'
  if (!isHeaderName(name)) return 'A name of a header has no spaces, no colon and nothing but ASCII'
  if (!isHeaderValue(value)) return 'A value of a header has no line break'
  if (draft.mode !== 'jetstream') return undefined
  const isFilled = draft.repeat && isTemplate(value)
  switch (name.toLowerCase()) {
    case 'nats-expected-last-sequence':
    case 'nats-expected-last-subject-sequence':
      return /^\d{1,20}$/.test(value) || isFilled ? undefined : 'A sequence is a whole number'
    case 'nats-rollup':
      if (value !== 'sub' && value !== 'all') return 'It is sub or all'
      return stream && !stream.rollup ? `${stream.name} does not allow rollups (allow_rollup_hdrs)` : undefined
    case 'nats-ttl':
      if (stream && !stream.ttl) return `${stream.name} does not allow times to live of single messages (allow_msg_ttl)`
      return isTtl(value) || isFilled
        ? undefined
        : 'It is never, whole seconds, or a time of a second at least, such as 90m or 1h30m'
    case 'nats-incr':
      if (stream && !stream.counter) return `${stream.name} is no counter (allow_msg_counter)`
      return /^[+-]?\d+$/.test(value) || isFilled ? undefined : 'It is a whole number, such as 1 or -5'
    case 'nats-schedule':
      if (stream && !stream.schedules) return `${stream.name} does not take schedules (allow_msg_schedules)`
      if (!isSchedule(value) && !isFilled) return SCHEDULE
      return headerValue(draft.headers, 'Nats-Schedule-Target') === undefined
        ? 'A schedule needs the header Nats-Schedule-Target: the subject that it publishes on'
        : undefined
    case 'nats-schedule-target':
      return targetProblem(value, draft.subject.trim())
    default:
      return undefined
  }
}

/** Go's way to write a length of time, which has no days. */
const goLength = /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/

function isTtl(value: string): boolean {
  if (value === 'never') return true
  return /^\d+$/.test(value) || (goLength.test(value) && !/^[\d.]+(ns|us|µs|ms)$/.test(value))
}

const SCHEDULE =
  'It is @at and a time (2026-01-31T14:30:00Z), @every and a length of time (5m), @hourly, @daily, @weekly, @monthly, @yearly, or six fields of cron'
const named = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually']

function isSchedule(value: string): boolean {
  const [first, rest] = [value.split(' ')[0], value.slice(value.indexOf(' ') + 1)]
  if (first === '@at') return /^\d{4}-\d\d-\d\d[Tt]/.test(rest) && !Number.isNaN(Date.parse(rest))
  if (first === '@every') return goLength.test(rest)
  return named.includes(value) || (!value.startsWith('@') && value.trim().split(/\s+/).length === 6)
}

function targetProblem(value: string, subject: string): string | undefined {
  if (value === '') return 'Name the subject that the schedule publishes on: one of the same stream'
  if (filterProblem(value) !== undefined || value.split('.').some((t) => t === '*' || t === '>'))
    return 'A subject to publish on, without wildcards'
  return value === subject ? 'The schedule cannot publish on its own subject' : undefined
}
