import type { Page } from '@playwright/test'
import { BUCKET, changeKeys, dropBucket, fillBucket, KEYS } from '../kv-bucket.ts'
import { inPage, median, type Measure, type Result, type Setting } from '../measure.ts'
import { longestByProcessor } from '../processor-time.ts'
import { figure, most, watch, type Watched } from '../watch.ts'

const PER_SECOND = 5000
const SECONDS = 20
/** Each further digit leaves fewer keys, so that every keystroke has something to draw. */
const TYPED = ['1234', '777', '4.', '9091']

/** The built page with a bucket of many keys: what its main thread does while it opens, filters and follows. */
export const kvPage: Measure = {
  name: 'kv-page',
  run: async (s) => {
    await fillBucket(s)
    const name = `kv page with ${KEYS} keys, ${s.compression}`
    const results = [...(await opening(s, name)), ...(await typing(s, name)), ...(await following(s, name))]
    await dropBucket(s)
    return results
  },
}

async function opening(s: Setting, name: string): Promise<Result[]> {
  /** From the list of buckets, so that loading the page itself is not in it. */
  const open = <T>(work: (page: Page, begin: () => Promise<void>) => Promise<T>) =>
    inPage(
      s,
      async (page) => {
        const link = page.getByRole('link', { name: BUCKET })
        await link.waitFor()
        await page.waitForTimeout(1000) // the page has settled
        return work(page, async () => {
          await link.click()
          await complete(page)
        })
      },
      `${s.appUrl}/kv`,
    )
  const { longTasks } = await open(async (page, begin) => {
    const read = await watch(page)
    await begin()
    return read()
  })
  const byProcessor = await open(longestByProcessor)
  return [
    figure(`${name}: opening, longest task`, most(longTasks), 'ms (0 = none over 50)'),
    figure(`${name}: opening, longest task by processor time`, byProcessor, 'ms'),
  ]
}

async function typing(s: Setting, name: string): Promise<Result[]> {
  const type = async (page: Page): Promise<number[]> => {
    const times: number[] = []
    for (const text of TYPED) {
      times.push(...(await typed(page, text)))
      await page.getByLabel('Find', { exact: true }).fill('')
      await page.getByText(`${KEYS.toLocaleString('en')} keys shown`).waitFor()
    }
    return times
  }
  const [times, watched] = await opened(s, '', async (page) => {
    const read = await watch(page)
    return [await type(page), await read()] as const
  })
  const byProcessor = await opened(s, '', (page) => longestByProcessor(page, () => type(page).then(() => undefined)))
  return [
    figure(`${name}: from a keystroke to its rows on screen, median`, median(times), 'ms'),
    figure(`${name}: from a keystroke to its rows on screen, slowest`, most(times), 'ms'),
    ...mainThread(`${name}: filtering`, watched, byProcessor),
  ]
}

async function following(s: Setting, name: string): Promise<Result[]> {
  const sent = PER_SECOND * SECONDS
  const use = async (page: Page) => {
    const end = Date.now() + SECONDS * 1000
    while (Date.now() < end) {
      await page.getByLabel('Find', { exact: true }).pressSequentially('status', { delay: 30 })
      await page.getByLabel('Find', { exact: true }).fill('')
      await page.getByRole('grid', { name: 'Keys' }).hover()
      await page.mouse.wheel(0, 600)
    }
  }
  const [watched, said, log] = await opened(s, '?log=true&sort=changed&desc=true', async (page) => {
    const read = await watch(page)
    await Promise.all([changeKeys(s, sent, PER_SECOND), use(page)])
    const changes = page.getByRole('group', { name: 'Watch' }).getByText(/changes?,/)
    await page.waitForTimeout(1000) // the last of them are drawn
    const dropped = page.getByRole('region', { name: 'Change log' })
    return [await read(), await changes.innerText(), await dropped.innerText()] as const
  })
  const byProcessor = await opened(s, '?log=true&sort=changed&desc=true', (page) =>
    longestByProcessor(page, async () => {
      await Promise.all([changeKeys(s, sent, PER_SECOND), use(page)])
    }),
  )
  const what = `${name}: ${PER_SECOND} changes/s for ${SECONDS} s`
  const counted = numberIn(said, /([\d,]+) changes/)
  return [
    { name: `${what}: counted on the page`, value: counted, unit: 'changes', baseline: sent, ratio: counted / sent },
    figure(`${what}: log lines that the page says it dropped`, numberIn(log, /([\d,]+) dropped/), 'lines'),
    ...mainThread(what, watched, byProcessor),
  ]
}

/** A page on the bucket, all keys there. */
function opened<T>(s: Setting, search: string, work: (page: Page) => Promise<T>): Promise<T> {
  return inPage(
    s,
    async (page) => {
      await complete(page)
      await page.waitForTimeout(1000) // the page has settled
      return work(page)
    },
    `${s.appUrl}/kv/${BUCKET}${search}`,
  )
}

async function complete(page: Page): Promise<void> {
  await page.getByText(`${KEYS.toLocaleString('en')} keys, complete`).waitFor({ timeout: 120_000 })
}

/**
 * Types a text; for each keystroke the time until the count of what it found has been drawn, by the page's own clock. No function
 * in what is sent to the page has a name: the loader would wrap it in a helper that the page does not have.
 */
async function typed(page: Page, text: string): Promise<number[]> {
  const times: number[] = []
  const field = page.getByLabel('Find', { exact: true })
  for (const c of text) {
    await field.evaluate((input) => {
      const host = globalThis as unknown as { drawn: Promise<number> }
      host.drawn = new Promise((resolve) => {
        input.addEventListener(
          'input',
          () => {
            const started = performance.now()
            const list = document.querySelector('.kv-list')!
            const before = list.querySelector('.foot')?.textContent
            const observer = new MutationObserver(() => {
              if (list.querySelector('.foot')?.textContent === before) return
              observer.disconnect()
              requestAnimationFrame(() => resolve(performance.now() - started))
            })
            observer.observe(list, { childList: true, subtree: true, characterData: true })
          },
          { once: true },
        )
      })
    })
    await field.press(c)
    times.push(await page.evaluate(() => (globalThis as unknown as { drawn: Promise<number> }).drawn))
  }
  return times
}

function mainThread(what: string, { longTasks, events }: Watched, byProcessor: number): Result[] {
  return [
    figure(`${what}: longest task`, most(longTasks), 'ms (0 = none over 50)'),
    figure(`${what}: longest task by processor time`, byProcessor, 'ms'),
    figure(`${what}: slowest answer to a key`, most(events), 'ms (0 = none over 16)'),
  ]
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1]?.replaceAll(',', '') ?? NaN)
}
