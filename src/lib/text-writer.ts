/** Where a file goes, a piece at a time; `write` is done when there is room for more. */
export type TextSink = { write(text: string): Promise<void> }

/** So much text is handed over at once. */
const PIECE = 1024 * 1024

/** Gathers text into pieces that are worth writing; what it holds is bounded as long as `flushed` is waited for. */
export class TextWriter {
  /** Characters so far. */
  length = 0
  private readonly sink: TextSink
  private pieces: string[] = []
  private held = 0

  constructor(sink: TextSink) {
    this.sink = sink
  }

  put(text: string): void {
    this.pieces.push(text)
    this.held += text.length
    this.length += text.length
  }

  /** Writes when a piece is full. */
  async flushed(): Promise<void> {
    if (this.held >= PIECE) await this.flush()
  }

  /** Writes what there is. */
  async flush(): Promise<void> {
    const text = this.pieces.join('')
    this.pieces = []
    this.held = 0
    await this.sink.write(text)
  }
}
