import { reconnected } from '../scripts/testing/official.ts'
import { expect, open, test } from './fixtures.ts'

test('a killed server: banner at once, nothing lost, no writes, alive again after the restart', async ({ page, own }) => {
  const site = await own()
  const { name, subject } = await site.stream()
  await site.js.publish(subject('a'), 'before the crash')
  await open(page, site, `/streams/${name}/messages?open=1`)
  const grid = page.getByRole('grid', { name: 'Messages' })
  await expect(grid.getByText('before the crash')).toBeVisible()

  await page.evaluate(() => {
    new MutationObserver(() => {
      const host = globalThis as { bannerAt?: number }
      if (document.querySelector('.banner')) host.bannerAt ??= Date.now()
    }).observe(document.body, { childList: true, subtree: true })
  })
  const killed = Date.now()
  await site.server.kill()
  const banner = page.getByRole('alert').filter({ hasText: 'The connection to the server was lost' })
  await expect(banner).toBeVisible()
  const bannerAt = await page.evaluate(() => (globalThis as { bannerAt?: number }).bannerAt)
  expect(bannerAt! - killed).toBeLessThan(2000) // a second after the socket, and the kill itself takes a moment
  await expect(page.getByRole('status', { name: 'Connection: Reconnecting' })).toBeVisible()
  await expect(grid.getByText('before the crash')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Message 1' })).toBeVisible()
  await expect(banner).toContainText('What is on screen is kept, but no longer live')

  const publish = page.getByRole('button', { name: 'Publish' })
  await expect(publish).toHaveAttribute('aria-disabled', 'true')
  await expect(publish).toHaveAccessibleDescription(/Not connected: nothing can be written/)

  await site.server.start()
  await expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible()
  await expect(banner).toHaveCount(0)
  await reconnected(site)
  await site.js.publish(subject('a'), 'after the crash')
  await expect(grid.getByText('after the crash')).toBeVisible()
  await expect(publish).not.toHaveAttribute('aria-disabled')
})

test('a silent server is noticed within 30 s', async ({ page, own }) => {
  const site = await own()
  await open(page, site, '/streams')
  const since = Date.now()
  await site.server.pause()
  await expect(page.getByRole('status', { name: 'Connection: Reconnecting' })).toBeVisible({ timeout: 30_000 })
  expect(Date.now() - since).toBeLessThan(30_000)
  await site.server.resume()
  await expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible({ timeout: 30_000 })
})

test('a page that is opened while the server is down comes alive by itself', async ({ page, own }) => {
  const site = await own()
  const { name } = await site.stream()
  await site.server.stop()
  await page.goto(`${site.web.url}/streams`)
  await expect(page.getByRole('alert')).toContainText('No WebSocket opened at')
  await site.server.start()
  await expect(page.getByRole('link', { name })).toBeVisible({ timeout: 30_000 })
})

test('coming back to the page asks the link at once', async ({ page, own }) => {
  const site = await own()
  await open(page, site, '/')
  await site.server.pause()
  const since = Date.now()
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await expect(page.getByRole('status', { name: 'Connection: Reconnecting' })).toBeVisible()
  expect(Date.now() - since).toBeLessThan(5000)
  await site.server.resume()
  await expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible({ timeout: 30_000 })
})

test('read-only mode switches writing off and says so; off again, a message can be published', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await open(page, site, `/streams/${name}`)
  const publish = page.getByRole('button', { name: 'Publish' })
  await page.getByRole('switch', { name: 'Read-only' }).check()
  await expect(publish).toHaveAccessibleDescription('Read-only mode is on')
  await publish.click({ force: true })
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.getByRole('switch', { name: 'Read-only' }).uncheck()
  await publish.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Subject').fill('elsewhere')
  await dialog.getByLabel('Payload').fill('{"ž":9007199254740993}')
  await dialog.getByRole('button', { name: 'Publish' }).click()
  await expect(dialog.getByText('No stream listens on elsewhere')).toBeVisible()
  await expect(dialog.getByLabel('Payload')).toHaveValue('{"ž":9007199254740993}')
  await dialog.getByLabel('Subject').fill(subject('x'))
  await dialog.getByRole('button', { name: 'Publish' }).click()
  await expect(dialog.getByText(`Stored in ${name} as sequence 1`)).toBeVisible()
  const stored = await site.jsm.streams.getMessage(name, { seq: 1 })
  expect(new TextDecoder().decode(stored!.data)).toBe('{"ž":9007199254740993}')
})

test('scrolling while disconnected asks for nothing over and over, and reads on after the return', async ({ page, own }) => {
  const site = await own()
  const { name, subject } = await site.stream()
  for (let i = 1; i <= 300; i++) await site.js.publish(subject('x'), `payload ${i}`)
  await open(page, site, `/streams/${name}/messages`)
  const grid = page.getByRole('grid', { name: 'Messages' })
  await expect(grid.getByText('payload 1', { exact: true })).toBeVisible()
  await site.server.kill()
  await expect(page.getByRole('status', { name: 'Connection: Reconnecting' })).toBeVisible()
  await grid.focus()
  await page.keyboard.press('End')
  await expect(grid.getByText('payload 100', { exact: true })).toBeVisible()
  await expect(page.getByText('100 messages loaded of 300')).toBeVisible()
  // A loop of failing reads would keep changing the page.
  const changes = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let count = 0
        const observer = new MutationObserver((list) => (count += list.length))
        observer.observe(document.querySelector('.grid')!, { subtree: true, childList: true, characterData: true })
        setTimeout(() => resolve(count), 1000)
      }),
  )
  expect(changes).toBeLessThan(50)
  await site.server.start()
  await expect(page.getByText(/(200|300) messages loaded of 300/)).toBeVisible({ timeout: 30_000 })
})
