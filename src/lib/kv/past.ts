import type { AsOf, Doubt, KeyState } from './as-of.ts'
import { KeyIndex } from './key-index.ts'
import { holds } from './key-match.ts'
import { KeyView, type KeyQuery, type KeyRows } from './key-view.ts'
import { countKinds, pairOf, pastDifferences, type PastCounts, type PastDifference } from './past-difference.ts'
import type { PastKind } from './past-kinds.ts'

/** Which differences are shown: of one kind, or all but those that are none. */
export type DifferenceQuery = { kind?: PastKind; text: string }

/** `total` rows there are; these are the ones from `first` on. */
export type DifferenceRows = { total: number; first: number; rows: PastDifference[] }

export type PastSummary = {
  /** Keys with a value then, keys of which the newest was a tombstone, and keys of which it is not known. */
  live: number
  tombstones: number
  doubts: Record<Exclude<Doubt, 'created'>, number>
  counts: PastCounts
  behind?: AsOf['behind']
}

/** What is known of one key: then, now, and why not. */
export type PastKey = { key: string; before?: KeyState; after?: KeyState; doubt?: Doubt }

/**
 * A bucket as it was at a moment, beside what it is now, to be asked for the rows that are drawn. A key that may have had a value
 * then (`doubts`) is among the rows with the operation UNKNOWN, but not one of which nothing says so.
 */
export class Past {
  private readonly past: AsOf
  private readonly latest: Map<string, KeyState>
  private readonly index = new KeyIndex()
  private readonly view = new KeyView(this.index)
  private readonly verdicts = new Map<string, boolean>()
  private all: PastDifference[] = []
  private chosen: { name: string; rows: PastDifference[] } | undefined
  private counts: PastCounts
  private readonly doubts = { history: 0, purge: 0, expired: 0, age: 0, earlier: 0 }

  constructor(past: AsOf) {
    this.past = past
    this.latest = past.latest
    for (const [key, doubt] of past.doubts) {
      if (doubt === 'created') continue
      this.doubts[doubt]++
      this.index.apply({ key, revision: 0, ms: 0, nanos: 0, size: 0, operation: 'UNKNOWN' })
    }
    // An index takes changes in the order of their revisions.
    for (const s of [...past.states.values()].sort((a, b) => (a.revision < b.revision ? -1 : 1))) {
      const { key, revision, operation, marker, created, size } = s
      const nanos = Number((/\.\d{3}(\d{1,6})/.exec(created)?.[1] ?? '').padEnd(6, '0'))
      this.index.apply({
        key,
        revision: Number(revision),
        exact: revision,
        ms: Date.parse(created),
        nanos,
        size,
        operation,
        marker,
      })
    }
    this.counts = this.renew()
  }

  summary(): PastSummary {
    const live = this.index.live - Object.values(this.doubts).reduce((sum, n) => sum + n, 0)
    const { behind } = this.past
    const { tombstones } = this.index
    return { live, tombstones, doubts: { ...this.doubts }, counts: { ...this.counts }, ...(behind ? { behind } : {}) }
  }

  /** The keys of then. */
  rows(query: KeyQuery, first: number, count: number): KeyRows {
    return this.view.rows(query, first, count)
  }

  differences(query: DifferenceQuery, first: number, count: number): DifferenceRows {
    const name = JSON.stringify(query)
    if (this.chosen?.name !== name) {
      const matches = query.text === '' ? () => true : holds(query.text)
      const isWanted = (d: PastDifference) => (query.kind ? d.kind === query.kind : d.kind !== 'same') && matches(d.key)
      this.chosen = { name, rows: this.all.filter(isWanted) }
    }
    const { rows } = this.chosen
    const from = Math.max(0, Math.min(first, rows.length - 1))
    return { total: rows.length, first: from, rows: rows.slice(from, from + count) }
  }

  key(key: string): PastKey {
    const [before, after, doubt] = [this.past.states.get(key), this.latest.get(key), this.past.doubts.get(key)]
    return { key, ...(before ? { before } : {}), ...(after ? { after } : {}), ...(doubt ? { doubt } : {}) }
  }

  /** The newest revision of a key is another one, or gone. */
  setLatest(key: string, state: KeyState | undefined): void {
    if (this.latest.get(key)?.revision === state?.revision) return
    if (state) this.latest.set(key, state)
    else this.latest.delete(key)
    this.counts = this.renew()
  }

  /** Pairs of revisions of which only the values can tell whether they differ. */
  unchecked(): { before: KeyState; after: KeyState }[] {
    return this.all.flatMap(({ isChecked, before, after }) => (!isChecked && before && after ? [{ before, after }] : []))
  }

  /** Takes in which pairs have the same value. */
  check(verdicts: readonly { before: KeyState; after: KeyState; isSame: boolean }[]): void {
    for (const { before, after, isSame } of verdicts) this.verdicts.set(pairOf(before, after), isSame)
    this.counts = this.renew()
  }

  private renew(): PastCounts {
    this.all = pastDifferences(this.past, this.latest, this.verdicts)
    this.chosen = undefined
    return countKinds(this.all)
  }
}
