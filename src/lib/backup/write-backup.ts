import { stringifyJson, type Json } from '../json.ts'
import { ZipWriter } from '../zip/writer.ts'
import { ARCHIVE, META } from './read-backup.ts'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Writes a backup as one file: a ZIP archive with the two files that `nats stream backup` makes, as they are. Unpacked, it is a folder that
 * `nats stream restore` takes. (A tar archive would have to say how long the stream's is before that is known.)
 */
export class BackupWriter {
  private readonly zip: ZipWriter
  private readonly now: Date
  private member: { write: (data: Bytes) => Promise<void>; end: () => Promise<void> } | undefined

  constructor(write: (data: Bytes) => Promise<void>, now = new Date()) {
    this.zip = new ZipWriter(write)
    this.now = now
  }

  /** `expected`: about as many bytes as the archive can have at most. */
  async begin(meta: { config: Json; state: Json }, expected: number): Promise<void> {
    const { config, state } = meta
    await this.zip.add(META, this.now, [new TextEncoder().encode(stringifyJson({ config, state }))])
    this.member = await this.zip.begin(ARCHIVE, this.now, expected)
  }

  async write(data: Bytes): Promise<void> {
    await this.member?.write(data)
  }

  async end(): Promise<void> {
    await this.member?.end()
    await this.zip.end()
  }
}
