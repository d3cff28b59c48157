/** What cannot be together in a stream: a sentence for the field that asks for it. JETSTREAM.md 3.1; server/stream.go, checkStreamCfg. */
import { parseLength } from '../length.ts'
import { sequenceProblem } from '../sequence.ts'
import { overlaps } from '../subjects.ts'
import { isMirror, sourcesOf, type StreamDraft } from './draft.ts'
import { labelOf, type FieldKey } from './fields.ts'
import { splitSubjects } from '../subjects-text.ts'
import { subjectProblem, transformProblem } from './transform.ts'
import { lengthOf, MS, SECOND } from './typed-problems.ts'

export function windowProblem(d: StreamDraft): string | undefined {
  const problem = lengthOf(d.duplicate_window, 100n * MS, 'The server takes no duplicate window below 100ms; empty = 2m')
  if (problem || d.duplicate_window.trim() === '' || d.max_age.trim() === '') return problem
  const [window, age] = [parseLength(d.duplicate_window), parseLength(d.max_age)]
  return window !== undefined && age !== undefined && window > age
    ? `It cannot be longer than the maximum age, ${d.max_age.trim()}`
    : undefined
}

export function markerProblem(d: StreamDraft): string | undefined {
  if (d.subject_delete_marker_ttl.trim() === '') return undefined
  if (isMirror(d)) return 'A mirror has the markers of the stream that it copies: leave it empty'
  return lengthOf(d.subject_delete_marker_ttl, SECOND, 'Markers stay for a second or more; leave it empty for none')
}

export function firstSeqProblem(d: StreamDraft): string | undefined {
  const text = d.first_seq.trim()
  if (text === '') return undefined
  return (
    sequenceProblem(text) ?? (isMirror(d) ? 'A mirror has the sequences of the stream that it copies: leave it empty' : undefined)
  )
}

export function perSubjectProblem(d: StreamDraft): string | undefined {
  if (d.discard_new_per_subject !== 'true') return undefined
  if (d.discard !== 'new') return `It needs "${labelOf('discard')}" to be new`
  return d.max_msgs_per_subject.trim() === '' ? `It needs a "${labelOf('max_msgs_per_subject')}"` : undefined
}

export function pairProblem(src: string, dest: string, missing: string): string | undefined {
  if (dest.trim() === '') return src.trim() === '' ? undefined : missing
  return subjectProblem(src.trim() || '>') ? undefined : transformProblem(src, dest) // the other field says what is wrong with it
}

export function republishProblem(d: StreamDraft): string | undefined {
  const dest = d.republish_dest.trim()
  if (dest === '')
    return d.republish_src.trim() !== '' || d.republish_headers === 'true' ? 'Name the subject to republish to' : undefined
  const problem = pairProblem(d.republish_src, dest, '')
  if (problem) return problem
  const plain = dest.replace(/\{\{[^{}]*\}\}|\$\d+/g, '*')
  const own = splitSubjects(d.subjects).find((s) => !isMirror(d) && overlaps(s, plain))
  return own && `What is republished there would be stored in this stream again, which stores ${own}`
}

export function denyPurgeProblem(d: StreamDraft): string | undefined {
  if (d.deny_purge !== 'true') return undefined
  const against = [
    d.allow_rollup_hdrs === 'true' && 'allow_rollup_hdrs',
    d.subject_delete_marker_ttl.trim() !== '' && 'subject_delete_marker_ttl',
    d.allow_msg_schedules === 'true' && 'allow_msg_schedules',
  ].find((key) => key !== false)
  return against && `It cannot be together with "${labelOf(against as FieldKey)}", which purges`
}

export function counterProblem(d: StreamDraft): string | undefined {
  if (d.allow_msg_counter !== 'true') return undefined
  if (isMirror(d)) return 'A mirror does not count: it copies what the other stream has counted'
  if (d.retention !== 'limits') return 'Counters need the retention limits'
  if (d.discard === 'new') return 'Counters cannot refuse new messages: set "When it is full" to old'
  if (d.allow_msg_ttl === 'true') return 'Counters cannot have a TTL per message'
  return d.allow_msg_schedules === 'true' ? 'Counters cannot be scheduled' : undefined
}

export function schedulesProblem(d: StreamDraft): string | undefined {
  if (d.allow_msg_schedules !== 'true') return undefined
  if (isMirror(d) || sourcesOf(d).length > 0) return 'A stream that copies others has no schedules'
  return d.discard === 'new' ? 'Schedules cannot refuse new messages: set "When it is full" to old' : undefined
}

export function persistProblem(d: StreamDraft): string | undefined {
  if (d.persist_mode !== 'async') return undefined
  if (d.storage !== 'file') return 'Async is for storage in files'
  if (d.num_replicas !== '1') return 'Async is for one replica only'
  return d.allow_atomic === 'true' ? 'Async cannot be together with atomic batches' : undefined
}
