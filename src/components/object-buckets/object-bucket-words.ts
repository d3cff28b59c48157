import { copiesOf, discardsOld, elsewhereWords } from '~/components/buckets/bucket-words.ts'
import type { Losses } from '~/components/buckets/EditBucketForm.tsx'
import { bytes, count, duration, plural } from '~/lib/format.ts'
import type { ObjBucketChange } from '~/nats/obj-config.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import type { Stream } from '~/nats/types.ts'

/** How many messages of a bucket are older than a new TTL: counted, or at most so many. Undefined: not known (yet). */
export type Older = { count: number; exact: boolean } | undefined

/** The new TTL, where it takes something as soon as it is applied. */
export const shorterTtl = (b: ObjBucket, c: ObjBucketChange): number | undefined =>
  c.ttl_ms != null && c.ttl_ms < (b.ttl_ms ?? Infinity) ? c.ttl_ms : undefined

/** What a change takes away or ends at once, a sentence each. */
export function objectLosses(b: ObjBucket, c: ObjBucketChange, older: Older): Omit<Losses, 'isCounting'> {
  const ttl = shorterTtl(b, c)
  const none = older?.exact === true && older.count === 0
  const shrinks = c.max_bytes != null && c.max_bytes < Math.min(b.bytes, b.max_bytes ?? Infinity)
  const fewer = c.num_replicas === undefined ? 0 : b.num_replicas - c.num_replicas
  const words = [
    ttl !== undefined && ttlWords(ttl, older),
    shrinks && discardsOld(b)
      ? `The bucket holds ${bytes(b.bytes)}, more than ${bytes(c.max_bytes!)}: its oldest chunks are removed at once, for good, and their objects are broken.`
      : shrinks &&
        `The bucket holds ${bytes(b.bytes)}, more than ${bytes(c.max_bytes!)}: nothing is removed, but uploads are refused until it holds less.`,
    fewer > 0 && `${plural(fewer, 'copy', 'copies')} of the bucket ${fewer === 1 ? 'is' : 'are'} removed from the servers.`,
  ].filter((w) => typeof w === 'string')
  return { words, forGood: (ttl !== undefined && !none) || (shrinks && discardsOld(b)) }
}

function ttlWords(ttl_ms: number, older: Older): string {
  const age = duration(ttl_ms)
  if (older?.exact && older.count === 0) return `Nothing in it is older than ${age}: nothing is removed now.`
  const what = older
    ? `${older.exact ? '' : 'up to '}${plural(older.count, 'chunk or name', 'chunks and names')}`
    : 'chunks and names'
  return `What is older than ${age} is removed at once, for good: ${what}.`
}

/** What goes with a bucket that is deleted. `all`: the streams of the account, undefined where they are not known. */
export function deleteObjectsWords(b: ObjBucket, objects: number | undefined, all: Stream[] | undefined): string[] {
  const copies = all && copiesOf(b.stream, all)
  return [
    `${objects === undefined ? 'All its objects' : plural(objects, 'name of an object', 'names of objects')} with ${bytes(b.bytes)} (${count(b.bytes)} bytes) go at once, for good.`,
    b.mirror_of !== undefined && `It is a copy: ${b.mirror_of} keeps what it has.`,
    copies === undefined && 'Whether other streams copy it is not known: they could not be listed.',
    !!copies?.mirrors.length && `${storesOf(copies.mirrors)}: mirrors of it lose their origin; what was copied stays.`,
    !!copies?.sourced.length && `${storesOf(copies.sourced)}: nothing more is copied from it; what was copied stays.`,
    copies && copies.mirrors.length + copies.sourced.length === 0 && 'No stream of this account copies it.',
    copies && elsewhereWords(copies),
    'Links in other buckets that point into it lead nowhere afterwards.',
  ].filter((w) => typeof w === 'string')
}

/** Streams as they are called here: a bucket by its own name. */
export const storesOf = (streams: string[]) => streams.map((s) => s.replace(/^OBJ_/, '')).join(', ')
