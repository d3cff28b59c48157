import { effectOf, type Effect } from '~/lib/messages-file/effects.ts'
import { fingerprinter, Fingerprints, type Fingerprint } from '~/lib/messages-file/fingerprints.ts'
import { headerLines, headerOf, withHeader, withoutHeaders } from '~/lib/messages-file/header-block.ts'
import { piecesOf, readLines } from '~/lib/messages-file/lines.ts'
import { parseLine, type FileMessage } from '~/lib/messages-file/message-line.ts'
import { mapSubject, type SubjectMap } from '~/lib/messages-file/subject-map.ts'
import { toHex } from '~/lib/payload/encode.ts'
import { bytes, count } from '~/lib/format.ts'
import { publishProblem } from '~/lib/subjects.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { matchStream } from './import-match.ts'
import { persistRead } from './kv-persist.ts'
import { getStream } from './streams.ts'
import type { Seq, StoredMessage, StreamDetail } from './types.ts'

const MSG_ID = 'Nats-Msg-Id'
/** What ids of ours begin with: a message that has one is told from others by the rest of it. */
export const OWN_ID = 'windsock-'

/** So many are told one by one. */
const PROBLEMS = 1000
const SUBJECTS = 200
/** So many different subjects are counted. */
const MOST_SUBJECTS = 100_000
/** So many messages of a file can be held against a stream at once. */
export const MOST_COMPARED = 5_000_000
/** nats-server takes no larger headers (10097). */
const MOST_HEADERS = 65_535

export type MessageRules = {
  map: SubjectMap
  /** The server does these again; the headers of the others are left out. */
  keep: readonly Effect[]
  /** A message without an id is given one, so that the server too refuses it twice within its duplicate window. */
  ids: boolean
  /** What the stream has already is not stored once more. */
  compare: boolean
}

export type LineProblem = { line: number; message: string }

/** What an import would do. Counts are messages unless they say otherwise. */
export type MessagePlan = {
  /** Lines that hold a message which can be published. */
  messages: number
  bytes: number
  /** Those that the stream has already. */
  there: number
  /** Those that have a message id of their own. */
  withIds: number
  effects: Partial<Record<Effect, number>>
  /** The first so many of the subjects that are published on. */
  subjects: { subject: string; count: number }[]
  /** All of them; `isMore`: there are more than are counted. */
  subjectCount: { n: number; isMore: boolean }
  /** Those that the replacement has not changed. */
  unmapped: number
  problems: LineProblem[]
  problemCount: number
  /** Of the file's messages, RFC 3339. */
  oldest?: string
  newest?: string
}

/** A message as it would be published. */
export type Prepared = { subject: string; headers: Uint8Array; data: Uint8Array; print: Fingerprint }

/** What the run needs of the dry run. */
export type Planned = {
  plan: MessagePlan
  rules: MessageRules
  prints: Fingerprints
  /**
   * The stream has been held against the file up to here. Undefined until it is begun where what was there before does not count: what an
   * import has stored itself always does, or going on would store it again.
   */
  comparedTo?: Seq
  /** Where that began, if not with the first. */
  comparedFrom?: Seq
  /** The stream that was compared, and how many of its sequences had no message (any more). */
  mark?: { created: string; gone: bigint }
  /** What it was held against: the subjects of the file, or all. */
  filters: string[]
  prepare: (m: FileMessage) => Prepared
}

/**
 * Reads a file through and says what importing it would do to the stream as it is now; nothing is published. Throws AppError:
 * not-found, permission, limit (more messages than can be compared), `aborted`.
 */
