import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const LIMIT_MS = 30_000
const EVERY_MS = 25

/**
 * Waits until the client port greets with INFO and the WebSocket port answers an HTTP request. A published container port
 * accepts connections before anything listens behind it, so being accepted is not enough.
 */
export async function waitUntilReady(port: number, wsPort: number, died: () => string | undefined): Promise<void> {
  const until = Date.now() + LIMIT_MS
  while (Date.now() < until) {
    const log = died()
    if (log !== undefined) throw new Error(`nats-server ended while starting:\n${log}`)
    if ((await greets(port)) && (await answers(wsPort))) return
    await delay(EVERY_MS)
  }
  throw new Error(`nats-server did not answer on port ${port} within ${LIMIT_MS / 1000} s`)
}

function greets(port: number): Promise<boolean> {
  return firstBytes(port, '').then((text) => text.startsWith('INFO '))
}

/** Plain HTTP to the WebSocket port: 400 from a plain listener, and from a TLS one too ("client sent an HTTP request"). */
function answers(wsPort: number): Promise<boolean> {
  return firstBytes(wsPort, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n').then((text) => text.startsWith('HTTP/'))
}

function firstBytes(port: number, send: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const end = (text: string) => {
      socket.destroy()
      resolve(text)
    }
    socket.setTimeout(1000, () => end(''))
    socket.on('connect', () => send && socket.write(send))
    socket.on('data', (d) => end(d.toString('latin1')))
    socket.on('error', () => end(''))
    socket.on('close', () => end(''))
  })
}
