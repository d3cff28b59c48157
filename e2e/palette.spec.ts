import { expect, test } from './fixtures.ts'

test('goes to a stream, a part of it, a bucket and a page by a few letters, by keyboard alone', async ({ page, site }) => {
  const { name } = await site.stream()
  await page.goto(`${site.web.url}/streams`)
  await expect(page.getByRole('grid')).toBeVisible()
  const box = page.getByRole('combobox', { name: 'Stream, bucket, page or setting' })
  const options = page.getByRole('listbox', { name: 'Where to go' }).getByRole('option')
  await page.keyboard.press('Control+k')
  await expect(box).toBeFocused()
  await box.fill(name)
  await page.keyboard.press('Enter') // what was typed counts at once
  await expect(page).toHaveURL(new RegExp(`/streams/${name}$`))
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.keyboard.press('Control+k')
  await box.fill(`${name.toLowerCase()} mess`)
  await expect(options).toHaveText([`${name}: MessagesStream`])
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/streams/${name}/messages$`))

  await page.keyboard.press('Control+k')
  await box.fill('dark theme')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')

  await page.getByRole('button', { name: 'Go to' }).click()
  await box.fill('no such thing anywhere')
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Nothing has no such thing anywhere in its name')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Go to' })).toBeFocused()
})
