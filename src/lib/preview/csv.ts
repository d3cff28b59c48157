/** A table whose cells point into its text. */
export type CsvTable = {
  text: string
  delimiter: Delimiter
  /** Where each cell begins and ends, its quotes included. */
  starts: Uint32Array
  ends: Uint32Array
  /** The first cell of each row, and one past the last cell. */
  rows: Uint32Array
  /** Of the widest row. */
  columns: number
  /** Rows that have another number of cells than the first. */
  ragged: number
  /** There is more than is in it: the text goes on, or has too many cells. */
  cut: boolean
}

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

export const delimiterNames: Record<Delimiter, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }

/** Twelve bytes each. */
const MOST_CELLS = 1_000_000
const CR = 13
const LF = 10
const QUOTE = 34

/**
 * Reads a text as rows of cells (RFC 4180), as leniently as spreadsheets do: quotes inside of a cell that does not begin with one are
 * characters. Empty lines are no rows. A text that `goesOn` beyond what there is of it loses its last row, which is cut.
 */
export function readCsv(text: string, delimiter: Delimiter, goesOn = false, mostCells = MOST_CELLS): CsvTable {
  const comma = delimiter.charCodeAt(0)
  const starts: number[] = []
  const ends: number[] = []
  const rows: number[] = [0]
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < text.length && starts.length < mostCells) {
    const lineEnd = endOfLine(text, at)
    if (lineEnd > at) {
      at = lineEnd
      continue
    }
    let complete = false
    while (at <= text.length) {
      const end = cellEnd(text, at, comma)
      starts.push(at)
      ends.push(end)
      at = end
      if (at < text.length && text.charCodeAt(at) === comma && starts.length < mostCells) at++
      else {
        const next = endOfLine(text, at)
        complete = next > at
        at = next
        break
      }
    }
    if (complete || !goesOn || starts.length >= mostCells) rows.push(starts.length)
  }
  const cut = goesOn || at < text.length
  const cells = rows.at(-1) ?? 0
  const widths = rows.slice(1).map((end, i) => end - (rows[i] ?? 0))
  return {
    text,
    delimiter,
    starts: Uint32Array.from(starts.slice(0, cells)),
    ends: Uint32Array.from(ends.slice(0, cells)),
    rows: Uint32Array.from(rows),
    columns: widths.reduce((most, w) => Math.max(most, w), 0),
    ragged: widths.filter((w) => w !== widths[0]).length,
    cut,
  }
}

/** Past the line end that is here; here when there is none. */
function endOfLine(text: string, at: number): number {
  const c = text.charCodeAt(at)
  if (c === CR) return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1
  return c === LF ? at + 1 : at
}

function cellEnd(text: string, start: number, comma: number): number {
  let at = start
  if (text.charCodeAt(at) === QUOTE) {
    for (at++; at < text.length; at++) {
      if (text.charCodeAt(at) !== QUOTE) continue
      if (text.charCodeAt(at + 1) === QUOTE) at++
      else break
    }
    at++
  }
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === comma || c === LF || c === CR) break
  }
  return Math.min(at, text.length)
}

/** The text of a cell, of so many characters at most; undefined where the row has no such cell. */
export function cellText({ text, rows, starts, ends }: CsvTable, row: number, column: number, most = 300): string | undefined {
  const cell = (rows[row] ?? 0) + column
  if (cell >= (rows[row + 1] ?? 0)) return undefined
  const [start, end] = [starts[cell] ?? 0, ends[cell] ?? 0]
  const isLong = end - start > most
  const raw = text.slice(start, isLong ? start + most : end)
  const plain = raw.startsWith('"') ? raw.slice(1).replace(/"("|(?=[^"]*$))/g, '$1') : raw
  return isLong ? `${plain}…` : plain
}

/** What the cells are divided by: that which divides most of the first rows into as many cells, more than one. */
export function guessDelimiter(text: string): Delimiter {
  const head = text.slice(0, 16_384)
  const cut = head.length < text.length
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters) {
    const { rows, ragged } = readCsv(head, delimiter, cut && head.includes('\n'), 2000)
    const [all, width] = [rows.length - 1, rows[1] ?? 0]
    const score = width > 1 ? (all - ragged) / all + Math.min(width, 50) / 1000 : 0
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}
