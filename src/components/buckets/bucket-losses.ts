import { bytes, count, duration, plural } from '~/lib/format.ts'
import type { BucketChange } from '~/nats/kv-config.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { discardsOld } from './bucket-words.ts'

/** How many values a lower history or TTL takes at once: counted, or at most so many. */
export type Counted = { count: number; exact: boolean }

/** What was counted for a change; undefined = not known (yet). */
export type LossCounts = { history?: Counted | undefined; ttl?: Counted | undefined }

/** The smaller limits among what is changed that take values as soon as they are applied. */
export function countable(b: Bucket, c: BucketChange): { history?: number; ttl_ms?: number } {
  return {
    ...(c.history !== undefined && c.history < b.history ? { history: c.history } : {}),
    ...(c.ttl_ms != null && c.ttl_ms < (b.ttl_ms ?? Infinity) ? { ttl_ms: c.ttl_ms } : {}),
  }
}

/** Whether the change takes something for good, as far as it is known: what is not counted counts. */
export function losesForGood(b: Bucket, c: BucketChange, counts: LossCounts): boolean {
  const { history, ttl_ms } = countable(b, c)
  const goes = (n: Counted | undefined) => !n?.exact || n.count > 0
  return (
    (history !== undefined && goes(counts.history)) ||
    (ttl_ms !== undefined && goes(counts.ttl)) ||
    (c.max_bytes != null && c.max_bytes < Math.min(b.bytes, b.max_bytes ?? Infinity) && discardsOld(b))
  )
}

/** What the change takes away or ends at once, a sentence each. */
export function lossWords(b: Bucket, c: BucketChange, counts: LossCounts): string[] {
  const { history, ttl_ms } = countable(b, c)
  return [
    history !== undefined && historyWords(history, counts.history),
    ttl_ms !== undefined && ttlWords(ttl_ms, counts.ttl),
    c.max_bytes != null && sizeWords(b, c.max_bytes),
    c.max_value_size != null &&
      c.max_value_size < (b.max_value_size ?? Infinity) &&
      `Larger values than ${bytes(c.max_value_size)} stay, and cannot be written any more.`,
    c.num_replicas !== undefined &&
      c.num_replicas < b.num_replicas &&
      `${plural(b.num_replicas - c.num_replicas, 'copy', 'copies')} of the bucket ${b.num_replicas - c.num_replicas === 1 ? 'is' : 'are'} removed from the servers.`,
    c.marker_ttl_ms === null && 'The server leaves no markers any more: watchers are not told of keys that it removes.',
    c.republish === null && b.republish !== undefined && `Nothing is republished to ${b.republish.dest} any more.`,
    c.republish != null &&
      b.republish !== undefined &&
      c.republish.dest !== b.republish.dest &&
      `Nothing is republished to ${b.republish.dest} any more, but to ${c.republish.dest}.`,
    c.per_key_ttl === true && 'A TTL per key cannot be turned off again.',
    c.marker_ttl_ms != null && !b.per_key_ttl && 'Markers bring the TTL per key with them, which cannot be turned off again.',
    c.sources !== undefined && sourceWords(b, c.sources),
  ].filter((w) => typeof w === 'string')
}

function historyWords(history: number, n: Counted | undefined): string {
  const beyond = `beyond the last ${history === 1 ? 'one' : count(history)} of each key`
  if (n?.exact && n.count === 0) return `No key has revisions ${beyond}: nothing is removed now.`
  return `${counted(n, 'older revision')} ${beyond}: removed at once, for good.`
}

function ttlWords(ttl_ms: number, n: Counted | undefined): string {
  if (n?.exact && n.count === 0) return `No value is older than ${duration(ttl_ms)}: nothing is removed now.`
  return `${counted(n, 'value')} older than ${duration(ttl_ms)}: removed at once, for good; a key of which nothing younger is left is gone.`
}

function counted(n: Counted | undefined, what: string): string {
  if (!n) return `Every ${what}`
  return n.exact ? plural(n.count, what) : `Up to ${plural(n.count, what)}`
}

function sizeWords(b: Bucket, most: number): string | undefined {
  if (most >= (b.max_bytes ?? Infinity) || b.bytes <= most) return undefined
  const over = `The bucket holds ${bytes(b.bytes)}, more than ${bytes(most)}`
  return discardsOld(b)
    ? `${over}: its oldest values, about ${bytes(b.bytes - most)} of them, may be removed at once, for good.`
    : `${over}: nothing is removed, but new keys are refused until it holds less.`
}

function sourceWords(b: Bucket, sources: { bucket: string }[]): string | undefined {
  const left = b.sources.filter((name) => !sources.some((s) => s.bucket === name))
  return left.length > 0 ? `Nothing new is copied from ${left.join(', ')}; what was copied stays.` : undefined
}
