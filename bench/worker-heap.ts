import type { Page } from '@playwright/test'

type Usage = { usedSize: number; backingStorageSize?: number }

/**
 * Bytes that a page's only worker holds after a full collection: its heap, and the buffers of its typed arrays, which lie
 * outside. By the debugging protocol of the worker itself.
 */
export async function workerHeap(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  const attached = new Promise<string>((resolve) =>
    cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => targetInfo.type === 'worker' && resolve(sessionId)),
  )
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  const sessionId = await attached
  let id = 0
  const ask = (method: string) =>
    new Promise<unknown>((resolve) => {
      const mine = ++id
      cdp.on('Target.receivedMessageFromTarget', ({ message }) => {
        const answer = JSON.parse(message) as { id?: number; result?: unknown }
        if (answer.id === mine) resolve(answer.result)
      })
      void cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: mine, method }) })
    })
  for (let i = 0; i < 3; i++) await ask('HeapProfiler.collectGarbage')
  const usage = (await ask('Runtime.getHeapUsage')) as Usage
  await cdp.detach()
  return usage.usedSize + (usage.backingStorageSize ?? 0)
}
