import { Sink } from './sink.ts'
import type { Unpacked } from './unpack.ts'

/** Small enough that what one piece unpacks to is bounded too: deflate packs a thousandfold at most. */
const PIECE = 4096

/** Unpacks gzip by the platform's own decoder, and stops when there is enough. */
export async function gunzip(data: Uint8Array, limit: number): Promise<Unpacked> {
  const stream = new DecompressionStream('gzip')
  const sink = new Sink(limit)
  const reader = stream.readable.getReader()
  const fed = feed(stream.writable.getWriter(), data)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { data: sink.all(), end: 'complete' }
      sink.take(value)
      if (!sink.full) continue
      await reader.cancel()
      return { data: sink.all(), end: 'full' }
    }
  } catch {
    return { data: sink.all(), end: 'broken' }
  } finally {
    await fed
  }
}

async function feed(writer: WritableStreamDefaultWriter<BufferSource>, data: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < data.length; at += PIECE) await writer.write(data.slice(at, at + PIECE))
    await writer.close()
  } catch {
    // The reader gets the same error, or has had enough.
  }
}
