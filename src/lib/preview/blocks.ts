type Read = (offset: number, length: number) => Promise<Uint8Array>

/**
 * Bytes from anywhere, read a block at a time and one after another, of which some are kept: who reads in small steps, or forth and
 * back, does not fetch the same again and again.
 */
export class Blocks {
  private readonly read: Read
  private readonly size: number
  private readonly blockBytes: number
  private readonly keep: number
  private readonly kept = new Map<number, Uint8Array>()
  private last: Promise<unknown> = Promise.resolve()

  constructor(read: Read, { size, blockBytes, keep }: { size: number; blockBytes: number; keep: number }) {
    this.read = read
    this.size = size
    this.blockBytes = blockBytes
    this.keep = keep
  }

  /** A copy; what goes beyond the end is left out. Rejects with what the reading fails with. */
  async bytes(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(this.size, offset + length)
    const all = new Uint8Array(Math.max(0, end - offset))
    for (let at = offset; at < end;) {
      const index = Math.floor(at / this.blockBytes)
      const block = await this.block(index)
      const from = at - index * this.blockBytes
      const part = block.subarray(from, Math.min(block.length, from + end - at))
      if (part.length === 0) throw new Error('There are fewer bytes than there should be')
      all.set(part, at - offset)
      at += part.length
    }
    return all
  }

  private block(index: number): Promise<Uint8Array> {
    const next = this.last.then(async () => {
      const kept = this.kept.get(index)
      const block = kept ?? (await this.read(index * this.blockBytes, this.blockBytes))
      // The newest is last.
      this.kept.delete(index)
      this.kept.set(index, block)
      for (const oldest of this.kept.keys()) {
        if (this.kept.size <= this.keep) break
        this.kept.delete(oldest)
      }
      return block
    })
    this.last = next.catch(() => {})
    return next
  }
}
