import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { inRows } from './socket-intake.ts'

/** What is handed on of these frames, the last of which comes just before the server hangs up. */
async function handedOn(frames: (Buffer | string)[]): Promise<(Buffer | string)[]> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  server.once('connection', (peer) => {
    for (const frame of frames) peer.send(frame)
    peer.close()
  })
  const { port } = server.address() as { port: number }
  const socket = inRows(new WebSocket(`ws://127.0.0.1:${port}`) as unknown as globalThis.WebSocket)
  socket.binaryType = 'arraybuffer'
  const got: (Buffer | string)[] = []
  await new Promise((resolve) => {
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) =>
      got.push(typeof data === 'string' ? data : Buffer.from(data))
    socket.onclose = resolve
  })
  return got
}

test('frames of a row are handed on together, with every byte in its place', async () => {
  const frames = [10, 4096, 4096, 4096, 100, 300_000, 4096, 0, ...Array.from({ length: 600 }, () => 4096), 20, 4096].map((n) =>
    randomBytes(n),
  )
  const got = (await handedOn(frames)) as Buffer[]
  expect(Buffer.concat(got).equals(Buffer.concat(frames))).toBe(true)
  expect(got.length).toBeLessThan(frames.length / 4)
  expect(Math.max(...got.map((b) => b.length))).toBeLessThan(1024 * 1024 + 300_000)
})

test('text keeps its place among bytes, and the last frame comes before the end', async () => {
  const row = [randomBytes(4096), randomBytes(4096)]
  const got = await handedOn([...row, 'text', ...row])
  const at = got.indexOf('text')
  expect(Buffer.concat(got.slice(0, at) as Buffer[]).equals(Buffer.concat(row))).toBe(true)
  expect(Buffer.concat(got.slice(at + 1) as Buffer[]).equals(Buffer.concat(row))).toBe(true)
})
