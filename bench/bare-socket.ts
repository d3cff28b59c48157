/**
 * The ceiling: a WebSocket and the few lines of the protocol that are needed, counting bytes and looking at none. Nothing is hashed,
 * acknowledged or checked.
 */

const encoder = new TextEncoder()
const CONNECT = 'CONNECT {"verbose":false,"pedantic":false,"lang":"bench","version":"0","protocol":1,"headers":true}\r\n'
/** As much may wait in the browser. */
const BUFFERED = 8 * 1024 * 1024

async function dial(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  await new Promise((resolve, reject) => {
    socket.onmessage = resolve // INFO
    socket.onerror = reject
  })
  socket.send(encoder.encode(CONNECT))
  return socket
}

/** Publishes a file piece by piece to a subject, until the server has read it all. */
export async function barePut(url: string, subject: string, file: File, chunk: number): Promise<void> {
  const socket = await dial(url)
  const pong = new Promise<void>((resolve, reject) => {
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => new TextDecoder().decode(data).includes('PONG') && resolve()
    socket.onclose = () => reject(new Error('The server hung up'))
  })
  for (let at = 0; at < file.size; at += chunk) {
    const data = new Uint8Array(await file.slice(at, at + chunk).arrayBuffer())
    const head = encoder.encode(`PUB ${subject} ${data.length}\r\n`)
    const frame = new Uint8Array(head.length + data.length + 2)
    frame.set(head)
    frame.set(data, head.length)
    frame.set([13, 10], head.length + data.length)
    socket.send(frame)
    while (socket.bufferedAmount > BUFFERED) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  socket.send(encoder.encode('PING\r\n'))
  await pong
  socket.onclose = null
  socket.close()
}

/** So many messages are asked for at a time, and twice so many are under way: without a bound the server drops who cannot keep up. */
const BATCH = 32

/** Pulls so many messages of a subject and counts the bytes of the frames until as many as these have come. */
export async function bareGet(url: string, stream: string, filter: string, messages: number, bytes: number): Promise<void> {
  const socket = await dial(url)
  const name = `bench_${Math.random().toString(36).slice(2)}`
  const say = (subject: string, body: object, reply = '') => {
    const text = JSON.stringify(body)
    socket.send(encoder.encode(`PUB ${subject} ${reply} ${text.length}\r\n${text}\r\n`))
  }
  const config = {
    name,
    filter_subject: filter,
    ack_policy: 'none',
    max_deliver: 1,
    inactive_threshold: 5e9,
    mem_storage: true,
    num_replicas: 1,
  }
  let [received, asked] = [0, 0]
  const ask = () => {
    if (asked >= messages) return
    asked += BATCH
    say(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, { batch: BATCH, expires: 30e9 }, `_INBOX.${name}`)
  }
  let isMade = false
  const all = new Promise<void>((resolve, reject) => {
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (!isMade) {
        // The answer of the API: only now there is a consumer to ask.
        isMade = true
        ask()
        return ask()
      }
      received += data.byteLength
      while ((received / bytes) * messages > asked - BATCH && asked < messages) ask()
      if (received >= bytes) resolve()
    }
    socket.onclose = () => reject(new Error('The server hung up'))
  })
  socket.send(encoder.encode(`SUB _INBOX.${name} 1\r\n`))
  say(`$JS.API.CONSUMER.CREATE.${stream}.${name}`, { stream_name: stream, config }, `_INBOX.${name}`)
  await all
  socket.onclose = null
  socket.close()
}
