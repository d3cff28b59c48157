export const KIB = 1024

/** What a chunk's own header needs beside it: its line, and the number that tells it apart (obj-upload.ts). */
export const CHUNK_HEADER = 128
/** The official default; larger ones are fewer messages, and as many can be in flight. */
const SMALL = 128 * KIB
const LARGE = 512 * KIB

export type ChunkLimits = {
  /** The server's, headers included. */
  maxPayload: number
  /** The bucket's, headers included; absent = none. */
  maxMessage?: number | undefined
}

/** The largest chunk that server and bucket take; less than 1 when they take none. */
export function largestChunk({ maxPayload, maxMessage = Infinity }: ChunkLimits): number {
  return Math.min(maxPayload, maxMessage) - CHUNK_HEADER
}

/** How large the chunks of an object of `size` bytes should be. */
export function chunkSize(size: number, limits: ChunkLimits): number {
  const wanted = size <= 64 * SMALL ? SMALL : LARGE
  return Math.max(1, Math.min(wanted, largestChunk(limits)))
}

/** Why chunks of this size cannot be sent, as a sentence, or undefined. */
export function chunkSizeProblem(size: number, limits: ChunkLimits): string | undefined {
  if (!Number.isInteger(size) || size < 1) return 'A chunk has at least one byte'
  const most = largestChunk(limits)
  if (size <= most) return undefined
  const { maxPayload, maxMessage } = limits
  return maxMessage !== undefined && maxMessage < maxPayload
    ? `A chunk can have at most ${most} bytes: the bucket takes messages of ${maxMessage}`
    : `A chunk can have at most ${most} bytes: the server takes messages of ${maxPayload} (max_payload)`
}

export function chunksOf(size: number, chunk: number): number {
  return Math.ceil(size / chunk)
}
