import type { KeyIndex } from './key-index.ts'
import { mergeSlots, sortSlots, type Slots } from './key-sort.ts'

/**
 * The slots of an index sorted by key, kept up to date by what has come and gone: only new keys are sorted. They are held as
 * sorted runs, each at least twice as long as the next, which become one when the whole order is asked for.
 */
export class KeyOrder {
  private readonly index: KeyIndex
  private runs: Slots[] = []

  constructor(index: KeyIndex) {
    this.index = index
  }

  /** Sorts what has come since the last time, so that little is left to do when the order is wanted. */
  absorb(): void {
    const { keys } = this.index
    const { added, given } = this.index.takeMoves()
    if (given.size > 0) this.runs = this.runs.map((run) => run.filter((slot) => !given.has(slot)))
    if (added.length > 0) {
      // A slot may have been filled, given up and filled again meanwhile.
      const held = given.size > 0 ? [...new Set(added)].filter((slot) => keys[slot] !== undefined) : added
      const fresh = Uint32Array.from(held)
      sortSlots(fresh, keys)
      this.runs.push(fresh)
    }
    while (this.runs.length > 1 && this.runs.at(-2)!.length < this.runs.at(-1)!.length * 2) this.mergeLast()
  }

  byKey(): Slots {
    this.absorb()
    while (this.runs.length > 1) this.mergeLast()
    return this.runs[0] ?? new Uint32Array()
  }

  private mergeLast(): void {
    const [a, b] = this.runs.splice(-2)
    this.runs.push(mergeSlots(a!, b!, this.index.keys))
  }
}
