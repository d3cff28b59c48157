import { AckPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import type { Page } from '@playwright/test'
import { reconnected } from '../scripts/testing/official.ts'
import { expect, open, test } from './fixtures.ts'
import { consumerNames, fill } from './utils.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Live messages' })
const status = (page: Page) => page.getByRole('group', { name: 'Live' })
const state = (page: Page) => status(page).getByRole('status')
const sequences = (page: Page) => grid(page).locator('.row:not(.gap) [role=gridcell]:first-child').allInnerTexts()

test('live from now: what comes appears by itself, and nothing stays on the server afterwards', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 20)
  await open(page, site, `/streams/${name}/messages`)
  await page.getByText('Live', { exact: true }).click()
  await expect(page).toHaveURL(/at=live/)
  await expect(page.getByText('Nothing has come yet')).toBeVisible()
  await expect(state(page)).toHaveText('Live')
  await expect(
    page.getByText(/Follows messages from now on; after a reconnect it goes on after the last one received/),
  ).toBeVisible()
  await site.js.publish(subject('a'), 'hello from elsewhere')
  await expect(grid(page).getByText('hello from elsewhere')).toBeInViewport()
  expect(await sequences(page)).toEqual(['21'])
  // The rate is that of the last half second: so something comes with every look.
  const rates = async () => {
    await site.js.publish(subject('a'), 'more')
    return status(page).locator('.num').first().innerText()
  }
  await expect.poll(rates, { intervals: [100] }).toMatch(/^[1-9][\d.]*\/s, [1-9][\d.]* B\/s$/)
  expect(await consumerNames(site, name)).toHaveLength(1)
  await page.getByText('First', { exact: true }).click()
  await expect.poll(() => consumerNames(site, name)).toEqual([])
})

test('from a sequence it catches up, then follows; a filter holds; the address is enough', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, (i) => subject(i % 2 ? 'odd' : 'even'), 3000)
  await open(page, site, `/streams/${name}/messages?at=live&seq=2001&filter=${subject('odd')}`)
  await expect(status(page).getByText('500 messages received')).toBeVisible()
  await expect(state(page)).toHaveText('Live')
  await expect(grid(page).getByText('payload 2999')).toBeInViewport()
  await site.js.publish(subject('even'), 'not wanted')
  await site.js.publish(subject('odd'), 'wanted')
  await expect(grid(page).getByText('wanted', { exact: true })).toBeInViewport()
  await expect(status(page).getByText('501 messages received')).toBeVisible()
})

test('scrolling up lets go of the end and counts what arrives; Follow takes it up again', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 500)
  await open(page, site, `/streams/${name}/messages?at=live&seq=1`)
  await expect(grid(page).getByText('payload 500')).toBeInViewport()
  await grid(page).hover()
  await page.mouse.wheel(0, -3000)
  await expect(state(page)).toHaveText('Let go of the end')
  await expect(grid(page).getByText('payload 500')).not.toBeInViewport()
  await expect(grid(page).getByText('…')).toHaveCount(0) // the rows there have come
  const before = await sequences(page)
  await fill(site, () => subject('b'), 70)
  await expect(page.getByRole('button', { name: 'Follow (70 new)' })).toBeVisible()
  expect(await sequences(page)).toEqual(before)
  await page.getByRole('button', { name: 'Follow (70 new)' }).click()
  await expect(grid(page).getByText('payload 70', { exact: true })).toBeInViewport()
  await expect(state(page)).toHaveText('Live')
})

test('paused it keeps receiving up to the bound; a message opened from it is whole though deleted since', async ({
  page,
  site,
}) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await open(page, site, `/streams/${name}/messages?at=live`)
  await expect(state(page)).toHaveText('Live')
  await fill(site, () => subject('a'), 10)
  await expect(grid(page).getByText('payload 10')).toBeInViewport()
  await page.getByRole('button', { name: 'Pause' }).click()
  await fill(site, () => subject('b'), 25_000)
  await expect(page.getByRole('button', { name: 'Follow (25,000 new)' })).toBeVisible()
  await expect(status(page).getByText('5,010 dropped from view')).toBeVisible()
  await page.getByRole('button', { name: /Follow/ }).click()
  await expect(grid(page).getByText('payload 25000')).toBeInViewport()
  await site.jsm.streams.purge(name)
  await grid(page).getByText('payload 25000').click()
  await expect(page.getByRole('region', { name: 'Message 25010' }).getByText('payload 25000')).toBeVisible()
})

test('a server that is killed: it says at once that it is not live, then goes on without a gap or a repeat', async ({
  page,
  own,
}) => {
  const site = await own()
  const { name, subject } = await site.stream()
  await fill(site, () => subject('a'), 30)
  await open(page, site, `/streams/${name}/messages?at=live&seq=1`)
  await expect(status(page).getByText('30 messages received')).toBeVisible()
  await site.server.kill()
  await expect(state(page)).toHaveText(/Not live/, { timeout: 2500 })
  expect((await sequences(page)).at(-1)).toBe('30') // what was on screen stays
  await site.server.start()
  await expect(state(page)).toHaveText('Live', { timeout: 30_000 })
  await reconnected(site)
  await fill(site, () => subject('a'), 12)
  await expect(status(page).getByText('42 messages received')).toBeVisible()
  await expect(status(page).getByText(/went on after sequence 30; what the stream still held has come, once/)).toBeVisible()
  await expect.poll(async () => (await sequences(page)).at(-1)).toBe('42')
  const shown = await sequences(page)
  expect(shown).toEqual(Array.from({ length: shown.length }, (_, i) => String(42 - shown.length + 1 + i)))
  await page.getByRole('button', { name: '1 interruption' }).click()
  const interruptions = page.getByRole('list', { name: 'Interruptions' })
  await expect(interruptions).toContainText('went on after sequence 30')
  await page.keyboard.press('Escape')
  await expect(interruptions).toBeHidden()
})

test('a work queue is followed without a consumer, and its worker keeps its state', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory, retention: RetentionPolicy.Workqueue })
  await site.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
  await fill(site, () => subject('job'), 15)
  const before = await site.jsm.consumers.info(name, 'worker')
  await open(page, site, `/streams/${name}/messages?at=live&seq=1`)
  await expect(status(page).getByText('15 messages received')).toBeVisible()
  await expect(status(page).getByText('By direct get')).toBeVisible()
  await site.js.publish(subject('job'), 'the next job')
  await expect(grid(page).getByText('the next job')).toBeVisible()
  const after = await site.jsm.consumers.info(name, 'worker')
  expect({ ...after, ts: '', num_pending: 0 }).toEqual({ ...before, ts: '', num_pending: 0 })
  expect(await consumerNames(site, name)).toEqual(['worker'])
})

test('a tab that crashes leaves nothing on the server', async ({ context, page, site }) => {
  const { name } = await site.stream({ storage: StorageType.Memory })
  const other = await context.newPage()
  await open(other, site, `/streams/${name}/messages?at=live`)
  await expect(state(other)).toHaveText('Live')
  expect(await consumerNames(site, name)).toHaveLength(1)
  const crashed = other.waitForEvent('crash')
  await other.goto('chrome://crash').catch(() => {})
  await crashed
  await expect.poll(() => consumerNames(site, name), { timeout: 40_000 }).toEqual([])
  await page.close()
})
