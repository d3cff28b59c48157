import { createHash } from 'node:crypto'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { Objm, type ObjectStore } from '@nats-io/obj'
import type { Page, TestInfo } from '@playwright/test'
import { readZip } from '../scripts/testing/read-zip.ts'
import { expect, open, test, type Site } from './fixtures.ts'

const LARGE = 100_000_000
let buckets = 0

/** A bucket of the official client that nobody else uses. */
async function bucketOf(site: Site): Promise<{ name: string; os: ObjectStore }> {
  const name = `r${process.pid}_${++buckets}`
  return { name, os: await new Objm(site.js).create(name) }
}

const tray = (page: Page) => page.getByRole('region', { name: 'Transfers' })
const left = (page: Page) => page.getByRole('region', { name: 'Uploads that were broken off' })

/** Chunks by their nuid. */
async function chunks(site: Site, bucket: string): Promise<Record<string, number>> {
  const filter = `$O.${bucket}.C.`
  const { state } = await site.jsm.streams.info(`OBJ_${bucket}`, { subjects_filter: `${filter}>` })
  return Object.fromEntries(Object.entries(state.subjects ?? {}).map(([s, n]) => [s.slice(filter.length), n]))
}

/** A file that takes long enough to be paused in: sparse, but not the same everywhere. */
function large(info: TestInfo): string {
  mkdirSync(info.outputPath(), { recursive: true })
  const path = info.outputPath('big.bin')
  const file = openSync(path, 'w')
  for (let at = 0; at < LARGE; at += 1_000_000) writeSync(file, `${at}`, at)
  ftruncateSync(file, LARGE)
  closeSync(file)
  return path
}

/** Begins to upload a file and reloads the page in the middle. Gives the chunks that are on the server then. */
async function breakOff(page: Page, site: Site, bucket: string, path: string): Promise<Record<string, number>> {
  await page.getByLabel('Files to upload').setInputFiles(path)
  await tray(page)
    .getByRole('button', { name: /^Pause .*big.bin/ })
    .click()
  // Paused, it is still known as under way: some of it has to be kept to be gone on with.
  await expect
    .poll(() => page.evaluate(() => sessionStorage.getItem('windsock.left-uploads')), { timeout: 15_000 })
    .toContain('"chunks"')
  await expect.poll(async () => Object.keys(await chunks(site, bucket)).length).toBe(1)
  page.once('dialog', (d) => void d.accept())
  await page.reload()
  await expect(left(page)).toContainText('big.bin')
  return chunks(site, bucket)
}

test('an upload that a reload broke off goes on when the same file is chosen again, or is taken away', async ({
  page,
  site,
}, info) => {
  const { name, os } = await bucketOf(site)
  const path = large(info)
  await open(page, site, `/objects/${name}?folder=in/`)
  const sent = await breakOff(page, site, name, path)
  const [nuid] = Object.keys(sent)
  expect(sent[nuid!]).toBeGreaterThan(0)
  // Another file of the name is another upload, and nothing is asked.
  await page.getByLabel('Files to upload').setInputFiles({ name: 'big.bin', mimeType: '', buffer: Buffer.from('small') })
  await expect(tray(page).getByRole('status').first()).toHaveText('1 of 1 transfer done')
  await os.delete('in/big.bin')
  // Chosen where it would have another name: it is gone on with under the name that it had.
  await page.getByRole('navigation', { name: 'Folder' }).getByRole('link', { name }).click()
  await page.getByLabel('Files to upload').setInputFiles(path)
  const dialog = page.getByRole('dialog', { name: 'Go on with the upload of in/big.bin?' })
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(tray(page).getByRole('status').first()).toHaveText('2 of 2 transfers done', { timeout: 30_000 })
  await expect(left(page)).toHaveCount(0)
  const meta = (await os.info('in/big.bin'))!
  expect(meta.nuid).toBe(nuid)
  expect(await chunks(site, name)).toEqual({ [nuid!]: meta.chunks })
  expect(
    createHash('sha256')
      .update((await os.getBlob('in/big.bin'))!)
      .digest('hex'),
  ).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'))

  // Once more, and away with it.
  await os.delete('in/big.bin')
  await breakOff(page, site, name, path)
  await left(page).getByRole('button', { name: 'Take away what was sent' }).click()
  await expect(left(page)).toHaveCount(0)
  expect(await chunks(site, name)).toEqual({})
  await page.reload()
  await expect(page.getByText('0 objects, complete')).toBeVisible()
  await expect(left(page)).toHaveCount(0)
})

test('what is pasted is uploaded under names that are asked for', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  await open(page, site, `/objects/${name}?folder=shots/`)
  await expect(page.getByText('0 objects, complete')).toBeVisible()
  const paste = (on: string) =>
    page.locator(on).evaluate((el) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File(['pixels'], 'image.png', { type: 'image/png' }))
      el.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
  await paste('main')
  const dialog = page.getByRole('dialog', { name: `Upload what was pasted into ${name}/shots/?` })
  await expect(dialog.getByLabel('Name')).toHaveValue(/^pasted-\d{8}-\d{6}\.png$/)
  await dialog.getByLabel('Name').fill('')
  await dialog.getByLabel('Name').press('Enter')
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('Name').fill('screen.png')
  await dialog.getByLabel('Name').press('Enter')
  await expect(tray(page).getByRole('status').first()).toHaveText('1 of 1 transfer done')
  expect(Buffer.from((await os.getBlob('shots/screen.png'))!).toString()).toBe('pixels')
  // While something is typed a paste is the field's.
  await paste('input[type=search]')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('what is found is downloaded as an archive without the rest', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  for (const object of ['a.txt', 'in/b.txt', 'in/c.bin']) await os.putBlob({ name: object }, Buffer.from(object))
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await open(page, site, `/objects/${name}?text=.txt`)
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download what is found as ZIP' }).click()
  const zip = readZip(readFileSync(await (await begun).path()))
  expect(zip.map((f) => f.name).toSorted()).toEqual(['a.txt', 'in/b.txt'])
})
