import { readFile, writeFile } from 'node:fs/promises'
import { Kvm, type KV } from '@nats-io/kv'
import type { Download, Page } from '@playwright/test'
import { publishMany } from '../scripts/testing/official.ts'
import { expect, open, test, type Site } from './fixtures.ts'

let buckets = 0

/** A bucket of the official client that nobody else uses. */
async function bucketOf(site: Site, options: Parameters<Kvm['create']>[1] = {}): Promise<{ name: string; kv: KV }> {
  const name = `bulk${process.pid}_${++buckets}`
  return { name, kv: await new Kvm(site.js).create(name, { history: 5, ...options }) }
}

const keyGrid = (page: Page) => page.getByRole('grid', { name: 'Keys', exact: true })
const dialog = (page: Page) => page.getByRole('dialog')

/** A browser that cannot be asked where a file is to go: it is handed over whole. */
test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => void Reflect.deleteProperty(window, 'showSaveFilePicker'))
})

async function act(page: Page, item: string | RegExp) {
  await page.getByRole('button', { name: /^Actions/ }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Keys with a value. (`keys()` of the official client waits for ever where only markers are left.) */
async function keysOf(kv: KV): Promise<string[]> {
  const keys: string[] = []
  for await (const e of await kv.watch()) {
    if (e.operation === 'PUT') keys.push(e.key)
    if (e.delta === 0) break
  }
  return keys.sort()
}

const textOf = async (download: Download) => readFile(await download.path(), 'utf8')

/** Opens the import, gives it the file and waits until it has been read. */
async function chooseFile(page: Page, path: string) {
  await act(page, 'Import…')
  await dialog(page).getByLabel('File', { exact: true }).setInputFiles(path)
}

test('a purge by filter: exactly what the preview counts goes, the rest stays, and the saved file puts it back', async ({
  page,
  site,
}, info) => {
  const { name, kv } = await bucketOf(site)
  for (let i = 0; i < 40; i++) await kv.put(`tmp.${i}`, `value ${i}`)
  await kv.put('tmp.binary', Uint8Array.of(0, 255, 128))
  for (const key of ['keep.a', 'keep.b']) await kv.put(key, 'kept')
  await open(page, site, `/kv/${name}?filter=${encodeURIComponent('tmp.>')}`)
  await expect(page.getByText('41 keys, complete')).toBeVisible()
  await act(page, 'Remove all 41 keys shown…')
  const grid = dialog(page).getByRole('grid', { name: 'Keys to remove' })
  await expect(grid).toHaveAttribute('aria-rowcount', '42')
  await expect(grid.getByRole('row').filter({ hasText: 'tmp.0' })).toContainText('1')
  await dialog(page)
    .getByRole('radio', { name: /^Purge/ })
    .check()
  const button = dialog(page).getByRole('button', { name: 'Purge 41 keys' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription('Type the name of the bucket first')
  await dialog(page).getByLabel(`Type ${name} to purge 41 keys`).fill(name)
  await expect(dialog(page).getByRole('checkbox', { name: 'Save what goes to a file first' })).toBeChecked()
  const coming = page.waitForEvent('download')
  await button.click()
  const download = await coming
  expect(download.suggestedFilename()).toBe(`${name}-removed.ndjson`)
  // This browser does not say whether the file has arrived: nothing goes before the operator has.
  await expect(dialog(page).getByText(/does not tell this page whether it has arrived/)).toBeVisible()
  expect(await keysOf(kv)).toHaveLength(43)
  await dialog(page).getByRole('button', { name: 'I have the file: Purge 41 keys' }).click()
  await expect(dialog(page).getByText('41 keys removed.')).toBeVisible()
  expect(await keysOf(kv)).toEqual(['keep.a', 'keep.b'])
  expect((await kv.get('tmp.7'))?.operation).toBe('PURGE')
  await dialog(page).getByRole('button', { name: 'Done' }).click()

  const path = info.outputPath('removed.ndjson')
  await writeFile(path, await textOf(download))
  await chooseFile(page, path)
  await dialog(page).getByRole('button', { name: 'Dry run' }).click()
  await expect(dialog(page).getByRole('status', { name: 'Dry run' })).toContainText('41 keys created')
  expect(await keysOf(kv)).toEqual(['keep.a', 'keep.b'])
  await dialog(page).getByRole('button', { name: 'Write 41 keys' }).click()
  await expect(dialog(page).getByText('41 keys written.')).toBeVisible()
  expect((await kv.get('tmp.7'))?.string()).toBe('value 7')
  expect([...(await kv.get('tmp.binary'))!.value]).toEqual([0, 255, 128])
  expect(await keysOf(kv)).toHaveLength(43)
})

test('chosen by box, space and range; a key that somebody changes after the preview stays and is reported', async ({
  page,
  site,
}) => {
  const { name, kv } = await bucketOf(site)
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) await kv.put(key, 'value')
  await open(page, site, `/kv/${name}`)
  await page.getByRole('checkbox', { name: 'Choose b' }).click()
  await page.getByRole('checkbox', { name: 'Choose d' }).click({ modifiers: ['Shift'] })
  await keyGrid(page).focus()
  await page.keyboard.press('Home')
  await expect(page.getByRole('region', { name: 'Key a' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByRole('status', { name: 'Chosen' })).toContainText('4 keys chosen')
  await expect(keyGrid(page).getByRole('row', { selected: true })).toHaveText([/^a/, /^b/, /^c/, /^d/])
  for (const key of ['ArrowDown', 'End', 'ArrowUp']) await page.keyboard.press(`Shift+${key}`)
  await expect(page.getByRole('status', { name: 'Chosen' })).toContainText('5 keys chosen')
  await expect(page.getByRole('region', { name: 'Key a' })).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+Space')
  await expect(page.getByRole('status', { name: 'Chosen' })).toContainText('4 keys chosen')
  await act(page, 'Remove 4 chosen keys…')
  await expect(dialog(page).getByText('4 keys', { exact: true })).toBeVisible()
  const revision = await kv.put('c', 'theirs')
  await kv.delete('d')
  await dialog(page).getByLabel(`Type ${name} to delete 4 keys`).fill(name)
  await dialog(page).getByRole('button', { name: 'Delete 4 keys' }).click()
  await expect(dialog(page).getByText('2 keys removed, 1 changed meanwhile, 1 already gone.')).toBeVisible()
  await dialog(page).getByRole('button', { name: '1 changed meanwhile' }).click()
  const rows = dialog(page).getByRole('grid').getByRole('row')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(1)).toContainText(`Somebody else changed it: it is at revision ${revision} now`)
  const coming = page.waitForEvent('download')
  await dialog(page).getByRole('button', { name: 'Save the results' }).click()
  const results = (await textOf(await coming)).trim().split('\n')
  const told = results.map((line) => JSON.parse(line) as { key: string; result: string })
  expect(told.map((r) => `${r.key} ${r.result}`)).toEqual(['a done', 'b done', 'c changed', 'd gone'])
  expect((await kv.get('c'))?.string()).toBe('theirs')
  expect(await keysOf(kv)).toEqual(['c', 'e', 'f'])
})

test('what is done to a copy names where it is written, and asks for that name', async ({ page, site }) => {
  const { name: origin, kv } = await bucketOf(site)
  for (const key of ['a', 'b', 'c']) await kv.put(key, 'value')
  const name = `${origin}_copy`
  await site.jsm.streams.add({
    name: `KV_${name}`,
    mirror: { name: `KV_${origin}` },
    max_msgs_per_subject: 5,
    allow_direct: true,
    allow_rollup_hdrs: true,
  })
  await open(page, site, `/kv/${name}?key=a`)
  await expect(page.getByText('3 keys, complete')).toBeVisible()
  const words = `This is a copy of ${origin}: it is written and removed there.`
  await act(page, 'Import…')
  await expect(dialog(page).getByText(words)).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('button', { name: 'Actions' })).toBeFocused()
  await act(page, 'Remove all 3 keys shown…')
  await expect(dialog(page).getByText(words)).toBeVisible()
  const typed = dialog(page).getByLabel(`Type ${origin} to delete 3 keys`)
  await typed.fill(name)
  const button = dialog(page).getByRole('button', { name: 'Delete 3 keys' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await typed.fill(origin)
  await button.click()
  await expect(dialog(page).getByText('3 keys removed.')).toBeVisible()
  expect(await keysOf(kv)).toEqual([])
  await site.jsm.streams.delete(`KV_${name}`)
})

test('cancelled, a removal leaves the rest, says how many, and goes on when asked', async ({ page, site }) => {
  test.slow() // so many that there is time to cancel
  const { name, kv } = await bucketOf(site, { history: 1 })
  await publishMany(
    site,
    30_000,
    (i) => `$KV.${name}.k${i}`,
    (i) => `value ${i}`,
  )
  await open(page, site, '/kv')
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByText('30,000 keys, complete')).toBeVisible({ timeout: 60_000 })
  await act(page, 'Remove all 30,000 keys shown…')
  await dialog(page).getByRole('checkbox', { name: 'Save what goes to a file first' }).uncheck()
  await dialog(page).getByLabel(`Type ${name} to delete 30,000 keys`).fill(name)
  await dialog(page).getByRole('button', { name: 'Delete 30,000 keys' }).click()
  await expect(dialog(page).getByText(/Removing keys: [1-9][\d,]* of/)).toBeVisible()
  await page.goBack()
  await page.getByRole('button', { name: 'Stay' }).click()
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  const said = dialog(page).getByText(/keys removed, .* not done/)
  await expect(said).toBeVisible()
  const [removed, left] = /([\d,]+) keys removed, ([\d,]+) not done/
    .exec(await said.innerText())!
    .slice(1)
    .map((n) => Number(n.replaceAll(',', ''))) as [number, number]
  expect(removed + left).toBe(30_000)
  expect(await keysOf(kv)).toHaveLength(left)
  await dialog(page)
    .getByRole('button', { name: /^Go on with/ })
    .click()
  await expect(dialog(page).getByText('30,000 keys removed.')).toBeVisible({ timeout: 60_000 })
  expect(await keysOf(kv)).toEqual([])
})

test('a removal outlives a server that restarts: every key goes once; a dry run can be left', async ({ page, own }, info) => {
  test.slow()
  const site = await own()
  const { name, kv } = await bucketOf(site)
  await publishMany(
    site,
    10_000,
    (i) => `$KV.${name}.k${i}`,
    (i) => `value ${i}`,
  )
  await open(page, site, `/kv/${name}`)
  await expect(page.getByText('10,000 keys, complete')).toBeVisible({ timeout: 60_000 })
  await act(page, 'Remove all 10,000 keys shown…')
  await dialog(page).getByLabel(`Type ${name} to delete 10,000 keys`).fill(name)
  await dialog(page).getByRole('button', { name: 'Delete 10,000 keys' }).click()
  await expect(dialog(page).getByText(/Removing keys: [1-9][\d,]* of/)).toBeVisible()
  await site.server.kill()
  await expect(dialog(page).getByText(/Waiting for the connection/)).toBeVisible()
  await site.server.start()
  await expect(dialog(page).getByText('10,000 keys removed.')).toBeVisible({ timeout: 60_000 })
  await dialog(page).getByRole('button', { name: 'Done' }).click()

  // A dry run that waits for the connection is left at once, and writes nothing when that is back.
  const path = info.outputPath('file.ndjson')
  await writeFile(path, '{"key":"a","value":"x"}')
  await chooseFile(page, path)
  await expect(dialog(page).getByText(/1 entry/)).toBeVisible()
  await site.server.kill()
  await dialog(page).getByRole('button', { name: 'Dry run' }).click()
  await expect(dialog(page).getByText(/^Waiting for the connection; nothing/)).toBeVisible()
  await dialog(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog(page).getByRole('button', { name: 'Cancel' })).toBeHidden({ timeout: 4000 })
  await site.server.start()
  await dialog(page).getByRole('button', { name: 'Dry run' }).click()
  await expect(dialog(page).getByRole('status', { name: 'Dry run' })).toContainText('1 key created')
  await expect.poll(async () => (await kv.status().catch(() => undefined))?.values).toBe(20_000)
})

for (const format of ['NDJSON', 'JSON'] as const) {
  test(`exported as ${format}, wiped and imported: every value is the same byte by byte`, async ({ page, site }, info) => {
    const { name, kv } = await bucketOf(site)
    const values: Record<string, Uint8Array> = {
      empty: new Uint8Array(),
      binary: Uint8Array.from({ length: 256 }, (_, i) => i),
      unicode: new TextEncoder().encode('žluť 🛩 \u202e\u0000 {"n":12345678901234567890}\r\n'),
      large: new Uint8Array(1_000_000).map((_, i) => (i * 31) % 256),
    }
    for (const [key, value] of Object.entries(values)) await kv.put(key, value)
    await open(page, site, `/kv/${name}`)
    await expect(page.getByText('4 keys, complete')).toBeVisible()
    await act(page, 'Export…')
    await dialog(page).getByRole('radio', { name: 'The whole bucket' }).check()
    await dialog(page)
      .getByText(format === 'JSON' ? 'JSON' : 'NDJSON, an entry a line', { exact: true })
      .click()
    const coming = page.waitForEvent('download')
    await dialog(page).getByRole('button', { name: 'Export the whole bucket' }).click()
    const download = await coming
    expect(download.suggestedFilename()).toBe(`${name}.${format.toLowerCase()}`)
    await expect(dialog(page).getByText(/^4 keys saved to/)).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await site.jsm.streams.purge(`KV_${name}`)
    const path = info.outputPath(download.suggestedFilename())
    await writeFile(path, await textOf(download))
    await chooseFile(page, path)
    await dialog(page).getByRole('button', { name: 'Dry run' }).click()
    await dialog(page).getByRole('button', { name: 'Write 4 keys' }).click()
    await expect(dialog(page).getByText('4 keys written.')).toBeVisible()
    for (const [key, value] of Object.entries(values)) expect(Buffer.compare((await kv.get(key))!.value, value), key).toBe(0)
    await dialog(page).getByRole('button', { name: 'Done' }).click()
    await chooseFile(page, path)
    await dialog(page).getByRole('button', { name: 'Dry run' }).click()
    await expect(dialog(page).getByRole('status', { name: 'Dry run' })).toContainText('4 keys same value; 0 B to write')
    await expect(dialog(page).getByRole('button', { name: 'Write 0 keys' })).toHaveAttribute('aria-disabled', 'true')
  })
}

test('a whole history goes straight into a file that was chosen', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  for (const value of ['one', 'two']) await kv.put('a', value)
  await kv.delete('a')
  await kv.put('b', 'x')
  // A real file handle of the browser, where no dialog can be answered.
  await page.addInitScript(() => {
    const pick = async ({ suggestedName }: { suggestedName: string }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true })
    Object.assign(window, { showSaveFilePicker: pick })
  })
  await open(page, site, `/kv/${name}?deleted=true`)
  await act(page, 'Export…')
  await dialog(page).getByRole('radio', { name: 'Every revision that is kept' }).check()
  await dialog(page).getByRole('button', { name: 'Export 2 keys' }).click()
  await expect(dialog(page).getByText(`4 revisions of 2 keys saved to ${name}.ndjson.`)).toBeVisible()
  const text = await page.evaluate(async (file) => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle(file)
    return (await handle.getFile()).text()
  }, `${name}.ndjson`)
  const lines = text.trim().split('\n')
  expect(lines.map((l) => JSON.parse(l) as { key: string; operation: string }).map((e) => `${e.key} ${e.operation}`)).toEqual([
    'a PUT',
    'a PUT',
    'a DEL',
    'b PUT',
  ])
})

test('a dry run has the numbers right by each rule, writes nothing, and a run overwrites nothing that came after it', async ({
  page,
  site,
}, info) => {
  const { name, kv } = await bucketOf(site, { max_value_size: 200 } as object)
  await kv.put('same', 'x')
  await kv.put('other', 'theirs')
  await kv.put('raced', 'before')
  await kv.put('gone', 'x')
  const line = (key: string, value: string, more = '') => `{"key":"${key}","value":"${value}"${more}}`
  const path = info.outputPath('file.ndjson')
  const lines = [
    line('same', 'x', ',"revision":1'),
    line('other', 'mine', ',"revision":2'),
    line('raced', 'mine', ',"revision":1'),
    line('new', 'mine'),
    line('odd\u00fd', 'x'),
    '{"key":"gone","operation":"DEL","revision":4}',
  ]
  await writeFile(path, lines.join('\n'))
  await open(page, site, `/kv/${name}`)
  await chooseFile(page, path)
  const found = dialog(page).getByRole('status', { name: 'Dry run' })
  const run = () => dialog(page).getByRole('button', { name: 'Dry run' }).click()
  await run()
  await expect(found).toContainText('1 key created, 1 same value, 3 skipped, 1 refused')
  await dialog(page).getByRole('radio', { name: 'Only if unchanged since the export' }).check()
  await run()
  await expect(found).toContainText('1 key created, 1 changed, 1 same value, 1 skipped, 1 in conflict, 1 refused')
  await dialog(page).getByRole('radio', { name: 'Overwrite them' }).check()
  await dialog(page)
    .getByRole('checkbox', { name: /Carry out the 1 deletion/ })
    .check()
  await run()
  await expect(found).toContainText('1 key created, 2 changed, 1 deleted, 1 same value, 1 refused')
  await dialog(page).getByRole('button', { name: '1 refused' }).click()
  await expect(dialog(page).getByRole('grid').getByRole('row').nth(1)).toContainText('but not ý')
  expect((await kv.status()).values).toBe(4)
  await kv.put('raced', 'after')
  await dialog(page).getByRole('button', { name: 'Write 4 keys' }).click()
  await expect(dialog(page).getByText('3 keys written, 1 changed meanwhile.')).toBeVisible()
  expect((await kv.get('raced'))?.string()).toBe('after')
  expect((await kv.get('other'))?.string()).toBe('mine')
  expect((await kv.get('new'))?.string()).toBe('mine')
  expect((await kv.get('gone'))?.operation).toBe('DEL')
  await dialog(page).getByRole('button', { name: 'Done' }).click()

  await chooseFile(page, path)
  await dialog(page)
    .getByLabel(/^Prefix/)
    .fill('..')
  await expect(dialog(page).getByText('A key cannot start or end with a dot').first()).toBeVisible()
  await dialog(page)
    .getByLabel(/^Prefix/)
    .fill('copy.')
  await run()
  await expect(found).toContainText('4 keys created, 1 skipped, 1 refused')
  await dialog(page).getByRole('button', { name: 'Write 4 keys' }).click()
  await expect(dialog(page).getByText('4 keys written.')).toBeVisible()
  expect((await kv.get('copy.other'))?.string()).toBe('mine')
})

test('a bad file says which lines, and changes nothing', async ({ page, site }, info) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', 'stays')
  const path = info.outputPath('bad.ndjson')
  await writeFile(path, '{"key":"a","value":"x"}\n{"key":"b","value":\n{"value":"no key"}\n{"key":"c","value_base64":"***"}\n')
  await open(page, site, `/kv/${name}`)
  await chooseFile(page, path)
  await expect(dialog(page).getByRole('alert')).toContainText('3 lines cannot be read')
  const problems = dialog(page).getByRole('region', { name: 'Problems of the file' })
  for (const words of ['Line 2: Not JSON', 'Line 3: No key', 'Line 4: value_base64 is not base64']) {
    await expect(problems).toContainText(words)
  }
  const button = dialog(page).getByRole('button', { name: 'Dry run' })
  await expect(button).toHaveAccessibleDescription('The file has problems: mend it, or leave those lines out')
  await button.click({ force: true })
  expect((await kv.status()).values).toBe(1)
  const latin = info.outputPath('latin.ndjson')
  await writeFile(latin, Buffer.from('{"key":"a","value":"x"}\n{"key":"b","value":"\xff"}\n', 'latin1'))
  await dialog(page).getByLabel('File', { exact: true }).setInputFiles(latin)
  await expect(problems).toContainText('Line 2: The file is not text in UTF-8 from here on')
  expect(await keysOf(kv)).toEqual(['a'])
})

test('in read-only mode nothing can be removed or imported, and the menu says why; exporting stays', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  await kv.put('a', 'value')
  await open(page, site, `/kv/${name}`)
  await page.getByRole('checkbox', { name: 'Choose a' }).click()
  await page.getByRole('switch', { name: 'Read-only' }).check()
  await page.getByRole('button', { name: 'Actions (1)' }).click()
  for (const label of ['Remove 1 chosen key…', 'Remove all 1 key shown…', 'Import…']) {
    const item = page.getByRole('menuitem', { name: label })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toContainText('Read-only mode is on')
    await item.click({ force: true })
  }
  await expect(dialog(page)).toHaveCount(0)
  await page.getByRole('menuitem', { name: 'Export…' }).click()
  await expect(dialog(page).getByRole('button', { name: 'Export 1 key' })).toBeVisible()
})
