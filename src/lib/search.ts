import { z } from 'zod/mini'
import { parseMoment } from './kv/moment.ts'
import { pastKinds } from './kv/past-kinds.ts'
import { payloadViews } from './payload/views.ts'
import { parseDuration, parseTime } from './time.ts'

/** A plain query string, every value a text: JSON, which the router would use, quotes what looks like a number. */
export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const present = Object.entries(search).filter(([, v]) => v !== undefined && v !== null && v !== false)
  const query = new URLSearchParams(present.map(([name, v]) => [name, String(v)])).toString()
  return query ? `?${query}` : ''
}

/** Leaves what is undefined out of a search, and so out of the address. */
export function cleanSearch<T extends object>(search: { [K in keyof T]?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(search).filter(([, v]) => v !== undefined)) as T
}

/**
 * The query strings of the pages. A value that makes no sense (a link cut short, an old bookmark) is dropped rather than refused,
 * so a page always opens.
 */
const words = z.catch(z.optional(z.string()), undefined)
const flag = z.catch(
  z.optional(
    z.pipe(
      z.union([z.literal('true'), z.literal(true)]),
      z.transform(() => true as const),
    ),
  ),
  undefined,
)

export const streamSorts = ['name', 'messages', 'bytes', 'consumers', 'last', 'rate', 'subjects'] as const

export const streamsSearch = z.object({
  /** Part of a name. */
  name: words,
  /** A subject or filter that the stream's subjects must overlap. */
  subject: words,
  /** System streams too. */
  system: flag,
  sort: z.catch(z.optional(z.enum(streamSorts)), undefined),
  desc: flag,
  /** Which streams copy which, in place of the list. */
  view: z.catch(z.optional(z.literal('copies')), undefined),
  /** The form for a new stream is open. */
  new: flag,
  /** The stream that the new one is to be like. */
  from: words,
})

export const streamSearch = z.object({
  /** The form that changes the stream is open. */
  edit: flag,
})

export const consumerSorts = [
  'stream',
  'name',
  'kind',
  'filters',
  'pending',
  'ackPending',
  'redelivered',
  'waiting',
  'delivered',
  'acked',
  'state',
] as const

export const consumersSearch = z.object({
  /** Part of a name, a stream's name, a filter or a trouble. */
  text: words,
  /** Only those in trouble. */
  trouble: flag,
  /** Consumers of system streams too. */
  system: flag,
  sort: z.catch(z.optional(z.enum(consumerSorts)), undefined),
  desc: flag,
})

const digits = z.catch(z.optional(z.string().check(z.regex(/^\d{1,20}$/))), undefined)

const time = z.catch(z.optional(z.string().check(z.refine((t) => parseTime(t) !== undefined))), undefined)

export const messagesSearch = z.object({
  /** Where reading starts; first when absent. `live` follows from `seq` or `time`, or from now when it has neither. */
  at: z.catch(z.optional(z.enum(['first', 'last', 'seq', 'time', 'live'])), undefined),
  /** For at=seq: text, since a sequence may be beyond 2^53. */
  seq: digits,
  /** For at=time: RFC 3339. */
  time,
  /** Newest first. */
  desc: flag,
  /** Subject filters, separated by commas (a subject cannot hold one and be sent in a filter list). */
  filter: words,
  /** JSON paths that are columns of the list, separated by commas. */
  cols: words,
  /** The message that is open. */
  open: digits,
  /** How its payload is shown; by what it is when absent. */
  view: z.catch(z.optional(z.enum(payloadViews)), undefined),
  /** The payload as it is stored: not unpacked. */
  stored: flag,
  /** The message that the open one is compared with. */
  compare: digits,
})

/** A search as it stands in the address: a link fills the form, it starts nothing. */
export const findSearch = z.object({
  /** What is looked for; present (even empty) while the search is open. */
  find: words,
  /** How it is meant; text when absent. */
  mode: z.catch(z.optional(z.enum(['regex', 'json'])), undefined),
  /** Upper and lower case are told apart. */
  exact: flag,
  /** Where it is looked for: letters of p(ayload), h(eaders), s(ubject); all when absent. */
  places: z.catch(z.optional(z.string().check(z.regex(/^[phs]{1,3}$/))), undefined),
  order: z.catch(z.optional(z.literal('oldest')), undefined),
  /** Bounds: sequences or times, the stream's ends when absent. */
  since: words,
  until: words,
})

const length = z.catch(z.optional(z.string().check(z.refine((t) => parseDuration(t) !== undefined))), undefined)

