import { Decompress } from 'fzstd'
import { Sink } from './sink.ts'
import type { Unpacked } from './unpack.ts'

/** A block of four bytes can stand for 128 KiB: with so few at a time what one piece unpacks to stays small. */
const PIECE = 256
/** As the zstd command does by default: a window is memory that must be there before the first byte comes out. */
const MAX_WINDOW = 128 * 1024 * 1024

class Enough extends Error {}

/** Unpacks Zstandard piece by piece, and stops when there is enough. */
export async function unzstd(data: Uint8Array, limit: number): Promise<Unpacked> {
  const sink = new Sink(limit)
  if (windowOf(data) > MAX_WINDOW) return { data: sink.all(), end: 'broken' }
  try {
    const stream = new Decompress((piece) => {
      sink.take(piece)
      if (sink.full) throw new Enough()
    })
    for (let at = 0; at < data.length; at += PIECE) stream.push(data.subarray(at, at + PIECE), at + PIECE >= data.length)
    return { data: sink.all(), end: 'complete' }
  } catch (e) {
    return { data: sink.all(), end: e instanceof Enough ? 'full' : 'broken' }
  }
}

/** How much memory a frame asks for (RFC 8878, 3.1.1.1): its window, or its whole content when it is one segment. */
export function windowOf(data: Uint8Array): number {
  const flags = data[4] ?? 0
  const isSingle = (flags & 0x20) !== 0
  if (!isSingle) {
    const descriptor = data[5] ?? 0
    const base = 2 ** (10 + (descriptor >> 3))
    return base + (base / 8) * (descriptor & 7)
  }
  const at = 5 + [0, 1, 2, 4][flags & 3]!
  const width = 1 << (flags >> 6)
  let size = width === 2 ? 256 : 0
  for (let i = 0; i < width; i++) size += (data[at + i] ?? 0) * 2 ** (8 * i)
  return size
}
