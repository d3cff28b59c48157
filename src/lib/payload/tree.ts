export const kinds = ['object', 'array', 'string', 'number', 'literal', 'bytes', 'tag'] as const
export type Kind = (typeof kinds)[number]

/**
 * The values of a document in the order they are written, as columns of numbers that point into its text: a worker hands them over
 * without copying, and a row is cut out of the text when it is drawn. Every literal is therefore exactly as written.
 */
export type Tree = {
  count: number
  kind: Uint8Array
  depth: Int32Array
  /** Where the key is, with its quotes; -1 without a key. */
  keyStart: Int32Array
  keyEnd: Int32Array
  start: Int32Array
  end: Int32Array
  /** The value after this one and all that is in it. */
  next: Int32Array
  /** The value around this one; -1 around the first. */
  parent: Int32Array
  /** Which one it is in there. */
  index: Int32Array
  children: Int32Array
  /** There were more values than are held. */
  cut: boolean
}

/** About 40 MB. */
export const MAX_NODES = 1_000_000

const columns = ['depth', 'keyStart', 'keyEnd', 'start', 'end', 'next', 'parent', 'index', 'children'] as const

/** Takes the values of a document one after the other. It keeps its own stack, so depth does not matter. */
export class TreeBuilder {
  private tree = emptyTree(64)
  private stack: number[] = []
  private key: [number, number] | undefined
  private readonly limit: number

  constructor(limit = MAX_NODES) {
    this.limit = limit
  }

  /** Nothing more is taken. */
  get full(): boolean {
    return this.tree.count >= this.limit
  }

  get depth(): number {
    return this.stack.length
  }

  /** Whether the innermost open container is of this kind. */
  isIn(kind: Kind): boolean {
    const top = this.stack.at(-1)
    return top !== undefined && this.tree.kind[top] === kinds.indexOf(kind)
  }

  /** How many values the innermost open container has so far. */
  get size(): number {
    return this.tree.children[this.stack.at(-1) ?? 0] ?? 0
  }

  /** The key of the value that comes next. */
  named(start: number, end: number): void {
    this.key = [start, end]
  }

  scalar(kind: Kind, start: number, end: number): void {
    this.add(kind, start, end)
  }

  open(kind: 'object' | 'array' | 'tag', start: number): void {
    this.stack.push(this.add(kind, start, start))
  }

  close(end: number): void {
    const node = this.stack.pop()
    if (node === undefined) return
    this.tree.end[node] = end
    this.tree.next[node] = this.tree.count
  }

  /** The tree; what is still open ends here. */
  finish(end: number, cut = false): Tree {
    while (this.stack.length > 0) this.close(end)
    const { tree } = this
    const trimmed: Tree = { ...tree, cut, kind: tree.kind.slice(0, tree.count) }
    for (const c of columns) trimmed[c] = tree[c].slice(0, tree.count)
    return trimmed
  }

  private add(kind: Kind, start: number, end: number): number {
    if (this.tree.count === this.tree.kind.length) this.tree = grown(this.tree)
    const { tree } = this
    const node = tree.count++
    const parent = this.stack.at(-1)
    tree.parent[node] = parent ?? -1
    if (parent !== undefined) tree.index[node] = tree.children[parent]!++
    tree.kind[node] = kinds.indexOf(kind)
    tree.depth[node] = this.stack.length
    tree.keyStart[node] = this.key?.[0] ?? -1
    tree.keyEnd[node] = this.key?.[1] ?? -1
    tree.start[node] = start
    tree.end[node] = end
    tree.next[node] = node + 1
    this.key = undefined
    return node
  }
}

function emptyTree(size: number): Tree {
  const numbers = () => new Int32Array(size)
  return {
    count: 0,
    kind: new Uint8Array(size),
    depth: numbers(),
    keyStart: numbers(),
    keyEnd: numbers(),
    start: numbers(),
    end: numbers(),
    next: numbers(),
    parent: numbers(),
    index: numbers(),
    children: numbers(),
    cut: false,
  }
}

function grown(old: Tree): Tree {
  const tree = { ...emptyTree(old.kind.length * 2), count: old.count }
  tree.kind.set(old.kind)
  for (const c of columns) tree[c].set(old[c])
  return tree
}

/** What can be handed from a worker to the page without a copy. */
export function buffersOf(tree: Tree): ArrayBuffer[] {
  return [tree.kind, ...columns.map((c) => tree[c])].map((column) => column.buffer as ArrayBuffer) // none is shared
}

export const kindOf = (tree: Tree, node: number): Kind => kinds[tree.kind[node] ?? 0] ?? 'literal'
export const isContainer = (tree: Tree, node: number): boolean => ['object', 'array', 'tag'].includes(kindOf(tree, node))
