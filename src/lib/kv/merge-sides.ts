import type { Content } from './content.ts'
import { formatJson, isJsonLike, toEditable, type LineEnd } from './editable.ts'
import { merge, type Chunk } from './merge.ts'

/** What is merged: three texts, formatted when they are JSON of which one is written in a single line. */
export type Sides = { base: string; theirs: string; yours: string; lineEnd: LineEnd; isFormatted: boolean }

/** Three values as texts to be merged by lines, or why they cannot be. */
export function sidesOf(base: Uint8Array, theirs: Uint8Array, yours: Uint8Array): Sides | { problem: string } {
  const [b, t, y] = [base, theirs, yours].map(toEditable) as [Editable, Editable, Editable]
  if (!('text' in b && 'text' in t && 'text' in y)) {
    return { problem: 'Not all three are text that can be merged line by line: choose theirs or yours as a whole' }
  }
  const texts = [b.text, t.text, y.text]
  const isFormatted = texts.some((text) => !text.trim().includes('\n')) && texts.every(isJsonLike)
  const [baseText, theirText, yourText] = (isFormatted ? texts.map(formatJson) : texts) as [string, string, string]
  // The line ends of whoever changed them.
  const lineEnd = y.lineEnd === b.lineEnd ? t.lineEnd : y.lineEnd
  return { base: baseText, theirs: theirText, yours: yourText, lineEnd, isFormatted }
}

type Editable = ReturnType<typeof toEditable>

/** What the merge of three values is made of: see merge.ts. */
export type Merge = { chunks: Chunk[] } & Pick<Sides, 'lineEnd' | 'isFormatted'>

/** Merges three values by lines, or says why that cannot be. */
export function mergeValues(base: Uint8Array, theirs: Uint8Array, yours: Uint8Array): Merge | { problem: string } {
  const sides = sidesOf(base, theirs, yours)
  if ('problem' in sides) return sides
  const { lineEnd, isFormatted } = sides
  return { chunks: merge(sides.base, sides.theirs, sides.yours), lineEnd, isFormatted }
}

/** What was merged as what is typed. */
export function mergedContent(text: string, { lineEnd }: Pick<Sides, 'lineEnd'>): Content {
  return { as: 'text', text, lineEnd, json: isJsonLike(text) }
}
