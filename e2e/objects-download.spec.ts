import { readFileSync } from 'node:fs'
import { Objm, type ObjectStore } from '@nats-io/obj'
import type { Download, Page } from '@playwright/test'
import { readZip } from '../scripts/testing/read-zip.ts'
import { expect, open, test, type Site } from './fixtures.ts'

let buckets = 0

/** A bucket of the official client that nobody else uses. */
async function bucketOf(site: Site): Promise<{ name: string; os: ObjectStore }> {
  const name = `d${process.pid}_${++buckets}`
  return { name, os: await new Objm(site.js).create(name) }
}

const tray = (page: Page) => page.getByRole('region', { name: 'Transfers' })
const transfer = (page: Page, name: string) =>
  tray(page)
    .getByRole('row')
    .filter({ has: page.getByRole('progressbar', { name: `Progress of ${name}`, exact: true }) })
const pane = (page: Page, name: string) => page.getByRole('region', { name: `Object ${name}` })
/** Bytes that differ from place to place. */
function bytes(length: number, seed = 1): Uint8Array {
  const all = new Uint8Array(length)
  for (let i = 0; i < length; i++) all[i] = i * seed + (i >> 8)
  return all
}

/** Browsers that cannot ask where to save get what they download from the service worker. */
async function withoutPicker(page: Page) {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
}

/** Saves into files of the browser's own, since its dialog is no part of the page: the same kind of handle as it gives. */
async function withOwnFiles(page: Page) {
  await page.addInitScript(() => {
    const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true })
    Object.assign(window, { showSaveFilePicker })
  })
}

async function saved(download: Download): Promise<Buffer> {
  return readFileSync(await download.path())
}

async function downloadOf(page: Page, press: () => Promise<void>): Promise<Download> {
  const begun = page.waitForEvent('download')
  await press()
  return begun
}

test('an object comes down byte for byte as a download of the browser, under its own name', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  const data = bytes(6_000_000, 7)
  await os.putBlob({ name: 'in/café "1".bin', options: { max_chunk_size: 100_000 } }, data)
  await os.putBlob({ name: 'empty' }, new Uint8Array(0))
  await os.link('link', (await os.info('in/café "1".bin'))!)
  await withoutPicker(page)
  for (const [object, file, whole] of [
    ['in/café "1".bin', 'café _1_.bin', data],
    ['empty', 'empty', new Uint8Array(0)],
    ['link', 'café _1_.bin', data],
  ] as const) {
    await open(page, site, `/objects/${name}?object=${encodeURIComponent(object)}`)
    const download = await downloadOf(page, () => pane(page, object).getByRole('button', { name: 'Download' }).click())
    expect(download.suggestedFilename()).toBe(file)
    expect(download.url()).toContain('/download/')
    const got = await saved(download)
    expect(got.equals(whole)).toBe(true)
    await expect(tray(page).getByRole('row').nth(1)).toContainText('Done, digest verified')
  }
  // Chosen in the list a link is what it leads to as well.
  await open(page, site, `/objects/${name}`)
  await box(page, 'link').check()
  const chosen = await downloadOf(page, () => page.getByRole('button', { name: 'Download it' }).click())
  expect(chosen.suggestedFilename()).toBe('café _1_.bin')
  expect((await saved(chosen)).equals(data)).toBe(true)
  // In an archive its bytes count.
  await page.getByRole('button', { name: 'Choose none' }).click()
  const archive = await downloadOf(page, () => page.getByRole('button', { name: 'Download all as ZIP' }).click())
  expect(
    readZip(await saved(archive))
      .find((f) => f.name === 'link')
      ?.data.equals(data),
  ).toBe(true)
  await expect(transfer(page, `${name}.zip`).getByTitle('12,000,000 of 12,000,000 bytes')).toBeVisible()
  // Where there can be no service worker either.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'))
  await open(page, site, `/objects/${name}?object=link`)
  const held = await downloadOf(page, () => pane(page, 'link').getByRole('button', { name: 'Download' }).click())
  expect(held.url()).toContain('blob:')
  expect((await saved(held)).equals(data)).toBe(true)
})

