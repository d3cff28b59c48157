import { bucketNameProblem } from '~/lib/kv/keys.ts'
import type { ConfigChange } from '~/lib/consumer-config.ts'
import { AppError } from './errors.ts'
import { number, object, objects, text } from './fields.ts'
import { bucketOf, streamOf } from './kv-bucket.ts'
import type { JsonObject } from './types.ts'

/** Another bucket to copy from. Transforms are of whole subjects; without any, the keys move over as they are. */
export type BucketUpstream = {
  bucket: string
  /** Another JetStream domain or account: the prefix of its API, and where it delivers. */
  external?: { api: string; deliver?: string }
  opt_start_seq?: bigint
  opt_start_time?: string
  transforms?: { src: string; dest: string }[]
}

export type BucketOptions = {
  name: string
  description?: string
  /** 1 to 64 revisions of each key; 1 without. */
  history?: number
  ttl_ms?: number
  max_bytes?: number
  /** Bytes of a value together with its headers. */
  max_value_size?: number
  storage?: 'file' | 'memory'
  num_replicas?: number
  compression?: boolean
  metadata?: { [name: string]: string }
  placement?: { cluster?: string; tags?: string[] }
  republish?: { src?: string; dest: string; headers_only?: boolean }
  /** A copy of another bucket, without keys of its own. */
  mirror?: BucketUpstream
  sources?: BucketUpstream[]
  /** Keys may have a time to live of their own (2.11). */
  per_key_ttl?: boolean
  /** The server leaves a marker for this long in place of what it removes (2.11); at least a second. Brings per_key_ttl with it. */
  marker_ttl_ms?: number
  /** Read from any replica, and without the leader; true without. */
  allow_direct?: boolean
}

/** What may change on a bucket: undefined leaves a field as it is, null takes a limit or a text away. */
export type BucketChange = {
  description?: string | null
  history?: number
  ttl_ms?: number | null
  max_bytes?: number | null
  max_value_size?: number | null
  num_replicas?: number
  compression?: boolean
  metadata?: { [name: string]: string }
  placement?: { cluster?: string; tags?: string[] } | null
  republish?: { src?: string; dest: string; headers_only?: boolean } | null
  sources?: BucketUpstream[]
  /** Cannot be taken back. */
  per_key_ttl?: true
  marker_ttl_ms?: number | null
  allow_direct?: boolean
}

const DUPLICATE_WINDOW_NS = 120e9

const nanos = (ms: number) => Math.round(ms * 1e6)

/**
 * The stream of a bucket as the official clients make it (ADR-8). Throws AppError invalid for what the server would refuse without
 * a word of use, too-old for what a server of this API level does not have.
 */
export function bucketConfig(o: BucketOptions, apiLevel: number): JsonObject {
  const problem = bucketNameProblem(o.name) ?? historyProblem(o.history ?? 1)
  if (problem) throw new AppError('invalid', problem)
  const markers = o.marker_ttl_ms !== undefined
  if ((o.per_key_ttl || markers) && apiLevel < 1) throw tooOld()
  if (o.mirror && o.sources?.length) throw new AppError('invalid', 'A bucket is a mirror or has sources, not both')
  if (o.mirror && markers) throw new AppError('invalid', 'A mirror has the markers of its origin, and none of its own')
  if (o.mirror && !o.mirror.external && isPartial(o.mirror)) {
    // nats-server turns on mirror_direct where the origin has direct access, asked for or not (seen on 2.10 and 2.15.1).
    throw new AppError(
      'invalid',
      'A mirror has to be a whole copy, since it answers for its origin: what it lacks would seem to be gone there',
      {
        next: 'Make a bucket with a source instead',
      },
    )
  }
  const max_age = nanos(o.ttl_ms ?? 0)
  return {
    name: streamOf(o.name),
    ...(o.description ? { description: o.description } : {}),
    ...(o.mirror ? { mirror: upstream(o.mirror), mirror_direct: true } : { subjects: [`$KV.${o.name}.>`] }),
    ...(o.sources?.length ? { sources: o.sources.map((s) => source(s, o.name)) } : {}),
    retention: 'limits',
    max_msgs_per_subject: o.history ?? 1,
    max_bytes: o.max_bytes ?? -1,
    max_msg_size: o.max_value_size ?? -1,
    max_age,
    ...(o.mirror ? {} : { duplicate_window: max_age > 0 ? Math.min(DUPLICATE_WINDOW_NS, max_age) : DUPLICATE_WINDOW_NS }),
    storage: o.storage ?? 'file',
    num_replicas: o.num_replicas ?? 1,
    discard: 'new',
    allow_direct: o.allow_direct ?? true,
    allow_rollup_hdrs: true,
    deny_delete: true,
    compression: o.compression ? 's2' : 'none',
    ...(o.metadata ? { metadata: o.metadata } : {}),
    ...(o.placement ? { placement: placement(o.placement) } : {}),
    ...(o.republish ? { republish: republish(o.republish) } : {}),
    ...(o.per_key_ttl || markers ? { allow_msg_ttl: true } : {}),
    ...(o.marker_ttl_ms === undefined ? {} : { subject_delete_marker_ttl: nanos(o.marker_ttl_ms) }),
  }
}

