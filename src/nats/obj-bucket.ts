import { matches } from '~/lib/subjects.ts'
import { defined, limit, list, millis, number, object, objects, text } from './fields.ts'
import type { ObjBucket } from './obj-types.ts'
import type { JsonObject } from './types.ts'

const STREAM_PREFIX = 'OBJ_'

export function objStreamOf(bucket: string): string {
  return `${STREAM_PREFIX}${bucket}`
}

export function isObjStream(stream: string): boolean {
  return stream.startsWith(STREAM_PREFIX)
}

/** The bucket of a stream, by its name alone. */
export function objBucketOf(stream: string): string {
  return isObjStream(stream) ? stream.slice(STREAM_PREFIX.length) : stream
}

/** Whether what is put into the bucket arrives in its stream: one that only copies from others may listen on nothing. */
export function listens({ prefix, raw }: Pick<ObjBucket, 'prefix' | 'raw'>): boolean {
  const subjects = list(object(raw.config)?.subjects).map((s) => text(s))
  return ['M', 'C'].every((kind) => subjects.some((own) => matches(own, `${prefix}${kind}.x`)))
}

/** A STREAM.INFO as a bucket: limits of -1 are absent, nanoseconds are milliseconds. */
export function toObjBucket(info: JsonObject): ObjBucket {
  const config = object(info.config) ?? {}
  const state = object(info.state) ?? {}
  const stream = text(config.name)
  const mirror = text(object(config.mirror)?.name)
  const last = text(state.last_ts)
  return defined<ObjBucket>({
    name: objBucketOf(stream),
    stream,
    // A mirror keeps the subjects of its origin.
    prefix: `$O.${objBucketOf(mirror || stream)}.`,
    description: text(config.description) || undefined,
    messages: number(state.messages),
    bytes: number(state.bytes),
    ttl_ms: millis(config.max_age),
    max_bytes: limit(config.max_bytes),
    max_msg_size: limit(config.max_msg_size),
    num_replicas: number(config.num_replicas, 1),
    storage: text(config.storage) === 'memory' ? 'memory' : 'file',
    compression: text(config.compression) === 's2',
    last_change: last === '' || last.startsWith('0001-') ? undefined : last,
    created: text(info.created),
    mirror_of: mirror ? objBucketOf(mirror) : undefined,
    sources: objects(config.sources).map((s) => objBucketOf(text(s.name))),
    metadata: ownMetadata(object(config.metadata)),
    allow_direct: config.allow_direct === true,
    deny_delete: config.deny_delete === true,
    deny_purge: config.deny_purge === true,
    sealed: config.sealed === true,
    placement: toPlacement(object(config.placement)),
    raw: info,
  })
}

/** Without the server's own notes. */
function ownMetadata(m: JsonObject | undefined): ObjBucket['metadata'] {
  const own = Object.entries(m ?? {}).filter(([name]) => !name.startsWith('_nats.'))
  return Object.fromEntries(own.map(([name, value]) => [name, text(value)]))
}

function toPlacement(p: JsonObject | undefined): ObjBucket['placement'] {
  const cluster = text(p?.cluster)
  const tags = list(p?.tags).map((t) => text(t))
  if (cluster === '' && tags.length === 0) return undefined
  return { ...(cluster ? { cluster } : {}), ...(tags.length > 0 ? { tags } : {}) }
}
