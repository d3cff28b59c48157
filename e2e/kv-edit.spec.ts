import { Kvm, type KV } from '@nats-io/kv'
import type { Locator, Page } from '@playwright/test'
import { configOf } from '../scripts/nats/config.ts'
import { expect, open, test, type Site } from './fixtures.ts'

let buckets = 0

/** A bucket of the official client that nobody else uses. */
async function bucketOf(site: Site, options: Parameters<Kvm['create']>[1] = {}): Promise<{ name: string; kv: KV }> {
  const name = `e${process.pid}_${++buckets}`
  return { name, kv: await new Kvm(site.js).create(name, { history: 1, ...options }) }
}

const pane = (page: Page, key: string) => page.getByRole('region', { name: `Key ${key}` })
const value = (place: Locator) => place.getByRole('textbox', { name: /^New value/ })
const save = (place: Locator) => place.getByRole('button', { name: 'Save', exact: true })
const bytes = async (kv: KV, key: string) => [...((await kv.get(key))?.value ?? [])]
const lines = (...all: string[]) => all.join('\n')

async function edit(page: Page, site: Site, bucket: string, key: string): Promise<Locator> {
  await open(page, site, `/kv/${bucket}?key=${key}`)
  await pane(page, key).getByRole('button', { name: 'Edit' }).click()
  return pane(page, key)
}

const saved = (place: Locator) => expect(place.getByRole('button', { name: 'Edit' })).toBeVisible()

test('a binary value is edited as hex, every byte as it was typed', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  const all = Array.from({ length: 256 }, (_, i) => i)
  await kv.put('bin', Uint8Array.from(all))
  const a = await edit(page, site, name, 'bin')
  await expect(value(a)).toHaveValue(/^00 01 02 .* 0f\n10 11 /)
  await expect(a.getByText('256 bytes', { exact: true })).toBeVisible()
  const hex = await value(a).inputValue()
  await value(a).fill(`${hex} 0`)
  await expect(a.getByText('The byte “0” at line 16, column 49 has one digit: a byte has two')).toBeVisible()
  await expect(save(a)).toHaveAccessibleDescription('It is not valid hex: see above')
  await value(a).fill(`${hex} xx`)
  await expect(a.getByText('“x” at line 16, column 49 is not a hex digit')).toBeVisible()
  await value(a).fill(`${hex} 00ff`)
  await expect(a.getByText('258 bytes', { exact: true })).toBeVisible()
  await save(a).click()
  await saved(a)
  expect(await bytes(kv, 'bin')).toEqual([...all, 0, 255])
})

test('text and hex are the same bytes; a text field that would change them is not offered', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  const original = [...new TextEncoder().encode('žluť\r\nend')]
  await kv.put('a', Uint8Array.from(original))
  const a = await edit(page, site, name, 'a')
  await a.getByText('Hex', { exact: true }).click()
  await expect(value(a)).toHaveValue('c5 be 6c 75 c5 a5 0d 0a 65 6e 64')
  await a.getByText('Text', { exact: true }).click()
  await expect(value(a)).toHaveValue('žluť\nend')
  await save(a).click()
  await saved(a)
  expect(await bytes(kv, 'a')).toEqual(original)
  await a.getByRole('button', { name: 'Edit' }).click()
  await a.getByText('Hex', { exact: true }).click()
  await value(a).fill('ff fe')
  await expect(a.getByRole('radio', { name: 'Text' })).toBeDisabled()
  await expect(a.getByText('Text: It is not text (UTF-8).')).toBeVisible()
  // Tab leaves the field.
  await value(a).press('Tab')
  await expect(value(a)).not.toBeFocused()
})

