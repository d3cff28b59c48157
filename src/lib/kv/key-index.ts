import type { KeyChange, KeyOperation } from './key-change.ts'
import type { MarkerReason } from './operation.ts'

const EXACT = 2 ** 53
const FIRST_SLOTS = 1024
const NOBODY = 0xffffffff

const operations: Exclude<KeyOperation, 'GONE'>[] = ['UNKNOWN', 'PUT', 'DEL', 'PURGE']
const markers: (MarkerReason | undefined)[] = [undefined, 'MaxAge', 'Purge', 'Remove']
const DEL = operations.indexOf('DEL')

/** One key as it is shown. */
export type KeyEntry = {
  key: string
  /** Absent when only the name is known. */
  revision?: bigint
  /** When it was stored: milliseconds since the epoch, and exactly as RFC 3339; both absent when only the name is known. */
  ms?: number
  time?: string
  size: number
  operation: Exclude<KeyOperation, 'GONE'>
  marker?: MarkerReason
  /** When a change of it came in while watching, by this machine's clock; 0 = not since the watch began. */
  changedAt: number
}

/**
 * The newest entry of every key of a bucket, without values. A key is a slot in a few typed arrays and one string in a map, so
 * that hundreds of thousands of them are small and cheap to keep.
 */
export class KeyIndex {
  /** The key in each slot; undefined = the slot is free. */
  readonly keys: (string | undefined)[] = []
  /** Grows with every change. */
  version = 0
  /** Grows when a key comes, goes, or turns from live to tombstone or back: what an order by key depends on. */
  structure = 0
  /** Grows when a slot is given up, and may then hold another key. */
  removals = 0
  /** Keys with a value, and keys whose newest entry is a delete or purge marker. */
  live = 0
  tombstones = 0
  private readonly slots = new Map<string, number>()
  private readonly free: number[] = []
  private revisions = new Float64Array(FIRST_SLOTS)
  private times = new Float64Array(FIRST_SLOTS)
  private nanos = new Uint32Array(FIRST_SLOTS)
  private sizes = new Uint32Array(FIRST_SLOTS)
  private arrivals = new Float64Array(FIRST_SLOTS)
  private codes = new Uint8Array(FIRST_SLOTS)
  /** Revisions that a number does not hold. */
  private readonly exact = new Map<number, bigint>()
  /** Slots in the order of their changes; an entry counts when `places` points back at it. */
  private recent = new Uint32Array(FIRST_SLOTS)
  private recentEnd = 0
  private places = new Uint32Array(FIRST_SLOTS)
  private added: number[] = []
  private given = new Set<number>()

  /** All keys, tombstones included. */
  get size(): number {
    return this.live + this.tombstones
  }

  /**
   * Takes in the newest entry of a key; false when a newer one is held. Changes come in the order of their revisions. `at` is the
   * moment to be shown as the key's last change; 0 for what was there before.
   */
  apply(c: KeyChange, at = 0): boolean {
    let slot = this.slots.get(c.key)
    if (slot === undefined) {
      slot = this.take(c.key)
      this.live++
      this.structure++
    } else if (c.revision < this.revisions[slot]!) return false
    const was = this.codes[slot]! & 3
    const code = operations.indexOf(c.operation)
    if (was >= DEL !== code >= DEL) {
      const step = code >= DEL ? 1 : -1
      this.tombstones += step
      this.live -= step
      this.structure++
    }
    this.revisions[slot] = c.revision
    if (c.revision >= EXACT) this.exact.set(slot, c.exact ?? BigInt(c.revision))
    this.times[slot] = c.ms
    this.nanos[slot] = c.nanos
    this.sizes[slot] = c.size
    this.arrivals[slot] = at
    this.codes[slot] = code | (markers.indexOf(c.marker) << 2)
    this.moveToEnd(slot)
    this.version++
    return true
  }

  /** Forgets a key that is no longer in the bucket; false when it is not held. */
  remove(key: string): boolean {
    const slot = this.slots.get(key)
    if (slot === undefined) return false
    if (this.isLive(slot)) this.live--
    else this.tombstones--
    this.slots.delete(key)
    this.exact.delete(slot)
    this.keys[slot] = undefined
    this.codes[slot] = 0
    this.places[slot] = NOBODY
    this.free.push(slot)
    this.given.add(slot)
    this.version++
    this.structure++
    this.removals++
    return true
  }

