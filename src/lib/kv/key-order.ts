import type { KeyIndex } from './key-index.ts'
import { mergeSlots, sortSlots } from './key-sort.ts'

/** The slots of an index sorted by key, kept up to date by what has come and gone: only new keys are sorted. */
export class KeyOrder {
  private readonly index: KeyIndex
  private sorted = new Uint32Array()

  constructor(index: KeyIndex) {
    this.index = index
  }

  byKey(): Uint32Array {
    const { added, given } = this.index.takeMoves()
    if (given.size > 0) this.sorted = this.sorted.filter((slot) => !given.has(slot))
    if (added.length > 0) {
      const { keys } = this.index
      // A slot may have been filled, given up and filled again meanwhile.
      const held = given.size > 0 ? [...new Set(added)].filter((slot) => keys[slot] !== undefined) : added
      const fresh = Uint32Array.from(held)
      sortSlots(fresh, keys)
      this.sorted = mergeSlots(this.sorted, fresh, keys)
    }
    return this.sorted
  }
}