test('a file’s content is a value, in an edit and in a new key; one over the limit is refused before it is sent', async ({
  page,
  site,
}) => {
  const { name, kv } = await bucketOf(site, { maxValueSize: 2000 })
  await kv.put('a', 'first')
  const a = await edit(page, site, name, 'a')
  await a.getByText('A file', { exact: true }).click()
  await expect(a.getByText('No file is chosen: the value stays as it is, 5 bytes.')).toBeVisible()
  const content = Buffer.from(Array.from({ length: 700 }, (_, i) => (i * 37) % 256))
  const input = (place: Locator) => place.getByLabel(/from a file/)
  await input(a).setInputFiles({ name: 'new.bin', mimeType: 'application/octet-stream', buffer: content })
  await expect(a.getByText('new.bin')).toBeVisible()
  await expect(a.getByLabel('First bytes')).toContainText('00 25 4a 6f')
  await input(a).setInputFiles({ name: 'big.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2000) })
  await expect(a.getByRole('alert')).toContainText(
    'big.bin: It has 2,000 bytes and its headers 52: the bucket takes 2,000 in all',
  )
  await expect(save(a)).toHaveAccessibleDescription('The file is refused: see above')
  await a.getByRole('button', { name: 'Keep new.bin' }).click()
  await save(a).click()
  await saved(a)
  expect(await bytes(kv, 'a')).toEqual([...content])

  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Key', { exact: true }).fill('b')
  await dialog.getByText('A file', { exact: true }).click()
  await page.reload()
  await page.getByRole('button', { name: 'New key' }).click()
  await expect(dialog.getByLabel('Key', { exact: true })).toHaveValue('b')
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array([0, 255, 13, 10])], 'dropped.bin'))
    return data
  })
  await dialog.getByText('or drop one here').dispatchEvent('drop', { dataTransfer: dropped })
  await expect(dialog.getByText('dropped.bin')).toBeVisible()
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  await expect(pane(page, 'b')).toBeVisible()
  expect(await bytes(kv, 'b')).toEqual([0, 255, 13, 10])
})

test('what the server would not take is refused with its figures; what is too large to be typed is a file', async ({
  page,
  own,
}) => {
  const site = await own({ config: configOf({ extra: 'max_payload: 3000000' }) })
  const { name, kv } = await bucketOf(site)
  await kv.put('large', 'x'.repeat(1_600_000))
  const a = await edit(page, site, name, 'large')
  await expect(a.getByText('No file is chosen: the value stays as it is, 1,600,000 bytes.')).toBeVisible()
  await expect(a.getByText('Text: It is too large to be edited as text: 1,500,000 bytes at most.')).toBeVisible()
  const big = { name: 'big.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(3_000_000) }
  await a.getByLabel(/from a file/).setInputFiles(big)
  await expect(a.getByRole('alert')).toContainText('the server takes 3,000,000 in all (max_payload)')
  await a.getByLabel(/from a file/).setInputFiles({ ...big, name: 'ok.bin', buffer: Buffer.alloc(2_000_000, 7) })
  await expect(a.getByText('It is too large to outlive a reload of the page.')).toBeVisible()
  await save(a).click()
  await saved(a)
  const got = await kv.get('large')
  expect([got?.length, got?.value.every((b) => b === 7)]).toEqual([2_000_000, true])
})

test('changes in different places are merged, and only Save writes them', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site, { history: 5 })
  await kv.put('a', lines('one', 'two', 'three', 'four', 'five'))
  const a = await edit(page, site, name, 'a')
  await value(a).fill(lines('one', 'two', 'three', 'four', 'five, mine'))
  await kv.put('a', lines('one, theirs', 'two', 'three', 'four', 'five'))
  const conflict = a.getByRole('region', { name: 'Conflict' })
  await expect(conflict.getByText('2 changes merge by themselves.')).toBeVisible()
  await conflict.getByRole('button', { name: 'Use the merged value' }).click()
  const both = lines('one, theirs', 'two', 'three', 'four', 'five, mine')
  await expect(value(a)).toHaveValue(both)
  await expect(a.getByRole('textbox', { name: 'New value, over revision 2' })).toBeVisible()
  await expect(conflict).toHaveCount(0)
  expect((await kv.get('a'))?.revision).toBe(2)
  await save(a).click()
  await saved(a)
  const now = await kv.get('a')
  expect([now?.string(), now?.revision]).toEqual([both, 3])
})

test('a conflict is decided block by block; JSON in one line is merged by its members', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', '{"a":1,"b":1,"c":1,"d":1,"e":1}')
  const a = await edit(page, site, name, 'a')
  await value(a).fill('{"a":"mine","b":1,"c":"mine","d":1,"e":"mine"}')
  await kv.put('a', '{"a":"theirs","b":1,"c":"theirs","d":1,"e":1}')
  const conflict = a.getByRole('region', { name: 'Conflict' })
  await expect(conflict.getByText('1 change merges by itself; 2 conflicts to decide.')).toBeVisible()
  const use = conflict.getByRole('button', { name: 'Use the merged value' })
  await expect(use).toHaveAccessibleDescription('2 conflicts undecided')
  await conflict.getByRole('radiogroup', { name: 'Conflict 1 of 2' }).getByLabel('Yours').check()
  await conflict.getByRole('radiogroup', { name: 'Conflict 2 of 2' }).getByLabel('Theirs', { exact: true }).check()
  await use.click()
  await save(a).click()
  await saved(a)
  expect(JSON.parse((await kv.get('a'))!.string())).toEqual({ a: 'mine', b: 1, c: 'theirs', d: 1, e: 'mine' })
})