/** The rule of a replay desk, what is as always left out: a link fills the form, it starts nothing. src/lib/rule reads and writes it. */
export const replaySearch = z.object({
  deliver: z.catch(z.optional(z.enum(['last', 'last_per_subject', 'seq', 'time', 'new'])), undefined),
  seq: digits,
  time,
  /** Subject filters, separated by commas. */
  filter: words,
  replay: z.catch(z.optional(z.literal('original')), undefined),
  ack: z.catch(z.optional(z.enum(['all', 'none'])), undefined),
  /** Ack wait: 30s. */
  wait: length,
  /** Max ack pending. */
  pending: z.catch(z.optional(z.string().check(z.regex(/^(\d{1,9}|unlimited)$/))), undefined),
  /** Max deliver. */
  max: z.catch(z.optional(z.string().check(z.regex(/^\d{1,9}$/))), undefined),
  /** Lengths of time, separated by commas. */
  backoff: words,
  headers: flag,
  /** The name of a durable; present (even empty) when it is one. */
  name: words,
  keep: flag,
  /** Inactive threshold. */
  idle: length,
  /** The consumer to attach to; present (even empty) when that is what is wanted, and the rest waits. */
  attach: words,
})

export const bucketSorts = ['name', 'values', 'history', 'ttl', 'bytes', 'replicas', 'storage', 'compression', 'last'] as const

export const kvSearch = z.object({
  /** Part of a name, or of a mirror's or source's. */
  name: words,
  sort: z.catch(z.optional(z.enum(bucketSorts)), undefined),
  desc: flag,
})

export const kvBucketSearch = z.object({
  /** The key that is open. */
  key: words,
  /** Keys with wildcards, separated by commas: the server filters by them. */
  filter: words,
  /** Part of a key: the page filters by it. */
  text: words,
  /** As a tree by this separator. */
  tree: z.catch(z.optional(z.enum(['.', '/'])), undefined),
  /** Its open branches; those above the open key when absent. */
  branches: words,
  /** By last change; by key when absent. */
  sort: z.catch(z.optional(z.literal('changed')), undefined),
  desc: flag,
  /** Delete and purge markers too. */
  deleted: flag,
  /** The change log is open. */
  log: flag,
  /** The history of the open key is shown. */
  history: flag,
  /** The bucket as it was: at a time (RFC 3339), or before a revision (digits). As it is now when absent. */
  at: z.catch(z.optional(z.string().check(z.refine((t) => parseMoment(t) !== undefined))), undefined),
  /** With `at`: what differs between then and now. */
  diff: flag,
  /** Only differences of this kind; all but those that are none when absent. */
  kind: z.catch(z.optional(z.enum(pastKinds)), undefined),
  /** With `at`: the open key's value alone, or beside the present one; as the list is when absent. */
  beside: z.catch(z.optional(z.enum(['then', 'now'])), undefined),
  /** How its value is shown; by what it is when absent. */
  view: z.catch(z.optional(z.enum(payloadViews)), undefined),
  /** The value as it is stored: not unpacked. */
  stored: flag,
})

export const objectBucketSorts = ['name', 'bytes', 'storage', 'replicas', 'ttl', 'sealed', 'compression', 'last'] as const

export const objectBucketsSearch = z.object({
  /** Part of a name, or of a mirror's or source's. */
  name: words,
  sort: z.catch(z.optional(z.enum(objectBucketSorts)), undefined),
  desc: flag,
})

export const objectSorts = ['name', 'size', 'chunks', 'modified'] as const

export const objectsSearch = z.object({
  /** The folder that is shown, with the slash at its end; all of the bucket when absent. */
  folder: words,
  /** Part of a name: looked for in the folder and all below it. */
  text: words,
  /** By name when absent. */
  sort: z.catch(z.optional(z.enum(objectSorts)), undefined),
  desc: flag,
  /** Deleted ones too. */
  deleted: flag,
  /** The object that is open, by its whole name. */
  object: words,
})

export type ObjectBucketsSearch = z.infer<typeof objectBucketsSearch>
export type ObjectsSearch = z.infer<typeof objectsSearch>
export type KvSearch = z.infer<typeof kvSearch>
export type KvBucketSearch = z.infer<typeof kvBucketSearch>
export type ReplaySearch = z.infer<typeof replaySearch>
export type FindSearch = z.infer<typeof findSearch>
export type StreamsSearch = z.infer<typeof streamsSearch>
export type ConsumersSearch = z.infer<typeof consumersSearch>
export type MessagesSearch = z.infer<typeof messagesSearch> & FindSearch