test('what is damaged is no file, in the downloads of the browser and on disk', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  const data = bytes(400_000, 3)
  for (const object of ['bad', 'good']) await os.putBlob({ name: object }, data)
  const { nuid } = (await os.info('bad'))!
  // One byte of its last chunk: the size is still right.
  const subject = `$O.${name}.C.${nuid}`
  const last = (await site.jsm.streams.getMessage(`OBJ_${name}`, { last_by_subj: subject }))!
  await site.jsm.streams.deleteMessage(`OBJ_${name}`, last.seq)
  await site.js.publish(
    subject,
    last.data.map((b, i) => (i === 0 ? b ^ 1 : b)),
  )
  await withoutPicker(page)
  await open(page, site, `/objects/${name}?object=bad`)
  const download = await downloadOf(page, () => pane(page, 'bad').getByRole('button', { name: 'Download' }).click())
  expect(await download.failure()).not.toBeNull()
  await expect(transfer(page, 'bad')).toContainText('Failed: bad is damaged: its bytes are not those of its digest')

  const other = await page.context().newPage()
  await withOwnFiles(other)
  for (const object of ['bad', 'good']) {
    await open(other, site, `/objects/${name}?object=${object}`)
    await pane(other, object).getByRole('button', { name: 'Download' }).click()
    await expect(transfer(other, object)).toContainText(object === 'bad' ? 'is damaged' : 'Done, digest verified')
  }
  const sizes = await other.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const size = (name: string) => root.getFileHandle(name).then(async (handle) => (await handle.getFile()).size)
    return Promise.all(['bad', 'good'].map((name) => size(name).catch(() => 'no file')))
  })
  expect(sizes).toEqual(['no file', data.length])
})

test('a download is paused, goes on after a lost connection, and is cancelled', async ({ page, own }) => {
  const site = await own()
  const { name, os } = await bucketOf(site)
  const data = bytes(6_000_000, 5)
  await os.putBlob({ name: 'big' }, data)
  await withoutPicker(page)
  await open(page, site, `/objects/${name}?object=big`)
  const button = pane(page, 'big').getByRole('button', { name: 'Download' })
  await expect(button).toBeVisible()
  const begin = () => downloadOf(page, () => button.click())
  // A server that is held keeps the download under way.
  await site.server.pause()
  const download = await begin()
  await tray(page).getByRole('button', { name: 'Pause big', exact: true }).click()
  await expect(transfer(page, 'big')).toContainText('Paused')
  await site.server.kill()
  await site.server.start()
  await tray(page).getByRole('button', { name: 'Resume big' }).click()
  expect((await saved(download)).equals(data)).toBe(true)
  await expect(transfer(page, 'big')).toContainText('Done, digest verified')
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible()

  await site.server.pause()
  const cancelled = await begin()
  await tray(page).getByRole('button', { name: 'Cancel big' }).click()
  expect(await cancelled.failure()).not.toBeNull()
  await expect(transfer(page, 'big')).toContainText('Cancelled')
  await site.server.resume()
  const again = await downloadOf(page, () => tray(page).getByRole('button', { name: 'Retry big' }).click())
  expect((await saved(again)).equals(data)).toBe(true)

  // The browser's own list of downloads has a way to stop one too.
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
  await site.server.pause()
  const stopped = await begin()
  await stopped.cancel()
  await site.server.resume()
  await expect(transfer(page, 'big')).toContainText('Cancelled')
})

const objects = (page: Page) => page.getByRole('grid', { name: 'Objects' })
const box = (page: Page, name: string) => objects(page).getByRole('checkbox', { name: `Choose ${name}`, exact: true })

