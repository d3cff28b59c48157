import type { CDPSession, Page } from '@playwright/test'

type Usage = { usedSize: number; embedderHeapUsedSize?: number; backingStorageSize?: number }
type Send = (method: string) => Promise<unknown>

/** Bytes that a page and its workers hold after a full collection, with the buffers of typed arrays, which lie outside of the heap. */
export type Heaps = { page: number; workers: number }

/**
 * Watches what a page and its dedicated workers hold, those too that start later. By the debugging protocol of each; a worker that ends
 * counts no more.
 */
export async function pageHeaps(page: Page): Promise<{ read: () => Promise<Heaps>; stop: () => Promise<void> }> {
  const cdp = await page.context().newCDPSession(page)
  const workers = new Map<string, Send>()
  cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.set(sessionId, senderTo(cdp, sessionId))
  })
  cdp.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId))
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  const own: Send = (method) => cdp.send(method as 'Runtime.getHeapUsage')
  return {
    read: async () => {
      const held = await Promise.all([...workers.values()].map(heldBy))
      return { page: await heldBy(own), workers: held.reduce((a, b) => a + b, 0) }
    },
    stop: () => cdp.detach(),
  }
}

async function heldBy(send: Send): Promise<number> {
  await send('HeapProfiler.collectGarbage')
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = (await send('Runtime.getHeapUsage')) as Usage
  return usedSize + embedderHeapUsedSize + backingStorageSize
}

/** Asks a worker through the session of its page. One that ends before it answers holds nothing. */
function senderTo(cdp: CDPSession, sessionId: string): Send {
  const open = new Map<number, (result: unknown) => void>()
  let id = 0
  const end = (of: string) => {
    if (of !== sessionId) return
    for (const resolve of open.values()) resolve({ usedSize: 0 })
    open.clear()
  }
  cdp.on('Target.receivedMessageFromTarget', (e) => {
    if (e.sessionId !== sessionId) return
    const answer = JSON.parse(e.message) as { id?: number; result?: unknown }
    if (answer.id === undefined) return
    open.get(answer.id)?.(answer.result)
    open.delete(answer.id)
  })
  cdp.on('Target.detachedFromTarget', (e) => end(e.sessionId))
  return (method) =>
    new Promise((resolve) => {
      const mine = ++id
      open.set(mine, resolve)
      const message = JSON.stringify({ id: mine, method })
      cdp.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => end(sessionId))
    })
}
