import type { Page } from '@playwright/test'
import { expect, open, test } from './fixtures.ts'
import { fill } from './utils.ts'

const dialog = (page: Page) => page.getByRole('dialog')
const remove = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const messages = async (
  site: { jsm: { streams: { info: (n: string) => Promise<{ state: { messages: number } }> } } },
  name: string,
) => (await site.jsm.streams.info(name)).state.messages

test('a purge says exactly what goes before it may be done, and takes just that', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(i % 3 === 0 ? 'a' : 'b'), 30)
  await site.jsm.streams.deleteMessage(name, 4)
  await open(page, site, `/streams/${name}`)
  await remove(page, 'Purge messages…')
  const goes = dialog(page).getByRole('status', { name: 'What goes' })
  const button = dialog(page).getByRole('button', { name: /^Purge/ })
  const typed = dialog(page).getByLabel(`Type ${name} to purge it`)
  await expect(goes).toContainText('29 messages go for good; 0 stay')
  await expect(goes).toContainText(subject('a'))

  // No stray click or key does it.
  await expect(button).toBeDisabled()
  await dialog(page).getByLabel('Subject', { exact: true }).press('Enter')
  await typed.fill(name.toLowerCase())
  await typed.press('Enter')
  await expect(button).toBeDisabled()

  await dialog(page).getByLabel('Subject', { exact: true }).fill('a..b')
  await expect(dialog(page).getByText(/two dots in a row/)).toBeVisible()
  await dialog(page).getByLabel('Subject', { exact: true }).fill(subject('b'))
  await expect(goes).toContainText(`19 messages on ${subject('b')} go for good; 0 of them stay`)
  await dialog(page).getByLabel('All but the newest').check()
  await dialog(page).getByLabel('Messages that stay').fill('5')
  await expect(goes).toContainText('14 messages')
  await expect(goes).toContainText('5 of them stay')
  await dialog(page).getByRole('button', { name: 'Save them to a file first…' }).click()
  const saving = page.getByRole('dialog', { name: `Export messages of ${name}` })
  await expect(saving.getByLabel('Subjects')).toHaveValue(subject('b'))
  await page.keyboard.press('Escape')
  await expect(saving).toHaveCount(0)
  // What was typed is for what was shown then: another wish asks for the name anew.
  await typed.fill(name)
  await dialog(page).getByLabel('Messages that stay').fill('6')
  await expect(typed).toHaveValue('')
  await expect(goes).toContainText('13 messages')
  expect(await messages(site, name)).toBe(29)
  // Somebody publishes between the look and the purge.
  await typed.fill(name)
  await site.js.publish(subject('b'), 'later')
  await dialog(page).getByRole('button', { name: 'Purge 13 messages' }).dblclick()
  await expect(dialog(page).getByText('13 messages went.')).toBeVisible()
  expect(await messages(site, name)).toBe(17)
  expect((await site.jsm.streams.getMessage(name, { last_by_subj: subject('b') }))!.string()).toBe('later')
  await dialog(page).getByLabel('What is below a sequence').check()
  await dialog(page).getByLabel('Sequence', { exact: true }).fill('x')
  await expect(dialog(page).getByText('A sequence is a whole number')).toBeVisible()
  await dialog(page).getByLabel('Sequence', { exact: true }).fill('1')
  await expect(goes).toContainText('Nothing goes')
  await expect(dialog(page).getByRole('button', { name: 'Purge', exact: true })).toBeDisabled()
})

