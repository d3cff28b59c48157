import { byteFinder } from './byte-search.ts'
import { compileCondition } from './condition.ts'
import { visible } from './payload/text.ts'

export type QueryMode = 'text' | 'regex' | 'json'

/** What is sought in messages. `json` is a path with a comparison (see condition.ts) and looks at payloads only. */
export type Query = {
  mode: QueryMode
  text: string
  ignoreCase: boolean
  inPayload: boolean
  inHeaders: boolean
  inSubject: boolean
}

export type Searchable = { subject: string; readonly headers: [string, string][]; data: Uint8Array }

export type Match = { where: 'payload' | 'header' | 'subject'; before: string; match: string; after: string }

/** What a search could not look into. */
export type Unsearched = { compressed: number; notJson: number }

export type Matcher = (m: Searchable, unsearched: Unsearched) => Match | undefined

/** A function that says where a message matches, or the reason why the query cannot be used. */
export function compileQuery(q: Query): { matcher: Matcher } | { problem: string } {
  if (q.text === '') return { problem: 'Type what to look for' }
  if (q.mode === 'json') return compileJson(q.text)
  if (!q.inPayload && !q.inHeaders && !q.inSubject) return { problem: 'Choose where to look: payload, headers or subject' }
  if (q.mode === 'text') return { matcher: textMatcher(q) }
  try {
    return { matcher: regexMatcher(q, new RegExp(q.text, q.ignoreCase ? 'iu' : 'u')) }
  } catch (e) {
    return { problem: `Not a regular expression: ${(e as Error).message.replace(/^.*: /s, '')}` }
  }
}

type Found = { at: number; length: number } | undefined
type FindIn = (text: string) => Found

function textMatcher(q: Query): Matcher {
  const wanted = q.ignoreCase ? q.text.toLowerCase() : q.text
  const inText: FindIn = (text) => {
    const at = (q.ignoreCase ? text.toLowerCase() : text).indexOf(wanted)
    return at < 0 ? undefined : { at, length: q.text.length }
  }
  // oxlint-disable-next-line no-control-regex -- ASCII is what is meant
  const inBytes = !q.ignoreCase || /^[\u0000-\u007f]*$/.test(q.text) ? byteFinder(q.text, q.ignoreCase) : undefined
  return places(q, inText, inBytes)
}

function regexMatcher(q: Query, regex: RegExp): Matcher {
  return places(
    q,
    (text) => {
      const m = regex.exec(text)
      return m ? { at: m.index, length: m[0].length } : undefined
    },
    undefined,
  )
}

const decoder = new TextDecoder()

function places(q: Query, find: FindIn, inBytes: ((data: Uint8Array) => number) | undefined): Matcher {
  return (m, unsearched) => {
    if (q.inPayload) {
      if (isCompressed(m.data)) unsearched.compressed++
      // Most messages do not match, and for those nothing is decoded.
      if (inBytes === undefined || inBytes(m.data) >= 0) {
        const text = decoder.decode(m.data)
        const found = find(text)
        if (found) return snippet('payload', text, found)
      }
    }
    if (q.inSubject) {
      const found = find(m.subject)
      if (found) return snippet('subject', m.subject, found)
    }
    if (q.inHeaders) {
      for (const [name, value] of m.headers) {
        const line = `${name}: ${value}`
        const found = find(line)
        if (found) return snippet('header', line, found)
      }
    }
    return undefined
  }
}

function compileJson(text: string): { matcher: Matcher } | { problem: string } {
  const compiled = compileCondition(text)
  if ('problem' in compiled) return compiled
  return {
    matcher: (m, unsearched) => {
      const found = compiled.test(m.data)
      if (found === 'not-json') {
        unsearched.notJson++
        return undefined
      }
      if (!found) return undefined
      return { where: 'payload', before: `${compiled.label} = `, match: cut(visible(found.value), 120), after: '' }
    },
  }
}

/** gzip and zstd by their first bytes. They are searched as they are stored. */
function isCompressed(data: Uint8Array): boolean {
  return (data[0] === 0x1f && data[1] === 0x8b) || (data[0] === 0x28 && data[1] === 0xb5 && data[2] === 0x2f && data[3] === 0xfd)
}

function snippet(where: Match['where'], text: string, { at, length }: NonNullable<Found>): Match {
  const oneLine = (s: string) => visible(s.replace(/\s+/g, ' '))
  const [from, to] = [Math.max(0, at - 30), at + length]
  return {
    where,
    before: (from > 0 ? '…' : '') + oneLine(text.slice(from, at)),
    match: cut(oneLine(text.slice(at, to)), 120),
    after: cut(oneLine(text.slice(to, to + 60)), 60) + (to + 60 < text.length ? '…' : ''),
  }
}

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text)
