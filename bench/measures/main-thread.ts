import { StorageType } from '@nats-io/jetstream'
import type { Page } from '@playwright/test'
import { longestByProcessor } from '../processor-time.ts'
import { inPage, median, type Measure, type Result, type Setting } from '../measure.ts'
import { figure, most, watch } from '../watch.ts'

/** `BENCH_SECONDS=15` for a quick look. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60)
const PER_SECOND = 20_000
/** Tracing costs too, so it has a time of its own. */
const TRACED_SECONDS = 10

/** The heap of the page after a full collection, in MiB. */
async function heap(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number }
  await cdp.detach()
  return usedSize / 1024 / 1024
}

/** Publishes at a steady rate until stopped; the stream keeps only the newest. */
function publishSteadily(s: Setting, subject: string) {
  const payload = 'x'.repeat(130)
  let sent = 0
  const started = performance.now()
  const timer = setInterval(() => {
    const due = ((performance.now() - started) / 1000) * PER_SECOND
    for (; sent < due; sent++) s.them.nc.publish(subject, payload)
  }, 10)
  return { stop: () => clearInterval(timer), sent: () => sent }
}

/** What somebody does meanwhile: types, scrolls away from the end, and goes back to it. */
async function useFor(page: Page, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000
  const subjects = page.getByLabel('Subjects')
  while (Date.now() < end) {
    await subjects.pressSequentially('fast.x', { delay: 30 })
    await subjects.fill('')
    await page.getByRole('grid').hover()
    await page.mouse.wheel(0, -600)
    await page.getByRole('button', { name: /^Follow \(/ }).click()
  }
}

export const live: Measure = {
  name: 'live',
  run: async (s) => {
    await s.them.jsm.streams.add({ name: 'FAST', subjects: ['fast'], storage: StorageType.Memory, max_msgs: 100_000 })
    const result = await inPage(
      s,
      async (page) => {
        await page.getByRole('group', { name: 'Live' }).getByText('Live').waitFor()
        const publisher = publishSteadily(s, 'fast')
        await page.waitForTimeout(10_000) // warm-up: the ring fills
        const before = await heap(page)
        const read = await watch(page)
        await useFor(page, SECONDS)
        const watched = await read()
        const byProcessor = await longestByProcessor(page, () => useFor(page, TRACED_SECONDS))
        publisher.stop()
        const after = await heap(page)
        const text = await page.getByRole('group', { name: 'Live' }).innerText()
        return {
          watched,
          byProcessor,
          before,
          after,
          sent: publisher.sent(),
          received: Number(/([\d,]+) messages received/.exec(text)?.[1]?.replaceAll(',', '')),
        }
      },
      `${s.appUrl}/streams/FAST/messages?at=live`,
    )
    await s.them.jsm.streams.delete('FAST')
    const name = `live at ${PER_SECOND}/s for ${SECONDS} s, ${s.compression}`
    return [
      figure(`${name}: longest task`, most(result.watched.longTasks), 'ms (0 = none over 50)'),
      figure(`${name}: longest task by processor time`, result.byProcessor, 'ms'),
      figure(`${name}: slowest answer to a key`, most(result.watched.events), 'ms'),
      figure(`${name}: heap growth`, result.after - result.before, 'MiB'),
      {
        name: `${name}: received`,
        value: result.received,
        unit: 'messages',
        baseline: result.sent,
        ratio: result.received / result.sent,
      },
    ]
  },
}

export const searchPage: Measure = {
  name: 'search-page',
  run: async (s) => {
    /** Searches in a page of its own, what was there before being no help; `work` says when to begin. */
    const search = <T>(work: (page: Page, begin: () => Promise<void>) => Promise<T>) =>
      inPage(
        s,
        async (page) => {
          const panel = page.getByRole('region', { name: 'Search in this stream' })
          await page.getByRole('grid', { name: 'Messages' }).locator('.row').first().waitFor()
          await page.waitForTimeout(1000) // the page has settled
          return work(page, async () => {
            await panel.getByRole('button', { name: 'Search', exact: true }).click()
            await panel.getByText('All of it has been searched.').waitFor({ timeout: 300_000 })
          })
        },
        `${s.appUrl}/streams/${s.stream}/messages?find=needle`,
      )
    const longTasks = await search(async (page, begin) => {
      const read = await watch(page)
      await begin()
      return (await read()).longTasks
    })
    const byProcessor = await search(longestByProcessor)
    const name = `search of ${s.count} in the page, ${s.compression}`
    return [
      figure(`${name}: longest task`, most(longTasks), 'ms (0 = none over 50)'),
      figure(`${name}: longest task by processor time`, byProcessor, 'ms'),
    ]
  },
}

/** Opening a megabyte of JSON on one line, on demand, in each view. */
export const payload: Measure = {
  name: 'payload',
  run: async (s) => {
    const items = Array.from({ length: 13_000 }, (_, i) => ({
      id: i,
      name: `customer number ${i}`,
      balance: '12.50',
      ok: i % 2 === 0,
    }))
    await s.them.jsm.streams.add({ name: 'LARGE', subjects: ['large'], storage: StorageType.Memory, allow_direct: true })
    await s.them.js.publish('large', JSON.stringify(items))
    const results: Result[] = []
    for (const view of ['json', 'pretty', 'text', 'hex', 'base64']) {
      const longest: number[] = []
      for (let i = 0; i < 5; i++) {
        longest.push(
          await inPage(
            s,
            async (page) => {
              const detail = page.getByRole('region', { name: 'Message 1' })
              const show = detail.getByRole('button', { name: /^Show .* as/ })
              await show.waitFor()
              await page.waitForTimeout(1000) // the page has settled
              const read = await watch(page)
              await show.click()
              await detail.locator('.viewer, .lines').first().waitFor()
              await page.waitForTimeout(500)
              return most((await read()).longTasks)
            },
            `${s.appUrl}/streams/LARGE/messages?open=1&view=${view}`,
          ),
        )
      }
      results.push(
        figure(`1 MB payload as ${view}, ${s.compression}: longest task, median of 5`, median(longest), 'ms (0 = none over 50)'),
      )
    }
    await s.them.jsm.streams.delete('LARGE')
    return results
  },
}
