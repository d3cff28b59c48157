import type { JsonObject, Seq } from './types.ts'

/** A stream that is used as an object store (ADR-20). Limits that are not set are absent. */
export type ObjBucket = {
  name: string
  /** OBJ_ and the name. */
  stream: string
  /** What comes before "M." and "C." in its subjects: "$O.<name>.", or the origin's for a mirror. */
  prefix: string
  description?: string
  /** Messages: the chunks of all objects, and one for each object's meta, deleted ones included. */
  messages: number
  /** With the chunks' headers, and with what was left behind. */
  bytes: number
  /** How long an object is kept, milliseconds. */
  ttl_ms?: number
  max_bytes?: number
  /** Bytes of a chunk together with its headers. */
  max_msg_size?: number
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
  metadata: { [name: string]: string }
  allow_direct: boolean
  deny_delete: boolean
  deny_purge: boolean
  sealed: boolean
  placement?: { cluster?: string; tags?: string[] }
  /** The whole STREAM.INFO. */
  raw: JsonObject
}

/** Where a link points: to an object, or, without a name, to a bucket. */
export type ObjectLink = { bucket: string; name?: string }

/** What an operator says about an object. */
export type ObjectMeta = {
  description?: string
  /** Of the object, as clients hand them on (Content-Type and the like): several values for each name. */
  headers?: { [name: string]: string[] }
  metadata?: { [name: string]: string }
}

/** An object as its meta tells; a deleted one has no chunks any more. */
export type ObjectInfo = Required<ObjectMeta> & {
  bucket: string
  name: string
  /** Where the meta is: `$O.<bucket>.M.` and the name as its writer encoded it. */
  subject: string
  /** The chunks are at `$O.<bucket>.C.<nuid>`. Some clients give a link none. */
  nuid: string
  size: number
  chunks: number
  /** RFC 3339 with nanoseconds: when the server stored the meta. */
  mtime: string
  /** `SHA-256=` and base64url. Empty for links and deleted objects. */
  digest: string
  deleted: boolean
  link?: ObjectLink
  max_chunk_size?: number
  /** The sequence of the meta: what a change is held against. */
  revision: Seq
  /** The meta as it is written, with the fields that are not known here. */
  raw: JsonObject
}
