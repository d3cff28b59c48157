import { expect, test } from 'vitest'
import { Discarded } from './file-sink.ts'
import { NotAsked, portSink } from './port-sink.ts'
import { portStream } from './port-stream.ts'

const MIB = 1024 * 1024

async function joined() {
  const { port1, port2 } = new MessageChannel()
  const stream = portStream(port2)
  return { sink: await portSink(port1), stream }
}

test('bytes come through in their order, and the end is the end', async () => {
  const { sink, stream } = await joined()
  const body = new Response(stream).bytes()
  const whole = Uint8Array.from({ length: 3 * MIB }, (_, i) => (i * 7 + (i >> 8)) & 255)
  // Pieces of a larger buffer leave the rest of it alone.
  for (let i = 0; i < whole.length; i += 100_000) await sink.write(whole.subarray(i, i + 100_000))
  await sink.write(new Uint8Array(0))
  await sink.end()
  expect(Buffer.compare(await body, whole)).toBe(0)
  expect(whole.length).toBe(3 * MIB)
})

test('an empty file is one', async () => {
  const { sink, stream } = await joined()
  const body = new Response(stream).bytes()
  await sink.end()
  expect((await body).length).toBe(0)
})

test('nothing is sent that is not asked for', async () => {
  const { sink, stream } = await joined()
  let written = 0
  const write = async () => {
    for (; written < 40; written++) await sink.write(new Uint8Array(128 * 1024))
    await sink.end()
  }
  const done = write()
  const reader = stream.getReader()
  await reader.read()
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
  expect(written).toBeLessThan(10)
  let size = 128 * 1024
  for (let r = await reader.read(); !r.done; r = await reader.read()) size += r.value.length
  await done
  expect(size).toBe(40 * 128 * 1024)
})

test('what is discarded fails in the browser, before its last byte', async () => {
  const { sink, stream } = await joined()
  const reader = stream.getReader()
  await sink.write(new Uint8Array(5))
  await sink.write(new Uint8Array(7))
  expect((await reader.read()).value?.length).toBe(5)
  await sink.discard()
  await expect(reader.read()).rejects.toThrow('Stopped')
  await expect(sink.write(new Uint8Array(1))).rejects.toThrow(Discarded)
})

test('a write that waits ends when the browser wants no more, or when it is discarded', async () => {
  for (const end of ['browser', 'here'] as const) {
    const { sink, stream } = await joined()
    const write = async () => {
      for (;;) await sink.write(new Uint8Array(MIB))
    }
    const failed = expect(write()).rejects.toThrow(Discarded)
    await (end === 'browser' ? stream.cancel() : sink.discard())
    await failed
  }
})

test('a download that the browser does not begin is none, and begins no more', async () => {
  const { port1, port2 } = new MessageChannel()
  await expect(portSink(port1, 1)).rejects.toThrow(NotAsked)
  await expect(portStream(port2).getReader().read()).rejects.toThrow('Too late')
})
