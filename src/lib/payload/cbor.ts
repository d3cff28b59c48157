import { readDocument, type Document, type ItemReader } from './binary-document.ts'
import { BinaryFault, Bytes } from './byte-reader.ts'
import { toHex } from './encode.ts'
import { bytesItem, floatItem, textItem, type Item } from './items.ts'

/** CBOR (RFC 8949) as text in its diagnostic notation: tags are kept as `32("...")`, integers of any size are exact. */
export function readCbor(data: Uint8Array, limit?: number): Document {
  return readDocument(new CborReader(data), limit)
}

/** Integers of more bytes than this are left as the bytes they are stored in: writing them in decimal takes the square of their length. */
const MAX_BIGNUM = 1024

class CborReader extends Bytes implements ItemReader {
  next(): Item {
    const at = this.at
    const first = this.uint8()
    const [major, info] = [first >> 5, first & 31]
    if (info > 27 && info < 31) throw new BinaryFault(`byte ${at} begins no value`)
    if (major === 7) return this.simple(info)
    if (info === 31 && (major < 2 || major === 6)) throw new BinaryFault(`byte ${at} begins no value`)
    const size = info === 31 ? undefined : this.argument(info)
    if (major === 0) return { kind: 'number', text: String(size) }
    if (major === 1) return { kind: 'number', text: String(-1n - BigInt(size ?? 0)) }
    if (major === 2) return bytesItem(this.string(2, size))
    if (major === 3) return textItem(this.string(3, size))
    if (major === 4) return { open: 'array', size: size === undefined ? undefined : Number(size) }
    if (major === 5) return { open: 'object', size: size === undefined ? undefined : Number(size) }
    return this.bignum(BigInt(size ?? 0)) ?? { open: 'tag', text: String(size) }
  }

  private argument(info: number): number | bigint {
    if (info < 24) return info
    return [this.uint8, this.uint16, this.uint32, this.uint64][info - 24]!() // 24 to 27: the rest is ruled out above
  }

  /** A string of bytes or text; without a size it is in pieces that have one. */
  private string(major: number, size: number | bigint | undefined): Uint8Array {
    if (size !== undefined) return this.take(Number(size))
    const pieces: number[][] = []
    for (let first = this.uint8(); first !== 0xff; first = this.uint8()) {
      if (first >> 5 !== major || (first & 31) > 27)
        throw new BinaryFault(`byte ${this.at - 1} is no piece of the string around it`)
      pieces.push([...this.take(Number(this.argument(first & 31)))])
    }
    return Uint8Array.from(pieces.flat())
  }

  /** Tags 2 and 3 on a byte string are an integer. */
  private bignum(tag: bigint): Item | undefined {
    const first = this.data[this.at] ?? 0
    if ((tag !== 2n && tag !== 3n) || first >> 5 !== 2 || (first & 31) > 25) return undefined
    const from = this.at++
    const data = this.take(Number(this.argument(first & 31)))
    if (data.length > MAX_BIGNUM) {
      this.at = from
      return undefined
    }
    const value = BigInt(`0x0${toHex(data)}`)
    return { kind: 'number', text: String(tag === 2n ? value : -1n - value) }
  }

  private simple(info: number): Item {
    if (info === 25) return floatItem(half(this.uint16()), 16)
    if (info === 26) return floatItem(this.float32(), 32)
    if (info === 27) return floatItem(this.float64(), 64)
    if (info === 31) return { end: true }
    const value = info === 24 ? this.uint8() : info
    const name = ['false', 'true', 'null', 'undefined'][value - 20]
    return { kind: 'literal', text: name ?? `simple(${value})` }
  }
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}
