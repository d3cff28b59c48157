import type { Browser, Page } from '@playwright/test'
import type { Official } from '../scripts/testing/official.ts'
import type { NatsServer } from '../scripts/nats/server.ts'

export type Result = { name: string; value: number; unit: string; baseline: number | null; ratio: number | null }

export type Setting = {
  browser: Browser
  server: NatsServer
  them: Official
  /** With or without WebSocket compression: part of every name. */
  compression: string
  /** The bench's own page. */
  benchUrl: string
  /** The built dashboard, connected to the server. */
  appUrl: string
  /** The stream that holds a million messages of 130 bytes. */
  stream: string
  count: number
}

export type Measure = { name: string; run: (s: Setting) => Promise<Result[]> }

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** A page of the bench, closed again when the work is done. */
export async function inPage<T>(s: Setting, work: (page: Page) => Promise<T>, url = s.benchUrl): Promise<T> {
  const page = await s.browser.newPage({ viewport: { width: 1440, height: 900 } })
  try {
    await page.goto(url)
    return await work(page)
  } finally {
    await page.close()
  }
}
