import { safePaths } from '~/lib/file-names.ts'
import { plural } from '~/lib/format.ts'
import { ZipWriter } from '~/lib/zip/writer.ts'
import type { Connection } from './connection.ts'
import { AppError, toAppError } from './errors.ts'
import { persistRead } from './kv-persist.ts'
import { ObjectDownload } from './obj-download.ts'
import { resolveLink } from './obj-link.ts'
import type { Write } from './obj-outflow.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import type { LinkError } from './types.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Up to this an object is read as a whole first: a bad one leaves no trace in the archive. */
const SMALL = 1024 * 1024
/** So many small ones are read before it is their turn: one by one, each would cost a round trip. */
const AHEAD = 8
/** So many of those that are missing are told by name. */
const NAMED = 5
const MISSING = 'NOT INCLUDED.txt'

export type LeftOut = { name: string; error: LinkError }

/**
 * Objects as one ZIP archive, each held against its digest, in memory that does not grow with them. One that cannot be read, or is damaged,
 * is left out and told, in the archive too; a lost connection is waited for.
 */
export class ObjectZip {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly infos: ObjectInfo[]
  private readonly paths: string[]
  private readonly abort = new AbortController()
  private readonly ahead = new Map<number, Promise<Bytes[]>>()
  /** Of what is in the archive or was left out. */
  private past = 0
  private current: ObjectDownload | undefined
  private failure: unknown
  readonly leftOut: LeftOut[] = []
  /** Every object matched its digest. */
  isVerified = true

  /** Paths are the names without `root`, made safe to unpack. */
  constructor(conn: Connection, bucket: ObjBucket, infos: ObjectInfo[], root: string) {
    this.conn = conn
    this.bucket = bucket
    this.infos = infos
    const names = infos.map(({ name }) => (name.startsWith(root) ? name.slice(root.length) : name))
    this.paths = safePaths([MISSING, ...names]).slice(1)
  }

  /** Bytes of objects that are done with. */
  get done(): number {
    return this.past + (this.current?.view().received ?? 0)
  }

  /** Why it waits, when it does. */
  get waiting(): LinkError | undefined {
    const view = this.current?.view()
    return view?.state === 'waiting' ? view.error : undefined
  }

  cancel(): void {
    this.abort.abort()
  }

  /** Throws AppError when there is nothing to put in it, `aborted` when it is cancelled, and what `write` throws. */
  async run(write: Write): Promise<void> {
    const zip = new ZipWriter((data) =>
      write(data).catch((e: unknown) => {
        this.failure = e
        throw e
      }),
    )
    for (const [i, info] of this.infos.entries()) {
      this.readAhead(i)
      let { size } = info
      try {
        size = await this.add(zip, i, info)
      } catch (e) {
        const error = this.abort.signal.aborted ? new AppError('aborted', 'Stopped') : toAppError(e)
        if (this.failure !== undefined) throw this.failure
        if (error.kind === 'aborted') throw error
        this.leftOut.push({ name: info.name, error: error.toPlain() })
      }
      this.current = undefined
      this.past += size
    }
    const [first] = this.leftOut
    if (first && this.leftOut.length === this.infos.length) {
      throw new AppError('server', `None of ${plural(this.infos.length, 'object')} could be read: ${first.error.message}`)
    }
    if (first) await zip.add(MISSING, new Date(), [new TextEncoder().encode(this.report())])
    await zip.end()
  }

  /** What is to be said of an archive that is done but not whole. */
  leftOutWords(): LinkError | undefined {
    if (this.leftOut.length === 0) return undefined
    const named = this.leftOut.slice(0, NAMED).map(({ name, error }) => `${name} (${error.message})`)
    const more = this.leftOut.length > NAMED ? ` and ${this.leftOut.length - NAMED} more` : ''
    return {
      kind: 'server',
      message: `${plural(this.leftOut.length, 'object')} left out: ${named.join(', ')}${more}`,
      next: `${MISSING} in the archive lists them`,
    }
  }

  /** Gives how many bytes that were: of a link, those of what it leads to. */
  private async add(zip: ZipWriter, i: number, info: ObjectInfo): Promise<number> {
    const path = this.paths[i]! // one for each
    const whole = this.ahead.get(i)
    if (whole) {
      this.ahead.delete(i)
      await zip.add(path, new Date(info.mtime), await whole)
      return info.size
    }
    const { signal } = this.abort
    const target = await persistRead(this.conn, () => resolveLink(this.conn, this.bucket, info), signal)
    const download = (this.current = new ObjectDownload(this.conn, target.bucket, target.info, { signal }))
    const file = await zip.begin(path, new Date(target.info.mtime), target.info.size)
    for await (const data of download.chunks()) await file.write(data as Bytes) // never shared memory
    this.noteDigest(download)
    await file.end()
    return target.info.size
  }

  private readAhead(from: number): void {
    for (let i = from; i < Math.min(from + AHEAD, this.infos.length); i++) {
      const info = this.infos[i]! // below length
      if (this.ahead.has(i) || info.link || info.size > SMALL) continue
      const whole = this.readWhole(info)
      whole.catch(() => {}) // told when it is its turn
      this.ahead.set(i, whole)
    }
  }

  private async readWhole(info: ObjectInfo): Promise<Bytes[]> {
    const download = new ObjectDownload(this.conn, this.bucket, info, { signal: this.abort.signal })
    const parts: Bytes[] = []
    for await (const data of download.chunks()) parts.push(data as Bytes) // never shared memory
    this.noteDigest(download)
    return parts
  }

  private noteDigest(download: ObjectDownload): void {
    if (!download.view().verified) this.isVerified = false
  }

  private report(): string {
    const lines = this.leftOut.map(({ name, error }) => `${JSON.stringify(name)}: ${error.message}`)
    return `These objects of the bucket ${this.bucket.name} are not in this archive:\n\n${lines.join('\n')}\n`
  }
}
