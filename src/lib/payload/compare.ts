import { sameBytes } from '../same-bytes.ts'
import { hexLine } from './encode.ts'
import { inspect, type Inspected } from './inspect.ts'
import { pretty } from './pretty.ts'
import { visible } from './text.ts'
import { unpack } from './unpack.ts'
import type { PayloadView } from './views.ts'

/** Two payloads as texts to be laid side by side. */
export type Comparison = {
  as: 'formatted' | 'text' | 'hex'
  /** No byte differs, as far as both were unpacked. */
  isSame: boolean
  a: string
  b: string
  /** Lines that both begin with, and end with, and that are left out. */
  before: number
  after: number
  /** There was more than can be compared. */
  cut: boolean
}

/** Lines around the first and the last difference that are kept. */
const CONTEXT = 20
/** What the page can lay side by side in one go without a stutter. */
const MAX_LINES = 600
const MAX_CHARACTERS = 30_000
const MAX_LINE = 400
const MAX_HEX_BYTES = 1024 * 1024

/** Unpacks both and writes them in the same way: as formatted documents, as text, or as hex when one of them is neither. */
export async function comparePayloads(a: Uint8Array, b: Uint8Array, view?: PayloadView): Promise<Comparison> {
  const [left, right] = [(await unpack(a)).data, (await unpack(b)).data]
  const sides = [left, right].map((data) => ({ data, found: inspect(data) }))
  const as = wayFor(
    sides.map((s) => s.found),
    view,
  )
  const [before, after] = sides.map(({ data, found }) => linesOf(data, found, as)) as [Lines, Lines]
  const window = differingPart(before.lines, after.lines)
  return { as, isSame: sameBytes(left, right), ...window, cut: window.cut || before.cut || after.cut }
}

function wayFor(found: Inspected[], view: PayloadView | undefined): Comparison['as'] {
  const isText = found.every((f) => f.text !== undefined || f.kind === 'empty')
  if (view === 'hex' || view === 'base64') return 'hex'
  if (view === 'text' && isText) return 'text'
  if (found.every((f) => f.document)) return 'formatted'
  return isText ? 'text' : 'hex'
}

type Lines = { lines: string[]; cut: boolean }

function linesOf(data: Uint8Array, found: Inspected, as: Comparison['as']): Lines {
  if (as === 'hex') {
    const part = data.subarray(0, MAX_HEX_BYTES)
    const lines = Array.from({ length: Math.ceil(part.length / 16) }, (_, n) => {
      const { hex, ascii } = hexLine(part, n)
      return `${hex}  ${ascii}`
    })
    return { lines, cut: part.length < data.length }
  }
  const { text, cut } =
    as === 'formatted' && found.document
      ? pretty(found.document.text, found.document.tree)
      : { text: found.text ?? '', cut: false }
  // Where a long line is broken does not matter for the comparison, and no line may be too much to be drawn.
  const lines = text === '' ? [] : text.split('\n').flatMap((line) => (line.length > MAX_LINE ? broken(line) : [line]))
  return { lines: lines.map(visible), cut }
}

function broken(line: string): string[] {
  return Array.from({ length: Math.ceil(line.length / MAX_LINE) }, (_, i) => line.slice(i * MAX_LINE, (i + 1) * MAX_LINE))
}

/** Leaves out the lines that both sides share at the beginning and at the end, then what is too much to compare. */
export function differingPart(a: string[], b: string[]): Pick<Comparison, 'a' | 'b' | 'before' | 'after' | 'cut'> {
  const shorter = Math.min(a.length, b.length)
  let same = 0
  while (same < shorter && a[same] === b[same]) same++
  let tail = 0
  while (tail < shorter - same && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const before = Math.max(0, same - CONTEXT)
  const after = Math.max(0, tail - CONTEXT)
  const sides = [a, b].map((lines) => limited(lines.slice(before, lines.length - after))) as [Lines, Lines]
  return {
    a: sides[0].lines.join('\n'),
    b: sides[1].lines.join('\n'),
    before,
    after,
    cut: sides[0].cut || sides[1].cut,
  }
}

function limited(lines: string[]): Lines {
  let characters = 0
  const end = lines.findIndex((line, i) => i >= MAX_LINES || (characters += line.length + 1) > MAX_CHARACTERS)
  return end === -1 ? { lines, cut: false } : { lines: lines.slice(0, end), cut: true }
}
