/** What an entry of a bucket does to its key. UNKNOWN: the key is known by its name alone. GONE: it went without an entry of its own. */
export type KeyOperation = 'UNKNOWN' | 'PUT' | 'DEL' | 'PURGE' | 'GONE'

/** Why the server wrote a marker by itself (Nats-Marker-Reason). */
export type MarkerReason = 'MaxAge' | 'Purge' | 'Remove'

/** One entry of a bucket as a watch sees it: all but the value. */
export type KeyChange = {
  key: string
  /** The entry's sequence: exact below 2^53, see `exact`. */
  revision: number
  /** The same beyond 2^53, where a number is not. */
  exact?: bigint | undefined
  /** When the stream stored it: milliseconds since the epoch, and the nanoseconds below them. */
  ms: number
  nanos: number
  /** Bytes of the value. */
  size: number
  operation: Exclude<KeyOperation, 'GONE'>
  marker?: MarkerReason | undefined
}

/** The operation of an entry by its two headers (ADR-8; markers are ADR-48). */
export function classify(operation: string | undefined, reason: string | undefined): Pick<KeyChange, 'operation' | 'marker'> {
  if (operation === 'DEL' || operation === 'PURGE') return { operation, marker: undefined }
  if (reason === 'MaxAge' || reason === 'Purge') return { operation: 'PURGE', marker: reason }
  if (reason === 'Remove') return { operation: 'DEL', marker: reason }
  return { operation: 'PUT', marker: undefined }
}
