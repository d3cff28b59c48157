import { parseJson, type Json } from '../json.ts'
import { configFields, levelOf, since } from './fields.ts'
import { objectAt, objectsAt, type Config } from './read.ts'

export type Pasted = { config: Config } | { problem: string }

/** A field that cannot be taken over, and why. */
export type LeftOut = {
  /** "allow_atomic", "mirror.consumer". */
  field: string
  why: string
  /** Nobody here knows whether the server has it. */
  isUnknown?: true
}

/**
 * Reads a configuration as the `nats` command line writes it: STREAM.INFO (`nats stream info --json`) or the configuration alone
 * (`nats stream add --output`). `problem` is a sentence.
 */
export function readPasted(text: string): Pasted {
  let value: Json
  try {
    value = parseJson(text)
  } catch (e) {
    return { problem: `This is not JSON: ${(e as Error).message}` }
  }
  const whole = objectAt(value)
  if (!whole) return { problem: 'This is JSON, but no configuration: one begins with {' }
  const config = objectAt(whole.config) ?? whole
  if (consumerFields.some((field) => field in config))
    return { problem: 'This is the configuration of a consumer, not of a stream' }
  const set = Object.fromEntries(Object.entries(config).filter(([, v]) => v !== null))
  if (!Object.keys(set).some((field) => configFields.includes(field)))
    return { problem: 'There is no field of a stream in it, such as "name" or "subjects"' }
  const wrong = Object.entries(set).find(
    ([field, v]) => kinds[field] !== undefined && !isEmptyList(v) && kinds[field] !== kindOf(v),
  )
  const note = Object.entries(objectAt(set.metadata) ?? {}).find(([, v]) => typeof v !== 'string')
  if (note) return { problem: `metadata has to be texts by their names, and ${note[0]} is none` }
  if (objectAt(set.mirror) && objectsAt(set.sources).length > 0)
    return { problem: 'It has both a mirror and sources, which no stream can have: take one out' }
  return wrong ? { problem: `${wrong[0]} has to be ${names[kinds[wrong[0]]!]}` } : { config: set } // it was found by having one
}

/** A stream has none of them. */
const consumerFields = ['ack_policy', 'deliver_policy', 'replay_policy', 'durable_name']

type Kind = 'text' | 'whole' | 'flag' | 'texts' | 'object' | 'objects' | 'other'

const names: Record<Kind, string> = {
  text: 'a text',
  whole: 'a whole number; lengths of time are in nanoseconds',
  flag: 'true or false',
  texts: 'a list of texts',
  object: 'an object',
  objects: 'a list of objects',
  other: 'something else',
}

const isEmptyList = (v: Json) => Array.isArray(v) && v.length === 0

function kindOf(v: Json): Kind {
  if (typeof v === 'string') return 'text'
  if (typeof v === 'boolean') return 'flag'
  if (typeof v === 'bigint' || Number.isInteger(v)) return 'whole'
  if (objectAt(v)) return 'object'
  if (!Array.isArray(v)) return 'other'
  return v.every((x) => typeof x === 'string') ? 'texts' : v.every((x) => objectAt(x)) ? 'objects' : 'other'
}

const kinds: Record<string, Kind> = {
  ...of('text', 'name', 'description', 'retention', 'storage', 'discard', 'compression', 'persist_mode'),
  ...of('texts', 'subjects'),
  ...of('whole', 'max_age', 'max_bytes', 'num_replicas', 'max_msgs', 'max_msgs_per_subject', 'max_msg_size', 'max_consumers'),
  ...of('whole', 'duplicate_window', 'first_seq', 'subject_delete_marker_ttl'),
  ...of('flag', 'discard_new_per_subject', 'mirror_direct', 'no_ack', 'allow_direct', 'allow_rollup_hdrs', 'deny_delete'),
  ...of(
    'flag',
    'deny_purge',
    'sealed',
    'allow_msg_ttl',
    'allow_msg_counter',
    'allow_atomic',
    'allow_batched',
    'allow_msg_schedules',
  ),
  ...of('object', 'mirror', 'subject_transform', 'republish', 'placement', 'consumer_limits', 'metadata'),
  ...of('objects', 'sources'),
}

function of(kind: Kind, ...fields: string[]): Record<string, Kind> {
  return Object.fromEntries(fields.map((f) => [f, kind]))
}

/** What says no more than its absence would. */
const saysNothing = (v: Json) => v === false || v === '' || v === 'default' || v === 0 || isEmptyList(v)

/** What of a configuration cannot be taken over to a server of this API level. */
export function leftOut(config: Config, apiLevel: number): LeftOut[] {
  const found = Object.entries(config).flatMap(([field, value]): LeftOut[] => {
    if (saysNothing(value)) return []
    if (field === 'sealed') return [{ field, why: 'a stream is sealed once it is there, not made so' }]
    if (!configFields.includes(field)) return [{ field, why: 'this version of Windsock does not know it', isUnknown: true }]
    return levelOf(field) > apiLevel ? [{ field, why: needs(levelOf(field)) }] : []
  })
  const consumers = [
    ...(objectAt(config.mirror)?.consumer ? ['mirror.consumer'] : []),
    ...(objectsAt(config.sources).some((s) => s.consumer) ? ['sources.consumer'] : []),
  ]
  return apiLevel >= 4 ? found : [...found, ...consumers.map((field) => ({ field, why: needs(4) }))]
}

const needs = (level: number) => `it needs nats-server ${since[level as keyof typeof since]} or newer`

/** The configuration without these fields, and without those that say nothing and are not known. */
export function withoutFields(config: Config, out: LeftOut[]): Config {
  const gone = new Set(out.map((o) => o.field))
  const kept = Object.entries(config).filter(([f, v]) => !gone.has(f) && !(saysNothing(v) && !configFields.includes(f)))
  const result = Object.fromEntries(kept)
  const bare = (u: Config) => Object.fromEntries(Object.entries(u).filter(([field]) => field !== 'consumer'))
  const mirror = objectAt(result.mirror)
  if (mirror && gone.has('mirror.consumer')) result.mirror = bare(mirror)
  if (gone.has('sources.consumer')) result.sources = objectsAt(result.sources).map(bare)
  return result
}
