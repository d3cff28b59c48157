import { AckPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import type { Page } from '@playwright/test'
import { expect, open, test } from './fixtures.ts'
import { fill } from './utils.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Messages' })
const sequences = (page: Page) => grid(page).getByRole('row').locator('[role=gridcell]:first-child').allInnerTexts()
const detail = (page: Page) => page.getByRole('region', { name: /^Message / })

test('starts at first, last, a sequence and a time, in both directions', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('x'), 1000)
  await open(page, site, `/streams/${name}/messages`)
  await expect.poll(async () => (await sequences(page))[0]).toBe('1')
  await expect(page.getByText('Starts at the first message: sequence 1.')).toBeVisible()
  await expect(page.getByText(/^Cost so far: 1 request, [1-9][\d.]* KiB$/)).toBeVisible()

  await page.getByText('Last', { exact: true }).click()
  await expect(grid(page).getByText('payload 1000', { exact: true })).toBeInViewport()
  await page.getByText('Newest first').click()
  await expect.poll(async () => (await sequences(page))[0]).toBe('1,000')

  await page.getByText('Sequence', { exact: true }).first().click()
  await page.getByRole('textbox', { name: 'Sequence' }).fill('500')
  await page.getByRole('button', { name: 'Read' }).click()
  await expect(grid(page).getByText('payload 500', { exact: true })).toBeInViewport()
  await expect(page).toHaveURL(/at=seq/)
  await page.getByText('Oldest first').click()
  await expect(grid(page).getByText('payload 500', { exact: true })).toBeInViewport()

  const m = await site.jsm.streams.getMessage(name, { seq: 300 })
  await page.goto(
    `${site.web.url}/streams/${name}/messages?at=time&time=${encodeURIComponent((m as unknown as { timestamp: string }).timestamp)}`,
  )
  await expect(grid(page).getByText('payload 300', { exact: true })).toBeInViewport()
  await page.getByRole('textbox', { name: 'Time' }).fill('the day before')
  await page.getByRole('button', { name: 'Read' }).click()
  await expect(page.getByText('Not a time')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Time' })).toHaveValue('the day before')
})

test('a start past the end says so and shows the end', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('x'), 5)
  await open(page, site, `/streams/${name}/messages?at=seq&seq=99`)
  await expect(page.getByText('There is no message from sequence 99: shows the nearest, sequence 5')).toBeVisible()
  await expect(grid(page).getByText('payload 5', { exact: true })).toBeInViewport()
  await open(page, site, `/streams/${name}/messages?at=time&time=2199-01-01T00:00:00Z`)
  await expect(page.getByText(': shows the nearest, sequence 5')).toBeVisible()
  await open(page, site, `/streams/${name}/messages?at=time&time=nonsense`)
  await expect(grid(page).getByText('payload 1', { exact: true })).toBeVisible()
})

test('a link with a filter that is none says so, and what is wrong with it', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('x'), 5)
  await open(page, site, `/streams/${name}/messages?filter=a..b`)
  await expect(page.getByText('Not a subject filter: a..b')).toBeVisible()
  await expect(page.getByText('nor have two dots in a row.')).toBeVisible()
})

test('scrolling reads on in both directions, each message once, with few rows drawn', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('x'), 600)
  await open(page, site, `/streams/${name}/messages?at=seq&seq=300`)
  await expect(grid(page).getByText('payload 300', { exact: true })).toBeInViewport()
  const box = grid(page)
  await box.focus()
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Home')
        return (await sequences(page))[0]
      },
      { intervals: [50], timeout: 30_000 },
    )
    .toBe('1')
  await expect
    .poll(
      async () => {
        await page.keyboard.press('End')
        return (await sequences(page)).at(-1)
      },
      { intervals: [50], timeout: 30_000 },
    )
    .toBe('600')
  await expect(page.getByText('600 messages loaded of 600')).toBeVisible()
  expect(await box.getByRole('row').count()).toBeLessThan(80)
})

test('beyond what is kept in memory the rows on screen stay, nothing is read unasked, and no message is missed', async ({
  page,
  site,
}) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, () => subject('x'), 6000)
  await open(page, site, `/streams/${name}/messages`)
  await expect(grid(page)).toBeVisible()
  const seen = new Set<string>()
  const look = async () => {
    const drawn = await sequences(page)
    for (const s of drawn) seen.add(s)
    return drawn
  }
  await look()
  await expect
    .poll(
      async () => {
        // The rows of a new place are drawn in the frame after the scroll.
        await grid(page).evaluate(async (g) => {
          g.scrollBy(0, 22 * 30)
          for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve))
        })
        return Number((await look()).at(-1)!.replaceAll(',', ''))
      },
      { intervals: [20], timeout: 60_000 },
    )
    .toBeGreaterThan(3300)
  // With no further scrolling it comes to rest where it is.
  await expect(page.getByText('3,000 messages loaded of 6,000')).toBeVisible()
  const top = await grid(page).evaluate((g) => g.scrollTop)
  const still = (await look()).at(-1)
  const later = await page.evaluate(
    () => new Promise<number>((resolve) => setTimeout(() => resolve(document.querySelector('[role=grid]')!.scrollTop), 1500)),
  )
  expect([later, (await sequences(page)).at(-1)]).toEqual([top, still])
  const numbers = [...seen].map((s) => Number(s.replaceAll(',', '')))
  const missed = Array.from({ length: Math.max(...numbers) }, (_, i) => i + 1).filter((n) => !numbers.includes(n))
  expect(missed).toEqual([])
})

