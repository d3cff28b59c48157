import type { Json } from '~/lib/json.ts'

/** How the operator proves who they are. Lives in memory only. */
export type Auth =
  | { kind: 'none' }
  | { kind: 'password'; user: string; pass: string }
  | { kind: 'token'; token: string }
  | { kind: 'nkey'; seed: string }
  | { kind: 'creds'; text: string }

export type ConnectOptions = {
  /** ws:// or wss://, with host and, where it is not 80 or 443, port. */
  url: string
  auth: Auth
  /** Where the account restricts what may be subscribed; `_INBOX` without. */
  inboxPrefix?: string
  /** JetStream domain: the API is then at `$JS.<domain>.API`. */
  domain?: string
}

export type ErrorKind =
  | 'aborted'
  | 'auth'
  | 'bad-request'
  | 'conflict'
  | 'disconnected'
  | 'invalid'
  | 'limit'
  | 'mixed-content'
  | 'no-jetstream'
  | 'no-responders'
  | 'not-found'
  | 'permission'
  | 'server'
  | 'timeout'
  | 'tls'
  | 'too-old'
  | 'unavailable'
  | 'unreachable'

/** What is known of the server that answers. */
export type ServerInfo = {
  name: string
  version: string
  cluster?: string
  /** JetStream API level: 0 = 2.10, 1 = 2.11, 2 = 2.12, 4 = 2.14, 5 = 2.15 (ADR-44). */
  apiLevel: number
  maxPayload: number
}

export type LinkError = { kind: ErrorKind; message: string; next?: string; causes?: string[]; details?: string }

export type Link =
  | { state: 'connecting' }
  | { state: 'open'; server: ServerInfo; since: number; rttMs?: number }
  /**
   * Lost, or never had: tried again at `nextTry` (ms since the epoch; absent while a try is under way). `error` says what happened
   * first, `lastTry` why the latest dial failed.
   */
  | {
      state: 'reconnecting'
      since: number
      attempt: number
      nextTry?: number
      error: LinkError
      lastTry?: LinkError
      server?: ServerInfo
    }
  /** Will not be tried again by itself. */
  | { state: 'failed'; error: LinkError }
  | { state: 'closed' }

export type Seq = bigint

export type JsonObject = { [key: string]: Json }

export type Retention = 'limits' | 'interest' | 'workqueue'

/** The configuration fields that Windsock reasons about; `raw` has them all. Limits of -1 are absent. */
export type StreamConfig = {
  name: string
  description?: string
  subjects: string[]
  retention: Retention
  discard: 'old' | 'new'
  discard_new_per_subject: boolean
  storage: 'file' | 'memory'
  num_replicas: number
  max_msgs?: number
  max_bytes?: number
  max_msgs_per_subject?: number
  max_msg_size?: number
  max_consumers?: number
  /** Milliseconds. */
  max_age_ms?: number
  duplicate_window_ms?: number
  compression: 'none' | 's2'
  sealed: boolean
  deny_delete: boolean
  deny_purge: boolean
  allow_direct: boolean
  no_ack: boolean
  /** What it allows its consumers. */
  consumer_limits?: { max_ack_pending?: number; inactive_threshold_ms?: number }
  /** Messages are stored under other subjects than those that it listens on. */
  subject_transform?: boolean
  /** What a message may ask of it by headers: its own time to live (2.11), to replace earlier ones, to be counted or scheduled (2.12). */
  allow_msg_ttl?: boolean
  allow_rollup_hdrs?: boolean
  allow_msg_counter?: boolean
  allow_msg_schedules?: boolean
  /** Of a mirror: it answers direct gets for its origin. */
  mirror_direct?: boolean
}

export type StreamState = {
  messages: number
  bytes: number
  first_seq: Seq
  last_seq: Seq
  first_ts: string
  last_ts: string
  num_subjects: number
  num_deleted: number
  consumer_count: number
}

export type Replica = { name: string; current: boolean; offline: boolean; active_ms: number; lag: number }

export type Upstream = {
  name: string
  lag: number
  /** Milliseconds since the origin was last heard; absent = never. */
  active_ms?: number
  filter_subject?: string
  error?: string
  /** The API prefix that its origin is reached by, in another domain or account. */
  external?: string
}

export type Stream = {
  name: string
  created: string
  config: StreamConfig
  state: StreamState
  cluster?: { name: string; leader?: string; replicas: Replica[] }
  mirror?: Upstream
  sources: Upstream[]
}

export type StreamDetail = Stream & { raw: JsonObject }

export type AccountInfo = {
  memory: number
  storage: number
  streams: number
  consumers: number
  /** Absent = unlimited. */
  limits: {
    max_memory?: number
    max_storage?: number
    max_streams?: number
    /** For each stream. */
    max_consumers?: number
    /** For each consumer. */
    max_ack_pending?: number
  }
  domain?: string
  api: { level: number; total: number; errors: number }
  /** Limits per replication factor; the top-level limits then mean nothing. */
  tiers: { name: string; memory: number; storage: number; streams: number; limits: AccountInfo['limits'] }[]
}

export type Header = [name: string, value: string]

/** A message as the stream holds it. */
export type StoredMessage = {
  seq: Seq
  subject: string
  /** RFC 3339 with nanoseconds. */
  time: string
  headers: Header[]
  /** The headers byte for byte, as they are stored; absent or empty when there are none. May be a view, as `data` of a push. */
  headerBlock?: Uint8Array
  /** A copy of its own: never a view into a socket frame. */
  data: Uint8Array
}
