import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { defined, limit, millis, number, object, objects, list, seq, text } from './fields.ts'
import type { JsonObject, Replica, Retention, Stream, StreamConfig, StreamDetail, Upstream } from './types.ts'

export type StreamList = {
  streams: Stream[]
  /** Known to the cluster, but their leader did not answer in time. */
  missing: string[]
  /** Not loaded by the server, with its reason (2.12). */
  offline: { name: string; reason: string }[]
}

/** Every stream of the account, by pages of 256 (STREAM.LIST), sorted by name. */
export async function listStreams(conn: Connection, signal?: AbortSignal): Promise<StreamList> {
  const found = new Map<string, Stream>()
  const missing = new Set<string>()
  const offline = new Map<string, string>()
  for await (const page of pages(conn, 'STREAM.LIST', (p) => list(p.streams).length, {}, { signal })) {
    for (const info of objects(page.streams)) {
      const stream = toStream(info)
      found.set(stream.name, stream) // a stream created meanwhile shifts the pages: by name, none is listed twice
    }
    for (const name of list(page.missing)) missing.add(text(name))
    for (const [name, reason] of Object.entries(object(page.offline) ?? {})) offline.set(name, text(reason))
  }
  return {
    streams: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    missing: [...missing].filter((name) => !found.has(name)),
    offline: [...offline].map(([name, reason]) => ({ name, reason })),
  }
}

/** One stream with its whole raw reply. Throws AppError not-found. */
export async function getStream(conn: Connection, name: string): Promise<StreamDetail> {
  const info = await api(conn, `STREAM.INFO.${name}`)
  return { ...toStream(info), raw: info }
}

/** The STREAM.INFO reply in our terms: limits of -1 are absent, nanoseconds are milliseconds, sequences are bigints. */
export function toStream(info: JsonObject): Stream {
  const config = object(info.config) ?? {}
  const state = object(info.state) ?? {}
  const cluster = object(info.cluster)
  const mirror = object(info.mirror)
  return defined<Stream>({
    name: text(config.name),
    created: text(info.created),
    config: toConfig(config),
    state: {
      messages: number(state.messages),
      bytes: number(state.bytes),
      first_seq: seq(state.first_seq),
      last_seq: seq(state.last_seq),
      first_ts: text(state.first_ts),
      last_ts: text(state.last_ts),
      num_subjects: number(state.num_subjects),
      num_deleted: number(state.num_deleted),
      consumer_count: number(state.consumer_count),
    },
    cluster: cluster && {
      name: text(cluster.name),
      ...(text(cluster.leader) ? { leader: text(cluster.leader) } : {}),
      replicas: objects(cluster.replicas).map(toReplica),
    },
    mirror: mirror && toUpstream(mirror),
    sources: objects(info.sources).map(toUpstream),
  })
}

function toConfig(c: JsonObject): StreamConfig {
  return defined<StreamConfig>({
    name: text(c.name),
    description: text(c.description) || undefined,
    subjects: list(c.subjects).map((s) => text(s)),
    retention: text(c.retention, 'limits') as Retention, // the server knows no others
    discard: text(c.discard) === 'new' ? 'new' : 'old',
    discard_new_per_subject: c.discard_new_per_subject === true,
    storage: text(c.storage) === 'memory' ? 'memory' : 'file',
    num_replicas: number(c.num_replicas, 1),
    max_msgs: limit(c.max_msgs),
    max_bytes: limit(c.max_bytes),
    max_msgs_per_subject: limit(c.max_msgs_per_subject),
    max_msg_size: limit(c.max_msg_size),
    max_consumers: limit(c.max_consumers),
    max_age_ms: millis(c.max_age),
    duplicate_window_ms: millis(c.duplicate_window),
    compression: text(c.compression) === 's2' ? 's2' : 'none',
    sealed: c.sealed === true,
    deny_delete: c.deny_delete === true,
    deny_purge: c.deny_purge === true,
    allow_direct: c.allow_direct === true,
    no_ack: c.no_ack === true,
    consumer_limits: toConsumerLimits(object(c.consumer_limits)),
    subject_transform: object(c.subject_transform) ? true : undefined,
    allow_msg_ttl: c.allow_msg_ttl === true || undefined,
    allow_rollup_hdrs: c.allow_rollup_hdrs === true || undefined,
    allow_msg_counter: c.allow_msg_counter === true || undefined,
    mirror_direct: c.mirror_direct === true || undefined,
    allow_msg_schedules: c.allow_msg_schedules === true || undefined,
  })
}

function toConsumerLimits(l: JsonObject | undefined): StreamConfig['consumer_limits'] {
  const limits = { max_ack_pending: limit(l?.max_ack_pending), inactive_threshold_ms: millis(l?.inactive_threshold) }
  return limits.max_ack_pending === undefined && limits.inactive_threshold_ms === undefined ? undefined : defined(limits)
}

export function toReplica(r: JsonObject): Replica {
  return {
    name: text(r.name),
    current: r.current === true,
    offline: r.offline === true,
    active_ms: number(r.active) / 1e6,
    lag: number(r.lag),
  }
}

function toUpstream(u: JsonObject): Upstream {
  const active = number(u.active, -1)
  return defined<Upstream>({
    name: text(u.name),
    lag: number(u.lag),
    active_ms: active < 0 ? undefined : active / 1e6,
    filter_subject: text(u.filter_subject) || undefined,
    error: text(object(u.error)?.description) || undefined,
    external: text(object(u.external)?.api) || undefined,
  })
}
