import type { ParsedEntry } from './dump.ts'
import type { KvOperation } from './operation.ts'

/** What the bucket has of a key; a tombstone has its revision too. */
export type Existing = { revision: bigint; operation: KvOperation; data: Uint8Array }

/**
 * What an import does with an entry. `over` is the revision that it replaces and that the write has to expect: absent, the key must
 * not exist.
 */
export type Step =
  | { action: 'create'; entry: ParsedEntry; over?: bigint }
  | { action: 'change'; entry: ParsedEntry; over: bigint }
  | { action: 'same'; entry: ParsedEntry }
  | { action: 'skip'; entry: ParsedEntry; reason: string }

/**
 * What importing the entries would do, in their order: a dry run. `problemOf` says why an entry cannot be written (a limit of the
 * bucket). Tombstones delete nothing, and of several entries of a key the one with the highest revision counts (the last of equals).
 */
export function plan(
  existing: { get(key: string): Existing | undefined },
  incoming: readonly ParsedEntry[],
  problemOf: (entry: ParsedEntry) => string | undefined = () => undefined,
): Step[] {
  const latest = new Map<string, ParsedEntry>()
  for (const entry of incoming) {
    const other = latest.get(entry.key)
    if (!other || entry.revision >= other.revision) latest.set(entry.key, entry)
  }
  return incoming.map((entry): Step => {
    const chosen = latest.get(entry.key)
    if (chosen && chosen !== entry)
      return { action: 'skip', entry, reason: `Line ${chosen.line} has a later revision of the key` }
    if (entry.operation !== 'PUT') return { action: 'skip', entry, reason: 'It is a deletion, and an import deletes nothing' }
    const problem = problemOf(entry)
    if (problem) return { action: 'skip', entry, reason: problem }
    const there = existing.get(entry.key)
    if (!there) return { action: 'create', entry }
    if (there.operation !== 'PUT') return { action: 'create', entry, over: there.revision }
    return isSame(there.data, entry.data) ? { action: 'same', entry } : { action: 'change', entry, over: there.revision }
  })
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