test('the keyboard steps over deleted ranges', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('x'), 6)
  for (const seq of [2, 3, 5]) await site.jsm.streams.deleteMessage(name, seq)
  await open(page, site, `/streams/${name}/messages?open=1`)
  await grid(page).focus()
  for (const seq of [4, 6]) {
    await page.keyboard.press('ArrowDown')
    await expect(detail(page)).toHaveAccessibleName(`Message ${seq}`)
  }
  await page.keyboard.press('ArrowUp')
  await expect(detail(page)).toHaveAccessibleName('Message 4')
})

test('several filters are matched by the server', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(['eu.new', 'us.new', 'eu.paid'][i % 3]!), 30)
  await open(page, site, `/streams/${name}/messages`)
  await page.getByLabel('Subjects').fill(`${subject('us.*')}, ${subject('eu.paid')}`)
  await page.getByLabel('Subjects').press('Enter')
  await expect(page.getByText('20 messages loaded; the stream holds 30')).toBeVisible()
  expect(await grid(page).getByText(subject('eu.new'), { exact: true }).count()).toBe(0)
  await page.getByLabel('Subjects').fill('a..b')
  await page.getByLabel('Subjects').press('Enter')
  await expect(page.getByText(/two dots in a row/)).toBeVisible()
  await page.getByLabel('Subjects').fill(subject('nobody'))
  await page.getByLabel('Subjects').press('Enter')
  await expect(page.getByText('No message matches these subjects')).toBeVisible()
})

test('a message is shown whole: headers, exact integers, text, hex; the link shows the same elsewhere', async ({
  page,
  site,
  browser,
}) => {
  const { name, subject } = await site.stream()
  const h = headers()
  h.append('Trace', 'one')
  h.append('Trace', 'two')
  await site.js.publish(subject('json'), '{"id":9007199254740993,"big":18446744073709551615,"b":1,"a":[]}', { headers: h })
  await site.js.publish(subject('binary'), Uint8Array.of(0, 255, 65, 66))
  await site.js.publish(subject('empty'))
  await open(page, site, `/streams/${name}/messages`)
  await grid(page).getByText(subject('json'), { exact: true }).click()
  await expect(detail(page).getByLabel('Payload', { exact: true })).toContainText('9007199254740993')
  await expect(detail(page).getByLabel('Payload', { exact: true })).toContainText('18446744073709551615')
  await expect(detail(page).getByRole('row').filter({ hasText: 'Trace' })).toHaveCount(2)
  await detail(page).getByText('Hex', { exact: true }).click()
  await expect(detail(page).getByLabel('Payload as hex')).toContainText('7b 22 69 64')
  await expect(page).toHaveURL(/view=hex/)

  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(page.url())
  await expect(detail(elsewhere).getByLabel('Payload as hex')).toContainText('7b 22 69 64')
  await elsewhere.context().close()

  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await expect(detail(page)).toHaveAccessibleName('Message 2')
  await expect(detail(page).getByLabel('Payload as hex')).toContainText('00 ff 41 42')
  await page.keyboard.press('ArrowDown')
  await expect(detail(page)).toContainText('The message has no payload')
  await page.keyboard.press('Escape')
  await expect(detail(page)).toHaveCount(0)

  await site.jsm.streams.deleteMessage(name, 2)
  await open(page, site, `/streams/${name}/messages?open=2`)
  await expect(detail(page)).toContainText('Message 2 has been deleted')
  await expect(grid(page)).toContainText('1 message deleted')
})

test('markup in payload, subject and header stays text', async ({ page, site }) => {
  const evil = '<img src=x onerror=window.pwned=1>'
  const { name, subject } = await site.stream()
  const h = headers()
  h.append('X-Evil', evil)
  await site.js.publish(subject('<b>x</b>'), evil, { headers: h })
  await open(page, site, `/streams/${name}/messages?open=1`)
  await expect(detail(page).getByLabel('Payload', { exact: true })).toContainText(evil)
  await expect(detail(page).getByRole('row').filter({ hasText: 'X-Evil' })).toContainText(evil)
  await expect(detail(page)).toContainText(subject('<b>x</b>'))
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
  expect(await page.locator('main img').count()).toBe(0)
})

