/** Lines [aFrom, aTo) of one text stand where [bFrom, bTo) of the other do. */
export type Hunk = { aFrom: number; aTo: number; bFrom: number; bTo: number }

/** Two texts that differ in more lines than this are taken as different throughout: the work grows with the square. */
const MOST_DIFFERENT = 1500

/** What differs between two lists of lines, in order; no two hunks touch (Myers, An O(ND) Difference Algorithm, 1986). */
export function lineDiff(a: readonly string[], b: readonly string[]): Hunk[] {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head++
  let tail = 0
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const [n, m] = [a.length - head - tail, b.length - head - tail]
  if (n === 0 && m === 0) return []
  const whole = [{ aFrom: head, aTo: head + n, bFrom: head, bTo: head + m }]
  if (n === 0 || m === 0) return whole
  const trace = search(a, b, head, n, m)
  return trace ? hunksOf(trace, head, n, m) : whole
}

/** The furthest places of each round, by diagonal; undefined when there is too much that differs. */
function search(a: readonly string[], b: readonly string[], head: number, n: number, m: number): Int32Array[] | undefined {
  const most = Math.min(n + m, MOST_DIFFERENT)
  const furthest = new Int32Array(2 * most + 3)
  const trace: Int32Array[] = []
  for (let d = 0; d <= most; d++) {
    // What round d starts from: diagonals -d to d, and one more on each side.
    trace.push(furthest.slice(most - d, most + d + 3))
    for (let k = -d; k <= d; k += 2) {
      const at = most + 1 + k
      let x = k === -d || (k !== d && furthest[at - 1]! < furthest[at + 1]!) ? furthest[at + 1]! : furthest[at - 1]! + 1
      let y = x - k
      while (x < n && y < m && a[head + x] === b[head + y]) {
        x++
        y++
      }
      furthest[at] = x
      if (x >= n && y >= m) return trace
    }
  }
  return undefined
}

function hunksOf(trace: Int32Array[], head: number, n: number, m: number): Hunk[] {
  const hunks: Hunk[] = []
  let [x, y] = [n, m]
  for (let d = trace.length - 1; d > 0; d--) {
    const before = trace[d]!
    const at = (k: number) => before[k + d + 1]!
    const k = x - y
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1))
    const from = down ? k + 1 : k - 1
    const [px, py] = [at(from), at(from) - from]
    // One line inserted (down) or deleted, then equal lines up to (x, y).
    const hunk = { aFrom: head + px, aTo: head + px + (down ? 0 : 1), bFrom: head + py, bTo: head + py + (down ? 1 : 0) }
    const next = hunks.at(-1)
    if (next && next.aFrom === hunk.aTo && next.bFrom === hunk.bTo) {
      next.aFrom = hunk.aFrom
      next.bFrom = hunk.bFrom
    } else hunks.push(hunk)
    ;[x, y] = [px, py]
  }
  return hunks.reverse()
}
