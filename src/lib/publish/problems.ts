import { count, duration } from '../format.ts'
import { bytesOf, contentJsonProblem } from '../kv/content.ts'
import { headerBytes } from '../kv/value-size.ts'
import { parseLength } from '../length.ts'
import { filterProblem } from '../subjects.ts'
import { headerValue, type HeaderRow, type PublishDraft } from './draft.ts'
import { headerProblem } from './header-problems.ts'
import { isTemplate, unknownPlaces } from './template.ts'

/** A field of the form, or the header of a name in lower case. */
export type PublishField = 'subject' | 'payload' | 'timeout' | 'replies' | 'times' | 'rate' | `header ${string}`
export type PublishProblems = Partial<Record<PublishField, string>>

/** What is known of the stream that takes the subject, and of the server. Sizes are bytes, `window` milliseconds. */
export type Limits = {
  maxPayload?: number | undefined
  stream?:
    | {
        name: string
        subjects: readonly string[]
        maxMsgSize?: number | undefined
        ttl: boolean
        rollup: boolean
        counter: boolean
        schedules: boolean
        sealed: boolean
        window?: number | undefined
      }
    | undefined
}

/** Headers that the server acts on, by their names in lower case: it knows them in this way of writing alone. */
const actingNames = new Map(
  [
    'Nats-Msg-Id',
    'Nats-TTL',
    'Nats-Rollup',
    'Nats-Incr',
    'Nats-Expected-Stream',
    'Nats-Expected-Last-Sequence',
    'Nats-Expected-Last-Subject-Sequence',
    'Nats-Expected-Last-Msg-Id',
    'Nats-Schedule',
    'Nats-Schedule-Target',
    'Nats-Schedule-Source',
    'Nats-Schedule-TTL',
    'Nats-Schedule-Rollup',
    'Nats-Schedule-Time-Zone',
  ].map((name) => [name.toLowerCase(), name]),
)

export const MOST_TIMES = 10_000_000
export const MOST_TIMEOUT_MS = 600_000

/** What is wrong in each field of a draft before anything is sent. */
export function problemsOf(draft: PublishDraft, limits: Limits): PublishProblems {
  const found: PublishProblems = {}
  const subject = subjectProblem(draft.subject.trim())
  if (subject) found.subject = subject
  for (const row of draft.headers) {
    const problem = headerProblem(row, draft, limits)
    if (problem) found[`header ${row[0].toLowerCase()}`] ??= problem
  }
  const payload = payloadProblem(draft, limits)
  if (payload) found.payload = payload
  if (draft.mode === 'request') {
    const timeout = timeoutMs(draft.timeout)
    if (timeout === undefined) found.timeout = 'A length of time between 1ms and 10m, such as 5s'
    if (draft.replies.trim() !== '' && !isWhole(draft.replies, 100_000))
      found.replies = 'A whole number from 1 to 100,000, or nothing: until the timeout'
  } else if (draft.repeat) {
    if (!isWhole(draft.times, MOST_TIMES)) found.times = `A whole number from 1 to ${count(MOST_TIMES)}`
    if (draft.rate.trim() !== '' && !isWhole(draft.rate, 1_000_000))
      found.rate = 'A whole number from 1 to 1,000,000, or nothing: as fast as they are taken'
  }
  return found
}

function subjectProblem(subject: string): string | undefined {
  if (subject === '') return 'A message needs a subject'
  // Places of templates may have spaces in their braces.
  const plain = subject.replace(/\{\{\s*(\w+)\s*\}\}/g, '$1')
  const problem = filterProblem(plain)
  if (problem) return problem.replace('filter', 'subject')
  if (plain.split('.').some((t) => t === '*' || t === '>')) return 'A subject to publish on cannot have wildcards'
  if (/^\$(JS|SYS)\./.test(plain)) return 'Subjects below $JS and $SYS are commands to the server: it takes none from here'
  return undefined
}

