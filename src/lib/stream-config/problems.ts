import { splitList } from '../pairs.ts'
import {
  counterProblem,
  denyPurgeProblem,
  firstSeqProblem,
  markerProblem,
  pairProblem,
  perSubjectProblem,
  persistProblem,
  republishProblem,
  schedulesProblem,
  windowProblem,
} from './combinations.ts'
import { editedKeys, isMirror, newStream, toDraft, type StreamDraft } from './draft.ts'
import { refusedEdits, type Sentences } from './edit-blocks.ts'
import { fieldKeys, fieldOf, since, type FieldKey } from './fields.ts'
import { metadataProblem } from './metadata-problems.ts'
import { bytesOf, nameProblem } from './names.ts'
import type { Config } from './read.ts'
import { subjectsProblem } from './subjects-problem.ts'
import { subjectProblem } from './transform.ts'
import { countOf, lengthOf, MOST_32, MOST_64, MS, sizeOf } from './typed-problems.ts'
import { sourceKey, toUpstream } from './upstream.ts'
import { upstreamProblem } from './upstream-problems.ts'

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

function sourcesProblem(d: StreamDraft, apiLevel: number): string | undefined {
  if (d.copies !== 'sources') return undefined
  if (d.sources.length === 0) return 'Add a stream to copy from'
  const each = d.sources.map((s) => upstreamProblem(s, d.name.trim(), apiLevel))
  const at = each.findIndex((p) => p !== undefined)
  if (at >= 0) return d.sources.length > 1 ? `Source ${at + 1}: ${each[at]}` : each[at]
  const whole = d.sources.map((s) => sourceKey(toUpstream(s))) // each is in order
  return new Set(whole).size < whole.length ? 'The same source appears twice' : undefined
}
