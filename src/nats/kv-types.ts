import type { KvOperation, MarkerReason } from '~/lib/kv/operation.ts'
import type { Header, JsonObject, Seq } from './types.ts'

export type { KvOperation, MarkerReason } from '~/lib/kv/operation.ts'

/** A revision of a key; tombstones (DEL, PURGE) are revisions too, with an empty value. */
export type KvEntry = {
  bucket: string
  key: string
  revision: Seq
  operation: KvOperation
  /** The server itself left this tombstone, and why. */
  marker?: MarkerReason
  /** RFC 3339 with nanoseconds. */
  created: string
  headers: Header[]
  /** A copy of its own. */
  data: Uint8Array
  /** The time to live that it was written with, milliseconds. */
  ttl_ms?: number
}

/** A stream that is used as a bucket (ADR-8). Limits that are not set are absent. */
export type Bucket = {
  name: string
  /** KV_ and the name. */
  stream: string
  /** What comes before a key in the subjects of the stream: "$KV.<name>.", or the origin's for a mirror. */
  prefix: string
  /** What comes before a key in the subject that it is written to: for a mirror, and in a JetStream domain, not the same. */
  write_prefix: string
  description?: string
  /** Revisions, tombstones included. */
  values: number
  /** Keys, those of which only a tombstone is left included. */
  keys: number
  bytes: number
  /** Revisions that are kept of each key. */
  history: number
  /** How long a revision is kept, milliseconds. */
  ttl_ms?: number
  max_bytes?: number
  /** Bytes of a value together with its headers. */
  max_value_size?: number
  num_replicas: number
  storage: 'file' | 'memory'
  compression: boolean
  /** RFC 3339; absent when nothing was ever written. */
  last_change?: string
  created: string
  /** The bucket that this one is a copy of: it is written there. */
  mirror_of?: string
  /** The buckets that are copied into this one. */
  sources: string[]
  republish?: { src: string; dest: string; headers_only: boolean }
  metadata: { [name: string]: string }
  /** A key can have a time to live of its own (2.11). */
  per_key_ttl: boolean
  /** The server leaves a marker for this long in place of a key that it removes (2.11). */
  marker_ttl_ms?: number
  allow_direct: boolean
  mirror_direct: boolean
  deny_delete: boolean
  deny_purge: boolean
  sealed: boolean
  placement?: { cluster?: string; tags?: string[] }
  /** The whole STREAM.INFO. */
  raw: JsonObject
}
