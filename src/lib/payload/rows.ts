/** Texts above this, or with a line above `LONG_LINE`, are drawn a row at a time: an editor would lay out far too much at once. */
const LONG_TEXT = 100_000
const LONG_LINE = 2_000

/** Whether a text is too much for the editor. */
export function isLong(text: string): boolean {
  if (text.length > LONG_TEXT) return true
  for (let from = 0; from < text.length;) {
    const end = endOfLine(text, from)
    if (end - from > LONG_LINE) return true
    from = end + 1
  }
  return false
}

/** Where each row begins when lines are broken at `columns` characters, and at the end the text's length. */
export function wrapRows(text: string, columns: number): Int32Array {
  let starts = new Int32Array(1024)
  let count = 0
  const add = (at: number) => {
    if (count === starts.length) {
      const more = new Int32Array(count * 2)
      more.set(starts)
      starts = more
    }
    starts[count++] = at
  }
  for (let line = 0; line < text.length;) {
    const end = endOfLine(text, line)
    for (let at = line; at === line || at < end;) {
      add(at)
      at += columns
      // A character outside the basic plane takes two units, which stay together.
      if (at < end && (text.charCodeAt(at) & 0xfc00) === 0xdc00) at++
    }
    line = end + 1
  }
  add(text.length)
  return starts.slice(0, count)
}

/** What row `n` shows. */
export function rowText(text: string, starts: Int32Array, n: number): string {
  return text.slice(starts[n], starts[n + 1]).replace(/\r?\n$/, '')
}

/** The row that a place in the text is in. */
export function rowAt(starts: Int32Array, offset: number): number {
  let [low, high] = [0, starts.length - 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