test('sealing and deleting a stream name what ends with it and ask for its name', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('a'), 3)
  await site.jsm.consumers.add(name, { durable_name: 'WORKER', ack_policy: 'explicit' })
  const mirror = await site.stream({ mirror: { name } })
  await open(page, site, `/streams/${name}`)
  await remove(page, 'Seal the stream…')
  await expect(dialog(page)).toContainText('for ever')
  await dialog(page).getByLabel(`Type ${name} to seal it`).press('Enter')
  expect((await site.jsm.streams.info(name)).config.sealed).toBe(false)
  await dialog(page).getByLabel(`Type ${name} to seal it`).fill(name)
  await dialog(page).getByRole('button', { name: 'Seal the stream' }).click()
  await expect(page.getByRole('status', { name: 'Removal' })).toHaveText('The stream is sealed')
  expect((await site.jsm.streams.info(name)).config.sealed).toBe(true)
  await page.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('menuitem', { name: 'Purge messages…' })).toContainText('The stream is sealed')
  await page.keyboard.press('Escape')

  await remove(page, 'Delete the stream…')
  await expect(dialog(page)).toContainText('3 messages')
  await expect(dialog(page)).toContainText('1 consumer goes with it: WORKER')
  await expect(dialog(page)).toContainText(mirror.name)
  await dialog(page).getByRole('button', { name: 'Back it up first…' }).click()
  await expect(page.getByRole('dialog', { name: /^Back up/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(1)
  await dialog(page).getByLabel(`Type ${name} to delete it`).press('Enter')
  await page.keyboard.press('Escape')
  expect((await site.jsm.streams.info(name)).config.name).toBe(name)
  await remove(page, 'Delete the stream…')
  await dialog(page).getByLabel(`Type ${name} to delete it`).fill(name)
  await dialog(page).getByRole('button', { name: 'Delete the stream' }).click()
  await expect(page).toHaveURL(/\/streams$/)
  await expect(site.jsm.streams.info(name)).rejects.toThrow(/not found/)
})

test('one message is deleted after it was said twice; nothing is in read-only mode or without a connection', async ({
  page,
  own,
}) => {
  const site = await own()
  const { name, subject } = await site.stream()
  await fill(site, () => subject('a'), 12)
  await open(page, site, `/streams/${name}/messages?at=first&open=3`)
  const detail = page.getByRole('region', { name: 'Message 3' })
  await detail.getByRole('button', { name: 'Delete' }).click()
  const button = dialog(page).getByRole('button', { name: 'Delete the message' })
  const typed = dialog(page).getByLabel(`Type ${name} to delete`)
  await page.keyboard.press('Enter')
  await expect(button).toBeDisabled()
  await dialog(page)
    .getByLabel(/^Erase it/)
    .check()
  await typed.fill(name)
  await button.click()
  await expect(detail).toContainText('Message 3 has been deleted.')
  await expect(page.getByRole('grid').getByText('1 message deleted')).toBeVisible()
  expect(await site.jsm.streams.getMessage(name, { seq: 3 })).toBeNull()

  // Several, by click and by key.
  const row = (seq: number) => page.getByRole('row', { name: new RegExp(`^${seq} `) })
  await row(5).click({ modifiers: ['ControlOrMeta'] })
  await row(8).click({ modifiers: ['Shift'] })
  const bar = page.getByRole('group', { name: 'Chosen messages' })
  await expect(bar.getByRole('status')).toHaveText('4 messages chosen')
  await page.keyboard.press('Space')
  await expect(bar.getByRole('status')).toHaveText('3 messages chosen')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(bar.getByRole('status')).toHaveText('5 messages chosen')
  await expect(row(9)).toHaveAttribute('aria-selected', 'true')
  await bar.getByRole('button', { name: 'Export…' }).click()
  await expect(dialog(page).getByLabel('Only the 5 that are chosen')).toBeChecked()
  await page.keyboard.press('Escape')
  await bar.getByRole('button', { name: 'Delete…' }).click()
  await site.jsm.streams.deleteMessage(name, 6) // by somebody else
  await typed.fill(name)
  await typed.press('Enter')
  await expect(dialog(page).getByText('4 messages deleted, 1 had gone already.')).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(bar).toHaveCount(0)
  await expect(page.getByRole('grid').getByText('5 messages deleted')).toBeVisible()
  expect(await messages(site, name)).toBe(6)

  await page.goto(`${site.web.url}/streams/${name}/messages?at=first&open=4`)
  await expect(page.getByRole('region', { name: 'Message 4' })).toBeVisible()
  await page.getByRole('switch', { name: 'Read-only' }).click()
  const four = page.getByRole('region', { name: 'Message 4' }).getByRole('button', { name: 'Delete' })
  await expect(four).toBeDisabled()
  await page.getByRole('link', { name, exact: true }).first().click()
  const allBlocked = async (reason: string) => {
    await page.getByRole('button', { name: 'Remove' }).click()
    for (const item of ['Purge messages…', 'Seal the stream…', 'Delete the stream…']) {
      await page.getByRole('menuitem', { name: item }).click({ force: true })
      await expect(page.getByRole('menuitem', { name: item })).toContainText(reason)
    }
    await expect(dialog(page)).toHaveCount(0)
    await page.keyboard.press('Escape')
  }
  await allBlocked('Read-only mode is on')
  await page.getByRole('switch', { name: 'Read-only' }).click()
  // A dialog that was open already lets nothing through.
  await remove(page, 'Delete the stream…')
  await dialog(page).getByLabel(`Type ${name} to delete it`).fill(name)
  await expect(dialog(page).getByRole('button', { name: 'Delete the stream' })).toBeEnabled()
  const others = []
  for (const [item, label, button] of [
    ['Purge messages…', `Type ${name} to purge it`, /^Purge \d/],
    ['Seal the stream…', `Type ${name} to seal it`, 'Seal the stream'],
  ] as const) {
    const other = await page.context().newPage()
    await open(other, site, `/streams/${name}`)
    await remove(other, item)
    await dialog(other).getByLabel(label).fill(name)
    await expect(dialog(other).getByRole('button', { name: button })).toBeEnabled()
    others.push({ other, label, button })
  }
  await site.server.kill()
  for (const { other, label, button } of others) {
    await expect(dialog(other).getByText('The connection is lost')).toBeVisible()
    await expect(dialog(other).getByRole('button', { name: button })).toBeDisabled()
    await dialog(other).getByLabel(label).press('Enter')
    await expect(dialog(other).getByLabel(label)).toHaveValue(name)
  }
  await expect(dialog(page).getByRole('button', { name: 'Delete the stream' })).toBeDisabled()
  await dialog(page).getByLabel(`Type ${name} to delete it`).press('Enter')
  await page.keyboard.press('Escape')
  await allBlocked('Not connected')
})
