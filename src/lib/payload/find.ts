import { isContainer, type Tree } from './tree.ts'

export type Found = {
  /** Places in the text. */
  hits: Int32Array
  /** There are more than are listed. */
  more: boolean
}

const MAX_HITS = 100_000

/** Where a text is found, whatever its case. */
export function findText(text: string, query: string, limit = MAX_HITS): Found {
  const hits: number[] = []
  if (query === '') return { hits: new Int32Array(), more: false }
  // By a pattern and not in a lower-case copy, in which some characters have another length.
  for (const m of text.matchAll(new RegExp(query.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'giu'))) {
    if (hits.length === limit) return { hits: Int32Array.from(hits), more: true }
    hits.push(m.index)
  }
  return { hits: Int32Array.from(hits), more: false }
}

/** The values whose keys or literals these places in the text are in, each once. */
export function nodesAt(tree: Tree, offsets: Int32Array): Int32Array {
  const nodes: number[] = []
  for (const offset of offsets) {
    const node = nodeAt(tree, offset)
    if (node !== undefined && node !== nodes.at(-1)) nodes.push(node)
  }
  return Int32Array.from(nodes)
}

/** The value whose key or literal a place in the text is in; none for the space and punctuation between them. */
function nodeAt(tree: Tree, offset: number): number | undefined {
  const begins = (node: number) => (tree.keyStart[node] === -1 ? tree.start[node] : tree.keyStart[node]) ?? 0
  let [low, high] = [0, tree.count]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (begins(middle) <= offset) low = middle
    else high = middle
  }
  const inKey = offset < (tree.keyEnd[low] ?? 0)
  const inValue = offset >= (tree.start[low] ?? 0) && offset < (tree.end[low] ?? 0) && !isContainer(tree, low)
  return tree.count > 0 && (inKey || inValue) ? low : undefined
}
