import type { Content } from './content.ts'
import { formatJson, isJsonLike, jsonProblem, toEditable, type LineEnd } from './editable.ts'
import { isAdditions, isLined, repeatedName, withCommas, withoutComma } from './merge-json.ts'
import { merge, merged, type Choice, type Chunk } from './merge.ts'

/** What is merged: three texts, formatted when they are JSON of which one is written in a single line. */
export type Sides = {
  base: string
  theirs: string
  yours: string
  lineEnd: LineEnd
  isFormatted: boolean
  /** Theirs and yours are JSON, and so is what comes of them to be. */
  isJson: boolean
  /** All three are JSON with a member to a line: commas do not count. */
  isLined: boolean
}

/** Three values as texts to be merged by lines, or why they cannot be. */
export function sidesOf(base: Uint8Array, theirs: Uint8Array, yours: Uint8Array): Sides | { problem: string } {
  const [b, t, y] = [base, theirs, yours].map(toEditable) as [Editable, Editable, Editable]
  if (!('text' in b && 'text' in t && 'text' in y)) {
    return { problem: 'Not all three are text that can be merged line by line: choose theirs or yours as a whole' }
  }
  const texts = [b.text, t.text, y.text]
  const isJson = isJsonLike(t.text) && isJsonLike(y.text)
  const areJson = isJson && isJsonLike(b.text)
  const isFormatted = areJson && texts.some((text) => !text.trim().includes('\n'))
  const [baseText, theirText, yourText] = (isFormatted ? texts.map(formatJson) : texts) as [string, string, string]
  // The line ends of whoever changed them.
  const lineEnd = y.lineEnd === b.lineEnd ? t.lineEnd : y.lineEnd
  const lined = isFormatted || (areJson && texts.every(isLined))
  return { base: baseText, theirs: theirText, yours: yourText, lineEnd, isFormatted, isJson, isLined: lined }
}

type Editable = ReturnType<typeof toEditable>

/** What the merge of three values is made of: see merge.ts. */
export type Merge = { chunks: Chunk[] } & Omit<Sides, 'base' | 'theirs' | 'yours'>

/** Merges three values by lines, or says why that cannot be. */
export function mergeValues(base: Uint8Array, theirs: Uint8Array, yours: Uint8Array): Merge | { problem: string } {
  const sides = sidesOf(base, theirs, yours)
  if ('problem' in sides) return sides
  const { base: b, theirs: t, yours: y, ...rest } = sides
  if (!sides.isLined) return { chunks: merge(b, t, y), ...rest }
  const chunks = merge(b, t, y, withoutComma)
  return { chunks: chunks.map((c) => (c.change === 'conflict' && isAdditions(c) ? { ...c, change: 'both' } : c)), ...rest }
}

/** The merged text, or undefined while a conflict is undecided. */
export function mergedText({ chunks, isLined }: Merge, choose: (chunk: Chunk) => Choice | undefined): string | undefined {
  const text = merged(chunks, (_, chunk) => choose(chunk))
  return text !== undefined && isLined ? withCommas(text.split('\n')).join('\n') : text
}

/** What is wrong with a merged text that is to be JSON, or undefined. */
export function mergedProblem(text: string, { isJson }: Pick<Merge, 'isJson'>): string | undefined {
  if (!isJson) return undefined
  const problem = jsonProblem(text)
  if (problem !== undefined) return `What comes of this is not valid JSON: ${problem}`
  const name = repeatedName(text)
  return name === undefined
    ? undefined
    : `What comes of this has ${JSON.stringify(name)} twice in one object, and one of the two would be lost`
}

/** What was merged as what is typed. It is checked as JSON where its sides were JSON, and where what was typed was checked. */
export function mergedContent(text: string, { lineEnd, isJson }: Pick<Merge, 'lineEnd' | 'isJson'>, typed: Content): Content {
  const wasChecked = typed.as === 'text' && typed.json
  return { as: 'text', text, lineEnd, json: isJson || wasChecked || isJsonLike(text) }
}