test('a folder as an archive has what the official client put, and says what is not in it', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  const contents = new Map([
    ['docs/a.txt', bytes(1000, 3)],
    ['docs/deep/é b.bin', bytes(3_000_000, 5)],
    ['docs/empty', bytes(0)],
    ['docs/../../out', bytes(10, 7)],
    ['docs/CON', bytes(20, 9)],
  ])
  for (const [object, data] of contents) await os.putBlob({ name: object }, data)
  await os.putBlob({ name: 'docs/bad' }, bytes(500_000, 11))
  await os.putBlob({ name: 'other' }, bytes(5))
  await site.jsm.streams.purge(`OBJ_${name}`, { filter: `$O.${name}.C.${(await os.info('docs/bad'))!.nuid}` })
  await withoutPicker(page)
  await open(page, site, `/objects/${name}`)
  await box(page, 'docs/').check()
  const download = await downloadOf(page, () => page.getByRole('button', { name: 'Download 1 as ZIP' }).click())
  expect(download.suggestedFilename()).toBe('docs.zip')
  const files = new Map(readZip(await saved(download)).map((f) => [f.name, f.data]))
  expect([...files.keys()].toSorted()).toEqual(
    ['NOT INCLUDED.txt', 'docs/__/__/out', 'docs/_CON', 'docs/a.txt', 'docs/deep/é b.bin', 'docs/empty'].toSorted(),
  )
  for (const [object, path] of [
    ['docs/a.txt', 'docs/a.txt'],
    ['docs/deep/é b.bin', 'docs/deep/é b.bin'],
    ['docs/../../out', 'docs/__/__/out'],
  ] as const)
    expect(files.get(path)?.equals(contents.get(object)!)).toBe(true)
  expect(files.get('NOT INCLUDED.txt')?.toString()).toContain('docs/bad')
  await expect(transfer(page, 'docs.zip')).toContainText('Done, digests verified, 1 left out')
})

test('what is chosen is deleted as the official client does it, and what others changed stays', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  for (const object of ['a', 'b', 'c', 'd', 'dir/one', 'dir/two', 'stays']) await os.putBlob({ name: object }, bytes(2000))
  await os.link('to a', (await os.info('a'))!)
  await open(page, site, `/objects/${name}`)
  await box(page, 'dir/').check()
  await box(page, 'a').check()
  await box(page, 'd').click({ modifiers: ['Shift'] })
  const chosen = page.getByRole('group', { name: 'What is chosen' })
  await expect(chosen).toContainText('5 rows chosen')
  await chosen.getByRole('button', { name: 'Delete…' }).click()
  const dialog = page.getByRole('dialog', { name: `Delete from ${name}` })
  await expect(dialog.getByRole('status')).toContainText('6 objects, 11.7 KiB')
  await expect(dialog).toContainText('1 link of this bucket will lead to nothing: to a')
  await expect(dialog.getByRole('grid', { name: 'What goes' }).getByRole('row')).toHaveCount(7)
  const button = dialog.getByRole('button', { name: 'Delete 6 objects' })
  await expect(button).toHaveAccessibleDescription(`Type ${name} first`)
  await os.putBlob({ name: 'c' }, bytes(10))
  await dialog.getByLabel(`Type ${name} to delete 6 objects`).fill(name)
  await button.click()
  await expect(dialog.getByRole('status')).toHaveText('5 deleted, 1 changed by somebody else, left.')
  await dialog.getByRole('button', { name: 'Done' }).click()
  expect((await os.list()).map((o) => o.name).toSorted()).toEqual(['c', 'stays', 'to a'])
  const { state } = await site.jsm.streams.info(`OBJ_${name}`, { subjects_filter: `$O.${name}.C.>` })
  expect(Object.keys(state.subjects ?? {})).toHaveLength(2)

  await page.getByRole('checkbox', { name: 'Choose all shown' }).click()
  await expect(page.getByRole('status').filter({ hasText: '3 rows chosen' })).toBeVisible()
  await page.getByRole('switch', { name: 'Read-only' }).check()
  await expect(page.getByRole('button', { name: 'Delete…' })).toHaveAccessibleDescription('Read-only mode is on')
  await page.getByRole('switch', { name: 'Read-only' }).uncheck()
  await os.seal()
  await expect(page.getByRole('button', { name: 'Delete…' })).toHaveAccessibleDescription(
    'The bucket is sealed: it can only be read',
  )
})
