import { readDocument, type Document, type ItemReader } from './binary-document.ts'
import { BinaryFault, Bytes } from './byte-reader.ts'
import { bytesItem, floatItem, textItem, type Item } from './items.ts'

/**
 * MessagePack as text. Written here rather than taken from a library because those build JavaScript objects, which lose the order of
 * keys that look like numbers, repeated keys, and whether a number was a float. https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export function readMsgpack(data: Uint8Array, limit?: number): Document {
  return readDocument(new MsgpackReader(data), limit)
}

class MsgpackReader extends Bytes implements ItemReader {
  next(): Item {
    const code = this.uint8()
    if (code < 0x80) return integer(code)
    if (code >= 0xe0) return integer(code - 0x100)
    if (code < 0x90) return { open: 'object', size: code & 15 }
    if (code < 0xa0) return { open: 'array', size: code & 15 }
    if (code < 0xc0) return textItem(this.take(code & 31))
    const read = this.codes[code - 0xc0]
    if (!read) throw new BinaryFault(`byte ${this.at - 1} (c1) begins no value`)
    return read()
  }

  private readonly literal = (text: string) => (): Item => ({ kind: 'literal', text })

  /** 0xc0 to 0xdf. */
  private readonly codes: ((() => Item) | undefined)[] = [
    this.literal('null'),
    undefined,
    this.literal('false'),
    this.literal('true'),
    () => bytesItem(this.take(this.uint8())),
    () => bytesItem(this.take(this.uint16())),
    () => bytesItem(this.take(this.uint32())),
    () => this.extension(this.uint8()),
    () => this.extension(this.uint16()),
    () => this.extension(this.uint32()),
    () => floatItem(this.float32(), 32),
    () => floatItem(this.float64(), 64),
    ...[this.uint8, this.uint16, this.uint32, this.uint64].map((read) => () => integer(read())),
    ...[this.int8, this.int16, this.int32, this.int64].map((read) => () => integer(read())),
    ...[1, 2, 4, 8, 16].map((length) => () => this.extension(length)),
    () => textItem(this.take(this.uint8())),
    () => textItem(this.take(this.uint16())),
    () => textItem(this.take(this.uint32())),
    () => ({ open: 'array', size: this.uint16() }),
    () => ({ open: 'array', size: this.uint32() }),
    () => ({ open: 'object', size: this.uint16() }),
    () => ({ open: 'object', size: this.uint32() }),
  ]

  private extension(length: number): Item {
    const type = this.int8()
    const data = this.take(length)
    const time = type === -1 ? timestamp(data) : undefined
    return time ? { kind: 'literal', text: `timestamp(${time})` } : bytesItem(data, (hex) => `ext(${type}, h'${hex}')`)
  }
}

function integer(value: number | bigint): Item {
  return { kind: 'number', text: String(value) }
}

/** The one extension that the specification defines, to the nanosecond. */
function timestamp(data: Uint8Array): string | undefined {
  const bytes = new Bytes(data)
  let [nanos, seconds] = [0, 0n]
  if (data.length === 4) seconds = BigInt(bytes.uint32())
  else if (data.length === 8) {
    const both = bytes.uint64()
    nanos = Number(both >> 34n)
    seconds = both & 0x3_ffff_ffffn
  } else if (data.length === 12) {
    nanos = bytes.uint32()
    seconds = bytes.int64()
  } else return undefined
  const date = new Date(Number(seconds) * 1000)
  if (nanos > 999_999_999 || Number.isNaN(date.getTime())) return undefined
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0')}`
  return date.toISOString().replace('.000Z', `${fraction}Z`)
}
