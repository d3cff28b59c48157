import { Kvm, type KV } from '@nats-io/kv'
import type { Page } from '@playwright/test'
import { expect, open, test, type Site } from './fixtures.ts'

let buckets = 0

/** A bucket of the official client that nobody else uses. */
async function bucketOf(site: Site, options: Parameters<Kvm['create']>[1] = {}): Promise<{ name: string; kv: KV }> {
  const name = `b${process.pid}_${++buckets}`
  return { name, kv: await new Kvm(site.js).create(name, { history: 10, ...options }) }
}

const keys = (page: Page) => page.getByRole('grid', { name: 'Keys' })
const row = (page: Page, key: string) =>
  keys(page)
    .getByRole('row')
    .filter({ has: page.getByText(key, { exact: true }) })
const pane = (page: Page, key: string) => page.getByRole('region', { name: `Key ${key}` })
const dialog = (page: Page) => page.getByRole('dialog')

test('every bucket with what it keeps; a mirror says of what', async ({ page, own }) => {
  const site = await own()
  await open(page, site, '/kv')
  await expect(page.getByText('This account has no buckets yet')).toBeVisible()
  const kvm = new Kvm(site.js)
  const kv = await kvm.create('config', { history: 5, ttl: 3_600_000, max_bytes: 1_000_000, compression: true })
  for (let i = 0; i < 3; i++) await kv.put(`k${i}`, 'value')
  await site.jsm.streams.add({ name: 'KV_copy', mirror: { name: 'KV_config' }, max_msgs_per_subject: 5 })
  await kvm.create('zeta')
  const grid = page.getByRole('grid', { name: 'Buckets' })
  const names = () => grid.getByRole('link').allInnerTexts()
  await expect.poll(names, { timeout: 15_000 }).toEqual(['config', 'copy', 'zeta'])
  const config = grid.getByRole('row').filter({ has: page.getByRole('link', { name: 'config' }) })
  for (const text of ['1h', 'of 977 KiB', 's2', 'file']) await expect(config).toContainText(text)
  await expect(config.getByRole('gridcell').nth(1)).toHaveText('3', { timeout: 15_000 })
  await expect(grid).toContainText('mirror of config')
  await grid.getByRole('button', { name: 'Name' }).click()
  await expect.poll(names).toEqual(['zeta', 'copy', 'config'])
  await page.getByLabel('Name', { exact: true }).fill('conf')
  await expect.poll(names).toEqual(['copy', 'config'])
  await page.reload()
  await expect.poll(names).toEqual(['copy', 'config'])
  await grid.getByRole('link', { name: 'config' }).click()
  await expect(page.getByText('3 keys, complete')).toBeVisible()
})

test('keys live: what the official client does shows without a reload', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('eu.one', '{"n":1}')
  await kv.put('eu.two', 'two')
  await open(page, site, `/kv/${name}?log=true`)
  await expect(page.getByText('2 keys, complete')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Watch' }).getByRole('status')).toHaveText('Live')
  await kv.put('us.three', 'three')
  await expect(row(page, 'us.three')).toBeVisible()
  await row(page, 'eu.one').click()
  await expect(pane(page, 'eu.one')).toContainText('"n"')
  await kv.put('eu.one', '{"n":2000}')
  await expect(pane(page, 'eu.one').getByText('Just now: put, revision 4')).toBeVisible()
  await expect(pane(page, 'eu.one')).toContainText('2000')

  await kv.delete('eu.two')
  await expect(row(page, 'eu.two')).toHaveCount(0)
  await page.getByLabel('Deleted keys').check()
  await expect(row(page, 'eu.two')).toContainText('deleted')
  await kv.purge('us.three')
  await expect(row(page, 'us.three')).toContainText('purged')
  const log = page.getByRole('region', { name: 'Change log' })
  await expect(log.getByRole('row')).toHaveCount(5)
  await log.getByRole('button', { name: 'Pause' }).click()
  await kv.put('later', 'x')
  await expect(row(page, 'later')).toBeVisible()
  await expect(log.getByRole('button', { name: 'later' })).toHaveCount(0)
  const download = page.waitForEvent('download')
  await log.getByRole('button', { name: 'Export NDJSON' }).click()
  expect((await download).suggestedFilename()).toBe(`${name}-changes.ndjson`)
  // Followed again it shows what came meanwhile; scrolled away from the newest it stays.
  await log.getByRole('button', { name: 'Follow (1 new)' }).click()
  await expect(log.getByRole('button', { name: 'later' })).toBeVisible()
  // More than are sent to the page at once.
  for (let i = 0; i < 150; i++) await kv.put('busy', `${i}`)
  await expect(log.getByText('155 changes')).toBeVisible()
  await log.getByRole('grid', { name: 'Changes' }).evaluate((grid) => grid.scrollTo(0, 100_000))
  await expect(log.getByRole('button', { name: 'eu.one' }).first()).toBeVisible()
  await expect(log.getByRole('button', { name: 'Follow' })).toBeVisible()

  await page.getByLabel('Shown as').selectOption('.')
  await page.getByLabel('Deleted keys').uncheck()
  await keys(page).getByRole('button', { name: 'eu.' }).click()
  await expect(keys(page).getByRole('row').filter({ hasText: 'one' })).toBeVisible()
  await page.getByLabel('Shown as').selectOption('')
  await page.getByLabel('Only keys').fill('us.*,later')
  await page.getByLabel('Only keys').press('Enter')
  await expect(row(page, 'later')).toBeVisible()
  await expect(row(page, 'eu.one')).toHaveCount(0)
  await page.reload()
  await expect(row(page, 'later')).toBeVisible()
  await expect(row(page, 'eu.one')).toHaveCount(0)
  await expect(pane(page, 'eu.one')).toContainText('2000')
})

