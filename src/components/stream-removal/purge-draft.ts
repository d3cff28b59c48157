import { plainDigits, sequenceProblem } from '~/lib/sequence.ts'
import { filterProblem } from '~/lib/subjects.ts'
import { parseTime } from '~/lib/time.ts'
import type { PurgeWish } from '~/nats/stream-purge.ts'

export type PurgeKind = 'all' | 'below' | 'before' | 'allBut'

/** What is typed into the form. Each kind keeps its own text. */
export type PurgeDraft = { filter: string; kind: PurgeKind; below: string; before: string; allBut: string }

export const emptyPurge: PurgeDraft = { filter: '', kind: 'all', below: '', before: '', allBut: '' }

/** Why a field cannot be used, by its name. An empty field that is needed has no problem yet, and makes no wish. */
export function purgeProblems({ filter, kind, ...d }: PurgeDraft): { filter?: string; value?: string } {
  const badFilter = filter.trim() === '' ? undefined : filterProblem(filter.trim())
  const value = kind === 'all' ? '' : d[kind].trim()
  const badValue =
    value === ''
      ? undefined
      : kind === 'below'
        ? sequenceProblem(value)
        : kind === 'before'
          ? parseTime(value) === undefined
            ? 'Write a time as 2026-01-31 14:30, 2026-01-31T14:30:00Z, or how long ago: 15m, 2h, 7d'
            : undefined
          : /^\d{1,15}$/.test(plainDigits(value))
            ? undefined
            : 'Write a whole number'
  return { ...(badFilter ? { filter: badFilter } : {}), ...(badValue ? { value: badValue } : {}) }
}

/** What is wished for; undefined as long as that is not clear. A time that is a length ago is one from now on. */
export function wishOf(draft: PurgeDraft, now = Date.now()): PurgeWish | undefined {
  const problems = purgeProblems(draft)
  if (problems.filter || problems.value) return undefined
  const filter = draft.filter.trim()
  const of = ofDraft(draft, now)
  return of && { ...(filter === '' || filter === '>' ? {} : { filter }), of }
}

function ofDraft({ kind, below, before, allBut }: PurgeDraft, now: number): PurgeWish['of'] | undefined {
  if (kind === 'all') return { all: true }
  if (kind === 'below') return below.trim() === '' ? undefined : { below: BigInt(plainDigits(below)) }
  if (kind === 'allBut') return allBut.trim() === '' ? undefined : { allBut: Number(plainDigits(allBut)) }
  const time = before.trim() === '' ? undefined : parseTime(before, now)
  return time === undefined ? undefined : { before: time }
}
