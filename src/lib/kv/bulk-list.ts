import type { KeyOperation } from './key-change.ts'

/** What is to be done with a key. The last four are left alone: its value is the same already, or there is a reason not to. */
export type BulkAction = 'delete' | 'purge' | 'create' | 'change' | 'same' | 'skip' | 'conflict' | 'refuse'

/**
 * What became of it. `changed`: somebody else wrote meanwhile, so nothing was done. `gone`: there was nothing left to remove.
 * `unsure`: no answer came, and it could not be looked up either.
 */
export type BulkResult = 'none' | 'waiting' | 'done' | 'changed' | 'gone' | 'refused' | 'unsure'

export type BulkItem = {
  key: string
  size: number
  action: BulkAction
  result: BulkResult
  /** The revision that it is removed at or written over; absent: the key must not exist. */
  revision?: bigint | undefined
  operation?: Exclude<KeyOperation, 'GONE'> | undefined
  /** It was `unsure` once: what is there now may be our own write. */
  wasUnsure?: boolean
  /** Where it stands in the file. */
  line?: number | undefined
  /** Why, in a sentence. */
  note?: string | undefined
}

export type BulkCounts = { [K in BulkAction | BulkResult]?: number }

/** Which rows are shown: those with one of these actions or results; all when empty. */
export type BulkShown = readonly (BulkAction | BulkResult)[]

export type BulkRows = { total: number; first: number; rows: BulkItem[] }

const failed: BulkShown = ['refused', 'unsure']

/** The keys of a removal or an import with what becomes of each, however many: the page is given the rows that it draws. */
export class BulkList {
  readonly items: BulkItem[]
  /** Grows with every change. */
  version = 0
  readonly counts: BulkCounts = {}
  /** Bytes of the values, of all. */
  readonly bytes: number
  private built: { name: string; version: number; at: number[] } | undefined

  constructor(items: BulkItem[]) {
    this.items = items
    for (const item of items) {
      this.add(item.action, 1)
      this.add(item.result, 1)
    }
    this.bytes = items.reduce((sum, i) => sum + i.size, 0)
  }

  set(item: BulkItem, result: BulkResult, note?: string): void {
    this.add(item.result, -1)
    this.add(result, 1)
    item.result = result
    if (result === 'unsure') item.wasUnsure = true
    item.note = note
    this.version++
  }

  /** What is still to be done, in order. */
  waiting(): BulkItem[] {
    return this.items.filter((i) => i.result === 'waiting')
  }

  /** What failed is to be done once more. What somebody changed meanwhile is not: that is another value than was looked at. */
  retry(): void {
    for (const item of this.items) if (failed.includes(item.result)) this.set(item, 'waiting')
  }

  rows(shown: BulkShown, first: number, count: number): BulkRows {
    const at = this.choose(shown)
    const total = at?.length ?? this.items.length
    const from = Math.max(0, Math.min(first, total - 1))
    const rows: BulkItem[] = []
    for (let i = from; i < Math.min(from + count, total); i++) rows.push(this.items[at ? at[i]! : i]!)
    return { total, first: from, rows }
  }

  /** Each key with what became of it, a JSON object a line. */
  *report(): Generator<string> {
    for (const { key, action, result, revision, line, note } of this.items) {
      const more = { ...(line === undefined ? {} : { line }), ...(note === undefined ? {} : { note }) }
      yield JSON.stringify({ key, action, result, ...(revision === undefined ? {} : { revision: `${revision}` }), ...more })
    }
  }

  private choose(shown: BulkShown): number[] | undefined {
    if (shown.length === 0) return undefined
    const name = shown.join()
    if (this.built?.name === name && this.built.version === this.version) return this.built.at
    const at: number[] = []
    for (const [i, item] of this.items.entries()) if (shown.includes(item.action) || shown.includes(item.result)) at.push(i)
    this.built = { name, version: this.version, at }
    return at
  }

  private add(name: BulkAction | BulkResult, n: number): void {
    this.counts[name] = (this.counts[name] ?? 0) + n
  }
}
