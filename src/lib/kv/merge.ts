import { lineDiff, type Hunk } from './line-diff.ts'

/** Who changed a stretch of the base: nobody, one side, both in the same way, each by adding what goes with the other's, or each in its own. */
export type Change = 'none' | 'theirs' | 'yours' | 'same' | 'both' | 'conflict'

/** A stretch of lines as all three have it. Stretches follow each other: put together, each side is whole again. */
export type Chunk = { change: Change; at: number; base: string[]; theirs: string[]; yours: string[] }

/** What becomes of a conflict. Both: their lines, then yours. */
export type Choice = 'theirs' | 'yours' | 'both'

/**
 * A three-way merge by lines. Changes that touch or overlap are one stretch, and a conflict unless they are equal, as in git: nobody
 * can tell whether lines that were changed side by side go together. `essence` is what of a line has to be equal.
 */
export function merge(base: string, theirs: string, yours: string, essence = (line: string) => line): Chunk[] {
  const [b, t, y] = [base, theirs, yours].map((text) => text.split('\n')) as [string[], string[], string[]]
  const bare = b.map(essence)
  const [left, right] = [lineDiff(bare, t.map(essence)), lineDiff(bare, y.map(essence))]
  const chunks: Chunk[] = []
  let [l, r, done] = [0, 0, 0]
  // How far a side's line numbers are from the base's.
  let [shiftT, shiftY] = [0, 0]
  while (l < left.length || r < right.length) {
    const [firstL, firstR] = [l, r]
    const from = Math.min(left[l]?.aFrom ?? Infinity, right[r]?.aFrom ?? Infinity)
    let to = from
    for (let grew = true; grew;) {
      grew = false
      while (l < left.length && left[l]!.aFrom <= to) [to, grew] = [Math.max(to, left[l++]!.aTo), true]
      while (r < right.length && right[r]!.aFrom <= to) [to, grew] = [Math.max(to, right[r++]!.aTo), true]
    }
    if (from > done) chunks.push(untouched(b, done, from))
    const nextT = shiftT + growth(left.slice(firstL, l))
    const nextY = shiftY + growth(right.slice(firstR, r))
    const stretch = {
      at: from,
      base: b.slice(from, to),
      theirs: t.slice(from + shiftT, to + nextT),
      yours: y.slice(from + shiftY, to + nextY),
    }
    chunks.push({ change: changeOf(l > firstL, r > firstR, stretch, essence), ...stretch })
    ;[shiftT, shiftY, done] = [nextT, nextY, to]
  }
  if (done < b.length) chunks.push(untouched(b, done, b.length))
  return chunks
}

function untouched(b: string[], from: number, to: number): Chunk {
  const lines = b.slice(from, to)
  return { change: 'none', at: from, base: lines, theirs: lines, yours: lines }
}

const growth = (hunks: Hunk[]) => hunks.reduce((sum, h) => sum + (h.bTo - h.bFrom) - (h.aTo - h.aFrom), 0)

function changeOf(
  byThem: boolean,
  byYou: boolean,
  { theirs, yours }: Pick<Chunk, 'theirs' | 'yours'>,
  essence: (line: string) => string,
): Change {
  if (!byYou) return 'theirs'
  if (!byThem) return 'yours'
  return theirs.length === yours.length && theirs.every((line, i) => essence(line) === essence(yours[i]!)) ? 'same' : 'conflict'
}

const taken = { none: 'theirs', theirs: 'theirs', same: 'theirs', yours: 'yours', both: 'both' } as const

/** The merged text, or undefined while a conflict is undecided. `choose` says what becomes of the conflict of this index. */
export function merged(chunks: Chunk[], choose: (conflict: number, chunk: Chunk) => Choice | undefined): string | undefined {
  const lines: string[] = []
  let conflict = 0
  for (const chunk of chunks) {
    const choice = chunk.change === 'conflict' ? choose(conflict++, chunk) : taken[chunk.change]
    if (choice === undefined) return undefined
    if (choice !== 'yours') for (const line of chunk.theirs) lines.push(line)
    if (choice !== 'theirs') for (const line of chunk.yours) lines.push(line)
  }
  return lines.join('\n')
}

export const conflictsIn = (chunks: Chunk[]) => chunks.filter((c) => c.change === 'conflict')
