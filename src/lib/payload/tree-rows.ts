import type { PathStep } from './json-path.ts'
import { isContainer, kindOf, type Tree } from './tree.ts'

/** Which containers are open: one byte for each value, so that opening all of a million costs nothing. */
export type OpenNodes = Uint8Array

/** How many rows are opened unasked. */
const OPEN_AT_FIRST = 200

/** Opens as many levels as give a few screens of rows. */
export function openedAtFirst(tree: Tree): OpenNodes {
  const perLevel: number[] = []
  for (let node = 0; node < tree.count; node++) {
    const depth = tree.depth[node] ?? 0
    perLevel[depth] = (perLevel[depth] ?? 0) + 1
  }
  let [rows, depth] = [perLevel[0] ?? 0, 0]
  while (depth + 1 < perLevel.length && rows + (perLevel[depth + 1] ?? 0) <= OPEN_AT_FIRST) rows += perLevel[++depth] ?? 0
  // The first level is worth seeing however long it is.
  return openedTo(tree, Math.max(1, depth))
}

/** Opens all containers above a depth. */
export function openedTo(tree: Tree, depth: number): OpenNodes {
  const open = new Uint8Array(tree.count)
  if (depth === Infinity) return open.fill(1)
  for (let node = 0; node < tree.count; node++) if ((tree.depth[node] ?? 0) < depth) open[node] = 1
  return open
}

/** The values that have a row: all that is not in a closed container. */
export function visibleNodes(tree: Tree, open: OpenNodes): Int32Array {
  const rows = new Int32Array(tree.count)
  let count = 0
  for (let node = 0; node < tree.count;) {
    rows[count++] = node
    node = open[node] ? node + 1 : (tree.next[node] ?? tree.count)
  }
  return rows.slice(0, count)
}

/** The row of a value, or of the closed container around it. */
export function rowOf(rows: Int32Array, node: number): number {
  let [low, high] = [0, rows.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((rows[middle] ?? 0) <= node) low = middle
    else high = middle
  }
  return low
}

/** A copy in which everything around a value is open. */
export function revealed(tree: Tree, open: OpenNodes, node: number): OpenNodes {
  const result = open.slice()
  for (let around = tree.parent[node] ?? -1; around >= 0; around = tree.parent[around] ?? -1) result[around] = 1
  return result
}

/** A copy with one container open or closed. */
export function toggled(open: OpenNodes, node: number, isOpen: boolean): OpenNodes {
  const result = open.slice()
  result[node] = isOpen ? 1 : 0
  return result
}

/** The way to a value. Tags are no step of it. */
export function pathOf(text: string, tree: Tree, node: number): PathStep[] {
  const steps: PathStep[] = []
  for (let at = node; (tree.parent[at] ?? -1) >= 0; at = tree.parent[at] ?? -1) {
    const kind = kindOf(tree, tree.parent[at] ?? 0)
    if (kind === 'array') steps.push(tree.index[at] ?? 0)
    else if (kind === 'object') steps.push(unquoted(text.slice(tree.keyStart[at], tree.keyEnd[at])))
  }
  return steps.reverse()
}

/** A string without its quotes and escapes; any other literal as it is. */
export function unquoted(literal: string): string {
  return literal.startsWith('"') ? (JSON.parse(literal) as string) : literal
}

/** What is in a container: "3 keys", "1 item". */
export function sizeInWords(tree: Tree, node: number): string {
  const count = tree.children[node] ?? 0
  const word = kindOf(tree, node) === 'object' ? 'key' : 'item'
  return `${count.toLocaleString('en-GB')} ${word}${count === 1 ? '' : 's'}`
}

export const canOpen = (tree: Tree, node: number): boolean => isContainer(tree, node) && (tree.children[node] ?? 0) > 0