test('members that each side added to JSON merge by themselves; a merge that breaks it is not saved unseen', async ({
  page,
  site,
}) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', '{"i":3}')
  const a = await edit(page, site, name, 'a')
  await value(a).fill('{"i":3,"mine":true}')
  await kv.put('a', '{"i":3,"theirs":12345678901234567890}')
  const conflict = a.getByRole('region', { name: 'Conflict' })
  await expect(conflict.getByText('1 change merges by itself.')).toBeVisible()
  const use = conflict.getByRole('button', { name: 'Use the merged value' })
  await use.click()
  const both = lines('{', '  "i": 3,', '  "theirs": 12345678901234567890,', '  "mine": true', '}')
  await expect(value(a)).toHaveValue(both)
  // Members are not one to a line here, so the lines are put together as they are.
  const text = (member: string) => lines('{', `"i":3${member}}`)
  await kv.put('a', text(''))
  await value(a).fill(text(',"mine":1'))
  await conflict.getByRole('button', { name: 'Save over revision 3' }).click()
  await saved(a)
  await a.getByRole('button', { name: 'Edit' }).click()
  await value(a).fill(text(',"mine":2'))
  await kv.put('a', text(',"theirs":2'))
  await conflict.getByLabel('Both, theirs first').check()
  await expect(conflict.getByText('What comes of this is not valid JSON')).toBeVisible()
  await use.click()
  const check = a.getByRole('checkbox', { name: 'Check as JSON' })
  await expect(check).toBeChecked()
  await expect(save(a)).toHaveAccessibleDescription('It is not valid JSON: see above')
  await expect(value(a)).toHaveAccessibleDescription(/JSON/)
  await check.uncheck()
  await expect(save(a)).toBeEnabled()
})

test('binary in a conflict is theirs or yours as a whole', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', Uint8Array.from([1, 255]))
  const a = await edit(page, site, name, 'a')
  await value(a).fill('01 fe')
  await kv.put('a', Uint8Array.from([2, 255]))
  const conflict = a.getByRole('region', { name: 'Conflict' })
  await expect(conflict.getByText('choose theirs or yours as a whole')).toBeVisible()
  await expect(conflict.getByRole('button', { name: 'Use the merged value' })).toHaveCount(0)
  await conflict.getByRole('button', { name: 'Save over revision 2' }).click()
  await saved(a)
  expect(await bytes(kv, 'a')).toEqual([1, 254])
})

