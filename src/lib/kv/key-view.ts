import type { KeyEntry, KeyIndex } from './key-index.ts'
import { KeyMatch } from './key-match.ts'
import { KeyOrder } from './key-order.ts'
import { KeyTree } from './key-tree.ts'

/** What the page wants to see of the keys. */
export type KeyQuery = {
  /** By key, or by last change. A tree is always by key, ascending. */
  sort: 'key' | 'changed'
  descending: boolean
  /** Shown are keys that hold this, capitals or not; '' = all. */
  text: string
  /** Also keys whose newest entry is a delete or purge marker. */
  tombstones: boolean
  /** As a tree: `expanded` are the branches that are open, each written up to and with its separator ("a.b."). */
  tree?: { separator: string; expanded: string[] }
}

export type KeyRow = KeyEntry & { kind: 'key'; depth: number }
/** `keys` counts live keys that the text lets through. */
export type BranchRow = { kind: 'branch'; prefix: string; depth: number; keys: number; expanded: boolean }
export type ViewRow = KeyRow | BranchRow

/** `total` rows there are; these are the ones from `first` on. `keys` counts keys, whatever branches hide. */
export type KeyRows = { total: number; keys: number; first: number; rows: ViewRow[] }

type Built = { name: string; version: number; size: number; slots: Uint32Array; tree?: KeyTree; lives?: Uint32Array }

/**
 * The keys of an index in the order and choice that the page asks for. What was worked out is kept for as long as it holds; the
 * page is given only the rows that it draws.
 */
export class KeyView {
  private readonly index: KeyIndex
  private readonly order: KeyOrder
  private readonly match: KeyMatch
  private built: Built | undefined

  constructor(index: KeyIndex) {
    this.index = index
    this.order = new KeyOrder(index)
    this.match = new KeyMatch(index)
  }

  /**
   * The rows from `first` on. While the index is `filling` an order is good until there are four times as many keys: one at
   * every glance would cost more than the reading.
   */
  rows(query: KeyQuery, first: number, count: number, filling = false): KeyRows {
    const { slots, tree, lives } = this.build(query, filling)
    const total = tree?.length ?? slots.length
    const from = Math.max(0, Math.min(first, total - 1))
    const rows: ViewRow[] = []
    for (let i = from; i < Math.min(from + count, total); i++) {
      const line = tree?.line(i) ?? { at: query.descending ? slots.length - 1 - i : i, depth: 0 }
      if ('at' in line) {
        const slot = slots[line.at]!
        // A glance at an order of before may meet a key that has gone since.
        if (this.index.keys[slot] !== undefined) rows.push({ kind: 'key', depth: line.depth, ...this.index.entry(slot) })
      } else {
        const { prefix, depth, expanded, from: a, to: b } = line
        rows.push({ kind: 'branch', prefix, depth, expanded, keys: lives ? lives[b]! - lives[a]! : b - a })
      }
    }
    return { total, keys: slots.length, first: from, rows }
  }

  /** The keys that a query shows, all of them, in its order. */
  keys(query: KeyQuery): string[] {
    const { tree: _, ...flat } = query
    const keys = [...this.build(flat, false).slots].map((slot) => this.index.keys[slot]!)
    return query.descending ? keys.reverse() : keys
  }

  private build(query: KeyQuery, filling: boolean): Built {
    const sort = query.tree ? 'key' : query.sort
    const name = JSON.stringify([sort, query.text, query.tombstones, query.tree])
    const version = sort === 'key' ? this.index.structure : this.index.version
    const old = this.built
    if (old?.name === name && old.version === version) return old
    if (old?.name === name && filling && this.index.size < old.size * 4) {
      this.order.absorb()
      return old
    }
    const order = sort === 'key' ? this.order.byKey() : this.index.byChange()
    const slots = this.choose(order, query)
    const built: Built = { name, version, size: this.index.size, slots }
    if (query.tree) {
      const { keys } = this.index
      const sorted = { length: slots.length, key: (at: number) => keys[slots[at]!]! }
      built.tree = new KeyTree(sorted, query.tree.separator, new Set(query.tree.expanded))
      if (query.tombstones) built.lives = this.countLives(slots)
    }
    return (this.built = built)
  }

  private choose(order: Uint32Array, query: KeyQuery): Uint32Array {
    const isAll = query.text === '' && (query.tombstones || this.index.tombstones === 0)
    if (isAll) return order.slice()
    const matches = this.match.of(query.text)
    const chosen = new Uint32Array(order.length)
    let count = 0
    for (const slot of order) if ((query.tombstones || this.index.isLive(slot)) && matches(slot)) chosen[count++] = slot
    return chosen.slice(0, count)
  }

  /** How many live keys there are before each place. */
  private countLives(slots: Uint32Array): Uint32Array {
    const lives = new Uint32Array(slots.length + 1)
    for (let i = 0; i < slots.length; i++) lives[i + 1] = lives[i]! + (this.index.isLive(slots[i]!) ? 1 : 0)
    return lives
  }
}
