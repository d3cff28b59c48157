import { lengthProblem, parseLength } from '../length.ts'
import { splitList } from '../pairs.ts'
import { plainDigits, sequenceProblem } from '../sequence.ts'
import { parseSize, sizeProblem } from '../size.ts'
import { matches, overlaps } from '../subjects.ts'
import { editedKeys, isMirror, isServerNote, newStream, sourcesOf, toDraft, type StreamDraft } from './draft.ts'
import { refusedEdits, type Sentences } from './edit-blocks.ts'
import { fieldKeys, fieldOf, since, type FieldKey } from './fields.ts'
import { bytesOf, nameProblem } from './names.ts'
import type { Config } from './read.ts'
import { splitSubjects } from './subjects-text.ts'
import { subjectProblem, transformProblem } from './transform.ts'
import { upstreamProblem } from './upstream-problems.ts'

const MS = 1_000_000n
const SECOND = 1000n * MS
/** The server counts the size of a message, and what may wait for acks, in 32 bits. */
const MOST_32 = 2n ** 31n - 1n
const MOST_64 = 2n ** 63n - 1n

/**
 * What is wrong with the form, a sentence by field; empty when it can be sent. With `base`, the configuration of a stream that is
 * edited: what the server does not let change, and of what was there before only what the edit made wrong.
 */
export function streamProblems(d: StreamDraft, apiLevel: number, base?: Config): Sentences {
  const found = allProblems(d, apiLevel)
  if (!base) return found
  const before = toDraft(base)
  const edited = editedKeys(d, before)
  const old = allProblems(before, apiLevel)
  const made = Object.entries(found).filter(([key, words]) => edited.includes(key as FieldKey) || old[key as FieldKey] !== words)
  return { ...Object.fromEntries(made), ...refusedEdits(d, base, apiLevel) }
}

function allProblems(d: StreamDraft, apiLevel: number): Sentences {
  const found = fieldKeys.map((key) => [key, tooNew(key, d, apiLevel) ?? problemOf(key, d, apiLevel)] as const)
  return Object.fromEntries(found.filter(([, words]) => words !== undefined))
}

/** What is typed for a server that has it, while the one that is connected does not. */
function tooNew(key: FieldKey, d: StreamDraft, apiLevel: number): string | undefined {
  const { level = 0 } = fieldOf(key)
  if (level <= apiLevel || d[key] === newStream[key]) return undefined
  return `This server does not have it, which came with nats-server ${since[level as keyof typeof since]}: take it out`
}

function problemOf(key: FieldKey, d: StreamDraft, apiLevel: number): string | undefined {
  switch (key) {
    case 'name':
      return nameProblem(d.name.trim())
    case 'description':
      return bytesOf(d.description.trim()) > 4096 ? 'A description has at most 4,096 bytes' : undefined
    case 'subjects':
      return subjectsProblem(d)
    case 'max_age':
      return lengthOf(d.max_age, 100n * MS, 'The server takes no maximum age below 100ms; leave it empty for no limit')
    case 'duplicate_window':
      return windowProblem(d)
    case 'subject_delete_marker_ttl':
      return markerProblem(d)
    case 'limit_inactive':
      return lengthOf(d.limit_inactive, 1n, 'Leave it empty for no limit')
    case 'max_bytes':
      return sizeOf(d.max_bytes, MOST_64)
    case 'max_msg_size':
      return sizeOf(d.max_msg_size, MOST_32)
    case 'max_msgs':
    case 'max_msgs_per_subject':
      return countOf(d[key], MOST_64)
    case 'max_consumers':
    case 'limit_ack_pending':
      return countOf(d[key], MOST_32)
    case 'first_seq':
      return firstSeqProblem(d)
    case 'discard_new_per_subject':
      return perSubjectProblem(d)
    case 'num_replicas':
      return /^[1-5]$/.test(d.num_replicas) ? undefined : 'A stream has 1 to 5 replicas'
    case 'mirror':
      return isMirror(d) ? upstreamProblem(d.mirror, d.name.trim(), apiLevel) : undefined
    case 'sources':
      return sourcesProblem(d, apiLevel)
    case 'transform_src':
      return d.transform_src.trim() ? subjectProblem(d.transform_src) : undefined
    case 'transform_dest':
      return pairProblem(d.transform_src, d.transform_dest, 'Name the subject that it is stored under')
    case 'republish_src':
      return d.republish_src.trim() ? subjectProblem(d.republish_src) : undefined
    case 'republish_dest':
      return republishProblem(d)
    case 'tags':
      return splitList(d.tags).some((t) => /\s/.test(t)) ? 'Separate tags by commas' : undefined
    case 'deny_purge':
      return denyPurgeProblem(d)
    case 'allow_msg_counter':
      return counterProblem(d)
    case 'allow_msg_schedules':
      return schedulesProblem(d)
    case 'allow_atomic':
      return d.allow_atomic === 'true' && isMirror(d) ? 'A mirror is not published to, so it takes no batches' : undefined
    case 'allow_batched':
      return d.allow_batched === 'true' && isMirror(d) ? 'A mirror is not published to, so it takes no batches' : undefined
    case 'persist_mode':
      return persistProblem(d)
    case 'metadata':
      return metadataProblem(d)
    default:
      return undefined
  }
}

