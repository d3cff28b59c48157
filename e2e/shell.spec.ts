import { writeFile } from 'node:fs/promises'
import { expect, open, test } from './fixtures.ts'

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
  await box.fill('the dark theme')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')

  await page.getByRole('button', { name: 'Go to' }).click()
  await box.fill('no such thing anywhere')
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Nothing has no such thing anywhere in its name')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Go to' })).toBeFocused()
})

test('a file that is dropped where nothing takes files leaves the page as it is', async ({ page, site }, info) => {
  const file = info.outputPath('dropped.html')
  await writeFile(file, '<title>instead</title>')
  await open(page, site, '/streams')
  await page.getByLabel('Name').fill('typed')
  // Chromium without a window opens no file itself; whether the page keeps one with a window from it is told by the event.
  const isHeld = page.evaluate(
    () => new Promise<boolean>((resolve) => window.addEventListener('drop', (e) => resolve(e.defaultPrevented))),
  )
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
  expect(await isHeld).toBe(true)
  await expect(page).toHaveURL(new RegExp(`^${site.web.url}/streams`))
  await expect(page.getByLabel('Name')).toHaveValue('typed')
})
