import { chunksOf } from '~/lib/obj/chunk-size.ts'
import { AppError } from './errors.ts'

/** What is to be sent: a file, or anything else that can be read anywhere. The bytes that `read` gives are not changed by anybody later. */
export type ObjectSource = {
  size: number
  read: (offset: number, length: number) => Promise<Uint8Array>
}

/** So much is read at once: a read costs more than its bytes. */
const SLICE_BYTES = 2 * 1024 * 1024

type Slice = { index: number; data: Uint8Array }

/** Gives the chunks of a source, a slice read ahead. Holds two slices, whatever the size of the source. */
export class ChunkReader {
  private readonly source: ObjectSource
  private readonly chunkSize: number
  private readonly perSlice: number
  private current: Slice | undefined
  private ahead: { index: number; data: Promise<Slice> } | undefined

  constructor(source: ObjectSource, chunkSize: number) {
    this.source = source
    this.chunkSize = chunkSize
    this.perSlice = Math.max(1, Math.floor(SLICE_BYTES / chunkSize))
  }

  get chunks(): number {
    return chunksOf(this.source.size, this.chunkSize)
  }

  /** The bytes of chunk `i`: a view, there at once where it has been read already. Rejects with AppError invalid. */
  chunk(i: number): Uint8Array | Promise<Uint8Array> {
    const index = Math.floor(i / this.perSlice)
    if (this.current?.index === index) return this.cut(this.current, i)
    return this.slice(index).then((slice) => {
      this.current = slice
      this.readAhead(index + 1)
      return this.cut(slice, i)
    })
  }

  private slice(index: number): Promise<Slice> {
    if (this.ahead?.index === index) return this.ahead.data
    return this.read(index)
  }

  private readAhead(index: number): void {
    this.ahead = undefined
    if (index * this.perSlice >= this.chunks) return
    const data = this.read(index)
    data.catch(() => {}) // told to who asks for it
    this.ahead = { index, data }
  }

  private async read(index: number): Promise<Slice> {
    const offset = index * this.perSlice * this.chunkSize
    const length = Math.min(this.perSlice * this.chunkSize, this.source.size - offset)
    let data: Uint8Array
    try {
      data = await this.source.read(offset, length)
    } catch (e) {
      if (e instanceof AppError) throw e // of another object, which says itself why
      throw new AppError('invalid', 'The file cannot be read (any more): it was changed, moved or deleted', {
        cause: e,
        details: e instanceof Error ? e.message : String(e),
        next: 'Choose the file again',
      })
    }
    if (data.length === length) return { index, data }
    throw new AppError('invalid', 'The file became shorter while it was read', { next: 'Choose the file again' })
  }

  private cut({ index, data }: Slice, i: number): Uint8Array {
    const from = (i - index * this.perSlice) * this.chunkSize
    return data.subarray(from, from + this.chunkSize)
  }
}