function subjectsProblem(d: StreamDraft): string | undefined {
  if (isMirror(d)) return undefined
  const subjects = splitSubjects(d.subjects)
  if (subjects.length === 0) return sourcesOf(d).length > 0 ? undefined : 'Name the subjects that it stores'
  for (const s of subjects) {
    const problem = subjectProblem(s)
    if (problem) return subjects.length > 1 ? `${s}: ${problem}` : problem
  }
  return overlapIn(subjects) ?? (d.no_ack === 'true' ? undefined : needsNoAck(subjects))
}

/** Sorted by their first token many subjects are compared with few others. */
function overlapIn(subjects: string[]): string | undefined {
  const open = subjects.filter((s) => /^[*>]/.test(s))
  const byFirst = new Map<string, string[]>()
  for (const s of subjects) {
    const first = s.split('.')[0]! // split gives one at least
    const others = [...(byFirst.get(first) ?? []), ...open.filter((o) => o !== s)]
    const other = others.find((o) => overlaps(o, s))
    if (other !== undefined)
      return other === s ? `${s} appears twice` : `${other} and ${s} overlap: a message would be stored twice`
    byFirst.set(first, [...(byFirst.get(first) ?? []), s])
  }
  return undefined
}

/** As nats-server has it (server/stream.go, checkStreamCfg). */
function needsNoAck(subjects: string[]): string | undefined {
  const own = subjects.find((s) => s === '>' || isWithin('$JS.>', s) || isWithin('$JSC.>', s) || isWithin('$SYS.>', s))
  if (own === undefined || isWithin('$JS.EVENT.>', own) || isWithin('$SYS.ACCOUNT.>', own)) return undefined
  return `${own} takes in the subjects of the server itself: turn on "${fieldOf('no_ack').label}", or name fewer`
}

const isWithin = (wide: string, narrow: string) => matches(wide, narrow)

function lengthOf(text: string, least: bigint, tooShort: string): string | undefined {
  if (text.trim() === '') return undefined
  return lengthProblem(text) ?? ((parseLength(text) ?? 0n) < least ? tooShort : undefined)
}

function sizeOf(text: string, most: bigint): string | undefined {
  if (text.trim() === '') return undefined
  const digits = plainDigits(text)
  const bytes = /^\d+$/.test(digits) ? BigInt(digits) : parseSize(text)
  if (bytes === undefined) return sizeProblem(text)
  if (bytes <= 0) return 'Leave it empty for no limit'
  if (bytes <= most) return undefined
  return most === MOST_32 ? 'A message has less than 2 GiB' : 'The server counts no further than 2^63 bytes'
}

function countOf(text: string, most: bigint): string | undefined {
  const digits = plainDigits(text)
  if (digits === '') return undefined
  if (!/^\d+$/.test(digits)) return 'It is a whole number'
  if (BigInt(digits) === 0n) return 'Leave it empty for no limit'
  return BigInt(digits) > most ? `The server counts no further than ${most}` : undefined
}

function windowProblem(d: StreamDraft): string | undefined {
  const problem = lengthOf(d.duplicate_window, 100n * MS, 'The server takes no duplicate window below 100ms; empty = 2m')
  if (problem || d.duplicate_window.trim() === '' || d.max_age.trim() === '') return problem
  const [window, age] = [parseLength(d.duplicate_window), parseLength(d.max_age)]
  return window !== undefined && age !== undefined && window > age
    ? `It cannot be longer than the maximum age, ${d.max_age.trim()}`
    : undefined
}

function markerProblem(d: StreamDraft): string | undefined {
  if (d.subject_delete_marker_ttl.trim() === '') return undefined
  if (isMirror(d)) return 'A mirror has the markers of the stream that it copies: leave it empty'
  return lengthOf(d.subject_delete_marker_ttl, SECOND, 'Markers stay for a second or more; leave it empty for none')
}

function firstSeqProblem(d: StreamDraft): string | undefined {
  const text = d.first_seq.trim()
  if (text === '') return undefined
  return (
    sequenceProblem(text) ?? (isMirror(d) ? 'A mirror has the sequences of the stream that it copies: leave it empty' : undefined)
  )
}