test('an edit is saved over the revision on screen; JSON is checked, typing outlives a walk and a reload', async ({
  page,
  site,
}) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', '{"x":1.0}')
  await kv.put('b', 'other')
  await open(page, site, `/kv/${name}?key=a`)
  const a = pane(page, 'a')
  await a.getByRole('button', { name: 'Edit' }).click()
  const value = a.getByLabel(/New value/)
  await value.fill('{"x":1.0,')
  await expect(a.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true')
  await value.fill('{"x":1.0,"y":[2]}')
  await a.getByRole('button', { name: 'Format' }).click()
  const formatted = '{\n  "x": 1.0,\n  "y": [\n    2\n  ]\n}'
  await expect(value).toHaveValue(formatted)
  await row(page, 'b').click()
  await expect(pane(page, 'b')).toContainText('other')
  await page.reload()
  await row(page, 'a').click()
  await expect(value).toHaveValue(formatted)
  await a.getByRole('button', { name: 'Save' }).click()
  await expect(a.getByText('Saved as revision 3')).toBeVisible()
  await expect(a.getByText('Just now')).toHaveCount(0)
  await expect(a.getByRole('button', { name: 'Edit' })).toBeFocused()
  const saved = await kv.get('a')
  expect([saved?.string(), saved?.revision]).toEqual([formatted, 3])
})

test('a change by somebody else is announced at once, shown beside yours, and never overwritten unasked', async ({
  page,
  site,
}) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', 'base value')
  await open(page, site, `/kv/${name}?key=a`)
  const a = pane(page, 'a')
  await a.getByRole('button', { name: 'Edit' }).click()
  await a.getByLabel(/New value/).fill('my value')
  await kv.put('a', 'their value')
  await expect(a.getByText('Somebody else changed this key: it is at revision 2 now')).toBeVisible()
  await expect(a.getByLabel(/New value/)).toHaveValue('my value')
  await expect(a.getByRole('button', { name: 'Save', exact: true })).toHaveAttribute('aria-disabled', 'true')
  const conflict = a.getByRole('region', { name: 'Conflict' })
  const sides = conflict.getByRole('table', { name: 'Changes' })
  await expect(sides.getByRole('row').last().getByRole('cell')).toHaveText(['base value', 'their value', 'my value'])
  expect((await kv.get('a'))?.string()).toBe('their value')
  await conflict.getByRole('button', { name: 'Save over revision 2' }).click()
  await expect(a.getByRole('button', { name: 'Edit' })).toBeVisible()
  const all: string[] = []
  for await (const e of await kv.history({ key: 'a' })) {
    all.push(e.string())
    if (e.delta === 0) break
  }
  expect(all).toEqual(['base value', 'their value', 'my value'])
})