test('text, hex and a file outlive a reload and a lost connection, and the keys with them are listed', async ({ page, own }) => {
  const site = await own()
  const { name, kv } = await bucketOf(site)
  for (const key of ['hex', 'file', 'text', 'none']) await kv.put(key, 'base')
  const hex = await edit(page, site, name, 'hex')
  await hex.getByText('Hex', { exact: true }).click()
  await value(hex).fill('00 ff')
  const keys = page.getByRole('grid', { name: 'Keys' })
  const go = (key: string) => keys.getByText(key, { exact: true }).click()
  await go('file')
  const file = pane(page, 'file')
  await file.getByRole('button', { name: 'Edit' }).click()
  await file.getByText('A file', { exact: true }).click()
  const chosen = { name: 'kept.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([9, 8, 255]) }
  await file.getByLabel(/from a file/).setInputFiles(chosen)
  await expect(file.getByText('kept.bin')).toBeVisible()
  await go('none')
  await pane(page, 'none').getByRole('button', { name: 'Edit' }).click()
  await go('text')
  await pane(page, 'text').getByRole('button', { name: 'Edit' }).click()
  await value(pane(page, 'text')).fill('typed')
  await page.reload()
  await expect(value(pane(page, 'text'))).toHaveValue('typed')
  await page.getByRole('button', { name: '3 unsaved' }).click()
  await page.getByRole('menuitem', { name: 'file' }).click()
  await expect(file.getByText('kept.bin')).toBeVisible()
  await site.server.stop()
  await expect(page.getByText('Not connected').first()).toBeAttached()
  await expect(file.getByText('kept.bin')).toBeVisible()
  await site.server.start()
  await expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible({ timeout: 30_000 })
  await save(file).click()
  await saved(file)
  await page.getByRole('button', { name: '2 unsaved' }).click()
  await page.getByRole('menuitem', { name: 'hex' }).click()
  await expect(value(hex)).toHaveValue('00 ff')
  await save(hex).click()
  await saved(hex)
  await expect(page.getByRole('button', { name: '1 unsaved' })).toBeVisible()
  expect([await bytes(kv, 'file'), await bytes(kv, 'hex')]).toEqual([
    [9, 8, 255],
    [0, 255],
  ])
})

test('a key that expires says so by itself, with and without a marker', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await site.jsm.streams.update(`KV_${name}`, { allow_msg_ttl: true })
  await open(page, site, `/kv/${name}?key=a&log=true`)
  await kv.create('a', 'short-lived', '10s')
  const a = pane(page, 'a')
  await expect(a.getByText('short-lived')).toBeVisible()
  await expect(a.getByText(/^\d+s of 10s, its own$/)).toBeVisible()
  await expect(a.getByText('The key has expired')).toBeVisible()
  await expect(a.getByText(/^Its time to live of 10s/)).toBeVisible()

  const { name: marked, kv: other } = await bucketOf(site, { history: 3 })
  await site.jsm.streams.update(`KV_${marked}`, { allow_msg_ttl: true })
  await open(page, site, `/kv/${marked}?key=b&log=true&deleted=true`)
  await other.create('b', 'soon gone', '8s')
  // Only now, for a shorter time to live is raised to the markers' own.
  await site.jsm.streams.update(`KV_${marked}`, { subject_delete_marker_ttl: 60e9, allow_rollup_hdrs: true })
  const b = pane(page, 'b')
  await expect(b.getByText('soon gone')).toBeVisible()
  await expect(b.getByText('expired', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Change log' }).getByRole('gridcell', { name: 'expired' })).toBeVisible()
  await b.getByText('History', { exact: true }).click()
  await expect(b.getByRole('table', { name: 'History' }).getByRole('cell', { name: 'expired' })).toBeVisible()
  expect((await other.get('b'))?.operation).not.toBe('PUT')
})

test('a key that expires under an edit was changed by nobody, and what was typed can be saved', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await site.jsm.streams.update(`KV_${name}`, { allow_msg_ttl: true })
  await kv.create('a', 'short-lived', '10s')
  const a = await edit(page, site, name, 'a')
  await value(a).fill('typed')
  await expect(a.getByText('The key has expired meanwhile. What you typed is kept.')).toBeVisible({ timeout: 20_000 })
  await expect(save(a)).toHaveAccessibleDescription('The key has expired: decide below first')
  const conflict = a.getByRole('region', { name: 'Conflict' })
  await expect(conflict.getByRole('heading', { name: 'What has expired' })).toBeVisible()
  await expect(conflict.getByText('Now: expired').first()).toBeVisible()
  await expect(conflict).not.toContainText(/theirs|they/i)
  await conflict.getByRole('button', { name: 'Save as a new key' }).click()
  await saved(a)
  expect((await kv.get('a'))?.string()).toBe('typed')
})

test('a time to live is given on save; where an older value would come back it is not offered', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await site.jsm.streams.update(`KV_${name}`, { allow_msg_ttl: true })
  await kv.create('a', 'first', '1h')
  const a = await edit(page, site, name, 'a')
  await expect(a.getByText('The present value has 1h. That is not handed on: without one here the value stays.')).toBeVisible()
  const ttl = a.getByLabel('Time to live (optional)')
  await ttl.fill('soon')
  await expect(a.getByText('A length of time of a second or more: 30s, 1h').first()).toBeVisible()
  await ttl.fill('10m')
  await save(a).click()
  await saved(a)
  await expect(a.getByText(/of 10m, its own/)).toBeVisible()
  expect((await site.jsm.streams.getMessage(`KV_${name}`, { last_by_subj: `$KV.${name}.a` }))?.header.get('Nats-TTL')).toBe(
    '600s',
  )

  const { name: kept, kv: old } = await bucketOf(site, { history: 5 })
  await site.jsm.streams.update(`KV_${kept}`, { allow_msg_ttl: true })
  await old.put('a', 'first')
  const b = await edit(page, site, kept, 'a')
  await expect(b.getByText('the value before it would come back')).toBeVisible()
  await expect(b.getByLabel('Time to live (optional)')).not.toBeEditable()
})

