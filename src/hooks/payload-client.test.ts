import { beforeEach, expect, test, vi } from 'vitest'
import { PayloadClient } from './payload-client.ts'

/** A worker that answers nothing by itself. */
class Silent extends EventTarget {
  static started: Silent[] = []
  asked: { id: string; path: string[] }[] = []
  constructor() {
    super()
    Silent.started.push(this)
  }
  postMessage(message: { id: string; path: string[] }): void {
    this.asked.push(message)
  }
  terminate(): void {}
  /** As comlink does. */
  answer(path: string, value: unknown): void {
    const { id } = this.asked.find((m) => m.path[0] === path)!
    this.dispatchEvent(new MessageEvent('message', { data: { id, type: 'RAW', value } }))
  }
}

beforeEach(() => {
  Silent.started = []
  vi.stubGlobal('Worker', Silent)
})

const bytes = new Uint8Array(1)
const options = {} as Parameters<PayloadClient['open']>[1]

test('what is under way when the worker is closed fails', async () => {
  const client = new PayloadClient()
  const asked = [client.open(bytes, options), client.find('x'), client.compare(bytes, bytes), client.merge(bytes, bytes, bytes)]
  client.close()
  for (const answer of asked) await expect(answer).rejects.toThrow('no longer read')
})

test('another payload in its place: what needs the one before fails, what does not is asked again', async () => {
  const client = new PayloadClient()
  const [first, found, compared] = [client.open(bytes, options), client.find('x'), client.compare(bytes, bytes)]
  void client.open(new Uint8Array(2), options).catch(() => {})
  await expect(first).rejects.toThrow('Another payload')
  await expect(found).rejects.toThrow('Another payload')
  await expect.poll(() => Silent.started.at(-1)!.asked.map((m) => m.path[0])).toEqual(['open', 'compare'])
  Silent.started.at(-1)!.answer('compare', 'the difference')
  expect(await compared).toBe('the difference')
  expect(Silent.started).toHaveLength(2)
  // And a third one does not wait for the second.
  void client.open(new Uint8Array(3), options).catch(() => {})
  expect(Silent.started).toHaveLength(3)
  client.close()
})
