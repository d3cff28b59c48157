/** Collects pieces until there is enough. */
export class Sink {
  private readonly pieces: Uint8Array[] = []
  private length = 0
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  /** Whether more was offered than is taken. */
  full = false

  take(piece: Uint8Array): void {
    const room = this.limit - this.length
    if (piece.length > room) this.full = true
    const part = piece.slice(0, room)
    this.pieces.push(part)
    this.length += part.length
  }

  all(): Uint8Array {
    const out = new Uint8Array(this.length)
    let at = 0
    for (const piece of this.pieces) {
      out.set(piece, at)
      at += piece.length
    }
    return out
  }
}
