/**
 * The newest items, bounded by number and by weight. Every item has an index that it keeps, counted from the first that ever
 * came: what was dropped is `first`.
 */
export class Ring<T> {
  private readonly slots: (T | undefined)[]
  private readonly weights: Float64Array
  private readonly most: number
  private readonly mostWeight: number
  /** The index of the oldest item that is held. */
  first = 0
  /** One past the index of the newest. */
  end = 0
  weight = 0

  constructor(most: number, mostWeight: number) {
    this.most = most
    this.mostWeight = mostWeight
    this.slots = Array.from({ length: most })
    this.weights = new Float64Array(most)
  }

  push(item: T, weight: number): void {
    if (this.end - this.first === this.most) this.drop()
    const slot = this.end % this.most
    this.slots[slot] = item
    this.weights[slot] = weight
    this.weight += weight
    this.end++
    while (this.weight > this.mostWeight && this.end - this.first > 1) this.drop()
  }

  /** The item with this index; undefined when it was dropped or has not come yet. */
  at(index: number): T | undefined {
    return index >= this.first && index < this.end ? this.slots[index % this.most] : undefined
  }

  private drop(): void {
    const slot = this.first % this.most
    this.slots[slot] = undefined
    this.weight -= this.weights[slot] ?? 0
    this.first++
  }
}
