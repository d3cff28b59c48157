import type { Searching } from '~/hooks/search-session.ts'
import { bytes, count, duration, plural, rate } from '~/lib/format.ts'

/** How far it is, in figures. */
export function progressSentence(s: Searching): string {
  const speed = s.elapsedMs > 200 ? `, ${rate((s.messages * 1000) / s.elapsedMs)}` : ''
  return `${plural(s.messages, 'message')} and ${bytes(s.bytes)} searched in ${duration(s.elapsedMs)}${speed}`
}

export function foundSentence(s: Searching): string {
  const of = ` for “${s.plan.query.text}”`
  const found =
    s.found === 0 ? (s.state === 'done' ? `Nothing found${of}` : `Nothing found yet${of}`) : `${count(s.found)} found${of}`
  return s.found > s.hits.length ? `${found}, ${count(s.hits.length)} listed` : found
}

/** What was searched and what was not: nothing is left for the reader to guess. */
export function coverageSentence(s: Searching): string {
  const { query, filters, descending } = s.plan
  if (s.total === 0n) return 'The range holds no sequence: nothing was searched.'
  const places =
    query.mode === 'json'
      ? 'JSON payloads'
      : [query.inPayload && 'payloads', query.inHeaders && 'headers', query.inSubject && 'subjects'].filter(Boolean).join(', ')
  const of = filters.length > 0 ? ` of ${filters.join(', ')}` : ''
  const sentences = [`Range: sequence ${count(s.from)} to ${count(s.to)}${of}, ${places}.`]
  if (s.state === 'done') sentences.push('All of it has been searched.')
  else if (s.through === undefined) sentences.push('None of it is complete yet.')
  else {
    const [a, b] = descending ? [s.through, s.to] : [s.from, s.through]
    const [c, d] = descending ? [s.from, s.through - 1n] : [s.through + 1n, s.to]
    sentences.push(`Searched: ${count(a)} to ${count(b)}. Not, or only in part: ${count(c)} to ${count(d)}.`)
  }
  if (s.compressed > 0) sentences.push(`${plural(s.compressed, 'compressed payload')} searched as stored, not unpacked.`)
  if (s.notJson > 0) sentences.push(`${plural(s.notJson, 'payload')} not searched: no JSON.`)
  return sentences.join(' ')
}
