import { jsonNanos, parseLength, showLength } from '../length.ts'
import { newRow, type MetaRow } from '../obj/meta-draft.ts'
import { splitList } from '../pairs.ts'
import { plainDigits } from '../sequence.ts'
import { parseSize, showSize } from '../size.ts'
import { stringifyJson, type Json } from '../json.ts'
import type { ConfigChange } from '../consumer-config.ts'
import { configFields, fieldOf, levelOf, rowKeys, textKeys, type FieldKey, type TextKey } from './fields.ts'
import { jsonWhole, objectAt, objectsAt, textAt, textsAt, wholeAt, type Config } from './read.ts'
import { joinSubjects, splitSubjects } from '../subjects-text.ts'
import { isSameUpstream, newUpstream, toUpstream, toUpstreamDraft, type UpstreamDraft } from './upstream.ts'

/** The form of a stream as it is typed: a text for each field (a flag is "true" or ""), rows where there are several. */
export type StreamDraft = Record<TextKey, string> & {
  mirror: UpstreamDraft
  sources: UpstreamDraft[]
  metadata: MetaRow[]
  /** What the form was filled from: what this version does not know of it is sent as it came. */
  from: Config
}

const flag = (value: Json | undefined) => (value === true ? 'true' : '')
/** Limits: -1 and 0 stand for none. */
const limit = (value: Json | undefined) => (wholeAt(value) > 0n ? `${wholeAt(value)}` : '')
const length = (value: Json | undefined) => (wholeAt(value) > 0n ? showLength(wholeAt(value)) : '')
const size = (value: Json | undefined) => (typeof value === 'number' && value > 0 ? showSize(value) : limit(value))

/** A configuration as the form shows it. */
export function toDraft(c: Config): StreamDraft {
  const [mirror, sources] = [objectAt(c.mirror), objectsAt(c.sources)]
  const [transform, republish, placement] = [objectAt(c.subject_transform), objectAt(c.republish), objectAt(c.placement)]
  const limits = objectAt(c.consumer_limits)
  return {
    name: textAt(c.name),
    subjects: joinSubjects(textsAt(c.subjects)),
    retention: textAt(c.retention) || 'limits',
    max_age: length(c.max_age),
    max_bytes: size(c.max_bytes),
    storage: textAt(c.storage) || 'file',
    num_replicas: `${wholeAt(c.num_replicas) || 1n}`,
    max_msgs: limit(c.max_msgs),
    max_msgs_per_subject: limit(c.max_msgs_per_subject),
    max_msg_size: size(c.max_msg_size),
    max_consumers: limit(c.max_consumers),
    discard: textAt(c.discard) || 'old',
    discard_new_per_subject: flag(c.discard_new_per_subject),
    duplicate_window: length(c.duplicate_window),
    copies: mirror ? 'mirror' : sources.length > 0 ? 'sources' : 'none',
    mirror_direct: flag(c.mirror_direct),
    transform_src: textAt(transform?.src),
    transform_dest: textAt(transform?.dest),
    republish_src: textAt(republish?.src) === '>' ? '' : textAt(republish?.src),
    republish_dest: textAt(republish?.dest),
    republish_headers: flag(republish?.headers_only),
    compression: textAt(c.compression) || 'none',
    cluster: textAt(placement?.cluster),
    tags: textsAt(placement?.tags).join(', '),
    first_seq: limit(c.first_seq),
    persist_mode: textAt(c.persist_mode) || 'default',
    no_ack: flag(c.no_ack),
    allow_direct: flag(c.allow_direct),
    allow_rollup_hdrs: flag(c.allow_rollup_hdrs),
    deny_delete: flag(c.deny_delete),
    deny_purge: flag(c.deny_purge),
    allow_msg_ttl: flag(c.allow_msg_ttl),
    subject_delete_marker_ttl: length(c.subject_delete_marker_ttl),
    allow_msg_counter: flag(c.allow_msg_counter),
    allow_atomic: flag(c.allow_atomic),
    allow_batched: flag(c.allow_batched),
    allow_msg_schedules: flag(c.allow_msg_schedules),
    limit_inactive: length(limits?.inactive_threshold),
    limit_ack_pending: limit(limits?.max_ack_pending),
    description: textAt(c.description),
    mirror: mirror ? toUpstreamDraft(mirror) : newUpstream,
    sources: sources.map(toUpstreamDraft),
    metadata: Object.entries(objectAt(c.metadata) ?? {})
      .filter(([name, value]) => !isServerNote(name) && typeof value === 'string')
      .map(([name, value]) => newRow(name, textAt(value))),
    from: c,
  }
}

