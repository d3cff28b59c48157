import { StorageType } from '@nats-io/jetstream'
import type { Page } from '@playwright/test'
import { expect, open, test } from './fixtures.ts'
import { fill } from './utils.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Messages', exact: true })
const bar = (page: Page) => page.getByRole('slider', { name: 'Place in the stream' })
const first = async (page: Page) =>
  (await grid(page).locator('.row [role=gridcell]:first-child').first().innerText()).replaceAll(',', '')

test('the bar jumps anywhere by click, drag and key, in either direction', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 20_000)
  await open(page, site, `/streams/${name}/messages`)
  await expect(bar(page)).toHaveAttribute('aria-valuetext', /^sequence 1 of 1 to 20,000/)
  await expect(bar(page).locator('.mark')).toHaveCount(6)
  const box = (await bar(page).boundingBox())!
  const at = (share: number) => ({ x: box.x + box.width / 2, y: box.y + box.height * share })
  await page.mouse.click(at(0.5).x, at(0.5).y)
  await expect(page).toHaveURL(/at=seq&seq=(9|10)\d{3}/)
  await expect.poll(() => first(page)).toMatch(/^(9|10)\d+$/)

  await page.mouse.move(at(0.5).x, at(0.5).y)
  await page.mouse.down()
  await page.mouse.move(at(0.75).x, at(0.75).y, { steps: 4 })
  await expect(bar(page).locator('.aim-label')).toContainText(/^1[45],\d{3}/)
  await page.mouse.up()
  await expect(page).toHaveURL(/at=seq&seq=1[45]\d{3}/)

  await bar(page).focus()
  await page.keyboard.press('Home')
  await expect(page).toHaveURL(/seq=1(&|$)/)
  await page.keyboard.press('PageDown')
  await page.keyboard.press('PageDown')
  await expect(page).toHaveURL(/at=seq&seq=(3999|40\d\d)/)

  await page.getByText('Newest first').click()
  await page.mouse.click(at(0.25).x, at(0.25).y)
  await expect(page).toHaveURL(/seq=1[45]\d{3}/)
})

test('JSON fields are columns, exact beyond 2^53; the address keeps them', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await site.js.publish(subject('a'), '{"id":9223372036854775807,"customer":{"name":"<b>Ada</b>"},"tags":["x","y"]}')
  await site.js.publish(subject('a'), 'no json')
  await open(page, site, `/streams/${name}/messages`)
  await page.getByRole('button', { name: 'Columns' }).click()
  const field = page.getByRole('combobox', { name: 'JSON fields as columns' })
  for (const path of ['id', 'customer.name', 'tags[1]']) {
    await field.fill(path)
    await page.keyboard.press('Enter')
  }
  await expect(page).toHaveURL(/cols=/)
  const row = grid(page).locator('.row').first()
  await expect(row).toContainText('9223372036854775807')
  await expect(row).toContainText('<b>Ada</b>')
  await field.fill('a..b')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Not a JSON path: a..b')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'customer.name' })).toBeVisible()
  await expect(grid(page).locator('.row').nth(1)).toContainText('no json')
})

test('by keyboard alone: open a stream, jump to a sequence, move, search, open a hit', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 3000)
  await open(page, site, `/streams/${name}`)
  await expect(page.getByRole('link', { name: /messages/i }).first()).toBeVisible()
  await page
    .getByRole('link', { name: /messages/i })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await expect(grid(page)).toBeVisible()
  await page.keyboard.press('g')
  const sequence = page.getByLabel('Sequence', { exact: true }).last()
  await expect(sequence).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('1500')
  await page.keyboard.press('Enter')
  await expect(grid(page).getByText('payload 1500', { exact: true })).toBeVisible()
  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/open=1499/) // the newest come first here
  await page.keyboard.press('/')
  await expect(
    page.getByRole('region', { name: 'Search in this stream' }).getByLabel('Text', { exact: true }).last(),
  ).toBeFocused()
  await page.keyboard.type('payload 2222')
  await page.keyboard.press('Enter')
  const hits = page.getByRole('grid', { name: 'Found messages' })
  await expect(hits).toBeVisible()
  await hits.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/open=2222/)
  await expect(page.getByRole('region', { name: 'Message 2222' })).toBeVisible()
})

test('the keys are listed, and those of one character can be switched off', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('a'), 10)
  await open(page, site, `/streams/${name}/messages`)
  await expect(grid(page)).toBeVisible()
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await expect(help.getByRole('row', { name: /Messages: opens the search/ })).toBeVisible()
  await help.getByLabel('Keys of a single character').uncheck()
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await page.keyboard.press('/')
  await page.keyboard.press('g')
  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/open=1/) // keys that are no characters work on
  await expect(page).not.toHaveURL(/find=/)
  await page.reload()
  await expect(grid(page)).toBeVisible()
  await page.getByRole('button', { name: 'Keys' }).click()
  await expect(help.getByLabel('Keys of a single character')).not.toBeChecked()
})
