import { StorageType } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import type { Page } from '@playwright/test'
import { expect, open, test } from './fixtures.ts'
import { consumerNames, fill } from './utils.ts'

const panel = (page: Page) => page.getByRole('region', { name: 'Search in this stream' })
const found = (page: Page) => page.getByRole('grid', { name: 'Found messages' })
const search = (page: Page) => panel(page).getByRole('button', { name: 'Search', exact: true })
const hits = (page: Page) => found(page).locator('.row [role=gridcell]:first-child').allInnerTexts()
const order = (i: number) => JSON.stringify({ id: i, total: i % 50, note: i % 400 === 0 ? `Needle ${i}` : 'hay' })

test('finds what the data holds, says what was searched, and opens a hit in its place', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, (i) => subject(i % 2 ? 'odd' : 'even'), 4000, order)
  await open(page, site, `/streams/${name}/messages`)
  await page.getByRole('button', { name: 'Search' }).click()
  await panel(page).getByLabel('Text', { exact: true }).last().fill('needle')
  await page.keyboard.press('Enter')
  await expect(panel(page).getByText('10 found')).toBeVisible()
  await expect(panel(page)).toContainText('4,000 messages')
  await expect(panel(page)).toContainText('Range: sequence 1 to 4,000, payloads, headers, subjects. All of it has been searched.')
  await expect.poll(async () => (await hits(page)).slice(0, 5)).toEqual(['4,000', '3,600', '3,200', '2,800', '2,400'])
  await expect(found(page).locator('mark').first()).toHaveText('Needle')
  await found(page).getByText('2,800').click()
  await expect(page).toHaveURL(/seq=2800/)
  await expect(page.getByRole('grid', { name: 'Messages', exact: true }).locator('[aria-selected=true]')).toContainText('2,800')
  await expect(page.getByRole('region', { name: 'Message 2800' })).toBeVisible()
  await expect.poll(() => consumerNames(site, name)).toEqual([])
  await panel(page).getByRole('button', { name: 'Close the search' }).click()
  await expect(panel(page)).toHaveCount(0)
  await expect(page).not.toHaveURL(/find=/)
})

test('regular expression, JSON path, headers, bounds and order; a link fills the form and starts nothing', async ({
  page,
  site,
}) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 1000, order)
  const h = headers()
  h.set('Trace-Id', 'trace-777')
  await site.js.publish(subject('h'), 'with a header', { headers: h })
  await open(page, site, `/streams/${name}/messages?find=total+%3E%3D+48&mode=json&order=oldest&since=101&until=200`)
  await expect(panel(page).getByLabel('JSON path, with a comparison')).toHaveValue('total >= 48')
  await expect(panel(page).getByText(/found/)).toHaveCount(0)
  await search(page).click()
  await expect(panel(page).getByText('4 found')).toBeVisible()
  expect(await hits(page)).toEqual(['148', '149', '198', '199'])
  await expect(panel(page)).toContainText('Range: sequence 101 to 200, JSON payloads. All of it has been searched.')

  await panel(page).getByLabel('From').fill('')
  await panel(page).getByLabel('Until').fill('')
  await panel(page).getByText('Regex', { exact: true }).click()
  await panel(page).getByLabel('Regular expression').fill('trace-7+')
  await search(page).click()
  await expect(panel(page).getByText('1 found')).toBeVisible()
  await expect(found(page).getByText('Trace-Id:')).toBeVisible()

  await panel(page).getByLabel('Regular expression').fill('(')
  await search(page).click()
  await expect(panel(page).getByText(/Not a regular expression/)).toBeVisible()
  await expect(panel(page).getByLabel('Regular expression')).toHaveValue('(')
})

test('bounded by time: from the first message at or after the one, up to the other', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 300, order)
  const timeOf = async (seq: number) =>
    ((await site.jsm.streams.getMessage(name, { seq })) as unknown as { timestamp: string }).timestamp
  const [since, until] = [await timeOf(101), await timeOf(200)]
  await open(page, site, `/streams/${name}/messages`)
  await page.getByRole('button', { name: 'Search' }).click()
  await panel(page).getByText('JSON', { exact: true }).click()
  await panel(page).getByLabel('JSON path, with a comparison').fill('total == 25')
  await panel(page).getByLabel('From').fill(since)
  await panel(page).getByLabel('Until').fill(until)
  await search(page).click()
  await expect(panel(page).getByText('2 found')).toBeVisible()
  await expect.poll(() => hits(page)).toEqual(['175', '125'])
  await expect(panel(page)).toContainText('Range: sequence 101 to ')
  expect(new URL(page.url()).searchParams.get('since')).toBe(since)
})

test('stopped it says how far it came, and goes on from there', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 150_000, order)
  await open(page, site, `/streams/${name}/messages?find=needle&order=oldest`)
  await search(page).click()
  await expect(panel(page).getByText(/· \d+ %/)).toBeVisible()
  await panel(page).getByRole('button', { name: 'Stop' }).click()
  await expect(panel(page).getByText(/stopped at/)).toBeVisible()
  await expect(panel(page)).toContainText(/Not, or only in part: [\d,]+ to 150,000|None of it is complete yet/)
  await expect.poll(() => consumerNames(site, name)).toEqual([])
  await panel(page).getByRole('button', { name: 'Go on' }).click()
  await expect(panel(page).getByText('375 found')).toBeVisible({ timeout: 60_000 })
  await expect(panel(page)).toContainText('150,000 messages')
  await expect(panel(page)).toContainText('All of it has been searched.')
})