export async function planMessages(
  conn: Connection,
  name: string,
  file: Blob,
  rules: MessageRules,
  signal: AbortSignal,
  onProgress: (what: 'reading' | 'comparing', done: number, total: number) => void = () => {},
): Promise<Planned> {
  const stream = await persistRead(conn, () => getStream(conn, name), signal)
  const print = await fingerprinter()
  const prepare = preparer(rules, print, isTransformed(stream))
  const prints = new Fingerprints()
  const counted = new Map<string, number>()
  const plan: MessagePlan = {
    messages: 0,
    bytes: 0,
    there: 0,
    withIds: 0,
    effects: {},
    subjects: [],
    subjectCount: { n: 0, isMore: false },
    unmapped: 0,
    problems: [],
    problemCount: 0,
  }
  const wrong = (line: number, message: string) => {
    plan.problemCount++
    if (plan.problems.length < PROBLEMS) plan.problems.push({ line, message })
  }
  let isTimed = true
  await eachMessage(file, signal, {
    onProblem: wrong,
    onProgress: (done) => onProgress('reading', done, file.size),
    onMessage: (m, line) => {
      const ready = prepare(m)
      const problem = problemOf(conn, stream, ready, counted)
      if (problem) return wrong(line, problem)
      plan.messages++
      plan.bytes += ready.data.length
      if (!m.subject.startsWith(rules.map.from)) plan.unmapped++
      if (headerOf(m.headers, MSG_ID) !== undefined) plan.withIds++
      for (const e of effectsOf(m.headers)) plan.effects[e] = (plan.effects[e] ?? 0) + 1
      if (counted.has(ready.subject) || counted.size < MOST_SUBJECTS) {
        counted.set(ready.subject, (counted.get(ready.subject) ?? 0) + 1)
      } else plan.subjectCount.isMore = true
      if (m.time === undefined) isTimed = false
      else {
        if (plan.oldest === undefined || Date.parse(m.time) < Date.parse(plan.oldest)) plan.oldest = m.time
        if (plan.newest === undefined || Date.parse(m.time) > Date.parse(plan.newest)) plan.newest = m.time
      }
      if (prints.size >= MOST_COMPARED) {
        throw new AppError(
          'limit',
          `The file has more than ${count(MOST_COMPARED)} messages, which are more than can be kept apart at once`,
          { next: 'Cut it into parts between two lines and import them one after the other' },
        )
      }
      prints.add(ready.print)
    },
  })
  plan.subjectCount.n = counted.size
  plan.subjects = [...counted]
    .map(([subject, count]) => ({ subject, count }))
    .sort((a, b) => b.count - a.count || (a.subject < b.subject ? -1 : 1))
    .slice(0, SUBJECTS)
  const filters = isTransformed(stream) || counted.size > FEW_SUBJECTS || plan.subjectCount.isMore ? [] : [...counted.keys()]
  const planned: Planned = { plan, rules, prints, filters, prepare }
  if (rules.compare && plan.messages > 0) {
    const since = isTimed ? plan.oldest : undefined
    await compareWith(conn, stream, planned, since, signal, (done, total) => onProgress('comparing', done, total))
    plan.there = prints.matched
  }
  return planned
}

/** A consumer takes more filters than this, but each costs the server. */
const FEW_SUBJECTS = 20

/** What was compared counts no more where it is another stream by now, or messages have gone from it: they are to be imported again. */
function forgetGone(planned: Planned, { created, state }: StreamDetail): void {
  const mark = { created, gone: state.last_seq - BigInt(state.messages) }
  const before = planned.mark
  planned.mark = mark
  if (!before || (before.created === created && before.gone === mark.gone)) return
  planned.prints.forgetMet()
  const { comparedFrom } = planned
  if (comparedFrom === undefined) delete planned.comparedTo
  else planned.comparedTo = before.created === created ? comparedFrom : (planned.comparedFrom = state.last_seq)
}

/** Holds what the stream has got since against the file too. */
export async function compareWith(
  conn: Connection,
  stream: StreamDetail,
  planned: Planned,
  since: string | undefined,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  forgetGone(planned, stream)
  const print = await fingerprinter()
  const subjectOf = isTransformed(stream) ? () => '' : (subject: string) => subject
  const { prints, filters } = planned
  const met = (m: StoredMessage) =>
    prints.met(print(subjectOf(m.subject), withoutOwnId(m.headerBlock ?? new Uint8Array()), m.data))
  const range = { after: planned.comparedTo ?? 0n, since, filters }
  planned.comparedTo = await matchStream(conn, stream, range, met, signal, onProgress)
}

/** Messages are stored under other subjects than those they are published on, so they are told by the rest. */
export const isTransformed = ({ config }: StreamDetail) => config.subject_transform === true

/** Two copies of a message are one, whether an import has put an id of ours on it or not. */
export function withoutOwnId(headers: Uint8Array): Uint8Array {
  return headerOf(headers, MSG_ID)?.startsWith(OWN_ID) ? withoutHeaders(headers, (name) => name === MSG_ID) : headers
}

