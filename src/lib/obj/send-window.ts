/** What more than the shortest trip an acknowledgement may take because of what is queued before it. */
const TARGET_MS = 100
/**
 * The shortest trip is looked for anew in stretches of this length, each begun with little under way: the way may have become a
 * longer one, and our own queue must not be taken for that.
 */
const STRETCH_MS = 60_000
const MOST_BYTES = 16 * 1024 * 1024

/**
 * How many bytes may be under way without acknowledgement. Grows while acknowledgements come as soon as they can and shrinks when
 * they have to wait in a queue (as LEDBAT does, RFC 6817), so a fast link is full and a slow one is not clogged: what else is sent
 * over it, the heartbeat too, waits a tenth of a second and not ten.
 */
export class SendWindow {
  private readonly chunk: number
  private readonly most: number
  private size: number
  private starting = true
  /** The shortest trip of the stretch before this one and of this one. */
  private shortest = [Infinity, Infinity]
  private stretchEnd = -Infinity
  /** No second cut for what was sent before the first. */
  private cutAt = -Infinity

  constructor(chunk: number, most = MOST_BYTES) {
    this.chunk = chunk
    this.most = Math.max(most, 2 * chunk)
    this.size = Math.min(this.most, Math.max(4 * chunk, 256 * 1024))
  }

  get bytes(): number {
    return this.size
  }

  /** An acknowledgement has come for `bytes` that were sent at `sentAt` (ms of one clock). */
  acked(bytes: number, sentAt: number, now: number): void {
    const trip = now - sentAt
    if (now >= this.stretchEnd) {
      this.shortest = [this.shortest[1] as number, Infinity]
      const isFirst = this.stretchEnd === -Infinity
      this.stretchEnd = now + STRETCH_MS
      if (!isFirst) this.set(0)
    }
    this.shortest[1] = Math.min(this.shortest[1] as number, trip)
    const queued = trip - Math.min(...this.shortest)
    if (queued > TARGET_MS) {
      this.starting = false
      if (sentAt < this.cutAt) return
      this.cutAt = now
      this.set(this.size * Math.max(0.5, TARGET_MS / queued))
    } else {
      // A window's worth of acknowledgements doubles it at first; later it adds an eighth, or a chunk.
      const share = this.starting ? 1 : Math.max(this.chunk / this.size, 1 / 8) * (1 - queued / TARGET_MS)
      this.set(this.size + bytes * share)
    }
  }

  /** What was under way is lost: begin small again. */
  lost(): void {
    this.starting = true
    this.shortest = [Infinity, Infinity]
    this.set(4 * this.chunk)
  }

  private set(size: number): void {
    this.size = Math.max(2 * this.chunk, Math.min(this.most, size))
  }
}