/** A new stream as it is where nothing is said. */
export const newStream: StreamDraft = {
  ...toDraft({}),
  allow_direct: 'true',
  mirror_direct: 'true',
}

/** Metadata under `_nats.` is the server's. */
export const isServerNote = (name: string) => name.startsWith('_nats.')

/** The fields that differ from how the stream was shown. */
export function editedKeys(d: StreamDraft, base: StreamDraft): FieldKey[] {
  return [...textKeys.filter((key) => !isSameText(key, d[key], base[key])), ...rowKeys.filter((key) => !isSameRows(key, d, base))]
}

/** Whether two texts stand for the same: 60s is 1m, and 1,000 is 1000. */
function isSameText(key: TextKey, a: string, b: string): boolean {
  switch (fieldOf(key).kind) {
    case 'count':
      return plainDigits(a) === plainDigits(b)
    case 'length':
      return parseLength(a) === parseLength(b) && (parseLength(a) !== undefined || a.trim() === b.trim())
    case 'size':
      return parseSize(a) === parseSize(b) && (parseSize(a) !== undefined || a.trim() === b.trim())
    case 'lines':
      return stringifyJson(splitSubjects(a)) === stringifyJson(splitSubjects(b))
    default:
      return a.trim() === b.trim()
  }
}

function isSameRows(key: (typeof rowKeys)[number], d: StreamDraft, base: StreamDraft): boolean {
  switch (key) {
    case 'mirror':
      return d.copies !== 'mirror' || isSameUpstream(d.mirror, base.mirror)
    case 'sources':
      return (
        sourcesOf(d).length === sourcesOf(base).length &&
        sourcesOf(d).every((s, i) => {
          const other = base.sources[i]
          return other !== undefined && isSameUpstream(s, other)
        })
      )
    case 'metadata':
      return stringifyJson(pairsOf(d)) === stringifyJson(pairsOf(base))
  }
}

/** What is copied, whatever is still typed where it does not count. */
export const sourcesOf = (d: StreamDraft): UpstreamDraft[] => (d.copies === 'sources' ? d.sources : [])

export const isMirror = (d: StreamDraft): boolean => d.copies === 'mirror'

/** The pairs of metadata as they are sent. A name that the form was filled with stays as it is, blanks and all; a typed one is trimmed. */
export function metaPairs({
  metadata,
  from,
}: Pick<StreamDraft, 'metadata' | 'from'>): { id: number; name: string; value: string }[] {
  const known = objectAt(from.metadata) ?? {}
  return metadata
    .map(({ id, name, value }) => ({ id, name: Object.hasOwn(known, name) ? name : name.trim(), value }))
    .filter((p) => p.name !== '' || p.value !== '')
}

const pairsOf = (d: StreamDraft) => metaPairs(d).map(({ name, value }) => [name, value])

/**
 * The configuration to make a stream of. Fields that a server of this API level does not have are left out: strict servers (2.12)
 * refuse them, older ones forget them. The draft must be without problems (problems.ts).
 */
export function toConfig(d: StreamDraft, apiLevel: number): Config {
  const from = { ...d.from, metadata: {} } // without the notes of another server
  const made = configFields.filter((f) => levelOf(f) <= apiLevel).map((f) => [f, builders[f]!(d, from)] as const)
  const known = made.filter((e): e is [string, Json] => e[1] !== undefined)
  const unknown = Object.entries(d.from).filter(([field]) => !configFields.includes(field) && field !== 'sealed')
  return Object.fromEntries([...known, ...unknown])
}

/**
 * What an edit sets, undefined for fields that it takes out; only what was edited. `base` is the configuration that the form was
 * opened with. The draft must be without problems.
 */
export function toChange(d: StreamDraft, base: Config): ConfigChange {
  const touched = editedKeys(d, toDraft(base)).flatMap((key) =>
    key === 'copies' ? ['mirror', 'sources', 'mirror_direct'] : [fieldOf(key).of],
  )
  return Object.fromEntries([...new Set(touched)].map((field) => [field, builders[field]!(d, base)])) // a builder for each, by a test
}

type Build = (d: StreamDraft, base: Config) => Json | undefined

const isSet = (text: string) => text.trim() !== ''
const whole = (text: string) => jsonWhole(BigInt(plainDigits(text)))
const countOr = (text: string, none: Json | undefined) => (isSet(text) ? whole(text) : none)
const nanosOr = (text: string, none: Json | undefined) => (isSet(text) ? jsonNanos(parseLength(text) ?? 0n) : none)
/** Beyond 8 PiB a size is digits. */
const sizeOr = (text: string, none: Json) => (isSet(text) ? (parseSize(text) ?? whole(text)) : none)

