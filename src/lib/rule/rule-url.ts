import { joinSubjects } from '../subjects-text.ts'
import { cleanSearch, type ReplaySearch } from '../search.ts'
import { plainDigits } from '../sequence.ts'
import { splitFilters } from '../subjects.ts'
import { durationText, parseDuration, parseTime } from '../time.ts'
import { draftFrom, splitLengths, type RuleDraft } from './draft.ts'
import { defaultRule } from './rule.ts'

const asAlways = draftFrom(defaultRule)

/** The form as an address fills it: what the address leaves out is as always. */
export function draftOf(s: ReplaySearch): RuleDraft {
  const { seq, time, filter, replay, ack, wait, max, idle } = s
  const given = { deliver: s.deliver, seq, time, replay, ack, wait, max, idle }
  return {
    ...asAlways,
    ...cleanSearch<Partial<RuleDraft>>(given),
    ...(filter === undefined ? {} : { filter: joinSubjects(splitFilters(filter)) }),
    ...(s.pending === undefined ? {} : { pending: s.pending === 'unlimited' ? '' : s.pending }),
    ...(s.backoff === undefined ? {} : { backoff: (splitLengths(s.backoff) ?? []).map(durationText).join(', ') }),
    headers: s.headers === true,
    durable: s.name !== undefined,
    name: s.name ?? '',
    keep: s.name !== undefined && s.keep === true,
  }
}

/**
 * The address of what is typed. What is as always is left out, and so is what cannot be read: it would be dropped by whoever
 * opens the link. A time is fixed: "15m" in a link would mean another time for its reader.
 */
export function addressOf(d: RuleDraft, now = Date.now()): ReplaySearch {
  const [wait, idle, backoff] = [parseDuration(d.wait), parseDuration(d.idle), splitLengths(d.backoff)]
  const [seq, pending, max] = [d.seq, d.pending, d.max].map(plainDigits) as [string, string, string]
  const filters = splitFilters(d.filter)
  return cleanSearch<ReplaySearch>({
    deliver: d.deliver === 'all' ? undefined : d.deliver,
    seq: d.deliver === 'seq' && /^\d{1,20}$/.test(seq) ? seq : undefined,
    time: d.deliver === 'time' ? parseTime(d.time, now) : undefined,
    filter: joinSubjects(filters, ',') || undefined,
    replay: d.replay === 'original' ? d.replay : undefined,
    ack: d.ack === 'explicit' ? undefined : d.ack,
    wait: wait === undefined || wait === defaultRule.ackWaitMs ? undefined : durationText(wait),
    pending: pending === asAlways.pending ? undefined : /^(unlimited)?$/.test(pending) ? 'unlimited' : numberOf(pending),
    max: numberOf(max),
    backoff: backoff?.length ? backoff.map(durationText).join(',') : undefined,
    headers: d.headers ? true : undefined,
    name: d.durable ? d.name.trim() : undefined,
    keep: d.durable && d.keep ? true : undefined,
    idle: idle === undefined || idle === defaultRule.inactiveMs ? undefined : durationText(idle),
  })
}

function numberOf(digits: string): string | undefined {
  return /^\d{1,9}$/.test(digits) ? digits : undefined
}
