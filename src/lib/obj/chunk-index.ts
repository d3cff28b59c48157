/** At first there is room for so many. */
const FIRST = 256

/**
 * Where the chunks of an object are and where each ends, in their order. Sixteen bytes of memory for each, taken as they come: what a meta
 * claims reserves nothing.
 */
export class ChunkIndex {
  /** So many have come. */
  count = 0
  /** Bytes of all of them. */
  size = 0
  private readonly most: number
  private seqs = new BigUint64Array(FIRST)
  private ends = new Float64Array(FIRST)

  /** At most so many are kept; those that come after are only counted. */
  constructor(most: number) {
    this.most = most
  }

  add(seq: bigint, size: number): void {
    this.size += size
    if (this.count < this.most) {
      if (this.count === this.seqs.length) this.grow()
      this.seqs[this.count] = seq
      this.ends[this.count] = this.size
    }
    this.count++
  }

  /** How many there is room for now. */
  get room(): number {
    return this.seqs.length
  }

  seqOf(chunk: number): bigint | undefined {
    return chunk < this.kept ? this.seqs[chunk] : undefined
  }

  startOf(chunk: number): number {
    return chunk === 0 ? 0 : (this.ends[chunk - 1] ?? 0)
  }

  /** The chunk with the byte at this place, by halves; beyond the end, how many there are. */
  at(offset: number): number {
    let [low, high] = [0, this.kept]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.ends[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }

  private get kept(): number {
    return Math.min(this.count, this.most)
  }

  private grow(): void {
    const room = Math.min(2 * this.room, this.most)
    const [seqs, ends] = [new BigUint64Array(room), new Float64Array(room)]
    seqs.set(this.seqs)
    ends.set(this.ends)
    this.seqs = seqs
    this.ends = ends
  }
}