/** A flag that is off is left out, unless the server says so of it. */
const flagOf =
  (key: TextKey): Build =>
  (d, base) =>
    d[key] === 'true' ? true : base[key] === undefined ? undefined : false

/** An object of the server with some of its fields set; undefined when none is left. */
function part(base: Json | undefined, fields: { [field: string]: Json | undefined }): Json | undefined {
  const kept = Object.entries({ ...objectAt(base), ...fields }).filter((e): e is [string, Json] => e[1] !== undefined)
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

const builders: Record<string, Build> = {
  name: (d) => d.name.trim(),
  subjects: (d) => {
    const subjects = isMirror(d) ? [] : splitSubjects(d.subjects)
    return subjects.length > 0 ? subjects : undefined
  },
  retention: (d) => d.retention,
  max_age: (d) => nanosOr(d.max_age, 0),
  max_bytes: (d) => sizeOr(d.max_bytes, -1),
  storage: (d) => d.storage,
  num_replicas: (d) => Number(d.num_replicas),
  max_msgs: (d) => countOr(d.max_msgs, -1),
  max_msgs_per_subject: (d) => countOr(d.max_msgs_per_subject, -1),
  max_msg_size: (d) => sizeOr(d.max_msg_size, -1),
  max_consumers: (d) => countOr(d.max_consumers, -1),
  discard: (d) => d.discard,
  discard_new_per_subject: flagOf('discard_new_per_subject'),
  duplicate_window: (d) => nanosOr(d.duplicate_window, undefined),
  mirror: (d) => (isMirror(d) ? toUpstream(d.mirror) : undefined),
  sources: (d) => (sourcesOf(d).length > 0 ? sourcesOf(d).map(toUpstream) : undefined),
  mirror_direct: (d, base) =>
    isMirror(d) ? flagOf('mirror_direct')(d, base) : base.mirror_direct === undefined ? undefined : false,
  subject_transform: (d, base) =>
    isSet(d.transform_src) || isSet(d.transform_dest)
      ? part(base.subject_transform, { src: d.transform_src.trim() || '>', dest: d.transform_dest.trim() })
      : undefined,
  republish: (d, base) =>
    isSet(d.republish_dest)
      ? part(base.republish, {
          src: d.republish_src.trim() || '>',
          dest: d.republish_dest.trim(),
          headers_only: d.republish_headers === 'true' || undefined,
        })
      : undefined,
  compression: (d) => d.compression,
  placement: (d, base) => {
    const tags = splitList(d.tags)
    return part(base.placement, { cluster: d.cluster.trim() || undefined, tags: tags.length > 0 ? tags : undefined })
  },
  first_seq: (d) => countOr(d.first_seq, undefined),
  persist_mode: (d, base) => (d.persist_mode === 'default' && base.persist_mode === undefined ? undefined : d.persist_mode),
  no_ack: flagOf('no_ack'),
  allow_direct: flagOf('allow_direct'),
  allow_rollup_hdrs: flagOf('allow_rollup_hdrs'),
  deny_delete: flagOf('deny_delete'),
  deny_purge: flagOf('deny_purge'),
  allow_msg_ttl: flagOf('allow_msg_ttl'),
  subject_delete_marker_ttl: (d) => nanosOr(d.subject_delete_marker_ttl, undefined),
  allow_msg_counter: flagOf('allow_msg_counter'),
  allow_atomic: flagOf('allow_atomic'),
  allow_batched: flagOf('allow_batched'),
  allow_msg_schedules: flagOf('allow_msg_schedules'),
  consumer_limits: (d, base) =>
    part(base.consumer_limits, {
      inactive_threshold: nanosOr(d.limit_inactive, undefined),
      max_ack_pending: countOr(d.limit_ack_pending, undefined),
    }),
  description: (d) => d.description.trim() || undefined,
  metadata: (d, base) => {
    const notes = Object.entries(objectAt(base.metadata) ?? {}).filter(([name]) => isServerNote(name))
    const own = metaPairs(d).map((p) => [p.name, p.value] as const)
    return notes.length + own.length > 0 ? Object.fromEntries([...notes, ...own]) : undefined
  },
}

/** A new stream that is like another; only the name is asked for anew, and what a new stream cannot have is left out (toDraft). */
export const cloneOf = (config: Config): StreamDraft => ({ ...toDraft(config), name: '' })
