import { count, plural } from '~/lib/format.ts'
import type { BulkAction, BulkCounts, BulkItem, BulkResult, BulkShown } from '~/lib/kv/bulk-list.ts'

const actionWords: Record<BulkAction, string> = {
  delete: 'deleted',
  purge: 'purged',
  create: 'created',
  change: 'changed',
  same: 'left: same value',
  skip: 'skipped',
  conflict: 'conflict',
  refuse: 'refused',
}

type Words = { label: string; tone: 'ok' | 'attention' | 'danger' | 'dim' }

/** What would be done with a key. */
export function planWords(action: BulkAction): Words {
  const tones: { [A in BulkAction]?: Words['tone'] } = {
    delete: 'attention',
    purge: 'attention',
    conflict: 'attention',
    refuse: 'danger',
  }
  return { label: actionWords[action], tone: tones[action] ?? (action === 'create' || action === 'change' ? 'ok' : 'dim') }
}

/** What became of a key. */
export function resultWords({ action, result }: Pick<BulkItem, 'action' | 'result'>): Words {
  const words: Record<BulkResult, Words> = {
    none: { label: '', tone: 'dim' },
    waiting: { label: 'not done', tone: 'dim' },
    done: { label: actionWords[action], tone: 'ok' },
    changed: { label: 'changed meanwhile', tone: 'attention' },
    gone: { label: 'already gone', tone: 'dim' },
    refused: { label: 'refused', tone: 'danger' },
    unsure: { label: 'not known', tone: 'attention' },
  }
  return words[result]
}

export type Part = { label: string; n: number; shown: BulkShown }

/** How many of each, those that there are. `done` is what the work is called when it is. */
export function resultParts(counts: BulkCounts, done: string): Part[] {
  const all: [string, BulkResult][] = [
    [done, 'done'],
    ['changed meanwhile', 'changed'],
    ['already gone', 'gone'],
    ['refused', 'refused'],
    ['not known', 'unsure'],
    ['not done', 'waiting'],
  ]
  return all.map(([label, result]) => ({ label, n: counts[result] ?? 0, shown: [result] })).filter((p) => p.n > 0)
}

/** What a dry run found, those that there are. */
export function planParts(counts: BulkCounts): Part[] {
  const all: [string, BulkAction][] = [
    ['created', 'create'],
    ['changed', 'change'],
    ['deleted', 'delete'],
    ['purged', 'purge'],
    ['same value', 'same'],
    ['skipped', 'skip'],
    ['in conflict', 'conflict'],
    ['refused', 'refuse'],
  ]
  return all.map(([label, action]) => ({ label, n: counts[action] ?? 0, shown: [action] })).filter((p) => p.n > 0)
}

/** How much of what was begun is done, and of how much. */
export function doneOf(counts: BulkCounts): { done: number; total: number } {
  const done = (['done', 'changed', 'gone', 'refused', 'unsure'] as const).reduce((sum, r) => sum + (counts[r] ?? 0), 0)
  return { done, total: done + (counts.waiting ?? 0) }
}

/** "3 keys removed, 1 changed meanwhile". */
export function sentence(parts: Part[]): string {
  return parts.map((p, i) => (i === 0 ? `${plural(p.n, 'key')} ${p.label}` : `${count(p.n)} ${p.label}`)).join(', ')
}
