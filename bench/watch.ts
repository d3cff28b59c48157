import type { Page } from '@playwright/test'
import type { Result } from './measure.ts'

export type Watched = { longTasks: number[]; events: number[] }

/** Notes tasks over 50 ms and the slowest answers to keys, from now on. */
export async function watch(page: Page): Promise<() => Promise<Watched>> {
  await page.evaluate(() => {
    const noted: Watched = { longTasks: [], events: [] }
    Object.assign(globalThis, { noted })
    new PerformanceObserver((list) => noted.longTasks.push(...list.getEntries().map((e) => e.duration))).observe({
      type: 'longtask',
    })
    const events: PerformanceObserverInit & { durationThreshold: number } = { type: 'event', durationThreshold: 16 }
    new PerformanceObserver((list) => noted.events.push(...list.getEntries().map((e) => e.duration))).observe(events)
  })
  return () => page.evaluate(() => (globalThis as unknown as { noted: Watched }).noted)
}

export const figure = (name: string, value: number, unit: string): Result => ({ name, value, unit, baseline: null, ratio: null })
export const most = (values: number[]) => (values.length > 0 ? Math.max(...values) : 0)
