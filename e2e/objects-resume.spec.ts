import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Page } from '@playwright/test'
import { readZip } from '../scripts/testing/read-zip.ts'
import { expect, open, test, type Site } from './fixtures.ts'
import { bucketOf, choose, chunksOf, expectStored, fileOnDisk, reached, transfer, tray } from './object-utils.ts'

/** Takes long enough to be paused in. */
const LARGE = 80_000_000

const left = (page: Page) => page.getByRole('region', { name: 'Uploads that were broken off' })

/** Begins to upload big.bin and pauses in the middle. Gives the chunks that are on the server then. */
async function pauseIn(page: Page, site: Site, bucket: string, path: string): Promise<{ [nuid: string]: number }> {
  await choose(page, path)
  await reached(page, 'in/big.bin', 0.05)
  // A server that is held cannot be done before the click.
  await site.server.pause()
  await tray(page).getByRole('button', { name: 'Pause in/big.bin' }).click()
  await site.server.resume()
  const stored = () => page.evaluate(() => sessionStorage.getItem('windsock.left-uploads') ?? '')
  await expect.poll(stored).toContain('"nuid"')
  // What was under way arrives still.
  let before: { [nuid: string]: number } = {}
  await expect
    .poll(async () => {
      const now = await chunksOf(site, bucket)
      const isSame = Object.keys(now).length === 1 && JSON.stringify(now) === JSON.stringify(before)
      before = now
      return isSame
    })
    .toBe(true)
  return before
}

async function reload(page: Page) {
  page.once('dialog', (d) => void d.accept())
  await page.reload()
  await expect(left(page)).toContainText('big.bin')
}

test('an upload that a reload broke off goes on when the same file is chosen again, or is taken away', async ({
  page,
  own,
}, info) => {
  const site = await own()
  const { name, os } = await bucketOf(site)
  const { path, data } = fileOnDisk(info, 'big.bin', LARGE)
  // Whole seconds: what is finer is rounded in more than one way.
  const changed = new Date('2026-01-02T03:04:05Z')
  utimesSync(path, changed, changed)
  await open(page, site, `/objects/${name}?folder=in/`)
  const [nuid] = Object.keys(await pauseIn(page, site, name, path))
  await reload(page)
  // Another file of the name is another upload, and nothing is asked.
  await page.getByLabel('Files to upload').setInputFiles({ name: 'big.bin', mimeType: '', buffer: Buffer.from('small') })
  await expect(tray(page).getByRole('status').first()).toHaveText('1 of 1 transfer done')
  await os.delete('in/big.bin')
  // One that only looks like it changes nothing, and what was sent can be gone on with still.
  const dialog = page.getByRole('dialog', { name: 'Go on with the upload of in/big.bin?' })
  const other = info.outputPath('other', 'big.bin')
  mkdirSync(dirname(other))
  writeFileSync(other, Buffer.concat([Buffer.from('not it'), data.subarray(6)]))
  utimesSync(other, changed, changed)
  await choose(page, other)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(transfer(page, 'in/big.bin').last()).toContainText('This is not the file')
  await expect(tray(page).getByRole('button', { name: /^Compare/ })).toHaveCount(0)
  // What has failed stays when the rest is cleared.
  await page.getByRole('button', { name: 'Clear what is done' }).click()
  await expect(tray(page).getByRole('status').first()).toHaveText('0 of 1 transfer done, 1 failed')
  await page.getByRole('button', { name: 'Clear what has failed' }).click()
  await expect(left(page)).toContainText('big.bin')
  // Chosen where it would have another name: it is gone on with under the name that it had.
  await page.getByRole('navigation', { name: 'Folder' }).getByRole('link', { name }).click()
  await choose(page, path)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(tray(page).getByRole('status').first()).toHaveText('1 of 1 transfer done', { timeout: 30_000 })
  await expect(left(page)).toHaveCount(0)
  const meta = (await os.info('in/big.bin'))!
  expect(meta.nuid).toBe(nuid)
  expect(await chunksOf(site, name)).toEqual({ [nuid!]: meta.chunks })
  await expectStored(os, 'in/big.bin', data)

  // Once more, and away with it.
  await os.delete('in/big.bin')
  await page.getByRole('button', { name: 'Clear' }).click()
  await open(page, site, `/objects/${name}?folder=in/`)
  await pauseIn(page, site, name, path)
  await reload(page)
  await left(page).getByRole('button', { name: 'Take away what was sent' }).click()
  await expect(left(page)).toHaveCount(0)
  expect(await chunksOf(site, name)).toEqual({})
  await page.reload()
  await expect(page.getByText('0 objects, complete')).toBeVisible()
  await expect(left(page)).toHaveCount(0)
})

test('what goes on in one tab is not offered in another that was made of it, until the first is gone', async ({
  page,
  own,
}, info) => {
  const site = await own()
  const { name } = await bucketOf(site)
  await open(page, site, `/objects/${name}?folder=in/`)
  await pauseIn(page, site, name, fileOnDisk(info, 'big.bin', LARGE).path)
  const opened = page.waitForEvent('popup')
  await page.evaluate(() => void window.open(location.href))
  const second = await opened
  await expect(second.getByText('0 objects, complete')).toBeVisible()
  expect(await second.evaluate(() => sessionStorage.getItem('windsock.left-uploads'))).toContain('big.bin')
  await expect(left(second)).toHaveCount(0)
  await page.close()
  await expect(left(second)).toContainText('big.bin')
})

test('another connection takes uploads along only when that was allowed, and leaves what it cannot take away', async ({
  page,
  own,
}, info) => {
  const site = await own()
  const { name } = await bucketOf(site)
  const { path } = fileOnDisk(info, 'big.bin', LARGE)
  await open(page, site, `/objects/${name}?folder=in/`)
  const disconnect = page.getByRole('button', { name: 'Disconnect' })
  const allow = async (what: string) => {
    await page
      .getByRole('banner')
      .getByRole('link', { name: /Connection/ })
      .click()
    await expect(page.getByRole('region', { name: 'Transfers under way' })).toContainText(what)
    await expect(disconnect).toHaveAttribute('aria-disabled', 'true')
    await page.getByLabel('It may end').check()
    await disconnect.click()
    await expect(page.getByRole('status', { name: 'Connection: Not connected' })).toBeVisible()
  }
  const back = async () => {
    await page.getByRole('button', { name: /^Connect ./ }).click()
    await page.getByRole('link', { name: 'Objects', exact: true }).click()
    await page.getByRole('grid').getByRole('link', { name, exact: true }).click()
  }
  await pauseIn(page, site, name, path)
  await allow('is taken away again')
  await expect.poll(() => chunksOf(site, name)).toEqual({})
  await back()
  await expect(left(page)).toHaveCount(0)

  // While the server is gone nothing can be taken away: it is offered when it is back.
  await page.goto(`${site.web.url}/objects/${name}?folder=in/`)
  const before = await pauseIn(page, site, name, path)
  await site.server.kill()
  await allow('stays on the server')
  await site.server.start()
  await back()
  await expect(left(page)).toContainText('big.bin')
  expect(await chunksOf(site, name)).toEqual(before)
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
