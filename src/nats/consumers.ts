import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { defined, limit, list, millis, number, object, objects, seq, text } from './fields.ts'
import type { JsonObject, Replica, Seq } from './types.ts'
import { toReplica } from './streams.ts'

export type DeliverPolicy = 'all' | 'last' | 'new' | 'by_start_sequence' | 'by_start_time' | 'last_per_subject'
export type AckPolicy = 'none' | 'all' | 'explicit' | 'flow_control'

/** The configuration fields that Windsock reasons about; `raw` has them all. Limits of -1 and 0 are absent. */
export type ConsumerConfig = {
  name: string
  /** Stays until it is deleted (or its inactive threshold has passed). */
  durable: boolean
  description?: string
  deliver_policy: DeliverPolicy
  opt_start_seq?: Seq
  opt_start_time?: string
  ack_policy: AckPolicy
  ack_wait_ms?: number
  max_deliver?: number
  backoff_ms: number[]
  /** Empty = everything in the stream. */
  filters: string[]
  replay_policy: 'instant' | 'original'
  max_ack_pending?: number
  headers_only: boolean
  inactive_threshold_ms?: number
  /** 0 = as the stream. */
  num_replicas: number
  mem_storage: boolean
  /** Absent = pull. */
  deliver_subject?: string
  deliver_group?: string
  max_waiting?: number
  max_batch?: number
  max_expires_ms?: number
  max_bytes?: number
  priority_policy: string
  priority_groups: string[]
  priority_timeout_ms?: number
}

/** How far something has come: in the consumer's own count and in the stream's. */
export type SequencePair = { consumer_seq: number; stream_seq: Seq; last_active?: string }

export type PriorityGroup = { group: string; pinned_client_id?: string; pinned_ts?: string }

export type Consumer = {
  stream: string
  name: string
  created: string
  config: ConsumerConfig
  delivered: SequencePair
  ack_floor: SequencePair
  /** Delivered and neither acknowledged nor given up. */
  num_ack_pending: number
  /** Of those, delivered more than once. */
  num_redelivered: number
  /** Pull requests that wait for messages. */
  num_waiting: number
  /** Not delivered yet. */
  num_pending: number
  cluster?: { name: string; leader?: string; replicas: Replica[] }
  /** Somebody listens on the deliver subject. */
  push_bound: boolean
  paused: boolean
  /** Milliseconds until it goes on by itself, at the time of the reply. */
  pause_remaining_ms?: number
  pause_until?: string
  priority_groups: PriorityGroup[]
  /** The server's clock when it said all this (RFC 3339); empty where it does not tell. */
  seen_at: string
}

export type ConsumerDetail = Consumer & { raw: JsonObject }

export type ConsumerList = {
  consumers: Consumer[]
  /** Known to the cluster, but their leader did not answer in time. */
  missing: string[]
}

/** Every consumer of a stream, by pages of 256 (CONSUMER.LIST), sorted by name. Throws AppError not-found without the stream. */
export async function listConsumers(conn: Connection, stream: string, signal?: AbortSignal): Promise<ConsumerList> {
  const found = new Map<string, Consumer>()
  const missing = new Set<string>()
  for await (const page of pages(conn, `CONSUMER.LIST.${stream}`, (p) => list(p.consumers).length, {}, { signal })) {
    for (const info of objects(page.consumers)) {
      const consumer = toConsumer(info)
      found.set(consumer.name, consumer) // one that is created meanwhile shifts the pages
    }
    for (const name of list(page.missing)) missing.add(text(name))
  }
  return {
    consumers: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    missing: [...missing].filter((name) => !found.has(name)),
  }
}

/** One consumer with its whole raw reply. Throws AppError not-found. */
export async function getConsumer(conn: Connection, stream: string, name: string): Promise<ConsumerDetail> {
  return toDetail(await api(conn, `CONSUMER.INFO.${stream}.${name}`))
}

/**
 * Creates a consumer: `config` as the server knows it (nanoseconds), with its `name`. A single filter goes into the subject
 * too, so that permissions can limit it. Throws AppError conflict (10148) when the name is taken with another configuration;
 * with the same one the server answers as if it had just been made, so look first where that matters.
 */
export function createConsumer(conn: Connection, stream: string, config: JsonObject): Promise<ConsumerDetail> {
  return put(conn, stream, config, 'create')
}

/**
 * Changes a consumer to this whole configuration, which lacks the name where the server chose it, or an old client made the
 * durable. Throws AppError not-found (10149), bad-request for what cannot be changed.
 */
export function updateConsumer(
  conn: Connection,
  stream: string,
  config: JsonObject,
  name = text(config.name),
): Promise<ConsumerDetail> {
  return put(conn, stream, { ...config, name }, 'update')
}

async function put(conn: Connection, stream: string, config: JsonObject, action: 'create' | 'update'): Promise<ConsumerDetail> {
  const filter = text(config.filter_subject)
  const verb = `CONSUMER.CREATE.${stream}.${text(config.name)}${filter ? `.${filter}` : ''}`
  return toDetail(await api(conn, verb, { stream_name: stream, config, action }))
}