test('sealed or deleted under an edit: each says so, and what was typed stays', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', 'value')
  const a = await edit(page, site, name, 'a')
  await value(a).fill('typed')
  const { config } = await site.jsm.streams.info(`KV_${name}`)
  await site.jsm.streams.update(`KV_${name}`, Object.assign(config, { sealed: true }))
  await expect(a.getByText(`The bucket ${name} has been sealed: nothing can be written into it any more.`)).toBeVisible()
  await expect(save(a)).toHaveAccessibleDescription('The bucket is sealed: it can only be read')
  await expect(value(a)).toHaveValue('typed')

  const { name: other, kv: second } = await bucketOf(site)
  await second.put('a', 'value')
  const b = await edit(page, site, other, 'a')
  await value(b).fill('typed too')
  await second.destroy()
  await expect(b.getByText(`The bucket ${other} has been deleted: there is nowhere to save this.`)).toBeVisible()
  await expect(value(b)).toHaveValue('typed too')
  await expect(save(b)).toHaveAccessibleDescription('The bucket is gone')
  // Made anew, it has no such key: what was typed can be written into it.
  const again = await new Kvm(site.js).create(other)
  await expect(b.getByText('There is no such key (any more)')).toBeVisible()
  await page.getByRole('button', { name: '1 unsaved' }).click()
  await page.getByRole('menuitem', { name: 'a typed before' }).click()
  await expect(value(b)).toHaveValue('typed too')
  await save(b).click()
  await saved(b)
  expect((await again.get('a'))?.string()).toBe('typed too')
})

test('what was typed for a former bucket of the name meets the key of the new one, and each is called what it is', async ({
  page,
  site,
}) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', 'old')
  const a = await edit(page, site, name, 'a')
  await value(a).fill('typed')
  await kv.destroy()
  await expect(save(a)).toHaveAccessibleDescription('The bucket is gone')
  const again = await new Kvm(site.js).create(name)
  await again.put('a', 'new')
  // The page has come to the new bucket.
  await saved(a)
  await page.getByRole('button', { name: '1 unsaved' }).click()
  await page.getByRole('menuitem', { name: 'a typed before' }).click()
  await expect(a.getByText('This was typed before the bucket was made anew. In the new bucket the key is at')).toBeVisible()
  const sides = a.getByRole('table', { name: 'Changes' })
  const heads = ['Base: from the former bucket', 'New bucket: revision 1, put', 'Yours: not saved']
  await expect(sides.getByRole('columnheader')).toHaveText(heads)
  await expect(sides.getByRole('row').last().getByRole('cell')).toHaveText(['old', 'new', 'typed'])
})

test('a key that may not be written or read, a full bucket and a value over the limit: a sentence, and nothing is lost', async ({
  page,
  own,
}) => {
  const config = configOf({
    extra: `no_auth_user: looker
    accounts { A { jetstream: enabled, users: [
      { user: ops, password: p }
      { user: looker, password: p, permissions: { publish: { deny: ["$KV.B.locked", "$JS.API.DIRECT.GET.KV_B.$KV.B.hidden"] } } }
    ] } }`,
  })
  const site = await own({ config, user: { user: 'ops', pass: 'p' } })
  const kv = await new Kvm(site.js).create('B', { max_bytes: 2000, maxValueSize: 1000 })
  for (const key of ['locked', 'hidden', 'open']) await kv.put(key, 'value')
  const locked = await edit(page, site, 'B', 'locked')
  await value(locked).fill('typed')
  await save(locked).click()
  await expect(locked.getByRole('alert')).toContainText('Permission to write locked in the bucket B is missing')
  await expect(value(locked)).toHaveValue('typed')
  await page.getByRole('grid', { name: 'Keys' }).getByText('hidden', { exact: true }).click()
  await expect(pane(page, 'hidden').getByRole('alert')).toContainText('Permission to read hidden in the bucket B is missing')

  const a = await edit(page, site, 'B', 'open')
  await value(a).fill('x'.repeat(1000))
  await expect(a.getByText('It has 1,000 bytes and its headers 52: the bucket takes 1,000 in all').first()).toBeVisible()
  await expect(save(a)).toHaveAttribute('aria-disabled', 'true')
  await value(a).fill('x'.repeat(900))
  for (const key of ['fill1', 'fill2']) await kv.put(key, 'y'.repeat(700)).catch(() => {}) // as much as fits
  await save(a).click()
  await expect(a.getByRole('alert')).toContainText('The bucket B is full: it may hold 2000 bytes')
  await expect(value(a)).toHaveValue('x'.repeat(900))
  expect((await kv.get('open'))?.string()).toBe('value')
})
