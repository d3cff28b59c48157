import type { Locator, Page } from '@playwright/test'
import { expect, open, test } from './fixtures.ts'
import { bucketOf, chunksOf, pane, transfer, tray } from './object-utils.ts'

const row = (page: Page, name: string) =>
  page
    .getByRole('grid', { name: 'Objects' })
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) })
const at = (bucket: string, object: string) => `/objects/${bucket}?object=${encodeURIComponent(object)}`
const bytes = (length: number, seed = 1) => Uint8Array.from({ length }, (_, i) => (i * seed + (i >> 8)) & 255)

async function more(page: Page, within: Locator, item: string | RegExp) {
  await within.getByRole('button', { name: /^More/ }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('what is said about an object is edited over what was looked at, never over somebody else’s words', async ({
  page,
  site,
}) => {
  const { name, os } = await bucketOf(site)
  await os.putBlob({ name: 'a', description: 'base', metadata: { owner: 'me', kept: 'yes' } }, bytes(5000))
  await open(page, site, at(name, 'a'))
  const edit = pane(page, 'a').getByRole('button', { name: /^Edit/ })
  await edit.click()
  const dialog = page.getByRole('dialog', { name: 'Edit a' })
  await dialog.getByLabel('Description').fill('mine')
  for (const [nth, value] of [
    [1, 'one'],
    [2, 'two'],
  ] as const) {
    await dialog.getByRole('button', { name: 'Add a header' }).click()
    await dialog.getByLabel(`Name of header ${nth}`).fill(nth === 1 ? 'Not legal' : 'X-Two')
    await dialog.getByLabel(`Value of header ${nth}`).fill(value)
  }
  await dialog.getByRole('button', { name: 'Review 3 changes' }).click()
  await expect(dialog.getByText(/no space, no colon/)).toBeVisible()
  await expect(dialog.getByLabel('Name of header 1')).toBeFocused()
  await dialog.getByLabel('Name of header 1').fill('X-Two')
  await dialog.getByRole('button', { name: 'Review 2 changes' }).click()
  await expect(dialog.getByRole('table', { name: 'Changes' })).toContainText('one')
  // Somebody else is quicker.
  await os.update('a', { description: 'theirs', metadata: { owner: 'them', kept: 'yes' } })
  const both = dialog.getByRole('table', { name: 'Theirs and yours' })
  await expect(both.getByRole('row', { name: /Description/ })).toHaveText(/base.*theirs.*mine/)
  await expect(dialog.getByRole('button', { name: 'Apply 2 changes' })).toHaveAccessibleDescription(/decide above first/)
  expect((await os.info('a'))?.description).toBe('theirs')
  // What was typed outlives the dialog.
  await page.keyboard.press('Escape')
  await expect(edit).toHaveText('Edit… (unsaved)')
  await edit.click()
  await dialog.getByRole('button', { name: 'Go on from theirs' }).click()
  await dialog.getByRole('button', { name: 'Review 2 changes' }).click()
  await dialog.getByRole('button', { name: 'Apply 2 changes' }).click()
  await expect(page.getByRole('status', { name: 'Object', exact: true })).toHaveText('2 changes saved')
  const info = (await os.info('a'))!
  expect([info.description, info.headers?.values('X-Two'), info.metadata]).toEqual([
    'mine',
    ['one', 'two'],
    { owner: 'them', kept: 'yes' },
  ])
  expect(Buffer.compare((await os.getBlob('a'))!, bytes(5000))).toBe(0)
})

test('an object is moved under a free name, and the address and the bytes go along', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  for (const object of ['in/a', 'in/b']) await os.putBlob({ name: object }, bytes(3000))
  await os.link('in/link', (await os.info('in/a'))!)
  await open(page, site, `/objects/${name}?folder=in/&object=in/a`)
  await more(page, pane(page, 'in/a'), 'Rename…')
  const dialog = page.getByRole('dialog', { name: 'Rename in/a' })
  await expect(dialog.getByText('1 link of this bucket will lead to nothing: in/link')).toBeVisible()
  await dialog.getByLabel('New name').fill('in/b')
  await expect(dialog.locator('.mantine-TextInput-error')).toContainText('There is an object of this name')
  await dialog.getByLabel('New name').fill('out/é a')
  await expect(dialog.getByText(/It moves to out\//)).toBeVisible()
  await dialog.getByRole('button', { name: 'Move' }).click()
  await expect(pane(page, 'out/é a')).toContainText('2.93 KiB')
  expect(new URL(page.url()).searchParams.get('folder')).toBe('out/')
  expect((await os.list()).map((o) => o.name)).not.toContain('in/a')
  const theirName = Buffer.from('out/é a').toString('latin1')
  expect(Buffer.compare((await os.getBlob(theirName))!, bytes(3000))).toBe(0)
  // The link leads to nothing now, and says so.
  await open(page, site, at(name, 'in/link'))
  await expect(pane(page, 'in/link').getByText(/leads to in\/a in the bucket .* which is not there/)).toBeVisible()
})

test('objects are copied to another bucket, and links are made and followed there', async ({ page, site }) => {
  const [from, to] = [await bucketOf(site), await bucketOf(site)]
  await from.os.putBlob({ name: 'dir/a', description: 'said' }, bytes(400_000))
  await from.os.putBlob({ name: 'dir/b' }, bytes(10))
  await to.os.putBlob({ name: 'dir/a' }, bytes(7))
  await open(page, site, `/objects/${from.name}?folder=dir/&object=dir/a`)
  await more(page, pane(page, 'dir/a'), 'Copy…')
  const dialog = page.getByRole('dialog', { name: 'Copy dir/a' })
  await expect(dialog.locator('.mantine-TextInput-error')).toHaveText('Within this bucket it needs another name')
  await dialog.getByLabel('To the bucket').selectOption(to.name)
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
  const replace = page.getByRole('dialog', { name: 'Replace dir/a?' })
  await expect(replace.getByRole('columnheader', { name: 'The copy' })).toBeVisible()
  await replace.getByRole('button', { name: 'Replace it' }).click()
  await expect(transfer(page, 'dir/a')).toContainText('Done, digest verified')
  expect((await to.os.info('dir/a'))?.description).toBe('said')
  expect(Buffer.compare((await to.os.getBlob('dir/a'))!, bytes(400_000))).toBe(0)
  // All of the folder, into another one of the same bucket.
  await more(page, page.getByRole('group', { name: 'This folder' }), 'Copy the folder…')
  const many = page.getByRole('dialog', { name: 'Copy 2 objects' })
  await many.getByLabel('Into the folder').fill('dir')
  await expect(many.locator('.mantine-TextInput-error')).toHaveText('Within this bucket it needs another folder')
  await many.getByLabel('Into the folder').fill('copies')
  await many.getByRole('button', { name: 'Copy 2 objects' }).click()
  await expect(tray(page).getByRole('status').first()).toHaveText('3 of 3 transfers done')
  expect(Buffer.compare((await from.os.getBlob('copies/b'))!, bytes(10))).toBe(0)
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()

  await more(page, pane(page, 'dir/a'), 'Link to it…')
  const link = page.getByRole('dialog', { name: 'Link to dir/a' })
  await link.getByLabel('In the bucket').selectOption(to.name)
  await link.getByLabel('Name of the link').fill('far')
  await link.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByRole('status', { name: 'Object', exact: true })).toHaveText(`The link far is made in ${to.name}`)
  expect(Buffer.compare((await to.os.getBlob('far'))!, bytes(400_000))).toBe(0)
  // Followed from its row, and one to a bucket is made.
  await open(page, site, `/objects/${to.name}`)
  await row(page, 'far').getByRole('link').click()
  await expect(pane(page, 'dir/a')).toContainText('said')
  await more(page, page.getByRole('group', { name: 'This folder' }), 'New link…')
  const made = page.getByRole('dialog', { name: 'New link' })
  await made.getByLabel('Leads to the bucket').selectOption(to.name)
  await made.getByLabel('and the object').fill('nothing')
  await made.getByLabel('Name of the link').fill('dir/b')
  await expect(made.locator('.mantine-TextInput-error')).toHaveText('There is an object of this name: choose another')
  await made.getByLabel('Name of the link').fill('dir/whole')
  await made.getByRole('button', { name: 'Make the link' }).click()
  await expect(made.getByText(/There is no object nothing in the bucket/)).toBeVisible()
  await made.getByLabel('and the object').fill('')
  await made.getByRole('button', { name: 'Make the link' }).click()
  await pane(page, 'dir/whole')
    .getByRole('link', { name: `Open ${to.name}` })
    .click()
  await expect(row(page, 'far')).toBeVisible()
})

test('objects are verified, damaged ones told from good ones, in read-only mode too', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  for (const object of ['good', 'bad']) await os.putBlob({ name: object }, bytes(300_000))
  const { nuid } = (await os.info('bad'))!
  const last = (await site.jsm.streams.getMessage(`OBJ_${name}`, { last_by_subj: `$O.${name}.C.${nuid}` }))!
  await site.jsm.streams.deleteMessage(`OBJ_${name}`, last.seq)
  await open(page, site, at(name, 'good'))
  await page.getByRole('switch', { name: 'Read-only' }).check()
  const verify = pane(page, 'good').getByRole('button', { name: 'Verify' })
  await verify.click()
  await expect(pane(page, 'good')).toContainText(/Verified: 300,000 bytes in 3 chunks, the digest is SHA-256=/)
  const workers = page.workers().length
  await more(page, page.getByRole('group', { name: 'This folder' }), 'Verify all')
  const dialog = page.getByRole('dialog', { name: 'Verify 2 objects' })
  await expect(dialog.getByRole('status')).toContainText('1 verified, 1 damaged')
  await expect(dialog.getByRole('row', { name: /bad/ })).toContainText('2 of its 3 chunks are there')
  expect(page.workers().length).toBe(workers + 1)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect.poll(() => page.workers().length).toBe(workers)
  // Nothing can be written meanwhile, and each says why.
  for (const action of ['Edit…', 'Delete…'])
    await expect(pane(page, 'good').getByRole('button', { name: action })).toHaveAccessibleDescription('Read-only mode is on')
  await pane(page, 'good').getByRole('button', { name: 'More' }).click()
  for (const item of ['Rename…', 'Copy…', 'Link to it…'])
    await expect(page.getByRole('menuitem', { name: item })).toContainText('Read-only mode is on')
  await page.keyboard.press('Escape')
  await page.getByRole('switch', { name: 'Read-only' }).uncheck()
})

test('orphans are found and taken away, objects stay; a deleted object is forgotten', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  await os.putBlob({ name: 'kept' }, bytes(300_000))
  await os.putBlob({ name: 'dead' }, bytes(10))
  await os.delete('dead')
  const whole = await chunksOf(site, name)
  for (let i = 0; i < 5; i++) await site.js.publish(`$O.${name}.C.BROKEN${i % 2}`, bytes(1000))
  await open(page, site, `/objects/${name}?deleted=true&object=dead`)
  await page.getByRole('switch', { name: 'Read-only' }).check()
  const workers = page.workers().length
  await page.getByRole('button', { name: 'Find orphan chunks' }).click()
  const dialog = page.getByRole('dialog', { name: `Orphan chunks in ${name}` })
  await expect(dialog.getByRole('status')).toHaveText('2 orphans: 5 chunks, 4.88 KiB, of 3 sets of chunks.')
  // They are young, so none is chosen.
  await expect(dialog.getByText('Nothing is chosen.')).toBeVisible()
  await expect(dialog.getByRole('row', { name: /BROKEN0/ })).toContainText('an upload may be under way')
  const take = dialog.getByRole('button', { name: /^Take .* away$/ })
  await expect(take).toHaveAccessibleDescription('Read-only mode is on')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  // Left while it looks: its worker goes, and no other comes.
  await page.getByRole('button', { name: 'Find orphan chunks' }).click()
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await page.getByRole('switch', { name: 'Read-only' }).uncheck()
  await page.getByRole('button', { name: 'Find orphan chunks' }).click()
  await dialog.getByRole('button', { name: 'Choose all 2' }).click()
  await expect(take).toHaveAccessibleDescription(`Type ${name} first`)
  await dialog.getByLabel(`Type ${name} to take them away`).fill(name)
  // One of them goes on.
  await site.js.publish(`$O.${name}.C.BROKEN1`, bytes(1000))
  await take.click()
  await expect(dialog.getByRole('status')).toHaveText('1 taken away, 1 kept.')
  await expect(dialog.getByRole('row', { name: /BROKEN1/ })).toContainText('kept: Chunks were added to it')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect.poll(() => page.workers().length).toBe(workers)
  expect(await chunksOf(site, name)).toEqual({ ...whole, BROKEN1: 3 })
  expect(Buffer.compare((await os.getBlob('kept'))!, bytes(300_000))).toBe(0)

  await more(page, pane(page, 'dead'), /Forget it/)
  await page.getByRole('dialog', { name: 'Forget dead?' }).getByRole('button', { name: 'Forget it' }).click()
  await expect(pane(page, 'dead').getByText('There is no such object (any more)')).toBeVisible()
  expect(await os.info('dead')).toBeNull()
})

