import { bucketNameProblem } from '~/lib/kv/keys.ts'
import type { ConfigChange } from '~/lib/consumer-config.ts'
import { AppError } from './errors.ts'
import { number, object } from './fields.ts'
import { objStreamOf } from './obj-bucket.ts'
import type { JsonObject } from './types.ts'

export type ObjBucketOptions = {
  name: string
  description?: string
  /** How long an object is kept. */
  ttl_ms?: number
  /** Of all objects together, with what the server needs beside them. */
  max_bytes?: number
  storage?: 'file' | 'memory'
  num_replicas?: number
  compression?: boolean
  metadata?: { [name: string]: string }
  placement?: { cluster?: string; tags?: string[] }
  /** Another bucket to be a copy of, without objects of its own. */
  mirror?: string
}

/** What may change on a bucket: undefined leaves a field as it is, null takes a limit or a text away. */
export type ObjBucketChange = {
  description?: string | null
  ttl_ms?: number | null
  max_bytes?: number | null
  num_replicas?: number
  compression?: boolean
  metadata?: { [name: string]: string }
  placement?: { cluster?: string; tags?: string[] } | null
}

const DUPLICATE_WINDOW_NS = 120e9

const nanos = (ms: number) => Math.round(ms * 1e6)

/** The stream of a bucket as the official clients make it (ADR-20). Throws AppError invalid for a name that no bucket can have. */
export function objBucketConfig(o: ObjBucketOptions): JsonObject {
  const problem = bucketNameProblem(o.name)
  if (problem) throw new AppError('invalid', problem)
  const max_age = nanos(o.ttl_ms ?? 0)
  return {
    name: objStreamOf(o.name),
    ...(o.description ? { description: o.description } : {}),
    ...(o.mirror
      ? { mirror: { name: objStreamOf(o.mirror) }, mirror_direct: true }
      : {
          subjects: [`$O.${o.name}.C.>`, `$O.${o.name}.M.>`],
          allow_rollup_hdrs: true,
          duplicate_window: max_age > 0 ? Math.min(DUPLICATE_WINDOW_NS, max_age) : DUPLICATE_WINDOW_NS,
        }),
    retention: 'limits',
    max_bytes: o.max_bytes ?? -1,
    max_age,
    storage: o.storage ?? 'file',
    num_replicas: o.num_replicas ?? 1,
    discard: 'new',
    allow_direct: true,
    compression: o.compression ? 's2' : 'none',
    ...(o.metadata ? { metadata: o.metadata } : {}),
    ...(o.placement ? { placement: placement(o.placement) } : {}),
  }
}

/** The fields of the stream that a change sets, undefined for those that it takes out. `config` is the stream's as it is. */
export function objBucketChange(config: JsonObject, c: ObjBucketChange): ConfigChange {
  const change: ConfigChange = {}
  const set = <T>(value: T | undefined, field: string, to: (v: T) => ConfigChange[string]) => {
    if (value !== undefined) change[field] = to(value)
  }
  set(c.description, 'description', (v) => v || undefined)
  set(c.ttl_ms, 'max_age', (v) => nanos(v ?? 0))
  set(c.max_bytes, 'max_bytes', (v) => v ?? -1)
  set(c.num_replicas, 'num_replicas', (v) => v)
  set(c.compression, 'compression', (v) => (v ? 's2' : 'none'))
  set(c.metadata, 'metadata', (v) => ({ ...serverNotes(config), ...v }))
  set(c.placement, 'placement', (v) => (v ? placement(v) : undefined))
  // The server takes no duplicate window beyond the age limit.
  const age = number(change.max_age ?? config.max_age)
  if (age > 0 && number(config.duplicate_window) > age) change.duplicate_window = age
  return change
}

function serverNotes(config: JsonObject): JsonObject {
  const notes = Object.entries(object(config.metadata) ?? {}).filter(([name]) => name.startsWith('_nats.'))
  return Object.fromEntries(notes)
}

function placement(p: { cluster?: string; tags?: string[] }): JsonObject {
  return { ...(p.cluster ? { cluster: p.cluster } : {}), ...(p.tags?.length ? { tags: p.tags } : {}) }
}
