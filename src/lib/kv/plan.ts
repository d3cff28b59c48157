import type { ParsedEntry } from './dump.ts'
import type { KvOperation } from './operation.ts'

/** What the bucket has of a key, and whether its value is the one in the file; a tombstone has its revision too. */
export type Existing = { revision: bigint; operation: KvOperation; same: boolean }

/** `unchanged`: written only where the bucket is still at the revision that the file says. */
export type ImportMode = 'skip' | 'overwrite' | 'unchanged'

export type ImportRules = {
  mode: ImportMode
  /** Deletions in the file delete and purge; otherwise they are left out. */
  markers: boolean
  /** Comes before every key. */
  prefix: string
}

/**
 * What an import does with an entry. `over` is the revision that it replaces and that the write has to expect: absent, the key must
 * not exist. The last four write nothing.
 */
export type Step = { entry: ParsedEntry; key: string } & (
  | { action: 'create'; over?: bigint }
  | { action: 'change' | 'delete' | 'purge'; over: bigint }
  | { action: 'same' }
  | { action: 'skip' | 'conflict' | 'refuse'; reason: string }
)

/** Of several entries of a key the one with the highest revision counts, the last of equals. */
export function latestOfFile(incoming: readonly ParsedEntry[]): Map<string, ParsedEntry> {
  const latest = new Map<string, ParsedEntry>()
  for (const entry of incoming) {
    const other = latest.get(entry.key)
    if (!other || entry.revision >= other.revision) latest.set(entry.key, entry)
  }
  return latest
}

/**
 * What importing the entries would do, in their order: a dry run. `existing` is asked by the key as it is written; `problemOf` says
 * why an entry cannot be written (its name, a limit of the bucket).
 */
export function plan(
  existing: { get(key: string): Existing | undefined },
  incoming: readonly ParsedEntry[],
  rules: ImportRules,
  problemOf: (entry: ParsedEntry, key: string, there: Existing | undefined) => string | undefined = () => undefined,
): Step[] {
  const latest = latestOfFile(incoming)
  return incoming.map((entry): Step => {
    const key = rules.prefix + entry.key
    const chosen = latest.get(entry.key)
    if (chosen && chosen !== entry) return skip(entry, key, `Line ${chosen.line} has a later revision of the key`)
    const there = existing.get(key)
    if (entry.operation !== 'PUT') return marker(entry, key, there, rules)
    const problem = problemOf(entry, key, there)
    if (problem) return { action: 'refuse', entry, key, reason: problem }
    if (there?.operation === 'PUT' && there.same) return { action: 'same', entry, key }
    const moved = rules.mode === 'unchanged' ? movedOn(entry, there) : undefined
    if (moved) return { action: 'conflict', entry, key, reason: moved }
    if (!there) return { action: 'create', entry, key }
    if (there.operation !== 'PUT') return { action: 'create', entry, key, over: there.revision }
    if (rules.mode === 'skip') return skip(entry, key, 'The key exists, with another value')
    return { action: 'change', entry, key, over: there.revision }
  })
}

function marker(entry: ParsedEntry, key: string, there: Existing | undefined, rules: ImportRules): Step {
  if (!rules.markers) return skip(entry, key, 'It is a deletion, and deletions are left out')
  if (!there) return skip(entry, key, 'It is a deletion, and there is no such key')
  if (there.operation !== 'PUT') return { action: 'same', entry, key }
  if (rules.mode === 'skip') return skip(entry, key, 'It is a deletion, and the key exists')
  const moved = rules.mode === 'unchanged' ? movedOn(entry, there) : undefined
  if (moved) return { action: 'conflict', entry, key, reason: moved }
  return { action: entry.operation === 'DEL' ? 'delete' : 'purge', entry, key, over: there.revision }
}

/** How the bucket is no longer as the file says; an entry without a revision says that there was no such key. */
function movedOn({ revision }: ParsedEntry, there: Existing | undefined): string | undefined {
  const now = there?.revision ?? 0n
  if (now === revision) return undefined
  if (revision === 0n) return `The file has no revision, and the key is at revision ${now}`
  if (!there) return `The key is gone; in the file it is at revision ${revision}`
  const how = there.operation === 'PUT' ? 'is at' : 'was deleted at'
  return `It ${how} revision ${now} now; in the file it is at ${revision}`
}

function skip(entry: ParsedEntry, key: string, reason: string): Step {
  return { action: 'skip', entry, key, reason }
}
