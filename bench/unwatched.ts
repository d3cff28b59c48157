import type { Setting } from './measure.ts'

/** The little of Playwright's page that it takes to run the bench. */
export type UnwatchedPage = {
  /** As Playwright's: a function of the page, given and giving what JSON can say. */
  evaluate<A, T>(work: (arg: A) => T | Promise<T>, arg: A): Promise<T>
}

type Answer = {
  id: number
  result?: { result?: { value?: unknown }; exceptionDetails?: { exception?: { description?: string } } }
}

/**
 * The bench's page, without Playwright watching it, closed again when the work is done. Of a page of its own it is told every frame of
 * every WebSocket by the debugging protocol, bytes and all. That took half of the processor time of a fast transfer, whoever made it,
 * and so hid half of what they differ by.
 */
export async function unwatched<T>({ browser, benchUrl: url }: Setting, work: (page: UnwatchedPage) => Promise<T>): Promise<T> {
  const cdp = await browser.newBrowserCDPSession()
  const { targetId } = await cdp.send('Target.createTarget', { url, width: 1440, height: 900 })
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false })
  let last = 0
  const run = (expression: string) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++last
      const onMessage = ({ message }: { message: string }) => {
        const { id: of, result } = JSON.parse(message) as Answer
        if (of !== id) return
        cdp.off('Target.receivedMessageFromTarget', onMessage)
        const failed = result?.exceptionDetails
        if (failed) reject(new Error(failed.exception?.description ?? 'The page failed'))
        else resolve(result?.result?.value)
      }
      cdp.on('Target.receivedMessageFromTarget', onMessage)
      const params = { expression, awaitPromise: true, returnByValue: true }
      const message = JSON.stringify({ id, method: 'Runtime.evaluate', params })
      cdp.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject)
    })
  try {
    await run(`new Promise((resolve) => {
      const look = () => (globalThis.bench ? resolve() : setTimeout(look, 20))
      look()
    })`)
    return await work({
      evaluate: async (of, arg) => (await run(`(${of.toString()})(${JSON.stringify(arg)})`)) as never,
    })
  } finally {
    await cdp.send('Target.closeTarget', { targetId })
    await cdp.detach()
  }
}
