import { firstOverlap } from './subject-overlap.ts'
import { splitSubjects } from './subjects-text.ts'

/** Why a subject filter cannot be used, or undefined. Wildcards are allowed. */
export function filterProblem(filter: string): string | undefined {
  if (filter === '') return 'A filter cannot be empty'
  if (/\s/.test(filter)) return 'A filter cannot contain spaces'
  const tokens = filter.split('.')
  if (tokens.includes('')) return 'A filter cannot start or end with a dot, nor have two dots in a row'
  const greater = tokens.indexOf('>')
  if (greater !== -1 && greater !== tokens.length - 1) return '> can only be the last token'
  return undefined
}

/** Splits what was typed into filters: by comma or white space, without repeats. */
export function splitFilters(text: string): string[] {
  return [...new Set(splitSubjects(text))]
}

/** True when some subject could match both: how the server decides which streams a subject touches. */
export function overlaps(a: string, b: string): boolean {
  const [x, y] = [a.split('.'), b.split('.')]
  for (let i = 0; ; i++) {
    const [s, t] = [x[i], y[i]]
    if (s === undefined || t === undefined) return s === t
    if (s === '>' || t === '>') return true
    if (s !== t && s !== '*' && t !== '*') return false
  }
}

/** Why these filters cannot be used together, or undefined. JETSTREAM: 10052 for an illegal one, 10138 for overlapping ones. */
export function filtersProblem(filters: string[]): string | undefined {
  for (const filter of filters) {
    const problem = filterProblem(filter)
    if (problem) return `${filter}: ${problem}`
  }
  const pair = firstOverlap(filters)
  return pair && `${pair[0]} and ${pair[1]} overlap: the server refuses filters that could match the same message`
}

/** True when the literal subject is matched by the filter. */
export function matches(filter: string, subject: string): boolean {
  const [f, s] = [filter.split('.'), subject.split('.')]
  for (let i = 0; i < f.length; i++) {
    if (f[i] === '>') return s.length > i
    if (s[i] === undefined || (f[i] !== '*' && f[i] !== s[i])) return false
  }
  return f.length === s.length
}

/** Why nothing can be published on a subject into a stream that listens on these, or undefined. */
export function publishProblem(subject: string, listensOn: string[]): string | undefined {
  const problem = filterProblem(subject)
  if (problem) return problem.replace('filter', 'subject')
  if (subject.split('.').some((t) => t === '*' || t === '>')) return 'A subject to publish on cannot have wildcards'
  if (!listensOn.some((own) => matches(own, subject))) return `The stream does not listen on ${subject}`
  return undefined
}
