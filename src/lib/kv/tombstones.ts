import { compareTimes, type KeyState } from './as-of.ts'

/** A key of which only a delete or purge marker is left to see. */
export type Tombstone = KeyState & { operation: 'DEL' | 'PURGE' }

/** Which there are of an age: how many, by how they came, and the first names. */
export type TombstoneCount = { keys: number; deleted: number; first: string[] }

const FIRST = 5

/** Those that were stored by a time; undefined: every one. */
export function storedBy(tombstones: readonly Tombstone[], limit: string | undefined): Tombstone[] {
  return limit === undefined ? [...tombstones] : tombstones.filter((t) => compareTimes(t.created, limit) <= 0)
}

export function countTombstones(tombstones: readonly Tombstone[]): TombstoneCount {
  return {
    keys: tombstones.length,
    deleted: tombstones.filter((t) => t.operation === 'DEL').length,
    first: tombstones.slice(0, FIRST).map((t) => t.key),
  }
}
