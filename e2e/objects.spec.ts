import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
  // A click on a row chooses it, Enter opens it, and Backspace goes up to it again.
  await row(page, 'docs/').getByText('2.95 KiB').click()
  await expect(row(page, 'docs/')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(row(page, 'a b.md')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(row(page, 'Café.md')).toBeVisible()
  for (const here of ['a b.md', 'readme.txt']) {
    await page.keyboard.press('Backspace')
    await expect(row(page, here)).toBeVisible()
  }
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('2 rows chosen')).toBeVisible()
  await row(page, 'readme.txt').getByText('10 B').click()
  await expect(page.getByText('1 row chosen')).toBeVisible()
  await page.getByRole('button', { name: 'Choose none' }).click()
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
  await objects(page).getByRole('button', { name: 'short' }).click()
  await pane(page, 'short')
    .getByRole('link', { name: `dir/one in ${name}` })
    .click()
  const one = pane(page, 'dir/one')
  for (const text of ['2,500 bytes', '3 of up to 1 KiB', info.digest, 'the first', 'Content-Type', 'text/plain', 'team', 'blue'])
    await expect(one).toContainText(text)
  await os.delete('dir/one')
  await expect(one).toContainText('This object is deleted')
})

const tray = (page: Page) => page.getByRole('region', { name: 'Transfers' })
const transfer = (page: Page, name: string) =>
  tray(page)
    .getByRole('row')
    .filter({ has: page.getByRole('progressbar', { name: `Progress of ${name}`, exact: true }) })

/** Files that are chosen as if in the dialog of the browser. */
async function choose(page: Page, files: { name: string; data: Uint8Array }[]) {
  const buffers = files.map(({ name, data }) => ({ name, mimeType: '', buffer: Buffer.from(data) }))
  await page.getByLabel('Files to upload').setInputFiles(buffers)
}

/** What the official client gets, byte for byte. */
async function got(os: ObjectStore, name: string): Promise<Buffer | null> {
  const data = await os.getBlob(name)
  return data && Buffer.from(data)
}

/** Drops what is on disk, folders too, as a hand does. */
async function drop(page: Page, paths: string[]) {
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
    if (type === 'dragOver') await expect(page.getByText(/Drop to upload into|Nothing can be uploaded here/)).toBeVisible()
  }
  await cdp.detach()
}

test('uploaded files are there byte for byte, and the tray stays while pages change', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  await open(page, site, `/objects/${name}?folder=in/`)
  const files = [0, 1, 131_072, 131_073, 1_000_000].map((size, i) => ({ name: `f ${size}.bin`, data: bytes(size, i + 3) }))
  await choose(page, files)
  await expect(tray(page).getByRole('status').first()).toHaveText('5 of 5 transfers done')
  for (const f of files) {
    await expect(row(page, f.name)).toBeVisible()
    expect((await got(os, `in/${f.name}`))?.equals(f.data)).toBe(true)
  }
  await page.getByRole('link', { name: 'Streams' }).click()
  await expect(page.getByRole('heading', { name: 'Streams' })).toBeVisible()
  await expect(transfer(page, 'in/f 1.bin')).toContainText('Done')
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(tray(page)).toHaveCount(0)
})

test('a folder that is dropped keeps its paths', async ({ page, site }, info) => {
  const { name, os } = await bucketOf(site)
  const root = info.outputPath('dropped')
  mkdirSync(join(root, 'deep', 'er'), { recursive: true })
  for (let i = 0; i < 499; i++) writeFileSync(join(root, `n${i}.txt`), `file ${i}`)
  writeFileSync(join(root, 'deep', 'er', 'é.txt'), 'deep')
  await open(page, site, `/objects/${name}`)
  await drop(page, [root])
  await expect(tray(page).getByRole('status').first()).toHaveText('500 of 500 transfers done', { timeout: 60_000 })
  await expect(row(page, 'dropped/')).toContainText('500 objects')
  const there = (await os.list()).map((o) => o.name).toSorted()
  expect(there).toHaveLength(500)
  expect((await got(os, 'dropped/n498.txt'))?.toString()).toBe('file 498')
  expect(there).toContain('dropped/n7.txt')
  await objects(page).getByRole('button', { name: 'dropped/' }).click()
  await objects(page).getByRole('button', { name: 'deep/' }).click()
  await objects(page).getByRole('button', { name: 'er/' }).click()
  await expect(row(page, 'é.txt')).toContainText('4 B')
  // Folders without a file are nothing to an object store, which is said; so is a name that two files would have.
  const half = info.outputPath('half')
  mkdirSync(join(half, 'empty', 'too'), { recursive: true })
  writeFileSync(join(half, 'a.txt'), 'a')
  await drop(page, [half])
  await expect(page.getByText('1 empty folder left out')).toBeVisible()
  await expect(tray(page).getByRole('status').first()).toHaveText('501 of 501 transfers done')
  const twice = ['one', 'other'].map((text) => ({ name: 'a.txt', mimeType: '', buffer: Buffer.from(text) }))
  await page.getByLabel('Files to upload').setInputFiles(twice)
  await expect(page.getByText('Nothing was uploaded. Several of the files would be called dropped/deep/er/a.txt')).toBeVisible()
  expect(await os.list()).toHaveLength(501)
})

