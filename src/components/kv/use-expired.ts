import { useEffect, useState } from 'react'
import { expiryOf, hasExpired } from '~/lib/kv/expiry.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'

/** The server removes what is over its time about once a second. */
const ASK_MS = 1000
/** The longest that a timer of the browser can wait. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * The value that was looked at and has since gone by its time alone, if it has. Without markers nothing tells a watch of that, so
 * the server is asked when its time is over. `asOf` is when it was last asked, in ms.
 */
export function useExpired(
  bucket: Bucket,
  entry: KvEntry | null | undefined,
  asOf: number,
  refetch: () => unknown,
): KvEntry | undefined {
  const [before, setBefore] = useState(entry)
  const [expired, setExpired] = useState<KvEntry>()
  if (entry !== undefined && entry !== before) {
    setBefore(entry)
    const gone = before && wentByTime(bucket, before, entry, asOf) ? before : undefined
    // When the marker goes too, what it stood for has expired still.
    if (gone || entry !== null) setExpired(gone)
  }
  const at = entry ? expiryOf(entry, bucket)?.at : undefined
  useEffect(() => {
    if (at === undefined) return undefined
    let timer = setTimeout(ask, Math.min(Math.max(at - Date.now(), 0) + 100, LONGEST_MS))
    function ask() {
      if (Date.now() >= at!) refetch()
      timer = setTimeout(ask, ASK_MS)
    }
    return () => clearTimeout(timer)
  }, [at, refetch])
  return expired
}

/** A later revision has replaced a value; else its place is empty, has the marker of its expiry, or an earlier one is the latest. */
function wentByTime(bucket: Bucket, before: KvEntry, now: KvEntry | null, asOf: number): boolean {
  if (before.operation !== 'PUT') return false
  if (now?.marker === 'MaxAge') return true
  return (now === null || now.revision < before.revision) && hasExpired(expiryOf(before, bucket), asOf)
}