test('browsing a work queue takes nothing and leaves nothing', async ({ page, site }) => {
  const { name, subject } = await site.stream({ retention: RetentionPolicy.Workqueue })
  await site.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
  await fill(site, () => subject('job'), 150)
  const state = async () => {
    const { ts: _, ...worker } = (await site.jsm.consumers.info(name, 'worker')) as unknown as { ts: string }
    const consumers = await site.jsm.consumers.list(name).next()
    return { worker, consumers: consumers.map((c) => c.name), messages: (await site.jsm.streams.info(name)).state.messages }
  }
  // The server counts what is pending a moment after the publish.
  await expect.poll(async () => (await site.jsm.consumers.info(name, 'worker')).num_pending).toBe(150)
  const before = await state()
  await open(page, site, `/streams/${name}/messages`)
  await grid(page).getByText('payload 5', { exact: true }).click()
  await expect(detail(page)).toBeVisible()
  await grid(page).focus()
  await page.keyboard.press('End')
  await expect(page.getByText('150 messages loaded of 150')).toBeVisible()
  await page.getByText('Last', { exact: true }).click()
  await expect(grid(page).getByText('payload 150', { exact: true })).toBeInViewport()
  expect(await state()).toEqual(before)
})

test('a stream of which 90 % is deleted reads on across the gaps', async ({ page, site }) => {
  const { name, subject } = await site.stream({ storage: StorageType.Memory })
  await fill(site, (i) => subject(i % 1000 < 100 ? 'keep' : 'drop'), 10_000)
  await site.jsm.streams.purge(name, { filter: subject('drop') })
  const { messages } = (await site.jsm.streams.info(name)).state
  expect(messages).toBeLessThan(1100)
  await open(page, site, `/streams/${name}/messages?at=last&desc=true`)
  await expect(grid(page)).toBeVisible()
  await grid(page).focus()
  await expect
    .poll(
      async () => {
        await page.keyboard.press('End')
        return (await sequences(page)).at(-1)
      },
      { intervals: [50], timeout: 30_000 },
    )
    .toBe('1')
  await expect(page.getByText(`${messages.toLocaleString('en-GB')} messages loaded of`)).toBeVisible()
  await open(page, site, `/streams/${name}/messages?at=seq&seq=90`)
  await expect(grid(page)).toContainText('900 messages deleted')
})

test('a stream without direct access reads the same', async ({ page, site }) => {
  const { name, subject } = await site.stream({ allow_direct: false })
  await fill(site, () => subject('x'), 120)
  await open(page, site, `/streams/${name}/messages?at=last`)
  await expect(grid(page).getByText('payload 120', { exact: true })).toBeInViewport()
  await grid(page).getByText('payload 120', { exact: true }).click()
  await expect(detail(page).getByLabel('Payload', { exact: true })).toContainText('payload 120')
})

test('a sequence beyond 2^53 is shown and linked exactly', async ({ page, site }) => {
  await site.nc.request(
    '$JS.API.STREAM.CREATE.HUGE',
    '{"name":"HUGE","subjects":["huge"],"first_seq":9007199254740993,"allow_direct":true,"retention":"limits","storage":"memory"}',
  )
  await site.js.publish('huge', 'far out')
  await open(page, site, '/streams/HUGE/messages')
  await grid(page).getByText('far out', { exact: true }).click()
  await expect(detail(page)).toHaveAccessibleName('Message 9007199254740993')
  await expect(page).toHaveURL(/open=9007199254740993/)
  await expect(detail(page).getByLabel('Payload', { exact: true })).toContainText('far out')
  await site.jsm.streams.delete('HUGE')
})

test('an empty stream says what to expect; new messages appear without a reload', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await open(page, site, `/streams/${name}/messages`)
  await expect(page.getByText('The stream holds no messages')).toBeVisible()
  await site.js.publish(subject('x'), 'the first')
  await expect(grid(page).getByText('the first', { exact: true })).toBeVisible()
})

test('nats-server 2.10: streams, messages both ways, filters and times', async ({ page, own }) => {
  const site = await own({ version: 'oldest' })
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(i % 2 ? 'odd' : 'even'), 250)
  await open(page, site, '/streams')
  await expect(page.getByRole('link', { name })).toBeVisible()
  await open(page, site, `/streams/${name}/messages?at=last&desc=true&filter=${subject('odd')}`)
  await expect(grid(page).getByText('payload 249', { exact: true })).toBeInViewport()
  const m = await site.jsm.streams.getMessage(name, { seq: 100 })
  const time = encodeURIComponent((m as unknown as { timestamp: string }).timestamp)
  await open(page, site, `/streams/${name}/messages?at=time&time=${time}`)
  await expect(grid(page).getByText('payload 100', { exact: true })).toBeInViewport()
  await grid(page).getByText('payload 100', { exact: true }).click()
  await expect(detail(page).getByLabel('Payload', { exact: true })).toContainText('payload 100')
})