test('a key is created only if there is none', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('taken', 'first')
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'New key' }).click()
  await dialog(page).getByLabel('Key', { exact: true }).fill('a b')
  await dialog(page).getByLabel('Value', { exact: true }).fill('second')
  const problem = 'A key cannot contain spaces or control characters'
  await expect(dialog(page).getByLabel('Key', { exact: true })).toHaveAccessibleDescription(new RegExp(problem))
  await expect(dialog(page).getByRole('button', { name: 'Create the key' })).toHaveAccessibleDescription(problem)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'New key' })).toBeFocused()
  await page.getByRole('button', { name: 'New key' }).click()
  await expect(dialog(page).getByLabel('Value', { exact: true })).toHaveValue('second')
  await dialog(page).getByLabel('Key', { exact: true }).fill('taken')
  await dialog(page).getByRole('button', { name: 'Create the key' }).click()
  await expect(dialog(page).getByText('The key taken exists already; nothing was written')).toBeVisible()
  expect((await kv.get('taken'))?.string()).toBe('first')
  await dialog(page).getByLabel('Key', { exact: true }).fill('free')
  await dialog(page).getByRole('button', { name: 'Create the key' }).click()
  await expect(pane(page, 'free')).toContainText('second')
  await page.getByRole('button', { name: 'New key' }).click()
  await dialog(page).getByLabel('Key', { exact: true }).fill('dropped')
  await dialog(page).getByRole('button', { name: 'Discard' }).click()
  await expect(dialog(page).getByLabel('Key', { exact: true })).toHaveValue('')
  expect((await kv.get('free'))?.string()).toBe('second')
})

test('history: compared, deleted, restored, purged', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  for (const v of ['one', 'two', 'three']) await kv.put('a', v)
  await open(page, site, `/kv/${name}?key=a`)
  const a = pane(page, 'a')
  await a.getByRole('button', { name: 'Delete' }).click()
  await expect(dialog(page)).toContainText('Delete a?')
  await dialog(page).getByRole('button', { name: 'Delete the key' }).click()
  await expect(dialog(page)).toHaveCount(0)
  expect((await kv.get('a'))?.operation).toBe('DEL')
  await a.getByText('History', { exact: true }).click()
  const history = a.getByRole('table', { name: 'History' })
  await expect(history.getByRole('row')).toHaveCount(5)
  await history.getByRole('radio', { name: 'Revision 1 on the left' }).check()
  await history.getByRole('radio', { name: 'Revision 3 on the right' }).check()
  await expect(a.getByLabel('Value of revision 1')).toContainText('one')
  await expect(a.getByLabel('Value of revision 3')).toContainText('three')
  await history.getByRole('row').filter({ hasText: /^2put/ }).getByRole('button', { name: 'Restore' }).click()
  await dialog(page).getByRole('button', { name: 'Restore it' }).click()
  await expect(history.getByRole('row')).toHaveCount(6)
  const restored = await kv.get('a')
  expect([restored?.string(), restored?.revision]).toEqual(['two', 5])
  await a.getByText('Value', { exact: true }).click()
  await a.getByRole('button', { name: 'Purge' }).click()
  await dialog(page).getByRole('button', { name: 'Purge the key' }).click()
  await expect(a.getByText('Purged as revision 6')).toBeVisible()
  expect((await kv.status()).values).toBe(1)
})

test('in read-only mode every control that writes is blocked and says why', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', 'value')
  await open(page, site, `/kv/${name}?key=a`)
  await page.getByRole('switch', { name: 'Read-only' }).check()
  for (const action of ['New key', 'Edit', 'Delete', 'Purge']) {
    const button = page.getByRole('button', { name: action, exact: true })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription('Read-only mode is on')
  }
})

test('a conflict is decided about the revision on screen; one that comes meanwhile is announced and not overwritten', async ({
  page,
  site,
}) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', 'base value')
  await open(page, site, `/kv/${name}?key=a`)
  const a = pane(page, 'a')
  await a.getByRole('button', { name: 'Edit' }).click()
  await a.getByLabel(/New value/).fill('my value')
  await kv.put('a', 'second value')
  const conflict = a.getByRole('region', { name: 'Conflict' })
  const overwrite = conflict.getByRole('button', { name: /^Save over revision/ })
  await expect(overwrite).toHaveText('Save over revision 2')
  await kv.put('a', 'third value')
  await expect(conflict.getByText('It was changed again, and is at revision 3 now')).toBeVisible()
  await expect(overwrite).toHaveText('Save over revision 2')
  await expect(overwrite).toHaveAttribute('aria-disabled', 'true')
  await conflict.getByRole('button', { name: 'Look at it' }).click()
  await expect(conflict).toContainText('third value')
  expect((await kv.get('a'))?.string()).toBe('third value')
  await conflict.getByRole('button', { name: 'Save over revision 3' }).click()
  await expect(a.getByRole('button', { name: 'Edit' })).toBeVisible()
  expect((await kv.get('a'))?.string()).toBe('my value')
})
