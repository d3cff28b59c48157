import { headers } from '@nats-io/transport-node'
import { Objm, StorageType, type ObjectStore } from '@nats-io/obj'
import type { Page } from '@playwright/test'
import { expect, open, test, type Site } from './fixtures.ts'

let buckets = 0

/** A bucket of the official client that nobody else uses. */
async function bucketOf(site: Site, options: Parameters<Objm['create']>[1] = {}): Promise<{ name: string; os: ObjectStore }> {
  const name = `o${process.pid}_${++buckets}`
  return { name, os: await new Objm(site.js).create(name, options) }
}

const objects = (page: Page) => page.getByRole('grid', { name: 'Objects' })
const row = (page: Page, name: string) =>
  objects(page)
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) })
const pane = (page: Page, name: string) => page.getByRole('region', { name: `Object ${name}` })
/** Bytes that differ from place to place. */
const bytes = (length: number, seed = 1) => Uint8Array.from({ length }, (_, i) => (i * seed + (i >> 8)) & 255)

test('every bucket with what it keeps', async ({ page, own }) => {
  const site = await own()
  await open(page, site, '/objects')
  await expect(page.getByText('This account has no object store yet')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Objects' })).toHaveAttribute('aria-current', 'page')
  const objm = new Objm(site.js)
  const files = await objm.create('files', { ttl: 3_600_000_000_000, max_bytes: 1_000_000, compression: true })
  for (let i = 0; i < 3; i++) await files.putBlob({ name: `f${i}` }, new Uint8Array(200_000))
  await objm.create('zeta', { storage: StorageType.Memory })
  await (await objm.open('zeta')).seal()
  const grid = page.getByRole('grid', { name: 'Buckets' })
  const names = () => grid.getByRole('link').allInnerTexts()
  await expect.poll(names).toEqual(['files', 'zeta'])
  const row = (name: string) => grid.getByRole('row').filter({ has: page.getByRole('link', { name }) })
  for (const text of ['1h', 'of 977 KiB', 's2', 'file']) await expect(row('files')).toContainText(text)
  await expect(row('files').getByRole('gridcell').nth(1)).toHaveText('3')
  for (const text of ['memory', 'sealed', 'never']) await expect(row('zeta')).toContainText(text)
  await grid.getByRole('button', { name: 'Name' }).click()
  await expect.poll(names).toEqual(['zeta', 'files'])
  await page.getByLabel('Name', { exact: true }).fill('fil')
  await expect.poll(names).toEqual(['files'])
  await page.reload()
  await expect.poll(names).toEqual(['files'])
})

test('folders over the slash, live, sorted and searched; the address holds where it is', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  await os.putBlob({ name: 'readme.txt' }, bytes(10))
  await os.putBlob({ name: 'docs/a b.md' }, bytes(3000))
  await os.putBlob({ name: 'docs/deep/Café.md' }, bytes(20))
  await open(page, site, `/objects/${name}`)
  await expect(page.getByText('3 objects, complete')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Watch' }).getByRole('status')).toHaveText('Live')
  await expect(row(page, 'docs/')).toContainText('2 objects')
  await expect(row(page, 'docs/')).toContainText('2.95 KiB')

  await os.putBlob({ name: 'later.bin' }, bytes(5))
  await expect(row(page, 'later.bin')).toContainText('5 B')
  await os.putBlob({ name: 'later.bin' }, bytes(2048))
  await expect(row(page, 'later.bin')).toContainText('2 KiB')
  await os.delete('later.bin')
  await expect(row(page, 'later.bin')).toHaveCount(0)
  await page.getByLabel('Deleted objects').check()
  await expect(row(page, 'later.bin')).toContainText('deleted')
  await page.getByLabel('Deleted objects').uncheck()

  await objects(page).getByRole('button', { name: 'docs/' }).click()
  await expect(row(page, 'a b.md')).toBeVisible()
  await expect(row(page, 'readme.txt')).toHaveCount(0)
  await objects(page).getByRole('button', { name: 'deep/' }).click()
  await expect(row(page, 'Café.md')).toBeVisible()
  await page.reload()
  await expect(row(page, 'Café.md')).toBeVisible()
  await page.goBack()
  await expect(row(page, 'a b.md')).toBeVisible()
  await page.getByRole('navigation', { name: 'Folder' }).getByRole('link', { name }).click()
  await expect(row(page, 'readme.txt')).toBeVisible()
  await page.getByLabel('Find').fill('.MD')
  await expect(row(page, 'docs/deep/Café.md')).toBeVisible()
  await expect(row(page, 'readme.txt')).toHaveCount(0)
  const shown = () => objects(page).getByRole('row').getByRole('gridcell').nth(1).innerText()
  await objects(page).getByRole('button', { name: 'Size' }).click()
  await expect.poll(shown).toBe('docs/a b.md')
  await objects(page).getByRole('button', { name: 'Size' }).click()
  await expect.poll(shown).toBe('docs/deep/Café.md')
})

test('details of an object: what its writer said of it, and where a link leads', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  const h = headers()
  h.append('Content-Type', 'text/plain')
  const info = await os.putBlob(
    { name: 'dir/one', description: 'the first', headers: h, metadata: { team: 'blue' }, options: { max_chunk_size: 1024 } },
    bytes(2500),
  )
  await os.link('short', info)
  await open(page, site, `/objects/${name}`)
  await row(page, 'short').click()
  await pane(page, 'short')
    .getByRole('link', { name: `dir/one in ${name}` })
    .click()
  const one = pane(page, 'dir/one')
  for (const text of ['2,500 bytes', '3 of up to 1 KiB', info.digest, 'the first', 'Content-Type', 'text/plain', 'team', 'blue'])
    await expect(one).toContainText(text)
  await os.delete('dir/one')
  await expect(one).toContainText('This object is deleted')
})
