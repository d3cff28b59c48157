/** A frame of such a size is most likely one of a row; a smaller one ends it, a larger one is no part of any. */
const isOfRow = (bytes: number) => bytes >= 2048 && bytes <= 16_384
/** So much is handed on at once. */
const MOST_BYTES = 1024 * 1024

type OnMessage = ((event: MessageEvent) => unknown) | null

/**
 * nats-server cuts what it sends into frames of 4 KB where WebSocket compression is off, and nats.ws grows a buffer anew for each message
 * that spans several, and goes round its loop for each. So frames that have come by the time that this page gets to them are handed to
 * it as one. To it they are one stream, which may be cut anywhere. A frame that comes alone is not kept waiting.
 */
export function inRows(socket: WebSocket): WebSocket {
  const { port1, port2 } = new MessageChannel()
  let listener: OnMessage = null
  let frames: ArrayBuffer[] = []
  let size = 0
  const handOn = () => {
    if (size === 0) return
    const data = frames.length === 1 ? frames[0] : whole(frames, size)
    frames = []
    size = 0
    listener?.call(socket, { data } as MessageEvent)
  }
  socket.addEventListener('message', (event: MessageEvent) => {
    const data: unknown = event.data
    if (!(data instanceof ArrayBuffer)) {
      handOn()
      return void listener?.call(socket, event)
    }
    const { byteLength } = data
    if (size === 0 && isOfRow(byteLength)) port1.postMessage(0) // comes behind the frames that are here already
    frames.push(data)
    size += byteLength
    if (!isOfRow(byteLength) || size >= MOST_BYTES) handOn()
  })
  port2.onmessage = handOn
  socket.addEventListener('close', () => {
    handOn()
    port1.close()
  })
  Object.defineProperty(socket, 'onmessage', {
    get: () => listener,
    set: (given: OnMessage) => {
      listener = given
    },
  })
  return socket
}

function whole(frames: ArrayBuffer[], size: number): ArrayBuffer {
  const all = new Uint8Array(size)
  let at = 0
  for (const frame of frames) {
    all.set(new Uint8Array(frame), at)
    at += frame.byteLength
  }
  return all.buffer
}