  /** Forgets all. */
  clear(): void {
    for (const key of this.slots.keys()) this.remove(key)
  }

  has(key: string): boolean {
    return this.slots.has(key)
  }

  /** What is held of a key. */
  get(key: string): KeyEntry | undefined {
    const slot = this.slots.get(key)
    return slot === undefined ? undefined : this.entry(slot)
  }

  /** Whether the key in a slot has a value (or may have: only its name is known). */
  isLive(slot: number): boolean {
    return (this.codes[slot]! & 3) < DEL
  }

  /** What is in a slot that is in use. */
  entry(slot: number): KeyEntry {
    const [key, code, revision, ms] = [this.keys[slot]!, this.codes[slot]!, this.revisions[slot]!, this.times[slot]!]
    const marker = markers[code >> 2]
    const operation = operations[code & 3]!
    return {
      key,
      size: this.sizes[slot]!,
      operation,
      changedAt: this.arrivals[slot]!,
      ...(operation === 'UNKNOWN' ? {} : { revision: this.exact.get(slot) ?? BigInt(revision), ms, time: this.timeText(slot) }),
      ...(marker ? { marker } : {}),
    }
  }

  /** The revision in a slot, as far as a number goes; 0 = not known. */
  revisionOf(slot: number): number {
    return this.revisions[slot]!
  }

  /** Every key with its slot. */
  entries(): IterableIterator<[string, number]> {
    return this.slots.entries()
  }

  /** The slots in the order of their last change, oldest first. Valid until the next change. */
  byChange(): Uint32Array {
    if (this.recentEnd > this.size) this.compact()
    return this.recent.subarray(0, this.recentEnd)
  }

  /** What has come and gone since it was asked last: slots that were filled, and slots whose key of then is gone. */
  takeMoves(): { added: number[]; given: Set<number> } {
    const moves = { added: this.added, given: this.given }
    this.added = []
    this.given = new Set()
    return moves
  }

  private take(key: string): number {
    const slot = this.free.pop() ?? this.keys.length
    if (slot === this.revisions.length) this.grow()
    this.keys[slot] = key
    this.slots.set(key, slot)
    this.places[slot] = NOBODY
    this.codes[slot] = 0
    this.added.push(slot)
    return slot
  }

  private moveToEnd(slot: number): void {
    // The newest already: nothing moves.
    if (this.places[slot] === this.recentEnd - 1) return
    if (this.recentEnd === this.recent.length) this.compact()
    this.places[slot] = this.recentEnd
    this.recent[this.recentEnd++] = slot
  }

  /** Drops what a newer change has overtaken; makes room when that is not enough, so that it is rare. */
  private compact(): void {
    let end = 0
    for (let i = 0; i < this.recentEnd; i++) {
      const slot = this.recent[i]!
      if (this.places[slot] !== i) continue
      this.places[slot] = end
      this.recent[end++] = slot
    }
    this.recentEnd = end
    if (end > this.recent.length * 0.7) this.recent = grown(this.recent, new Uint32Array(end * 2))
  }

  private grow(): void {
    const slots = Math.ceil(this.revisions.length * 1.5)
    this.revisions = grown(this.revisions, new Float64Array(slots))
    this.times = grown(this.times, new Float64Array(slots))
    this.nanos = grown(this.nanos, new Uint32Array(slots))
    this.sizes = grown(this.sizes, new Uint32Array(slots))
    this.arrivals = grown(this.arrivals, new Float64Array(slots))
    this.codes = grown(this.codes, new Uint8Array(slots))
    this.places = grown(this.places, new Uint32Array(slots))
  }

  private timeText(slot: number): string {
    return exactTime(this.times[slot]!, this.nanos[slot]!)
  }
}

/** Milliseconds since the epoch and the nanoseconds below them as RFC 3339 with nine digits. */
export function exactTime(ms: number, nanos: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}${String(nanos).padStart(6, '0')}Z`
}

function grown<T extends Float64Array | Uint32Array | Uint8Array>(old: T, fresh: T): T {
  fresh.set(old)
  return fresh
}
