import { TextWriter, type TextSink } from '../text-writer.ts'
import { dumpLine, type DumpEntry } from './dump.ts'

export type DumpFormat = 'ndjson' | 'json'

export type Sink = TextSink

/** Writes a file of entries as they come, in either form; what it holds is bounded. */
export class DumpWriter {
  entries = 0
  private readonly text: TextWriter
  private readonly format: DumpFormat

  constructor(sink: Sink, format: DumpFormat, bucket: string) {
    this.text = new TextWriter(sink)
    this.format = format
    if (format === 'json') this.text.put(`{\n  "bucket": ${JSON.stringify(bucket)},\n  "entries": [\n`)
  }

  /** Characters so far. */
  get length(): number {
    return this.text.length
  }

  async add(entry: DumpEntry): Promise<void> {
    const line = dumpLine(entry)
    this.text.put(this.format === 'ndjson' ? `${line}\n` : `${this.entries > 0 ? ',\n' : ''}    ${line}`)
    this.entries++
    await this.text.flushed()
  }

  async end(): Promise<void> {
    if (this.format === 'json') this.text.put('\n  ]\n}\n')
    await this.text.flush()
  }
}
