import { editedKeys, millis, newBucket, placementOf, type BucketDraft } from '~/components/buckets/bucket-draft.ts'
import { bucketFields, type BucketField, type FieldKey } from '~/components/buckets/bucket-fields.ts'
import { nanosOf, showLength } from '~/lib/length.ts'
import { parsePairs, showPairs } from '~/lib/pairs.ts'
import { parseSize, showSize } from '~/lib/size.ts'
import type { ObjBucketChange, ObjBucketOptions } from '~/nats/obj-config.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

/** What reads otherwise than for a bucket of keys. */
const hints: Partial<Record<FieldKey, string>> = {
  ttl: 'Every object goes after this, counted for each chunk from when it was sent: 7d, 12h. Empty = never',
  max_bytes: 'Uploads are refused when the bucket is this large: 10GB. Empty = no limit',
  compression: 'On disk only; later changes count for new objects. Pictures and archives hardly shrink. Default: off',
  copies: 'A mirror is read only, and stays one. Default: no other bucket',
}

const keys: FieldKey[] = [
  'name',
  'ttl',
  'max_bytes',
  'storage',
  'description',
  'num_replicas',
  'cluster',
  'tags',
  'copies',
  'mirror',
  'compression',
  'metadata',
]

/** What an object store can be made with: those fields of a bucket of keys that it has too. */
export const objectFields: BucketField[] = bucketFields
  .filter((f) => keys.includes(f.key))
  .map((f) => ({
    ...f,
    hint: hints[f.key] ?? f.hint,
    ...(f.key === 'copies' ? { choices: f.choices?.filter((c) => typeof c === 'string' || c.value !== 'sources') ?? [] } : {}),
  }))

/** A bucket of the server as the form shows it. */
export function toObjectDraft(b: ObjBucket): BucketDraft {
  return {
    ...newBucket,
    name: b.name,
    ttl: b.ttl_ms === undefined ? '' : showLength(nanosOf(b.ttl_ms)),
    max_bytes: b.max_bytes === undefined ? '' : showSize(b.max_bytes),
    storage: b.storage,
    description: b.description ?? '',
    num_replicas: String(b.num_replicas),
    compression: b.compression ? 'true' : '',
    cluster: b.placement?.cluster ?? '',
    tags: (b.placement?.tags ?? []).join(', '),
    copies: b.mirror_of === undefined ? 'none' : 'mirror',
    mirror: b.mirror_of ?? '',
    metadata: showPairs(Object.entries(b.metadata)),
  }
}

/** What the server is asked to make. The draft must be without problems (bucket-problems.ts). */
export function toObjectOptions(d: BucketDraft): ObjBucketOptions {
  const placement = placementOf(d)
  const metadata = parsePairs(d.metadata)
  return {
    name: d.name.trim(),
    storage: d.storage === 'memory' ? 'memory' : 'file',
    num_replicas: Number(d.num_replicas),
    compression: d.compression === 'true',
    ...(d.description.trim() ? { description: d.description.trim() } : {}),
    ...(d.ttl.trim() ? { ttl_ms: millis(d.ttl) } : {}),
    ...(d.max_bytes.trim() ? { max_bytes: parseSize(d.max_bytes)! } : {}), // without problems it is a size
    ...(placement ? { placement } : {}),
    ...(d.copies === 'mirror' ? { mirror: d.mirror.trim() } : {}),
    ...(metadata.length > 0 ? { metadata: Object.fromEntries(metadata) } : {}),
  }
}

/** What is to be changed: only what was edited. The draft must be without problems. */
export function toObjectChange(d: BucketDraft, base: BucketDraft): ObjBucketChange {
  const edited = new Set(editedKeys(d, base))
  return {
    ...(edited.has('description') ? { description: d.description.trim() || null } : {}),
    ...(edited.has('ttl') ? { ttl_ms: d.ttl.trim() ? millis(d.ttl) : null } : {}),
    ...(edited.has('max_bytes') ? { max_bytes: d.max_bytes.trim() ? parseSize(d.max_bytes)! : null } : {}), // as above
    ...(edited.has('num_replicas') ? { num_replicas: Number(d.num_replicas) } : {}),
    ...(edited.has('compression') ? { compression: d.compression === 'true' } : {}),
    ...(edited.has('cluster') || edited.has('tags') ? { placement: placementOf(d) ?? null } : {}),
    ...(edited.has('metadata') ? { metadata: Object.fromEntries(parsePairs(d.metadata)) } : {}),
  }
}