test('orphans are not looked for while it is not known what this page sends', async ({ page, site }) => {
  const { name } = await bucketOf(site)
  await page.route(/transfer[^/]*worker/, (route) => route.abort())
  await open(page, site, `/objects/${name}`)
  await page.getByLabel('Files to upload').setInputFiles({ name: 'x', mimeType: 'text/plain', buffer: Buffer.from('x') })
  await expect(tray(page)).toContainText('could not be loaded')
  await page.getByRole('button', { name: 'Find orphan chunks' }).click()
  const dialog = page.getByRole('dialog', { name: `Orphan chunks in ${name}` })
  await expect(dialog.getByRole('alert')).toContainText('what this page itself is sending could not be told')
  await expect(dialog.getByRole('button', { name: 'Look again' })).toBeVisible()
})

test('without a connection nothing is written and nothing that is typed is lost', async ({ page, own }) => {
  const site = await own()
  const { name, os } = await bucketOf(site)
  await os.putBlob({ name: 'a' }, bytes(1000))
  await open(page, site, at(name, 'a'))
  await pane(page, 'a').getByRole('button', { name: 'Edit…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit a' })
  await dialog.getByLabel('Description').fill('typed')
  await dialog.getByRole('button', { name: 'Review 1 change' }).click()
  await site.server.kill()
  const apply = dialog.getByRole('button', { name: 'Apply 1 change' })
  await expect(apply).toHaveAccessibleDescription(/^Not connected/)
  await page.keyboard.press('Escape')
  for (const action of ['Verify', 'Delete…'])
    await expect(pane(page, 'a').getByRole('button', { name: action })).toHaveAccessibleDescription(/^Not connected/)
  await expect(page.getByRole('button', { name: 'Find orphan chunks' })).toHaveAccessibleDescription(/^Not connected/)
  await site.server.start()
  await pane(page, 'a').getByRole('button', { name: 'Edit… (unsaved)' }).click()
  await expect(dialog.getByLabel('Description')).toHaveValue('typed')
  await dialog.getByRole('button', { name: 'Review 1 change' }).click()
  await expect(apply).not.toHaveAttribute('aria-disabled')
  await apply.click()
  await expect(page.getByRole('status', { name: 'Object', exact: true })).toHaveText('1 change saved')
  await expect.poll(async () => (await os.info('a'))?.description).toBe('typed')
})
