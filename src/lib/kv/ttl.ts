import { duration } from '../format.ts'
import { parseDuration } from '../time.ts'
import { ttlOfHeaders, type KvOperation } from './operation.ts'

type TtlBucket = { per_key_ttl: boolean; history: number; ttl_ms?: number | undefined; marker_ttl_ms?: number | undefined }
type Headers = readonly (readonly [string, string])[]
type Latest = { operation: KvOperation; ttl_ms?: number | undefined; headers?: Headers } | null | undefined

/** The time to live that is typed, milliseconds; undefined for none. */
export const ttlOf = (text: string): number | undefined => (text.trim() === '' ? undefined : parseDuration(text))

/**
 * Why what is typed is no time to live, or undefined. The server raises one that is shorter than the bucket's markers stay to theirs
 * (seen on nats-server 2.15.1): what is typed would not be what the key gets.
 */
export function ttlProblem(text: string, bucket: Pick<TtlBucket, 'marker_ttl_ms'>): string | undefined {
  if (text.trim() === '') return undefined
  const ms = ttlOf(text)
  if (ms === undefined || ms < 1000) return 'A length of time of a second or more: 30s, 1h'
  const least = bucket.marker_ttl_ms ?? 0
  return ms < least ? `At least ${duration(least)} here: for so long the markers of the bucket stay` : undefined
}

/**
 * Why a value over this one may have no time to live. The server takes one on any write, but when it ends only that revision goes:
 * where the bucket keeps more of them, the value before is the latest again (seen on nats-server 2.15.1; ADR-48 has it on
 * create and purge alone). Over a marker or nothing there is no value to come back.
 */
export function ttlRefusal(bucket: TtlBucket, latest: Latest): string | undefined {
  if (!bucket.per_key_ttl) return 'The bucket does not allow a time to live per key'
  if (bucket.history > 1 && latest?.operation === 'PUT')
    return 'The bucket keeps older revisions: when this one went, the value before it would come back'
  return undefined
}

/** What a time to live does here, and what becomes of the one that the present value has. */
export function ttlWords(bucket: TtlBucket, latest: Latest): string {
  const isKept = latest?.operation === 'PUT' && ttlOfHeaders(latest.headers ?? []) === 'never'
  const former = isKept
    ? 'The present value is to stay whatever its age (never). '
    : latest?.ttl_ms === undefined || latest.operation !== 'PUT'
      ? ''
      : `The present value has ${duration(latest.ttl_ms)}. `
  const none = former === '' ? 'Without one' : 'That is not handed on: without one here'
  const stays = bucket.ttl_ms === undefined ? 'the value stays' : `the bucket’s ${duration(bucket.ttl_ms)} count`
  const least = bucket.marker_ttl_ms === undefined ? '' : `; at least ${duration(bucket.marker_ttl_ms)} here`
  return `${former}${none} ${stays}. For example 30s, 15m, 2h${least}`
}

/** What becomes of the time to live of an old revision that is restored; empty when it had none. */
export function restoredTtlWords(bucket: TtlBucket, old: { headers: Headers }): string {
  const ttl = ttlOfHeaders(old.headers)
  if (ttl === undefined) return ''
  const had = ttl === 'never' ? 'It was to stay whatever its age (never)' : `It had a time to live of ${duration(ttl)}`
  return `${had}, which is not restored: ${bucket.ttl_ms === undefined ? 'the new revision stays' : `for the new revision the bucket’s ${duration(bucket.ttl_ms)} count`}.`
}
