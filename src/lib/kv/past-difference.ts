import { differences, type AsOf, type Difference, type KeyState } from './as-of.ts'
import type { PastKind } from './past-kinds.ts'

/** A difference as it is shown. `isChecked` is false where only the values could tell whether it is one. */
export type PastDifference = Omit<Difference, 'kind'> & { kind: PastKind; isChecked: boolean }

export type PastCounts = Record<PastKind, number> & {
  /** Changed, by their revisions; whether the values differ is not known. */ unchecked: number
}

/** Whether two revisions have the same value, as far as it has been looked at. */
export type Verdicts = ReadonlyMap<string, boolean>

/** Names a pair of revisions: a verdict on it holds for ever. */
export const pairOf = (before: KeyState, after: KeyState) => `${before.revision} ${after.revision}`

/** How the keys differ between a moment and the end of what was read, with what is known of their values. */
export function pastDifferences(then: AsOf, latest: ReadonlyMap<string, KeyState>, verdicts: Verdicts): PastDifference[] {
  return differences(then, latest).map((d) => {
    if (d.kind === 'added' && d.doubt && d.doubt !== 'created') return { ...d, kind: 'unknown', isChecked: true }
    if (d.kind !== 'changed' || !d.before || !d.after) return { ...d, isChecked: true }
    if (d.before.size !== d.after.size) return { ...d, isChecked: true }
    const isSame = verdicts.get(pairOf(d.before, d.after))
    return { ...d, kind: isSame ? 'rewritten' : 'changed', isChecked: isSame !== undefined }
  })
}

export function countKinds(found: readonly PastDifference[]): PastCounts {
  const counts: PastCounts = { added: 0, unknown: 0, removed: 0, changed: 0, rewritten: 0, same: 0, unchecked: 0 }
  for (const d of found) {
    counts[d.kind]++
    if (!d.isChecked) counts.unchecked++
  }
  return counts
}