function perSubjectProblem(d: StreamDraft): string | undefined {
  if (d.discard_new_per_subject !== 'true') return undefined
  if (d.discard !== 'new') return `It needs "${fieldOf('discard').label}" to be new`
  return d.max_msgs_per_subject.trim() === '' ? `It needs a "${fieldOf('max_msgs_per_subject').label}"` : undefined
}

function sourcesProblem(d: StreamDraft, apiLevel: number): string | undefined {
  if (d.copies !== 'sources') return undefined
  if (d.sources.length === 0) return 'Add a stream to copy from'
  const each = d.sources.map((s) => upstreamProblem(s, d.name.trim(), apiLevel))
  const at = each.findIndex((p) => p !== undefined)
  if (at >= 0) return d.sources.length > 1 ? `Source ${at + 1}: ${each[at]}` : each[at]
  const whole = d.sources
    .filter((s) => s.transforms.length === 0)
    .map((s) => `${s.name.trim()} ${s.filter.trim()} ${s.api.trim()}`)
  return new Set(whole).size < whole.length ? 'The same source appears twice' : undefined
}

function pairProblem(src: string, dest: string, missing: string): string | undefined {
  if (dest.trim() === '') return src.trim() === '' ? undefined : missing
  return subjectProblem(src.trim() || '>') ? undefined : transformProblem(src, dest) // the other field says what is wrong with it
}

function republishProblem(d: StreamDraft): string | undefined {
  const dest = d.republish_dest.trim()
  if (dest === '')
    return d.republish_src.trim() !== '' || d.republish_headers === 'true' ? 'Name the subject to republish to' : undefined
  const problem = pairProblem(d.republish_src, dest, '')
  if (problem) return problem
  const plain = dest.replace(/\{\{[^{}]*\}\}|\$\d+/g, '*')
  const own = splitSubjects(d.subjects).find((s) => !isMirror(d) && overlaps(s, plain))
  return own && `What is republished there would be stored in this stream again, which stores ${own}`
}

function denyPurgeProblem(d: StreamDraft): string | undefined {
  if (d.deny_purge !== 'true') return undefined
  const against = [
    d.allow_rollup_hdrs === 'true' && 'allow_rollup_hdrs',
    d.subject_delete_marker_ttl.trim() !== '' && 'subject_delete_marker_ttl',
    d.allow_msg_schedules === 'true' && 'allow_msg_schedules',
  ].find((key) => key !== false)
  return against && `It cannot be together with "${fieldOf(against as FieldKey).label}", which purges`
}

function counterProblem(d: StreamDraft): string | undefined {
  if (d.allow_msg_counter !== 'true') return undefined
  if (isMirror(d)) return 'A mirror does not count: it copies what the other stream has counted'
  if (d.retention !== 'limits') return 'Counters need the retention limits'
  if (d.discard === 'new') return 'Counters cannot refuse new messages: set "When it is full" to old'
  if (d.allow_msg_ttl === 'true') return 'Counters cannot have a TTL per message'
  return d.allow_msg_schedules === 'true' ? 'Counters cannot be scheduled' : undefined
}

function schedulesProblem(d: StreamDraft): string | undefined {
  if (d.allow_msg_schedules !== 'true') return undefined
  if (isMirror(d) || sourcesOf(d).length > 0) return 'A stream that copies others has no schedules'
  return d.discard === 'new' ? 'Schedules cannot refuse new messages: set "When it is full" to old' : undefined
}

function persistProblem(d: StreamDraft): string | undefined {
  if (d.persist_mode !== 'async') return undefined
  if (d.storage !== 'file') return 'Async is for storage in files'
  if (d.num_replicas !== '1') return 'Async is for one replica only'
  return d.allow_atomic === 'true' ? 'Async cannot be together with atomic batches' : undefined
}

function metadataProblem(d: StreamDraft): string | undefined {
  const [first] = metadataProblems(d).values()
  const total = d.metadata.reduce((sum, p) => sum + bytesOf(p.name.trim()) + bytesOf(p.value), 0)
  return first ?? (total > 131_072 ? 'Metadata has at most 128 KiB in all' : undefined)
}

/** What is wrong with the rows of the metadata, by their id. */
export function metadataProblems({ metadata }: StreamDraft): Map<number, string> {
  const rows = metadata.map((p) => ({ ...p, name: p.name.trim() })).filter((p) => p.name !== '' || p.value !== '')
  const problems = new Map<number, string>()
  rows.forEach(({ id, name }, i) => {
    if (name === '') problems.set(id, 'A value without a name: name it or remove it')
    else if (isServerNote(name)) problems.set(id, `${name}: names that begin with _nats. belong to the server`)
    else if (rows.findIndex((r) => r.name === name) < i) problems.set(id, `${name} appears twice`)
  })
  return problems
}
