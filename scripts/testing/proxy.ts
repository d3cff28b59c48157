import { connect, createServer, type Socket } from 'node:net'
import { onEnd } from './harness.ts'

type Fault = {
  /** Lets this much through to the client each second. */
  bytesPerSecond?: number
  /** Cuts every connection this long after it was made. */
  cutAfterMs?: number
}

const TICK_MS = 50

type Proxy = {
  port: number
  dials: () => number
  /** Cuts what there is and lets nobody through, until it is taken back. */
  setDown: (isDown: boolean) => void
}

/** A way to a server's port that is slow or breaks, as real networks do. */
export async function faultyProxy(target: number, fault: Fault = {}): Promise<Proxy> {
  let dials = 0
  let down = false
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    if (down) return void client.destroy()
    dials++
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    if (fault.bytesPerSecond) trickle(upstream, client, fault.bytesPerSecond)
    else upstream.pipe(client)
    if (fault.cutAfterMs) setTimeout(() => client.destroy(), fault.cutAfterMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onEnd(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const setDown = (isDown: boolean) => {
    down = isDown
    if (isDown) for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as { port: number }).port, dials: () => dials, setDown }
}

function trickle(from: Socket, to: Socket, bytesPerSecond: number) {
  let at = performance.now() // by the clock: a late tick lets more through
  const timer = setInterval(() => {
    const now = performance.now()
    const chunk = from.read(Math.min(from.readableLength, Math.ceil((bytesPerSecond * (now - at)) / 1000))) as Buffer | null
    at = now
    if (chunk) to.write(chunk)
  }, TICK_MS)
  from.on('readable', () => {}) // keeps the socket in paused mode, filling its buffer
  to.on('close', () => clearInterval(timer))
}
