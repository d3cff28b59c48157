import { backoff } from '~/lib/backoff.ts'
import { ChunkIndex } from '~/lib/obj/chunk-index.ts'
import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { AppError, isPassing, toAppError } from './errors.ts'
import { eachChunk } from './obj-chunks.ts'
import { DamagedObject, objReadError } from './obj-errors.ts'
import { chunkWays, type ChunkWay } from './obj-fetch.ts'
import { ReplacedObject, whyMissing } from './obj-missing.ts'
import type { ObjectSource } from './obj-source.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import type { Seq } from './types.ts'
import { untilOpen } from './until-open.ts'

/** An object of a tebibyte in chunks of the usual 128 KiB has so many: 128 MiB of memory, of which a damaged meta takes none. */
const MOST_CHUNKS = 2 ** 23

/**
 * The bytes of an object from anywhere in it: where its chunks are and how long each is is read first, without their bytes, since
 * clients cut as they like. Sixteen bytes of memory for each chunk.
 */
export class ObjectRanges implements ObjectSource {
  readonly size: number
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly info: ObjectInfo
  private readonly signal: AbortSignal
  private readonly index: ChunkIndex
  private way: ChunkWay | undefined
  private left: (() => ChunkWay)[]

  private constructor(conn: Connection, bucket: ObjBucket, info: ObjectInfo, signal: AbortSignal) {
    this.conn = conn
    this.bucket = bucket
    this.info = info
    this.signal = signal
    this.size = info.size
    this.index = new ChunkIndex(Math.min(Math.max(0, info.chunks), MOST_CHUNKS))
    this.left = chunkWays(conn, bucket, info.nuid)
  }

  /** Throws AppError, DamagedObject where chunks are missing. Close it, or abort the signal, when it is no longer read. */
  static async open(
    conn: Connection,
    bucket: ObjBucket,
    info: ObjectInfo,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<ObjectRanges> {
    if (info.deleted) throw new AppError('not-found', `${info.name} is deleted: its bytes are gone`)
    if (info.link) throw new AppError('invalid', `${info.name} is a link: it has no bytes of its own`)
    const ranges = new ObjectRanges(conn, bucket, info, signal)
    const { index } = ranges
    try {
      if (info.chunks > 0) await eachChunk(conn, bucket, info.nuid, (c) => index.add(c.seq, c.size), signal)
    } catch (e) {
      throw await objReadError(conn, bucket, info.name, e)
    }
    const { count, size: end } = index
    if (count === info.chunks && end === info.size) {
      if (count <= MOST_CHUNKS) return ranges
      throw new AppError('limit', `${info.name} has ${count} chunks, and here at most ${MOST_CHUNKS} can be kept in mind`, {
        next: 'Use nats object get, or put it again in larger chunks',
      })
    }
    if (count <= info.chunks) throw await whyMissing(conn, bucket, info, { chunks: count, bytes: end })
    throw new DamagedObject(
      info.name,
      `${count} chunks of ${end} bytes are there, and it should have ${info.chunks} of ${info.size}`,
    )
  }

  close(): void {
    this.way?.close()
    this.way = undefined
  }

  /** One read at a time. What goes beyond the end is left out. Throws AppError. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(this.size, offset + length)
    const bytes = new Uint8Array(Math.max(0, end - offset))
    const { index } = this
    let chunk = index.at(offset)
    for (let attempt = 1; chunk < index.count && index.startOf(chunk) < end;) {
      const before = chunk
      const last = index.at(end - 1)
      const take = (seq: Seq, data: Uint8Array) => {
        if (seq !== index.seqOf(chunk)) return // one that is gone is noticed below
        const at = index.startOf(chunk) - offset
        const from = Math.max(0, -at)
        const to = Math.min(data.length, bytes.length - at)
        bytes.set(data.subarray(from, to), at + from)
        chunk++
      }
      try {
        this.way ??= this.left.shift()?.()
        if (!this.way) throw await whyMissing(this.conn, this.bucket, this.info)
        await this.way.fetch((index.seqOf(chunk) as bigint) - 1n, last - chunk + 1, take, this.signal)
        if (chunk === before) this.close()
        else attempt = 1
      } catch (e) {
        const error = toAppError(e)
        if (this.signal.aborted || error instanceof DamagedObject || error instanceof ReplacedObject) throw error
        if (isPassing(error) && error.kind !== 'no-responders') {
          await untilOpen(this.conn, this.signal)
          await pause(backoff(attempt++))
        } else if (this.left.length === 0 || error.kind === 'not-found') {
          throw await objReadError(this.conn, this.bucket, this.info.name, error)
        } else this.close()
      }
    }
    return bytes
  }
}
