import type { Bound, SearchPlan } from '~/hooks/search-session.ts'
import { compileQuery, type Query, type QueryMode } from '~/lib/query.ts'
import type { FindSearch } from '~/lib/search.ts'
import { plainDigits, sequenceProblem } from '~/lib/sequence.ts'
import { parseTime } from '~/lib/time.ts'

/** The search form as it is typed. */
export type SearchFields = {
  text: string
  mode: QueryMode
  ignoreCase: boolean
  inPayload: boolean
  inHeaders: boolean
  inSubject: boolean
  newestFirst: boolean
  since: string
  until: string
}

export type SearchProblems = { text?: string; since?: string; until?: string }

export function fieldsFrom(s: FindSearch): SearchFields {
  const places = s.places ?? 'phs'
  return {
    text: s.find ?? '',
    mode: s.mode ?? 'text',
    ignoreCase: s.exact !== true,
    inPayload: places.includes('p'),
    inHeaders: places.includes('h'),
    inSubject: places.includes('s'),
    newestFirst: s.order !== 'oldest',
    since: s.since ?? '',
    until: s.until ?? '',
  }
}

export function addressOf(f: SearchFields): FindSearch {
  const places = `${f.inPayload ? 'p' : ''}${f.inHeaders ? 'h' : ''}${f.inSubject ? 's' : ''}`
  return {
    find: f.text,
    mode: f.mode === 'text' ? undefined : f.mode,
    exact: f.ignoreCase ? undefined : true,
    places: places === 'phs' || places === '' ? undefined : places,
    order: f.newestFirst ? undefined : 'oldest',
    // A time is fixed when the search is sent: "15m" in a link would mean another time for its reader.
    since: fixed(f.since),
    until: fixed(f.until),
  }
}

function queryOf(f: SearchFields): Query {
  return {
    mode: f.mode,
    text: f.mode === 'text' ? f.text : f.text.trim(),
    ignoreCase: f.ignoreCase,
    inPayload: f.inPayload,
    inHeaders: f.inHeaders,
    inSubject: f.inSubject,
  }
}

/** What is wrong with the form, by field; or the plan to search by. */
export function planOf(f: SearchFields, filters: string[]): { plan: SearchPlan } | { problems: SearchProblems } {
  const query = queryOf(f)
  const compiled = compileQuery(query)
  const [since, until] = [boundOf(f.since), boundOf(f.until)]
  const bad = 'Not a sequence or a time: try 1200, 2026-01-31 14:30, 14:30 or 15m'
  const problems: SearchProblems = {
    ...('problem' in compiled ? { text: compiled.problem } : {}),
    ...(since === 'bad' ? { since: bad } : {}),
    ...(until === 'bad' ? { until: bad } : {}),
    ...(isBackwards(since, until) ? { until: 'This lies before the start' } : {}),
  }
  if (Object.keys(problems).length > 0 || since === 'bad' || until === 'bad') return { problems }
  return { plan: { query, filters, descending: f.newestFirst, since, until } }
}

/** Digits alone are a sequence, anything else has to be a time. */
function boundOf(text: string): Bound | undefined | 'bad' {
  const t = text.trim()
  if (t === '') return undefined
  if (sequenceProblem(t) === undefined) return { seq: BigInt(plainDigits(t)) }
  const time = parseTime(t)
  return time === undefined ? 'bad' : { time }
}

function isBackwards(since: Bound | undefined | 'bad', until: Bound | undefined | 'bad'): boolean {
  if (!since || !until || since === 'bad' || until === 'bad') return false
  if ('seq' in since && 'seq' in until) return since.seq > until.seq
  return 'time' in since && 'time' in until && since.time >= until.time
}

function fixed(text: string): string | undefined {
  const bound = boundOf(text)
  if (bound === undefined) return undefined
  return bound !== 'bad' && 'time' in bound ? bound.time : text.trim()
}
