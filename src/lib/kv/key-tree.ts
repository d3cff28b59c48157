/** A row of a tree: a branch (a common beginning up to a separator) or, by its place in the sorted list, a key. */
export type TreeLine =
  | { prefix: string; depth: number; from: number; to: number; expanded: boolean }
  | { at: number; depth: number }

/** The sorted keys that a tree is made of. */
export type SortedKeys = { length: number; key: (at: number) => string }

/**
 * The lines of a tree over sorted keys, without a node for anything that is not shown. A branch is a range of keys that begin
 * alike; only expanded ones are looked into. A key that is also the beginning of others shows as a key and as a branch.
 */
export class KeyTree {
  /** A key's place, or the bitwise complement of a branch's. */
  private readonly lines: number[] = []
  private readonly depths: number[] = []
  private readonly branches: { prefix: string; from: number; to: number; expanded: boolean }[] = []

  constructor(keys: SortedKeys, separator: string, expanded: ReadonlySet<string>) {
    this.level(keys, separator, expanded, '', 0, keys.length, 0)
  }

  get length(): number {
    return this.lines.length
  }

  line(n: number): TreeLine | undefined {
    const at = this.lines[n]
    if (at === undefined) return undefined
    const depth = this.depths[n]!
    return at >= 0 ? { at, depth } : { ...this.branches[~at]!, depth }
  }

  private level(
    keys: SortedKeys,
    separator: string,
    expanded: ReadonlySet<string>,
    prefix: string,
    from: number,
    to: number,
    depth: number,
  ): void {
    for (let at = from; at < to;) {
      const key = keys.key(at)
      const cut = key.indexOf(separator, prefix.length)
      this.depths.push(depth)
      if (cut < 0) {
        this.lines.push(at++)
        continue
      }
      const branch = key.slice(0, cut + separator.length)
      const end = endOf(keys, branch, at, to)
      const isExpanded = expanded.has(branch)
      this.lines.push(~this.branches.length)
      this.branches.push({ prefix: branch, from: at, to: end, expanded: isExpanded })
      if (isExpanded) this.level(keys, separator, expanded, branch, at, end, depth + 1)
      at = end
    }
  }
}

/** One past the last key that begins with this: by strides that double, and then by halves. */
function endOf(keys: SortedKeys, prefix: string, from: number, to: number): number {
  let inside = from
  let stride = 1
  while (inside + stride < to && keys.key(inside + stride).startsWith(prefix)) {
    inside += stride
    stride *= 2
  }
  let outside = Math.min(inside + stride, to)
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1
    if (keys.key(middle).startsWith(prefix)) inside = middle
    else outside = middle
  }
  return outside
}