/** Makes of a message of the file what is published. An id follows from where the message came from and what it holds. */
export function preparer(
  { map, keep, ids }: MessageRules,
  print: (subject: string, headers: Uint8Array, data: Uint8Array) => Fingerprint,
  isTransformed = false,
): (m: FileMessage) => Prepared {
  const isOut = (name: string) => {
    const effect = effectOf(name)
    return effect !== undefined && !keep.includes(effect)
  }
  return (m) => {
    const subject = mapSubject(m.subject, map)
    let headers = withoutHeaders(m.headers, isOut)
    const own = print(isTransformed ? '' : subject, withoutOwnId(headers), m.data)
    if (ids && headerOf(headers, MSG_ID) === undefined) {
      const id = toHex(print(`${m.stream ?? ''} ${m.seq ?? ''}`, own, m.data))
      headers = withHeader(headers, MSG_ID, `${OWN_ID}${id}`)
    }
    return { subject, headers, data: m.data, print: own }
  }
}

function effectsOf(headers: Uint8Array): Set<Effect> {
  const found = new Set<Effect>()
  if (headers.length > 0) {
    for (const { name } of headerLines(headers)) {
      const effect = effectOf(name)
      if (effect) found.add(effect)
    }
  }
  return found
}

/** Why a message cannot be published, or undefined. `known`: subjects that can be published on. */
export function problemOf(
  conn: Connection,
  { config }: StreamDetail,
  { subject, headers, data }: Prepared,
  known?: ReadonlyMap<string, unknown>,
): string | undefined {
  const wrong = known?.has(subject) ? undefined : publishProblem(subject, config.subjects)
  if (wrong) return wrong
  const size = headers.length + data.length
  if (headers.length > MOST_HEADERS) return `Its headers have ${bytes(headers.length)}: the server takes 64 KiB`
  const most = conn.server?.maxPayload ?? Infinity
  if (size > most) return `It has ${bytes(size)} with its headers: the server takes ${bytes(most)} (max_payload)`
  if (config.max_msg_size !== undefined && size > config.max_msg_size) {
    return `It has ${bytes(size)} with its headers: the stream takes ${bytes(config.max_msg_size)} (max_msg_size)`
  }
  return headers.length > 0 && (conn.server?.apiLevel ?? 0) >= 1 ? effectProblem(config, headers) : undefined
}

/** Why the stream refuses a header that is kept: it does not allow it (from 2.11 on; before, most are not known to it). */
function effectProblem(config: StreamDetail['config'], headers: Uint8Array): string | undefined {
  const needs: [header: string, allowed: boolean | undefined, field: string][] = [
    ['Nats-TTL', config.allow_msg_ttl, 'allow_msg_ttl'],
    ['Nats-Rollup', config.allow_rollup_hdrs, 'allow_rollup_hdrs'],
    ['Nats-Incr', config.allow_msg_counter, 'allow_msg_counter'],
    ['Nats-Schedule', config.allow_msg_schedules, 'allow_msg_schedules'],
  ]
  const wrong = needs.find(([header, allowed]) => allowed !== true && headerOf(headers, header) !== undefined)
  return wrong && `It has the header ${wrong[0]}, which the stream does not allow (${wrong[2]})`
}

type Visit = {
  onMessage: (m: FileMessage, line: number) => void
  onProblem?: (line: number, message: string) => void
  /** Bytes of the file so far. */
  onProgress?: (done: number) => void
}

/** Goes through the messages of a file once. Throws AppError `aborted`. */
export async function eachMessage(file: Blob, signal: AbortSignal, visit: Visit): Promise<void> {
  let done = 0
  const counted = async function* () {
    for await (const piece of piecesOf(file)) {
      done += piece.length
      yield piece
    }
  }
  for await (const lines of readLines(counted())) {
    if (signal.aborted) throw new AppError('aborted', 'Stopped')
    for (const l of lines) {
      if ('problem' in l) visit.onProblem?.(l.line, l.problem)
      else {
        const m = parseLine(l.text)
        if (typeof m === 'string') visit.onProblem?.(l.line, m)
        else visit.onMessage(m, l.line)
      }
    }
    visit.onProgress?.(done)
  }
}
