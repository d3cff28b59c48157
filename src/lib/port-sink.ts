import { Discarded, type FileSink } from './file-sink.ts'
import type { FromSink, FromStream } from './port-stream.ts'

/** A browser that begins a download at all begins it at once. */
const ASKED_MS = 10_000

/** The browser has not asked for the download. */
export class NotAsked extends Error {
  constructor() {
    super('The browser did not begin the download')
  }
}

/**
 * Sends a file over a port, a piece for each pull of the other end (portStream). The last piece waits for `end`: a stream that
 * fails after its last byte might be taken for whole. Throws NotAsked, and Discarded when the browser wants no more.
 */
export async function portSink(port: MessagePort, askedMs = ASKED_MS): Promise<FileSink> {
  const encoder = new TextEncoder()
  let pulls = 0
  let asked = false
  let closed = false
  let failure: Error | undefined
  let held: Uint8Array<ArrayBuffer> | undefined
  let wake = () => {}
  const say = (said: FromSink, transfer: Transferable[] = []) => port.postMessage(said, transfer)
  const fail = (error: Error) => {
    failure ??= error
    wake()
  }
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      if (failure) throw failure
      await new Promise<void>((resolve) => (wake = resolve))
    }
    if (failure) throw failure
  }
  const send = async (data: Uint8Array<ArrayBuffer>) => {
    await until(() => pulls > 0)
    pulls--
    const own = data.byteLength === data.buffer.byteLength ? data : data.slice()
    say({ data: own }, [own.buffer])
  }
  port.addEventListener('message', ({ data: said }: MessageEvent<FromStream>) => {
    if (said === 'cancel') return fail(new Discarded('The browser ended the download'))
    if (said === 'asked') asked = true
    else if (said === 'pull') pulls++
    else closed = true
    wake()
  })
  port.addEventListener('close', () => fail(new Error('The browser has dropped the download')))
  port.start()
  const late = setTimeout(() => fail(new NotAsked()), askedMs)
  try {
    await until(() => asked)
  } catch (e) {
    say({ error: 'Too late' })
    throw e
  } finally {
    clearTimeout(late)
  }
  return {
    write: async (data) => {
      const piece = typeof data === 'string' ? encoder.encode(data) : data
      if (piece.byteLength === 0) return
      const before = held
      held = piece
      if (before) await send(before)
      else if (failure) throw failure
    },
    end: async () => {
      if (held) await send(held)
      say('end')
      await until(() => closed)
      port.close()
      return undefined
    },
    discard: async () => {
      if (closed) return
      if (!failure) say({ error: 'Stopped' })
      fail(new Discarded('Stopped'))
    },
  }
}
