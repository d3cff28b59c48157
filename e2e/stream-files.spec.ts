import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Download, Page } from '@playwright/test'
import { publishMany } from '../scripts/testing/official.ts'
import { contentOf, rawMessages } from '../scripts/testing/raw-messages.ts'
import { leftRestore, rawSnapshot } from '../scripts/testing/snapshots.ts'
import { readZip } from '../scripts/testing/read-zip.ts'
import { expect, open, test } from './fixtures.ts'

const dialog = (page: Page) => page.getByRole('dialog')

/** A browser that cannot be asked where a file is to go: it takes it as a download. */
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => void Reflect.deleteProperty(window, 'showSaveFilePicker'))
})

async function files(page: Page, item: string) {
  await page.getByRole('button', { name: 'Files' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

async function downloaded(page: Page, button: string): Promise<{ download: Download; path: string }> {
  const begun = page.waitForEvent('download')
  await dialog(page).getByRole('button', { name: button, exact: true }).click()
  const download = await begun
  return { download, path: await download.path() }
}

test('a filtered range goes into a file and, once, into another stream', async ({ page, site }, info) => {
  const [from, to] = [await site.stream(), await site.stream({ max_msgs: 250 })]
  await publishMany(site, 300, (i) => from.subject(i % 3 === 0 ? 'a' : 'b'))
  await open(page, site, `/streams/${from.name}/messages?at=seq&seq=101&filter=${from.subject('a')}`)
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(dialog(page).getByLabel('From sequence')).toHaveValue('101')
  await expect(dialog(page).getByLabel('Subjects', { exact: true })).toHaveValue(from.subject('a'))
  const { download } = await downloaded(page, 'Export messages')
  expect(download.suggestedFilename()).toBe(`${from.name}.ndjson`)
  await expect(dialog(page).getByText(/^67 messages .* up to sequence 300 saved/)).toBeVisible()
  const path = info.outputPath('messages.ndjson')
  await download.saveAs(path)
  const lines = (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((l) => JSON.parse(l) as { seq: number })
  expect(lines.map((l) => l.seq)).toEqual(Array.from({ length: 67 }, (_, i) => 102 + 3 * i))

  await open(page, site, `/streams/${to.name}`)
  const importFile = async () => {
    await files(page, 'Import messages…')
    await dialog(page).getByLabel('File', { exact: true }).setInputFiles(path)
    await dialog(page).getByLabel('Subjects that begin with').fill(from.subject(''))
    await dialog(page).getByLabel('begin with this instead').fill(to.subject('copy.'))
    await dialog(page).getByRole('button', { name: 'Dry run' }).click()
  }
  await importFile()
  const dry = dialog(page).getByRole('status', { name: 'Dry run' })
  await expect(dry).toContainText('67 messages would be published. Nothing has been published yet.')
  expect((await site.jsm.streams.info(to.name)).state.messages).toBe(0)
  await dialog(page).getByRole('button', { name: 'Publish 67 messages' }).click()
  const result = dialog(page).getByRole('status', { name: 'Result' })
  await expect(result).toHaveText('67 stored.')
  await dialog(page).getByRole('button', { name: 'Done' }).click()
  const stored = (await rawMessages(site.nc, to.name, 1, 67)).map(contentOf)
  const wanted = (await rawMessages(site.nc, from.name, 101, 300)).filter((m) => m.subject === from.subject('a')).map(contentOf)
  expect(stored).toEqual(wanted.map((m) => ({ ...m, subject: to.subject('copy.a') })))

  await importFile()
  await expect(dry).toContainText('the stream has all of them already')
  await expect(dialog(page).getByRole('button', { name: 'Publish 0 messages' })).toHaveAttribute('aria-disabled', 'true')
  await dialog(page).getByLabel('Leave out what the stream has already').uncheck()
  await dialog(page).getByLabel('Give messages that have none').check()
  await dialog(page).getByRole('button', { name: 'Dry run' }).click()
  await dialog(page).getByRole('button', { name: 'Publish 67 messages' }).click()
  await expect(result).toHaveText('67 stored.') // nobody compared, and the copies have ids now
  await dialog(page).getByRole('button', { name: 'Done' }).click()
  await importFile()
  await expect(dry).toContainText('the stream has all of them already')
  await dialog(page).getByLabel('Leave out what the stream has already').uncheck()
  await dialog(page).getByLabel('Give messages that have none').check()
  await dialog(page).getByRole('button', { name: 'Dry run' }).click()
  await dialog(page).getByRole('button', { name: 'Publish 67 messages' }).click()
  await expect(result).toHaveText('0 stored; 67 there already, not stored again.')
  expect((await site.jsm.streams.info(to.name)).state.messages).toBe(134)
})

test('a stream is backed up and restored under another name; writing is off in read-only mode', async ({ page, site }, info) => {
  const { name, subject } = await site.stream({ description: 'kept' })
  await publishMany(site, 500, (i) => subject(`${i % 5}`), (i) => `payload ${i}`) // prettier-ignore
  await site.jsm.streams.deleteMessage(name, 250)
  await site.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: 'explicit' })
  const before = await rawMessages(site.nc, name, 1, 500)
  await open(page, site, `/streams/${name}`)
  await files(page, 'Back up…')
  const { download } = await downloaded(page, 'Back up')
  const path = info.outputPath('stream.zip')
  await download.saveAs(path)
  await expect(dialog(page).getByRole('status', { name: 'Result' })).toHaveText(
    `499 messages up to sequence 500, and 1 consumer, backed up to ${name}.backup.zip.`,
  )
  const members = readZip(await readFile(path))
  expect(members.map((m) => m.name)).toEqual(['backup.json', 'stream.tar.s2'])
  await expect(dialog(page).getByText(createHash('sha256').update(members[1]!.data).digest('hex'))).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Done' }).click()

  await page.getByRole('link', { name: 'Streams', exact: true }).click()
  await page.getByRole('button', { name: 'Restore a stream' }).click()
  await dialog(page).getByLabel('Backup', { exact: true }).setInputFiles(path)
  await expect(dialog(page).getByText('A stream of this name exists already')).toBeVisible()
  const restore = dialog(page).getByRole('button', { name: 'Restore 499 messages' })
  await expect(restore).toHaveAttribute('aria-disabled', 'true')
  const copy = `${name}_COPY`
  await dialog(page).getByLabel('Restore as').fill(copy)
  await expect(dialog(page).getByText(`${name} listens on ${subject('>')} already`)).toBeVisible()
  await dialog(page).getByLabel('Subjects that it listens on').fill(`copy.${name}.>`)
  await expect(restore).not.toHaveAttribute('aria-disabled', 'true')
  await restore.click()
  await expect(dialog(page).getByRole('status', { name: 'Result' })).toHaveText(
    `${copy} is restored: 499 messages, sequences 1 to 500.`,
  )
  expect(await rawMessages(site.nc, copy, 1, 500)).toEqual(before)
  expect((await site.jsm.streams.info(copy)).config).toMatchObject({ description: 'kept', subjects: [`copy.${name}.>`] })
  expect((await site.jsm.consumers.list(copy).next()).map((c) => c.name)).toEqual(['worker'])
  await dialog(page).getByRole('link', { name: copy }).click()
  await expect(page.getByRole('heading', { name: copy })).toBeVisible()

  await page.getByRole('switch', { name: 'Read-only' }).check()
  await page.getByRole('button', { name: 'Files' }).click()
  for (const item of ['Import messages…', 'Restore a backup…']) {
    await expect(page.getByRole('menuitem', { name: item })).toHaveAttribute('aria-disabled', 'true')
  }
  for (const item of ['Export messages…', 'Back up…']) {
    await expect(page.getByRole('menuitem', { name: item })).not.toHaveAttribute('aria-disabled', 'true')
  }
  await site.jsm.streams.delete(copy)
})

test('a restore that ended with its page is found, and what it left half made is deleted by its name', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await publishMany(site, 400, () => subject('a'), () => randomBytes(8192)) // prettier-ignore
  const snapshot = await rawSnapshot(site.nc, name)
  await site.jsm.streams.delete(name)
  const to = await leftRestore(site.nc, snapshot, snapshot.archive.length * 0.8)
  await expect.poll(() => site.jsm.streams.info(name).then((i) => i.state.messages, () => 0)).toBeGreaterThan(0) // prettier-ignore
  const { created } = await site.jsm.streams.info(name)
  const record = { name, to, config: snapshot.config, messages: 400, lastSeq: 400 }
  const records = [record, { ...record, created }, { ...record, created: '2026-01-01T00:00:00Z' }]
  const kept = JSON.stringify(records.map((r, i) => ({ id: `r${i}`, connection: 'Test', at: Date.now(), record: r })))
  await page.addInitScript((text) => localStorage.setItem('windsock.left-restores', text), kept)
  await open(page, site, '/streams')
  const notice = page.getByRole('region', { name: 'Restores that were broken off' })
  // One that was not seen while it was made may be of somebody else; the stream of the third is another one than there is.
  const said = notice.getByText(`The restore of ${name} was broken off when its page was closed`)
  await expect(said).toHaveCount(2)
  await expect(notice.getByText('it may also be one that somebody else restores')).toHaveCount(1)
  await notice.getByRole('button', { name: 'Keep it as it is' }).first().click()
  await expect(said).toHaveCount(1)
  await notice.getByRole('button', { name: 'Delete the stream…' }).click()
  await dialog(page).getByLabel(`Type ${name} to delete it`).fill(name)
  await dialog(page).getByRole('button', { name: 'Delete the stream' }).click()
  await expect(notice).toBeHidden()
  expect(await site.jsm.streams.names().next()).not.toContain(name)
})