function payloadProblem({ content, headers, repeat, mode }: PublishDraft, { maxPayload, stream }: Limits): string | undefined {
  const read = bytesOf(content)
  if ('problem' in read) return read.problem
  const problem = sizeProblemOf(read.data.length, headers, { maxPayload, stream: mode === 'jetstream' ? stream : undefined })
  if (problem) return problem
  // A template need not be JSON before it is filled in.
  const isFilled = repeat && content.as === 'text' && isTemplate(content.text)
  return content.as === 'text' && content.json && !isFilled ? contentJsonProblem(content) : undefined
}

/** Why so many bytes with these headers would be refused by the server or the stream, or undefined. */
export function sizeProblemOf(size: number, headers: readonly HeaderRow[], { maxPayload, stream }: Limits): string | undefined {
  const own = headerBytes(headers)
  const has = `It has ${count(size)} bytes${own > 0 ? ` and its headers ${count(own)}` : ''}`
  if (maxPayload !== undefined && size + own > maxPayload)
    return `${has}: the server takes ${count(maxPayload)} in all (max_payload)`
  if (stream?.maxMsgSize !== undefined && size + own > stream.maxMsgSize)
    return `${has}: ${stream.name} takes ${count(stream.maxMsgSize)} in all (max_msg_size)`
  return undefined
}

/** What is not wrong, but may surprise. */
export function warningsOf(draft: PublishDraft, { stream }: Limits): string[] {
  const found: string[] = []
  const id = headerValue(draft.headers, 'Nats-Msg-Id')
  const many = draft.repeat && draft.mode !== 'request'
  if (many && draft.mode === 'jetstream' && id !== undefined && !isTemplate(id))
    found.push(
      `All have the same Nats-Msg-Id: those after the first are duplicates${stream?.window ? ` for ${duration(stream.window)}` : ''} and not stored. Put {{counter}} or {{uuid}} into it`,
    )
  if (many && draft.mode === 'jetstream' && headerValue(draft.headers, 'Nats-Rollup') !== undefined)
    found.push('Each message purges those before it on its subject, or in the stream: one is left there in the end')
  if (many) {
    const text = draft.content.as === 'text' ? draft.content.text : ''
    const unknown = unknownPlaces([draft.subject, ...draft.headers.map(([, v]) => v), text].join('\n'))
    if (unknown.length > 0) found.push(`No place of a template, so sent as it is: ${unknown.map((n) => `{{${n}}}`).join(', ')}`)
    if (draft.content.as !== 'text')
      found.push('Templates are filled in in the subject and the headers only: the payload is no text')
  }
  const misspelt = draft.headers.find(([n]) => actingNames.has(n.toLowerCase()) && actingNames.get(n.toLowerCase()) !== n)
  if (misspelt) {
    const right = actingNames.get(misspelt[0].toLowerCase())
    found.push(`The server acts on ${right} written so, and not on ${misspelt[0]}`)
  }
  if (draft.mode !== 'jetstream' && draft.headers.some(([n]) => /^nats-/i.test(n)))
    found.push(
      'A stream that listens on the subject acts on Nats- headers in this mode too, and what it refuses is told to nobody',
    )
  return found
}

/** A timeout in milliseconds; undefined when it is none, or too long. */
export function timeoutMs(text: string): number | undefined {
  const ns = parseLength(text)
  const ms = ns === undefined ? undefined : Number(ns) / 1e6
  return ms !== undefined && ms >= 1 && ms <= MOST_TIMEOUT_MS ? ms : undefined
}

function isWhole(text: string, most: number): boolean {
  const plain = text.trim().replace(/[,_]/g, '')
  return /^\d{1,9}$/.test(plain) && Number(plain) >= 1 && Number(plain) <= most
}

/** A number as it passed `problemsOf`; undefined for nothing. */
export function wholeOf(text: string): number | undefined {
  const plain = text.trim().replace(/[,_]/g, '')
  return plain === '' ? undefined : Number(plain)
}
