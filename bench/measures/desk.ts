import type { Page } from '@playwright/test'
import { inPage, median, type Measure, type Result, type Setting } from '../measure.ts'
import type { Bench } from '../page.ts'
import { longestByProcessor } from '../processor-time.ts'
import { figure, most, watch } from '../watch.ts'
import { unwatched } from '../unwatched.ts'

declare const bench: Bench

/** What a desk holds at once. */
const HELD = 5000
const ROUNDS = 5

/** Acks per second, each confirmed or each only sent, against nats.ws in the same page. */
export const ack: Measure = {
  name: 'ack',
  run: async (s) => {
    const results: Result[] = []
    for (const confirmed of [true, false]) {
      const times = { ours: [] as number[], bare: [] as number[] }
      for (let i = 0; i < ROUNDS; i++) {
        const args = [s.server.wsUrl, s.stream, HELD, confirmed] as const
        times.bare.push(await unwatched(s, (page) => page.evaluate(([u, n, c, k]) => bench.bareAcks(u, n, c, k), args)))
        times.ours.push(await unwatched(s, (page) => page.evaluate(([u, n, c, k]) => bench.deskAcks(u, n, c, k), args)))
      }
      const [ours, bare] = [(HELD * 1000) / median(times.ours), (HELD * 1000) / median(times.bare)]
      const name = `ack ${HELD}, ${confirmed ? 'each confirmed' : 'sent'}, ${s.compression}`
      results.push({ name, value: ours, unit: 'acks/s', baseline: bare, ratio: ours / bare })
    }
    return results
  },
}

async function holding(s: Setting, work: (page: Page) => Promise<Result[]>): Promise<Result[]> {
  return inPage(
    s,
    async (page) => {
      await page.getByRole('button', { name: 'Start', exact: true }).and(page.locator(':not([aria-disabled])')).click()
      await page.getByRole('textbox', { name: 'How many' }).fill(String(HELD))
      await page.getByRole('button', { name: 'Pull 5,000' }).click()
      await page.getByText('5,000 delivered').waitFor()
      await page.waitForTimeout(1000) // the page has settled
      const results = await work(page)
      await page.getByRole('button', { name: 'Leave the desk' }).click()
      return results
    },
    `${s.appUrl}/streams/${s.stream}/replay?pending=${HELD}&wait=10m`,
  )
}

/** Scrolls through all of them, chooses all and acks them. */
async function decideAll(page: Page): Promise<void> {
  const grid = page.getByRole('grid', { name: 'Held messages' })
  await grid.hover()
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 3000)
  for (const key of ['End', 'Home', 'PageDown', 'PageDown']) await grid.press(key)
  await grid.press('Control+a')
  await page.getByRole('button', { name: 'Ack confirmed' }).click()
  await page.getByText('Acked and confirmed 5,000').waitFor()
}

/** The main thread of the page meanwhile. */
export const desk: Measure = {
  name: 'desk',
  run: async (s) => {
    const name = `desk with ${HELD} held, scrolled, chosen and acked, ${s.compression}`
    const byClock = await holding(s, async (page) => {
      const read = await watch(page)
      await decideAll(page)
      return [figure(`${name}: longest task`, most((await read()).longTasks), 'ms (0 = none over 50)')]
    })
    const byProcessor = await holding(s, async (page) => [
      figure(`${name}: longest task by processor time`, await longestByProcessor(page, () => decideAll(page)), 'ms'),
    ])
    return [...byClock, ...byProcessor]
  },
}