/** The fields of the stream that a change sets, undefined for those that it takes out. `config` is the stream's as it is. */
export function bucketChange(config: JsonObject, c: BucketChange, apiLevel: number): ConfigChange {
  const change: ConfigChange = {}
  const set = <T>(value: T | undefined, field: string, to: (v: T) => ConfigChange[string]) => {
    if (value !== undefined) change[field] = to(value)
  }
  if (c.history !== undefined && historyProblem(c.history)) throw new AppError('invalid', historyProblem(c.history) ?? '')
  if ((c.per_key_ttl || c.marker_ttl_ms) && apiLevel < 1) throw tooOld()
  set(c.description, 'description', (v) => v || undefined)
  set(c.history, 'max_msgs_per_subject', (v) => v)
  set(c.ttl_ms, 'max_age', (v) => nanos(v ?? 0))
  set(c.max_bytes, 'max_bytes', (v) => v ?? -1)
  set(c.max_value_size, 'max_msg_size', (v) => v ?? -1)
  set(c.num_replicas, 'num_replicas', (v) => v)
  set(c.compression, 'compression', (v) => (v ? 's2' : 'none'))
  set(c.metadata, 'metadata', (v) => ({ ...serverNotes(config), ...v }))
  set(c.placement, 'placement', (v) => (v ? placement(v) : undefined))
  set(c.republish, 'republish', (v) => (v ? republish(v) : undefined))
  set(c.sources, 'sources', (v) => (v.length > 0 ? v.flatMap((s) => sourcesAs(config, s)) : undefined))
  set(c.per_key_ttl, 'allow_msg_ttl', (v) => v)
  set(c.allow_direct, 'allow_direct', (v) => v)
  if (c.marker_ttl_ms !== undefined) {
    change.subject_delete_marker_ttl = c.marker_ttl_ms === null ? undefined : nanos(c.marker_ttl_ms)
    if (c.marker_ttl_ms !== null) change.allow_msg_ttl = true
  }
  // The server takes no duplicate window beyond the age limit.
  const age = number(change.max_age ?? config.max_age)
  if (age > 0 && number(config.duplicate_window) > age) change.duplicate_window = age
  return change
}

function historyProblem(history: number): string | undefined {
  return Number.isInteger(history) && history >= 1 && history <= 64 ? undefined : 'A bucket keeps 1 to 64 revisions of a key'
}

function tooOld(): AppError {
  return new AppError('too-old', 'This server has no time to live per key and no limit markers: they came with 2.11')
}

function serverNotes(config: JsonObject): JsonObject {
  const notes = Object.entries(object(config.metadata) ?? {}).filter(([name]) => name.startsWith('_nats.'))
  return Object.fromEntries(notes)
}

function isPartial(u: BucketUpstream): boolean {
  return Boolean(u.transforms?.length) || u.opt_start_seq !== undefined || u.opt_start_time !== undefined
}

function upstream(u: BucketUpstream): JsonObject {
  return {
    name: streamOf(u.bucket),
    ...(u.external ? { external: { ...u.external } } : {}),
    ...(u.opt_start_seq === undefined ? {} : { opt_start_seq: u.opt_start_seq }),
    ...(u.opt_start_time === undefined ? {} : { opt_start_time: u.opt_start_time }),
    ...(u.transforms?.length ? { subject_transforms: u.transforms.map((t) => ({ ...t })) } : {}),
  }
}

function source(u: BucketUpstream, bucket: string): JsonObject {
  const transforms = u.transforms ?? (u.bucket === bucket ? [] : [{ src: `$KV.${u.bucket}.>`, dest: `$KV.${bucket}.>` }])
  return upstream({ ...u, transforms })
}

/** A source that is only named stays as it is where there is one already: a bucket can be copied in parts, and from elsewhere. */
function sourcesAs(config: JsonObject, s: BucketUpstream): JsonObject[] {
  const same = objects(config.sources).filter((there) => bucketOf(text(there.name)) === s.bucket)
  return same.length > 0 && Object.keys(s).length === 1 ? same : [source(s, bucketOf(text(config.name)))]
}

function placement(p: { cluster?: string; tags?: string[] }): JsonObject {
  return { ...(p.cluster ? { cluster: p.cluster } : {}), ...(p.tags?.length ? { tags: p.tags } : {}) }
}

function republish(r: { src?: string; dest: string; headers_only?: boolean }): JsonObject {
  return { src: r.src || '>', dest: r.dest, ...(r.headers_only ? { headers_only: true } : {}) }
}
