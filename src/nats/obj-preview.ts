import { cutAtCharacter } from '~/lib/payload/text.ts'
import { Blocks } from '~/lib/preview/blocks.ts'
import { sniff, type Sniffed } from '~/lib/preview/sniff.ts'
import type { Connection } from './connection.ts'
import { AppError, toAppError } from './errors.ts'
import { countChunks } from './obj-chunks.ts'
import { readStart } from './obj-download.ts'
import { DamagedObject } from './obj-errors.ts'
import { getObject } from './obj-info.ts'
import { resolveLink } from './obj-link.ts'
import { ObjectRanges } from './obj-ranges.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import { untilOpen } from './until-open.ts'

/** The beginning of an object, and what it is. */
export type PreviewStart = {
  /** Of the object itself, or of what it leads to as a link. */
  bucket: string
  name: string
  size: number
  what: Sniffed
  /** A text is cut between two characters. */
  data: Uint8Array
}

const BLOCK_BYTES = 256 * 1024
const KEPT_BYTES = 4 * 1024 * 1024

/** Looks at one object, or at what it leads to: its beginning, then any part of it. Close it when it is no longer looked at. */
export class ObjectPreview {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly info: ObjectInfo
  private readonly abort = new AbortController()
  private target: Promise<{ bucket: ObjBucket; info: ObjectInfo }> | undefined
  private blocks: Promise<Blocks> | undefined
  private ranges: ObjectRanges | undefined
  /** What parts of it failed with last. */
  problem: AppError | undefined
  /** Bytes of the object that were asked for. */
  read = 0

  constructor(conn: Connection, bucket: ObjBucket, info: ObjectInfo) {
    this.conn = conn
    this.bucket = bucket
    this.info = info
  }

  close(): void {
    this.abort.abort()
    this.ranges?.close()
  }

  /** Its first `limit` bytes. Throws AppError: for a link that leads nowhere, a damaged, deleted or replaced object. */
  async start(limit: number): Promise<PreviewStart> {
    const { signal } = this.abort
    const { bucket, info } = await this.found()
    const read = Math.min(limit, info.size)
    let data: Uint8Array
    try {
      data = await readStart(this.conn, bucket, info, limit, signal)
      if (read < info.size) await this.checkCount(bucket, info)
    } catch (e) {
      throw await this.orChanged(e, bucket, info)
    }
    this.read += data.length
    const contentType = Object.entries(info.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1][0]
    const what = sniff(data, { name: info.name, contentType })
    const isText = ['svg', 'html', 'xml', 'json', 'csv', 'text'].includes(what.kind)
    if (isText && data.length < info.size) data = cutAtCharacter(data)
    return { bucket: bucket.name, name: info.name, size: info.size, what, data }
  }

  /** Any part of it; may be asked for several at once. Throws AppError. */
  async part(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const { bucket, info } = await this.found()
    const blocks = (this.blocks ??= this.open(bucket, info))
    try {
      return await (await blocks).bytes(offset, length)
    } catch (e) {
      // Who asks again begins anew: the ways of reading are used up.
      if (this.blocks === blocks) {
        this.ranges?.close()
        this.blocks = this.ranges = undefined
      }
      this.problem = await this.orChanged(e, bucket, info)
      throw this.problem
    }
  }

  private async open(bucket: ObjBucket, info: ObjectInfo): Promise<Blocks> {
    this.problem = undefined
    const ranges = await ObjectRanges.open(this.conn, bucket, info, this.abort.signal)
    this.ranges = ranges
    // As large as a chunk, which comes whole or not at all. What a meta says of it may be anything: no chunk is larger than a message.
    const chunk = info.max_chunk_size ?? Math.ceil(info.size / Math.max(1, info.chunks))
    const most = Math.min(KEPT_BYTES, this.conn.server?.maxPayload ?? KEPT_BYTES)
    const blockBytes = Math.max(BLOCK_BYTES, Math.min(chunk, most))
    const read = (offset: number, length: number) => {
      this.read += Math.min(length, info.size - offset)
      return ranges.read(offset, length)
    }
    return new Blocks(read, { size: info.size, blockBytes, keep: Math.max(2, Math.floor(KEPT_BYTES / blockBytes)) })
  }

  private async found(): Promise<{ bucket: ObjBucket; info: ObjectInfo }> {
    // The first question says which ways of reading there are.
    await untilOpen(this.conn, this.abort.signal)
    this.target ??= resolveLink(this.conn, this.bucket, this.info)
    try {
      return await this.target
    } catch (e) {
      this.target = undefined
      throw e
    }
  }

  /** Where chunks are missing at the beginning, what follows them would be taken for it. */
  private async checkCount(bucket: ObjBucket, info: ObjectInfo): Promise<void> {
    const count = await countChunks(this.conn, bucket, info.nuid).catch(() => info.chunks) // then it cannot be told
    if (count !== info.chunks) throw new DamagedObject(info.name, `${count} of its ${info.chunks} chunks are there`)
  }

  /** Chunks that are gone may be those of an object that was replaced or deleted meanwhile. */
  private async orChanged(e: unknown, bucket: ObjBucket, info: ObjectInfo): Promise<AppError> {
    const error = toAppError(e)
    if (!(error instanceof DamagedObject)) return error
    const now = await getObject(this.conn, bucket, info.name, { fresh: true }).catch(() => info)
    if (!now || now.deleted) return new AppError('not-found', `${info.name} was deleted meanwhile`)
    if (now.nuid === info.nuid) return error
    return new AppError('conflict', `${info.name} was replaced meanwhile`, { next: 'Look at it again' })
  }
}
