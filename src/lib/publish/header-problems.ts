import { isHeaderName, isHeaderValue } from '../messages-file/header-block.ts'
import { filterProblem, matches } from '../subjects.ts'
import { headerValue, type HeaderRow, type PublishDraft } from './draft.ts'
import type { Limits } from './problems.ts'
import { isCron, isSchedule, isTimeZone, isTtl } from './schedule.ts'
import { isTemplate } from './template.ts'

/** What is wrong with a header before it is sent: as one, and as one that JetStream acts on (nats-server 2.15.1). */
export function headerProblem([name, value]: HeaderRow, draft: PublishDraft, { stream }: Limits): string | undefined {
  if (name === '') return 'The header has no name'
  if (!isHeaderName(name)) return 'A name of a header has no spaces, no colon and nothing but ASCII'
  if (!isHeaderValue(value)) return 'A value of a header has no line break'
  if (draft.mode !== 'jetstream') return undefined
  const isFilled = draft.repeat && isTemplate(value)
  const subject = draft.subject.trim()
  switch (name.toLowerCase()) {
    case 'nats-expected-last-sequence':
    case 'nats-expected-last-subject-sequence':
      return /^\d{1,20}$/.test(value) || isFilled ? undefined : 'A sequence is a whole number'
    case 'nats-rollup':
      if (!/^(sub|all)$/i.test(value)) return 'It is sub or all'
      return stream && !stream.rollup ? `${stream.name} does not allow rollups (allow_rollup_hdrs)` : undefined
    case 'nats-ttl':
      if (stream && !stream.ttl) return `${stream.name} does not allow times to live of single messages (allow_msg_ttl)`
      return isTtl(value) || isFilled ? undefined : TTL
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
      if (isFilled) return undefined
      if (value === '') return 'Name the subject that the schedule publishes on: one of the same stream'
      return value === subject ? 'The schedule cannot publish on its own subject' : placeProblem(value, stream)
    case 'nats-schedule-source':
      if (isFilled || value === '') return undefined
      return value === subject || value === headerValue(draft.headers, 'Nats-Schedule-Target')
        ? 'It is neither the subject of the schedule nor that which it publishes on'
        : placeProblem(value, stream)
    case 'nats-schedule-ttl':
      return isTtl(value) || isFilled ? undefined : TTL
    case 'nats-schedule-rollup':
      return value === 'sub' || value === '' ? undefined : 'It is sub: a schedule purges the subject that it publishes on'
    case 'nats-schedule-time-zone':
      if (!isTimeZone(value)) return 'It is a time zone by its whole name, such as Europe/Berlin or UTC'
      return isCron(headerValue(draft.headers, 'Nats-Schedule') ?? '')
        ? undefined
        : 'Only times of cron are in a time zone: @at has its own, and @every needs none'
    default:
      return undefined
  }
}

const TTL = 'It is never, whole seconds, or a time of a second at least, such as 90m or 1h30m'
const SCHEDULE =
  'It is @at and a time with its zone (2026-01-31T14:30:00Z), @every and a length of time (5m, one second at least), @hourly, @daily, @weekly, @monthly, @yearly, or six fields of cron'
function placeProblem(value: string, stream: Limits['stream']): string | undefined {
  if (filterProblem(value) !== undefined || value.split('.').some((t) => t === '*' || t === '>'))
    return 'A subject to publish on, without wildcards'
  return stream && !stream.subjects.some((own) => matches(own, value))
    ? `${stream.name} does not listen on it, and a schedule stays in its stream`
    : undefined
}
