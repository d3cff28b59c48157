import type { Page } from '@playwright/test'

type TraceEvent = { name: string; ph: string; pid: number; tid: number; dur?: number; tdur?: number; args?: { name?: string } }

/**
 * The longest task of the page's main thread by processor time, in ms, while something is done. A task that waits for a core is
 * long by the clock through no work of its own: where server, publisher and browser share two cores the clock says little.
 */
export async function longestByProcessor(page: Page, work: () => Promise<void>): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  const longest = new Map<string, number>()
  const mainThreads = new Set<string>()
  cdp.on('Tracing.dataCollected', ({ value }) => {
    for (const e of value as unknown as TraceEvent[]) {
      const thread = `${e.pid}:${e.tid}`
      if (e.name === 'thread_name' && e.args?.name === 'CrRendererMain') mainThreads.add(thread)
      if (e.ph !== 'X' || !e.name.includes('RunTask') || e.tdur === undefined) continue
      longest.set(thread, Math.max(longest.get(thread) ?? 0, e.tdur / 1000))
    }
  })
  const complete = new Promise<void>((resolve) => cdp.once('Tracing.tracingComplete', () => resolve()))
  await cdp.send('Tracing.start', {
    traceConfig: { recordMode: 'recordContinuously', includedCategories: ['toplevel'], excludedCategories: ['*'] },
  })
  await work()
  await cdp.send('Tracing.end')
  await complete
  await cdp.detach()
  return Math.max(0, ...[...longest].filter(([thread]) => mainThreads.has(thread)).map(([, ms]) => ms))
}
