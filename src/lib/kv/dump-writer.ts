import { dumpLine, type DumpEntry } from './dump.ts'

export type DumpFormat = 'ndjson' | 'json'

/** Where a file goes, a piece at a time; `write` is done when there is room for more. */
export type Sink = { write(text: string): Promise<void> }

/** So much text is handed over at once. */
const PIECE = 1024 * 1024

/** Writes a file of entries as they come, in either form; what it holds is bounded. */
export class DumpWriter {
  entries = 0
  /** Characters so far. */
  length = 0
  private readonly sink: Sink
  private readonly format: DumpFormat
  private pieces: string[] = []
  private held = 0

  constructor(sink: Sink, format: DumpFormat, bucket: string) {
    this.sink = sink
    this.format = format
    if (format === 'json') this.put(`{\n  "bucket": ${JSON.stringify(bucket)},\n  "entries": [\n`)
  }

  async add(entry: DumpEntry): Promise<void> {
    const line = dumpLine(entry)
    this.put(this.format === 'ndjson' ? `${line}\n` : `${this.entries > 0 ? ',\n' : ''}    ${line}`)
    this.entries++
    if (this.held >= PIECE) await this.flush()
  }

  async end(): Promise<void> {
    if (this.format === 'json') this.put('\n  ]\n}\n')
    await this.flush()
  }

  private put(text: string): void {
    this.pieces.push(text)
    this.held += text.length
    this.length += text.length
  }

  private async flush(): Promise<void> {
    const text = this.pieces.join('')
    this.pieces = []
    this.held = 0
    await this.sink.write(text)
  }
}
