import { createCRC32, type IHasher } from 'hash-wasm'
import { centralHeader, descriptor, endRecords, LARGE, localHeader, type Entry } from './records.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Write = (data: Bytes) => Promise<void>

const encoder = new TextEncoder()

/** So many files of the list are written at once. */
const LISTED = 500

/**
 * Writes a ZIP archive as it goes: its memory grows by some hundred bytes for a file and not with their sizes. One file at a time. A file
 * that fails in the middle can be dropped: its bytes are then in no list, and whoever opens the archive does not see them. (Libraries
 * that stream, like client-zip, can only fail as a whole.)
 */
export class ZipWriter {
  private readonly out: Write
  private readonly entries: Entry[] = []
  private offset = 0
  private crc: IHasher | undefined

  constructor(write: Write) {
    this.out = write
  }

  /** A file of which all is here. */
  async add(path: string, mtime: Date, parts: Bytes[]): Promise<void> {
    const crc = await this.freshCrc()
    for (const part of parts) crc.update(part)
    const size = parts.reduce((n, p) => n + p.length, 0)
    const entry = { ...this.entry(path, mtime, size), size, crc: value(crc) }
    await this.write(localHeader(entry))
    for (const part of parts) await this.write(part)
    this.entries.push(entry)
  }

  /** A file of some size that comes in pieces; it is in the archive once it is ended. */
  async begin(path: string, mtime: Date, expected: number): Promise<{ write: Write; end: () => Promise<void> }> {
    const crc = await this.freshCrc()
    const entry = { ...this.entry(path, mtime, expected), isStreamed: true }
    await this.write(localHeader(entry))
    return {
      write: async (data) => {
        crc.update(data)
        entry.size += data.length
        await this.write(data)
      },
      end: async () => {
        entry.crc = value(crc)
        await this.write(descriptor(entry))
        this.entries.push(entry)
      },
    }
  }

  /** Writes the list of what is in it. */
  async end(): Promise<void> {
    const start = this.offset
    for (let i = 0; i < this.entries.length; i += LISTED)
      await this.write(joined(this.entries.slice(i, i + LISTED).map(centralHeader)))
    await this.write(endRecords(this.entries.length, this.offset - start, start))
  }

  private entry(path: string, mtime: Date, expected: number): Entry {
    const isLarge = expected >= LARGE
    return { name: encoder.encode(path), mtime, offset: this.offset, size: 0, crc: 0, isStreamed: false, isLarge }
  }

  private async write(data: Bytes): Promise<void> {
    this.offset += data.length // before it is handed on, which may take it away
    await this.out(data)
  }

  private async freshCrc(): Promise<IHasher> {
    this.crc ??= await createCRC32()
    return this.crc.init()
  }
}

function joined(parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function value(crc: IHasher): number {
  return parseInt(crc.digest('hex'), 16)
}