test('what is there is replaced only when it is said, over what was looked at', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  await os.putBlob({ name: 'taken' }, bytes(2048))
  await open(page, site, `/objects/${name}`)
  await expect(row(page, 'taken')).toBeVisible()
  await choose(page, [
    { name: 'taken', data: bytes(5000, 7) },
    { name: 'free', data: bytes(10, 7) },
  ])
  const dialog = page.getByRole('dialog', { name: 'Replace taken?' })
  const table = dialog.getByRole('grid', { name: 'What is replaced' })
  for (const text of ['2 KiB', '4.88 KiB']) await expect(table).toContainText(text)
  await expect(dialog.getByRole('checkbox', { name: 'Replace taken' })).not.toBeChecked()
  await dialog.getByRole('button', { name: 'Upload only the 1 new one' }).click()
  await expect(row(page, 'free')).toBeVisible()
  expect((await os.info('taken'))?.size).toBe(2048)
  // Each by its own tick, which is for what was seen: somebody changes one and deletes another meanwhile.
  for (const other of ['other', 'third']) await os.putBlob({ name: other, description: 'said' }, bytes(2048))
  const files = ['taken', 'other', 'third'].map((n) => ({ name: n, data: bytes(5000, 7) }))
  await choose(page, files)
  const many = page.getByRole('dialog', { name: 'Replace 3 objects?' })
  const tick = (n: string) => many.getByRole('checkbox', { name: `Replace ${n}`, exact: true })
  for (const { name: n } of files) await tick(n).check()
  await os.putBlob({ name: 'other' }, bytes(3072))
  await os.delete('third')
  await expect(many.getByRole('row', { name: /other/ })).toContainText(/3 KiB.*Changed meanwhile: at revision/)
  await expect(many.getByRole('row', { name: /third/ })).toContainText('Deleted meanwhile: the name is free')
  await expect(tick('other')).not.toBeChecked()
  await tick('third').check()
  await many.getByRole('row', { name: /other/ }).getByText('other').click()
  await expect(many.getByRole('table', { name: 'What would change of other' })).toContainText('SHA-256=')
  await many.getByRole('button', { name: 'Replace 2 objects' }).click()
  await expect(row(page, 'taken')).toContainText('4.88 KiB')
  await expect(row(page, 'third')).toContainText('4.88 KiB')
  expect((await os.info('other'))?.size).toBe(3072)
  expect((await got(os, 'taken'))?.equals(bytes(5000, 7))).toBe(true)
  const { state } = await site.jsm.streams.info(`OBJ_${name}`, { subjects_filter: `$O.${name}.C.>` })
  expect(Object.keys(state.subjects ?? {})).toHaveLength(4)
})

test('an upload is paused, goes on, and is cancelled without a chunk being left', async ({ page, own }, info) => {
  const site = await own()
  const { name, os } = await bucketOf(site)
  await open(page, site, `/objects/${name}`)
  mkdirSync(info.outputPath(), { recursive: true })
  /** From the disk: as buffers they would go through the protocol of the browser. */
  const chooseLarge = async (name: string, size: number) => {
    const data = randomBytes(size)
    writeFileSync(info.outputPath(name), data)
    await page.getByLabel('Files to upload').setInputFiles(info.outputPath(name))
    return data
  }
  // A server that stands still: on a fast machine the whole would be there before the click.
  await site.server.pause()
  const data = await chooseLarge('big', 24_000_000)
  await tray(page).getByRole('button', { name: 'Pause big', exact: true }).click()
  await site.server.resume()
  await expect(transfer(page, 'big')).toContainText('Paused')
  expect(await os.info('big')).toBeNull()
  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => void setTimeout(() => location.reload()))
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await tray(page).getByRole('button', { name: 'Resume big' }).click()
  await expect(transfer(page, 'big')).toContainText('Done')
  expect((await got(os, 'big'))?.equals(data)).toBe(true)

  const chunks = async () =>
    (await site.jsm.streams.info(`OBJ_${name}`, { subjects_filter: `$O.${name}.C.>` })).state.subjects ?? {}
  // Large enough to be under way still when its first chunks are seen on the server.
  const larger = await chooseLarge('second', 45_000_000)
  await expect.poll(async () => Object.keys(await chunks()).length, { intervals: [20] }).toBe(2)
  await site.server.pause()
  await tray(page).getByRole('button', { name: 'Pause second', exact: true }).click()
  await tray(page).getByRole('button', { name: 'Cancel second', exact: true }).click()
  await site.server.resume()
  await expect(transfer(page, 'second')).toContainText('Cancelled')
  expect(Object.keys(await chunks())).toHaveLength(1)
  await tray(page).getByRole('button', { name: 'Retry second' }).click()
  await expect(transfer(page, 'second')).toContainText('Done')
  expect((await got(os, 'second'))?.equals(larger)).toBe(true)
})

test('nothing is uploaded in read-only mode, and the page says why', async ({ page, site }, info) => {
  const { name, os } = await bucketOf(site)
  await open(page, site, `/objects/${name}`)
  await page.getByRole('switch', { name: 'Read-only' }).check()
  for (const action of ['Upload files', 'Upload a folder']) {
    const button = page.getByRole('button', { name: action })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription('Read-only mode is on')
  }
  mkdirSync(info.outputPath('x'), { recursive: true })
  writeFileSync(info.outputPath('x', 'file'), 'x')
  await drop(page, [info.outputPath('x')])
  await expect(page.getByText('Nothing was uploaded. Read-only mode is on')).toBeVisible()
  await expect(tray(page)).toHaveCount(0)
  expect(await os.list()).toEqual([])
  await page.getByRole('switch', { name: 'Read-only' }).uncheck()
  await os.seal()
  await expect(page.getByRole('button', { name: 'Upload files' })).toHaveAccessibleDescription(
    'The bucket is sealed: it can only be read',
  )
})