/** Throws AppError not-found when it is gone already. */
export async function deleteConsumer(conn: Connection, stream: string, name: string): Promise<void> {
  await api(conn, `CONSUMER.DELETE.${stream}.${name}`)
}

/** Delivers nothing until `until` (RFC 3339); without it goes on at once. Since 2.11. */
export async function pauseConsumer(conn: Connection, stream: string, name: string, until?: string): Promise<void> {
  await api(conn, `CONSUMER.PAUSE.${stream}.${name}`, until ? { pause_until: until } : {})
}

/**
 * Delivery starts again at `from`, or after the ack floor without it; what is pending and how often it was delivered is
 * forgotten. Since 2.14. Throws AppError bad-request (10204) where the deliver policy does not allow it.
 */
export async function resetConsumer(conn: Connection, stream: string, name: string, from?: Seq): Promise<ConsumerDetail> {
  return toDetail(await api(conn, `CONSUMER.RESET.${stream}.${name}`, from === undefined ? undefined : { seq: from }))
}

/** Lets go of the pinned client of a group: the next one that pulls is pinned. Since 2.11. */
export async function unpinConsumer(conn: Connection, stream: string, name: string, group: string): Promise<void> {
  await api(conn, `CONSUMER.UNPIN.${stream}.${name}`, { group })
}

function toDetail(info: JsonObject): ConsumerDetail {
  return { ...toConsumer(info), raw: info }
}

/** The CONSUMER.INFO reply in our terms: limits of -1 are absent, nanoseconds are milliseconds, sequences are bigints. */
export function toConsumer(info: JsonObject): Consumer {
  const config = object(info.config) ?? {}
  const cluster = object(info.cluster)
  return defined<Consumer>({
    stream: text(info.stream_name),
    name: text(info.name),
    created: text(info.created),
    config: toConfig(config, text(info.name)),
    delivered: toPair(object(info.delivered)),
    ack_floor: toPair(object(info.ack_floor)),
    num_ack_pending: number(info.num_ack_pending),
    num_redelivered: number(info.num_redelivered),
    num_waiting: number(info.num_waiting),
    num_pending: number(info.num_pending),
    cluster: cluster && {
      name: text(cluster.name),
      ...(text(cluster.leader) ? { leader: text(cluster.leader) } : {}),
      replicas: objects(cluster.replicas).map(toReplica),
    },
    push_bound: info.push_bound === true,
    paused: info.paused === true,
    pause_remaining_ms: millis(info.pause_remaining),
    pause_until: text(config.pause_until) || undefined,
    priority_groups: objects(info.priority_groups).map((g) =>
      defined<PriorityGroup>({
        group: text(g.group),
        pinned_client_id: text(g.pinned_client_id) || undefined,
        pinned_ts: text(g.pinned_ts) || undefined,
      }),
    ),
    seen_at: text(info.ts),
  })
}

function toPair(p: JsonObject | undefined): SequencePair {
  return defined<SequencePair>({
    consumer_seq: number(p?.consumer_seq),
    stream_seq: seq(p?.stream_seq),
    last_active: text(p?.last_active) || undefined,
  })
}

function toConfig(c: JsonObject, name: string): ConsumerConfig {
  const single = text(c.filter_subject)
  return defined<ConsumerConfig>({
    name: text(c.name) || text(c.durable_name) || name,
    durable: text(c.durable_name) !== '',
    description: text(c.description) || undefined,
    deliver_policy: text(c.deliver_policy, 'all') as DeliverPolicy, // the server knows no others
    opt_start_seq: c.opt_start_seq === undefined ? undefined : seq(c.opt_start_seq),
    opt_start_time: text(c.opt_start_time) || undefined,
    ack_policy: text(c.ack_policy, 'none') as AckPolicy, // the server knows no others
    ack_wait_ms: millis(c.ack_wait),
    max_deliver: limit(c.max_deliver),
    backoff_ms: list(c.backoff).map((ns) => number(ns) / 1e6),
    filters: single ? [single] : list(c.filter_subjects).map((s) => text(s)),
    replay_policy: text(c.replay_policy) === 'original' ? 'original' : 'instant',
    max_ack_pending: limit(c.max_ack_pending),
    headers_only: c.headers_only === true,
    inactive_threshold_ms: millis(c.inactive_threshold),
    num_replicas: number(c.num_replicas),
    mem_storage: c.mem_storage === true,
    deliver_subject: text(c.deliver_subject) || undefined,
    deliver_group: text(c.deliver_group) || undefined,
    max_waiting: limit(c.max_waiting),
    max_batch: limit(c.max_batch),
    max_expires_ms: millis(c.max_expires),
    max_bytes: limit(c.max_bytes),
    priority_policy: text(c.priority_policy, 'none') || 'none',
    priority_groups: list(c.priority_groups).map((g) => text(g)),
    priority_timeout_ms: millis(c.priority_timeout),
  })
}
