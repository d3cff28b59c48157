import type { KvOperation, MarkerReason } from './operation.ts'

/** What an entry of a bucket does to its key. UNKNOWN: the key is known by its name alone. GONE: it went without an entry of its own. */
export type KeyOperation = KvOperation | 'UNKNOWN' | 'GONE'

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
  /** It says that it came over an earlier revision. */
  follows?: boolean | undefined
}
