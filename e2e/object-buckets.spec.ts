import { Objm } from '@nats-io/obj'
import { expect, open, test } from './fixtures.ts'

test('an object store is created with every field, and what is refused is told at its field', async ({ page, own }) => {
  const site = await own()
  await open(page, site, '/objects')
  await page.getByRole('button', { name: 'Create bucket' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create an object store' })
  await dialog.getByLabel('Name').fill('my files')
  await dialog.getByRole('button', { name: 'Create the bucket' }).click()
  await expect(dialog.getByText('The name of a bucket cannot contain spaces')).toBeVisible()
  await dialog.getByLabel('Name').fill('files')
  await dialog.getByLabel('TTL').fill('2d')
  await dialog.getByLabel('Maximum size').fill('10MB')
  await dialog.getByRole('button', { name: /^More/ }).click()
  await dialog.getByLabel('Description').fill('what is kept')
  await dialog.getByLabel('Replicas').selectOption('3')
  await dialog.getByLabel('Metadata').fill('team=ops')
  await dialog.getByRole('button', { name: 'Create the bucket' }).click()
  await expect(dialog.getByText('More than one replica needs a cluster, and this server is alone')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  // What was typed is still there.
  await page.getByRole('button', { name: 'Create bucket' }).click()
  await dialog.getByRole('button', { name: /^More/ }).click()
  await expect(dialog.getByLabel('Description')).toHaveValue('what is kept')
  await dialog.getByLabel('Replicas').selectOption('1')
  await dialog.getByRole('button', { name: 'Create the bucket' }).click()
  await expect(page.getByText('This bucket has no objects')).toBeVisible()
  const status = await (await new Objm(site.js).open('files')).status()
  expect(status).toMatchObject({ description: 'what is kept', ttl: 172_800e9, storage: 'file', sealed: false })
  const { config } = await site.jsm.streams.info('OBJ_files')
  expect(config).toMatchObject({
    max_bytes: 10 * 1024 ** 2,
    metadata: { team: 'ops' },
    subjects: ['$O.files.C.>', '$O.files.M.>'],
  })
})

test('an object store is edited over what was looked at, sealed, and deleted', async ({ page, own }) => {
  const site = await own()
  const os = await new Objm(site.js).create('files', { description: 'old' })
  await os.putBlob({ name: 'a' }, new Uint8Array(10))
  await open(page, site, '/objects/files')
  await page.getByRole('button', { name: 'Edit bucket' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit files' })
  await edit.getByLabel('TTL').fill('1d')
  // Somebody else is faster: nothing is written over it unseen, and what was typed stays.
  await site.jsm.streams.update('OBJ_files', { description: 'theirs' })
  await expect(edit.getByText(/Somebody else changed/).first()).toBeVisible()
  await edit.getByRole('button', { name: 'Go on from theirs, with my changes' }).click()
  await expect(edit.getByLabel('TTL')).toHaveValue('1d')
  await edit.getByRole('button', { name: 'Review 1 change' }).click()
  await expect(edit.getByText('Nothing in it is older than 1d: nothing is removed now.')).toBeVisible()
  await edit.getByRole('button', { name: 'Apply 1 change' }).click()
  await expect(page.getByRole('status', { name: 'Bucket' })).toHaveText('The bucket is changed')
  expect((await site.jsm.streams.info('OBJ_files')).config).toMatchObject({ max_age: 86_400e9, description: 'theirs' })

  await page.getByRole('button', { name: 'Seal bucket' }).click()
  const seal = page.getByRole('dialog', { name: 'Seal files?' })
  const button = seal.getByRole('button', { name: 'Seal the bucket' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await seal.getByLabel('Type files to seal it').fill('files')
  await button.click()
  await expect(page.getByRole('status', { name: 'Bucket' })).toHaveText('The bucket is sealed')
  await expect(page.getByRole('button', { name: 'Edit bucket' })).toHaveAttribute('aria-disabled', 'true')
  await expect(os.putBlob({ name: 'b' }, new Uint8Array(1))).rejects.toThrow()

  // Where there is little room the rarer ones are in a menu.
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'More for the bucket' }).click()
  await expect(page.getByRole('menuitem', { name: /^Seal bucket/ })).toContainText('The bucket is sealed: it can only be read')
  await page.getByRole('menuitem', { name: /^Delete bucket/ }).click()
  const remove = page.getByRole('dialog', { name: 'Delete files?' })
  await expect(remove).toContainText('1 name of an object with')
  await remove.getByLabel('Type files to delete it').fill('files')
  await remove.getByRole('button', { name: 'Delete the bucket' }).click()
  await expect(page.getByText('This account has no object store yet')).toBeVisible()
  await expect(site.jsm.streams.info('OBJ_files')).rejects.toThrow(/not found/)
})

test('a bucket that somebody deletes is said to be, nothing is written into it, and one of its name appears', async ({
  page,
  own,
}) => {
  const site = await own()
  const objm = new Objm(site.js)
  const os = await objm.create('files')
  await os.putBlob({ name: 'a' }, new Uint8Array(10))
  await open(page, site, '/objects/files')
  await expect(page.getByText('1 object, complete')).toBeVisible()
  await os.destroy()
  await expect(page.getByText('The bucket has been deleted')).toBeVisible()
  const upload = page.getByRole('button', { name: 'Upload files' })
  await expect(upload).toHaveAccessibleDescription('The bucket does not exist (any more)')
  await (await objm.create('files')).putBlob({ name: 'new' }, new Uint8Array(10))
  await expect(page.getByText('1 object, complete')).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Objects' }).getByText('new')).toBeVisible()
  await expect(upload).not.toHaveAttribute('aria-disabled')
})
