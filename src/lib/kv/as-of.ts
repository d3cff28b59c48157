import type { Moment } from './moment.ts'
import type { KvOperation, MarkerReason } from './operation.ts'

/** What is known of a key at a time, without its value: memory is bounded by keys, a value is fetched when it is looked at. */
export type KeyState = {
  key: string
  revision: bigint
  operation: KvOperation
  marker?: MarkerReason
  /** RFC 3339 with nanoseconds. */
  created: string
  /** Bytes of the value. */
  size: number
  /** It says that it came over an earlier revision. */
  follows?: true
}

/**
 * Why it cannot be told whether a key existed at a time: its kept revisions are all later. `history`: as many are kept as the
 * bucket allows, so older ones were dropped. `purge`: the first that is kept took those before it away. `expired`: it is the marker
 * that the server left of what had aged out. `age`: what was older than the bucket's TTL is gone. `earlier`: the first that is kept
 * came over one that is gone: the history was shorter at a time, or it was removed. `created`: nothing points to an earlier one;
 * only a compaction or a purge of the stream could hide it.
 */
export type Doubt = 'history' | 'purge' | 'expired' | 'age' | 'earlier' | 'created'

export type AsOf = {
  /** Every key with a kept revision at that time, tombstones included. */
  states: Map<string, KeyState>
  /** Keys whose kept revisions are all later. */
  doubts: Map<string, Doubt>
  /** Every key's newest revision, at the end of what was read; the same as `states` when that is the moment. */
  latest: Map<string, KeyState>
  /** A mirror has not all yet: so many revisions, as far as it has heard of its origin lately. */
  behind?: { revisions: number; isHeard: boolean }
}

/** `later`: how many came after `at`. */
type Kept = { first: KeyState; last: KeyState; count: number; at?: KeyState; later: number }

/** Follows a bucket through its revisions, given in order, and knows how it was at a moment (undefined = the end). */
export class AsOfReader {
  private readonly keys = new Map<string, Kept>()
  private readonly moment: Moment | undefined

  constructor(moment: Moment | undefined) {
    this.moment = moment
  }

  take(state: KeyState): void {
    const isInTime = this.moment === undefined || isBy(state, this.moment)
    const kept = this.keys.get(state.key)
    if (!kept) {
      this.keys.set(state.key, { first: state, last: state, count: 1, later: 0, ...(isInTime ? { at: state } : {}) })
      return
    }
    kept.count++
    kept.last = state
    if (isInTime) kept.at = state
    else kept.later++
  }

  /**
   * `history` of the bucket, and whether what was kept at the time may have aged out since. `mayLag`: a copy that lags may have given
   * it, so that what the history no longer holds was not all that there was.
   */
  result(history: number, aged: boolean, mayLag = false): AsOf {
    const states = new Map<string, KeyState>()
    const doubts = new Map<string, Doubt>()
    const latest = this.moment === undefined ? states : new Map<string, KeyState>()
    for (const [key, { first, last, count, at, later }] of this.keys) {
      latest.set(key, last)
      if (at && !(mayLag && later >= history)) states.set(key, at)
      else if (at) doubts.set(key, 'history')
      else doubts.set(key, doubtOf(first, count, history, aged))
    }
    return { states, doubts, latest }
  }
}

/** Whether a revision was there at a moment. */
export function isBy({ revision, created }: Pick<KeyState, 'revision' | 'created'>, moment: Moment): boolean {
  return typeof moment === 'bigint' ? revision < moment : compareTimes(created, moment) <= 0
}

/** Why a key may have existed before its first kept revision. */
function doubtOf(first: KeyState, count: number, history: number, aged: boolean): Doubt {
  if (first.marker === 'MaxAge') return 'expired'
  if (first.operation === 'PURGE') return 'purge'
  if (count >= history) return 'history'
  return aged ? 'age' : first.follows ? 'earlier' : 'created'
}

export type Difference = {
  key: string
  kind: 'added' | 'changed' | 'removed' | 'same'
  before?: KeyState
  after?: KeyState
  doubt?: Doubt
}

/**
 * How the keys differ between then and now, sorted by key. A tombstone counts as absence; keys that are absent both times are left
 * out. Another revision is a change, even if the value came back to what it was. `doubt`: the key may have existed then.
 */
export function differences(then: AsOf, now: ReadonlyMap<string, KeyState>): Difference[] {
  const found: Difference[] = []
  for (const key of [...new Set([...then.states.keys(), ...now.keys()])].sort()) {
    const [a, b] = [live(then.states.get(key)), live(now.get(key))]
    const doubt = then.doubts.get(key)
    const more = doubt ? { doubt } : {}
    if (a && b) found.push({ key, kind: a.revision === b.revision ? 'same' : 'changed', before: a, after: b })
    else if (a) found.push({ key, kind: 'removed', before: a, ...more })
    else if (b) found.push({ key, kind: 'added', after: b, ...more })
  }
  return found
}

function live(state: KeyState | undefined): KeyState | undefined {
  return state?.operation === 'PUT' ? state : undefined
}

/** A mirror that has not heard of its origin for longer does not know how far behind it is. */
const UNHEARD_MS = 10_000

/** How far a mirror that holds up to `last` is behind; nothing where it has all of that moment, or all that there is as of lately. */
export function behindOf(
  { lag, active_ms }: { lag: number; active_ms?: number },
  last: bigint,
  moment: Moment | undefined,
): AsOf['behind'] {
  if (typeof moment === 'bigint' && last >= moment - 1n) return undefined
  const isHeard = active_ms !== undefined && active_ms < UNHEARD_MS
  return lag > 0 || !isHeard ? { revisions: lag, isHeard } : undefined
}

/** Orders two RFC 3339 times to the nanosecond, which Date would lose: negative, 0 or positive. */
export function compareTimes(a: string, b: string): number {
  return Math.floor(Date.parse(a) / 1000) - Math.floor(Date.parse(b) / 1000) || nanos(a) - nanos(b)
}

function nanos(time: string): number {
  return Number((/\.(\d{1,9})/.exec(time)?.[1] ?? '').padEnd(9, '0'))
}
