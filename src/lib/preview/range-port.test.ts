import { expect, test } from 'vitest'
import { portReader, rangeStream } from './range-port.ts'
import { servePort } from './serve-port.ts'

const all = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)

test('a part comes through a port in pieces, none before it is wanted, and failures too', async () => {
  const { port1, port2 } = new MessageChannel()
  const asked: number[] = []
  servePort(port1, async (offset, length) => {
    asked.push(offset)
    if (offset >= 900) throw new Error('nothing there')
    return all.slice(offset, offset + length)
  })
  const read = portReader(port2)
  const reader = rangeStream(read, { start: 100, end: 250 }, 64).getReader()
  expect((await reader.read()).value).toEqual(all.slice(100, 164))
  expect(asked).toEqual([100])
  expect((await reader.read()).value).toEqual(all.slice(164, 228))
  expect((await reader.read()).value).toEqual(all.slice(228, 250))
  expect((await reader.read()).done).toBe(true)
  expect(asked).toEqual([100, 164, 228])
  await expect(rangeStream(read, { start: 950, end: 960 }, 64).getReader().read()).rejects.toThrow('nothing there')
  const [a, b] = await Promise.all([read(0, 3), read(3, 3)])
  expect([a, b]).toEqual([all.slice(0, 3), all.slice(3, 6)])
  port1.close()
})
