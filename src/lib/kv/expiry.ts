type Lived = { created: string; ttl_ms?: number | undefined; headers: readonly (readonly [string, string])[] }

/** When a revision goes, in ms since the epoch, and how long it lives from its writing. */
export type Expiry = { at: number; of_ms: number; by: 'key' | 'bucket' }

/**
 * When a revision goes by itself: after its own time to live or the bucket's age limit, whichever is sooner. `Nats-TTL: never` keeps
 * it beyond the bucket's (seen on nats-server 2.15.1). Undefined when it stays.
 */
export function expiryOf(entry: Lived, bucket: { ttl_ms?: number | undefined }): Expiry | undefined {
  const isKept = entry.headers.some(([name, value]) => name === 'Nats-TTL' && value === 'never')
  const lives = [
    ...(entry.ttl_ms === undefined ? [] : [{ ms: entry.ttl_ms, by: 'key' as const }]),
    ...(bucket.ttl_ms === undefined || isKept ? [] : [{ ms: bucket.ttl_ms, by: 'bucket' as const }]),
  ].sort((a, b) => a.ms - b.ms)
  const [soonest] = lives
  return soonest && { at: Date.parse(entry.created) + soonest.ms, of_ms: soonest.ms, by: soonest.by }
}

/**
 * Whether a revision that is no longer there can have gone by its time alone. Clocks differ, so what had a little left counts too.
 */
export function hasExpired(expiry: Expiry | undefined, now: number): boolean {
  return expiry !== undefined && expiry.at - now <= CLOCKS_DIFFER_MS
}

const CLOCKS_DIFFER_MS = 2000
