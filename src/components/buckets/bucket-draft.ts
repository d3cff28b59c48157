import { parseLength, showLength, nanosOf } from '~/lib/length.ts'
import { parsePairs, showPairs, splitList } from '~/lib/pairs.ts'
import { plainDigits } from '~/lib/sequence.ts'
import { parseSize, showSize } from '~/lib/size.ts'
import type { BucketChange, BucketOptions } from '~/nats/kv-config.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { fieldKeys, type FieldKey } from './bucket-fields.ts'

/** The form as it is typed: a text for each field, a flag being "true" or "". */
export type BucketDraft = Record<FieldKey, string>

/** A new bucket as the server would have it where nothing is said. */
export const newBucket: BucketDraft = {
  name: '',
  history: '1',
  ttl: '',
  max_bytes: '',
  storage: 'file',
  description: '',
  max_value_size: '',
  num_replicas: '1',
  compression: '',
  per_key_ttl: '',
  marker_ttl: '',
  allow_direct: 'true',
  cluster: '',
  tags: '',
  republish_src: '',
  republish_dest: '',
  republish_headers: '',
  copies: 'none',
  mirror: '',
  sources: '',
  metadata: '',
}

const flag = (on: boolean) => (on ? 'true' : '')
const length = (ms: number | undefined) => (ms === undefined ? '' : showLength(nanosOf(ms)))
const size = (bytes: number | undefined) => (bytes === undefined ? '' : showSize(bytes))

/** A bucket of the server as the form shows it. */
export function toDraft(b: Bucket): BucketDraft {
  return {
    name: b.name,
    history: b.history === Infinity ? '' : String(b.history),
    ttl: length(b.ttl_ms),
    max_bytes: size(b.max_bytes),
    storage: b.storage,
    description: b.description ?? '',
    max_value_size: size(b.max_value_size),
    num_replicas: String(b.num_replicas),
    compression: flag(b.compression),
    per_key_ttl: flag(b.per_key_ttl),
    marker_ttl: length(b.marker_ttl_ms),
    allow_direct: flag(b.allow_direct),
    cluster: b.placement?.cluster ?? '',
    tags: (b.placement?.tags ?? []).join(', '),
    republish_src: b.republish && b.republish.src !== '>' ? b.republish.src : '',
    republish_dest: b.republish?.dest ?? '',
    republish_headers: flag(b.republish?.headers_only === true),
    copies: b.mirror_of === undefined ? 'none' : 'mirror', // chosen only when it is made; sources may be named at any time
    mirror: b.mirror_of ?? '',
    sources: b.sources.join(', '),
    metadata: showPairs(Object.entries(b.metadata)),
  }
}

/** The fields that were changed from how the bucket shows. */
export function editedKeys(draft: BucketDraft, base: BucketDraft): FieldKey[] {
  return fieldKeys.filter((key) => draft[key].trim() !== base[key].trim())
}

/** A length of time as it is typed, in ms. */
export const millis = (text: string) => Number(parseLength(text) ?? 0n) / 1e6
const isSet = (text: string) => text.trim() !== ''

/** What the server is asked to make. The draft must be without problems (bucket-problems.ts). */
export function toOptions(d: BucketDraft): BucketOptions {
  const [placement, republish] = [placementOf(d), republishOf(d)]
  const metadata = parsePairs(d.metadata)
  return {
    name: d.name.trim(),
    history: Number(plainDigits(d.history)),
    storage: d.storage === 'memory' ? 'memory' : 'file',
    num_replicas: Number(d.num_replicas),
    compression: d.compression === 'true',
    allow_direct: d.allow_direct === 'true',
    ...(isSet(d.description) ? { description: d.description.trim() } : {}),
    ...(isSet(d.ttl) ? { ttl_ms: millis(d.ttl) } : {}),
    ...(isSet(d.max_bytes) ? { max_bytes: parseSize(d.max_bytes)! } : {}), // without problems it is a size
    ...(isSet(d.max_value_size) ? { max_value_size: parseSize(d.max_value_size)! } : {}), // as above
    ...(d.per_key_ttl === 'true' ? { per_key_ttl: true } : {}),
    ...(isSet(d.marker_ttl) && d.copies !== 'mirror' ? { marker_ttl_ms: millis(d.marker_ttl) } : {}),
    ...(placement ? { placement } : {}),
    ...(republish ? { republish } : {}),
    ...(d.copies === 'mirror' ? { mirror: { bucket: d.mirror.trim() } } : {}),
    ...(d.copies === 'sources' ? { sources: sourcesOf(d) } : {}),
    ...(metadata.length > 0 ? { metadata: Object.fromEntries(metadata) } : {}),
  }
}

/** What is to be changed: only what was edited. The draft must be without problems. */
export function toChange(d: BucketDraft, base: BucketDraft): BucketChange {
  const edited = new Set(editedKeys(d, base))
  const has = (...keys: FieldKey[]) => keys.some((k) => edited.has(k))
  return {
    ...(has('description') ? { description: d.description.trim() || null } : {}),
    ...(has('history') ? { history: Number(plainDigits(d.history)) } : {}),
    ...(has('ttl') ? { ttl_ms: isSet(d.ttl) ? millis(d.ttl) : null } : {}),
    ...(has('max_bytes') ? { max_bytes: isSet(d.max_bytes) ? parseSize(d.max_bytes)! : null } : {}), // without problems it is a size
    ...(has('max_value_size') ? { max_value_size: isSet(d.max_value_size) ? parseSize(d.max_value_size)! : null } : {}), // as above
    ...(has('num_replicas') ? { num_replicas: Number(d.num_replicas) } : {}),
    ...(has('compression') ? { compression: d.compression === 'true' } : {}),
    ...(has('per_key_ttl') && d.per_key_ttl === 'true' ? { per_key_ttl: true as const } : {}),
    ...(has('marker_ttl') ? { marker_ttl_ms: isSet(d.marker_ttl) ? millis(d.marker_ttl) : null } : {}),
    ...(has('allow_direct') ? { allow_direct: d.allow_direct === 'true' } : {}),
    ...(has('cluster', 'tags') ? { placement: placementOf(d) ?? null } : {}),
    ...(has('republish_src', 'republish_dest', 'republish_headers') ? { republish: republishOf(d) ?? null } : {}),
    ...(has('sources') ? { sources: sourcesOf(d) } : {}),
    ...(has('metadata') ? { metadata: Object.fromEntries(parsePairs(d.metadata)) } : {}),
  }
}

/** Where it is to be placed; undefined: anywhere. */
export function placementOf(d: BucketDraft): { cluster?: string; tags?: string[] } | undefined {
  const [cluster, tags] = [d.cluster.trim(), splitList(d.tags)]
  if (cluster === '' && tags.length === 0) return undefined
  return { ...(cluster ? { cluster } : {}), ...(tags.length > 0 ? { tags } : {}) }
}

function republishOf(d: BucketDraft): { src?: string; dest: string; headers_only?: boolean } | undefined {
  if (!isSet(d.republish_dest)) return undefined
  return {
    ...(isSet(d.republish_src) ? { src: d.republish_src.trim() } : {}),
    dest: d.republish_dest.trim(),
    ...(d.republish_headers === 'true' ? { headers_only: true } : {}),
  }
}

const sourcesOf = (d: BucketDraft) => splitList(d.sources).map((bucket) => ({ bucket }))
