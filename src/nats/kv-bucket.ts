import { defined, limit, list, millis, number, object, objects, text } from './fields.ts'
import type { Bucket } from './kv-types.ts'
import type { JsonObject } from './types.ts'

const STREAM_PREFIX = 'KV_'

export function streamOf(bucket: string): string {
  return `${STREAM_PREFIX}${bucket}`
}

export function isBucketStream(stream: string): boolean {
  return stream.startsWith(STREAM_PREFIX)
}

/** The bucket of a stream, by its name alone. */
export function bucketOf(stream: string): string {
  return isBucketStream(stream) ? stream.slice(STREAM_PREFIX.length) : stream
}

/** Where the keys of a bucket are: as its stream holds them, and where they are written. */
export type Prefixes = { prefix: string; write_prefix: string }

/** What a mirror points to: another stream, and the API of its domain or account where it is not in this one. */
export function mirrorOf(config: JsonObject): { stream: string; api: string | undefined; moved: string | undefined } | undefined {
  const mirror = object(config.mirror)
  if (!mirror) return undefined
  // A mirror may rename what it copies (2.10): then its own keys are under the new name.
  const transforms = objects(mirror.subject_transforms)
  const moved = transforms.length === 1 ? text(transforms[0]?.dest) : ''
  return {
    stream: text(mirror.name),
    api: text(object(mirror.external)?.api) || undefined,
    moved: moved.startsWith('$KV.') && moved.endsWith('.>') ? moved.slice(0, -1) : undefined,
  }
}

/**
 * A mirror keeps its origin's subjects, and so does a mirror of it: `configOf` gives the configuration of a stream in this account,
 * or undefined where that is not known. In a JetStream domain writes go through its API, and for an origin in another through that
 * one's (as the official client does; nats-server maps `$JS.<domain>.API.$KV.>`).
 */
export async function prefixesOf(
  apiPrefix: string,
  config: JsonObject,
  configOf: (stream: string) => Promise<JsonObject | undefined> | JsonObject | undefined,
): Promise<Prefixes> {
  let own = text(config.name)
  let at: JsonObject | undefined = config
  let prefix: string | undefined
  const seen = new Set<string>()
  while (at && !seen.has(own)) {
    seen.add(own)
    const mirror = mirrorOf(at)
    if (!mirror) break
    prefix ??= mirror.moved
    own = mirror.stream
    if (mirror.api) {
      const origin = prefixOf(own)
      return { prefix: prefix ?? origin, write_prefix: `${mirror.api}.${origin}` }
    }
    at = await configOf(own)
  }
  const origin = prefixOf(own)
  return { prefix: prefix ?? origin, write_prefix: `${apiPrefix === '$JS.API' ? '' : `${apiPrefix}.`}${origin}` }
}

function prefixOf(stream: string): string {
  return `$KV.${bucketOf(stream)}.`
}

/** A STREAM.INFO as a bucket: limits of -1 are absent, nanoseconds are milliseconds. */
export function toBucket(info: JsonObject, prefixes: Prefixes): Bucket {
  const config = object(info.config) ?? {}
  const state = object(info.state) ?? {}
  const mirror = mirrorOf(config)
  const stream = text(config.name)
  return defined<Bucket>({
    name: bucketOf(stream),
    stream,
    ...prefixes,
    description: text(config.description) || undefined,
    values: number(state.messages),
    keys: number(state.num_subjects),
    bytes: number(state.bytes),
    history: limit(config.max_msgs_per_subject) ?? Infinity,
    ttl_ms: millis(config.max_age),
    max_bytes: limit(config.max_bytes),
    max_value_size: limit(config.max_msg_size),
    num_replicas: number(config.num_replicas, 1),
    storage: text(config.storage) === 'memory' ? 'memory' : 'file',
    compression: text(config.compression) === 's2',
    last_change: lastChange(state),
    created: text(info.created),
    mirror_of: mirror && bucketOf(mirror.stream),
    sources: objects(config.sources).map((s) => bucketOf(text(s.name))),
    republish: toRepublish(object(config.republish)),
    metadata: toMetadata(object(config.metadata)),
    per_key_ttl: config.allow_msg_ttl === true,
    marker_ttl_ms: millis(config.subject_delete_marker_ttl),
    allow_direct: config.allow_direct === true,
    mirror_direct: config.mirror_direct === true,
    deny_delete: config.deny_delete === true,
    deny_purge: config.deny_purge === true,
    sealed: config.sealed === true,
    placement: toPlacement(object(config.placement)),
    raw: info,
  })
}

function lastChange(state: JsonObject): string | undefined {
  const time = text(state.last_ts)
  return time === '' || time.startsWith('0001-') ? undefined : time
}

function toRepublish(r: JsonObject | undefined): Bucket['republish'] {
  return r && { src: text(r.src) || '>', dest: text(r.dest), headers_only: r.headers_only === true }
}

/** Without the server's own notes. */
function toMetadata(m: JsonObject | undefined): Bucket['metadata'] {
  const own = Object.entries(m ?? {}).filter(([name]) => !name.startsWith('_nats.'))
  return Object.fromEntries(own.map(([name, value]) => [name, text(value)]))
}

function toPlacement(p: JsonObject | undefined): Bucket['placement'] {
  const cluster = text(p?.cluster)
  const tags = list(p?.tags).map((t) => text(t))
  if (cluster === '' && tags.length === 0) return undefined
  return { ...(cluster ? { cluster } : {}), ...(tags.length > 0 ? { tags } : {}) }
}
