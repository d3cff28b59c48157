import { readFile } from 'node:fs/promises'
import { AckPolicy, RetentionPolicy } from '@nats-io/jetstream'
import type { Page } from '@playwright/test'
import { configOf } from '../scripts/nats/config.ts'
import { reconnected } from '../scripts/testing/official.ts'
import { expect, test, type Site } from './fixtures.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Held messages' })
const row = (page: Page, seq: number) =>
  grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('checkbox', { name: `Choose ${seq}`, exact: true }) })
const session = (page: Page) => page.getByRole('status', { name: 'Session' })

/** Opens a link to a rule and starts it. */
async function start(page: Page, site: Pick<Site, 'web'>, stream: string, rule = ''): Promise<void> {
  await page.goto(`${site.web.url}/streams/${stream}/replay?${rule}`)
  await page
    .getByRole('button', { name: /^(Start|Attach to .+)$/ })
    .and(page.locator(':not([aria-disabled])'))
    .click()
  await expect(page.getByRole('button', { name: 'Pull 1', exact: true })).toBeVisible()
}

async function pull(page: Page, count: number): Promise<void> {
  await page.getByRole('textbox', { name: 'How many' }).fill(String(count))
  await page
    .getByRole('button', { name: `Pull ${count}`, exact: true })
    .last()
    .click()
}

const keep = async (page: Page, count: number) => {
  await page.getByRole('textbox', { name: 'How many' }).fill(String(count))
  await page.getByRole('button', { name: `Keep ${count} in hand` }).click()
}

async function fill(site: Pick<Site, 'js'>, subject: (rest: string) => string, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) await site.js.publish(subject('x'), `payload ${i}`)
}

const consumers = async (site: Pick<Site, 'jsm'>, stream: string) =>
  (await site.jsm.consumers.list(stream).next()).map((c) => c.name)

test('a poison message in a work queue is found, terminated with a reason, and gone', async ({ page, site }) => {
  const { name, subject } = await site.stream({ retention: RetentionPolicy.Workqueue })
  for (let i = 1; i <= 5; i++) await site.js.publish(subject('job'), i === 3 ? '{"job":"poison"}' : `{"job":${i}}`)
  const advisory = site.nc.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.${name}.>`, { max: 1 })
  await site.nc.flush()
  await start(page, site, name)
  await pull(page, 5)
  await grid(page).getByText('{"job":"poison"}').click()
  await expect(page.getByRole('region', { name: 'Message 3' })).toContainText('poison')
  await page.keyboard.press('t')
  await page.getByLabel('Reason (optional)').fill('cannot be resized')
  await page.getByRole('button', { name: 'Terminate' }).click()
  await expect(row(page, 3)).toContainText('terminated')
  for await (const m of advisory) expect(m.json()).toMatchObject({ stream_seq: 3, reason: 'cannot be resized' })
  // The rest is done with in one go; the stream is then empty.
  await grid(page).getByRole('checkbox', { name: 'Choose all that can be decided' }).click()
  await page.getByRole('button', { name: 'Ack confirmed' }).click()
  await expect(page.getByText('Acked and confirmed 4')).toBeVisible()
  expect((await site.jsm.streams.info(name)).state.messages).toBe(0)
})

test('a message returned with a delay comes back when it was said, into its own row', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 3)
  await start(page, site, name, 'wait=60s')
  await keep(page, 3)
  await grid(page).getByText('payload 2', { exact: true }).click()
  await page.keyboard.press('Shift+N')
  await page.getByLabel('Deliver again after').fill('2s')
  const returned = Date.now() // a moment before it is: a key press may take a while to be told of
  await page.keyboard.press('Enter')
  await expect(row(page, 2)).toContainText(/returned, back in [012](\.\d)? s/)
  await expect(row(page, 2)).toContainText('Ack') // it can still be acked meanwhile
  await expect(row(page, 2).getByRole('meter', { name: 'Time to decide' })).toBeVisible()
  const waited = Date.now() - returned
  expect(waited).toBeGreaterThan(1800)
  expect(waited).toBeLessThan(6000)
  await expect(grid(page).getByRole('row')).toHaveCount(4) // the head and three: none was added
  await row(page, 2).click()
  await expect(page.getByRole('region', { name: 'History' }).getByRole('listitem')).toContainText([
    'delivered',
    'returned for 2 s',
    'delivered again (2)',
  ])
})

test('the deadline bar reaches zero when the message is delivered again', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 1)
  await start(page, site, name, 'wait=4s')
  await keep(page, 1)
  const bar = row(page, 1).getByRole('meter', { name: 'Time to decide' })
  await expect(bar).toBeVisible()
  // Every value that the bar shows, until the second delivery is on screen.
  const lowest = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let low = Infinity
        const look = () => {
          const text = document.querySelector('[role=meter][aria-label="Time to decide"]')?.getAttribute('aria-valuetext')
          const again = [...document.querySelectorAll('[role=gridcell]')].some((c) => c.textContent === '2')
          if (again) return resolve(low)
          if (text) low = Math.min(low, Number.parseFloat(text))
          requestAnimationFrame(look)
        }
        look()
      }),
  )
  expect(lowest).toBeLessThanOrEqual(0.6)
  const info = await site.jsm.consumers.info(name, (await consumers(site, name))[0]!)
  expect(info.num_redelivered).toBe(1)
})

test('ephemeral through a server restart: the sentence is what the server then delivers', async ({ page, own }) => {
  const site = await own()
  const { name, subject } = await site.stream()
  await fill(site, subject, 6)
  await start(page, site, name, 'wait=8s')
  await pull(page, 4)
  await row(page, 1).getByRole('button', { name: 'Ack 1' }).click()
  await row(page, 2).getByRole('button', { name: 'Ack 2' }).click()
  await expect(page.getByRole('status', { name: 'Tally' })).toContainText('2 acked and confirmed')
  await site.server.stop()
  await expect(session(page)).toContainText('2 messages in hand are uncertain')
  await expect(row(page, 3)).toContainText('uncertain')
  await expect(page.getByRole('button', { name: 'Ack confirmed' })).toHaveAccessibleDescription(/Not connected/)
  await site.server.start()
  await expect(session(page)).toContainText('Resumed after sequence 2, the last acked in a row', { timeout: 30_000 })
  await keep(page, 4)
  // After sequence 2: what was in hand comes again, then the rest; 1 and 2 do not.
  await expect(page.getByRole('status', { name: 'Tally' })).toContainText('8 delivered · 2 of them again', { timeout: 30_000 })
  for (const seq of [3, 4]) await expect(row(page, seq).getByRole('gridcell', { name: '2', exact: true })).toBeVisible()
  for (const seq of [1, 2]) await expect(row(page, seq)).toContainText('acked, confirmed')
})

test('an ephemeral that is gone: says where it starts again, one button does it', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 6)
  await start(page, site, name)
  await pull(page, 4)
  await row(page, 1).getByRole('button', { name: 'Ack 1' }).click()
  await row(page, 3).getByRole('button', { name: 'Ack 3' }).click()
  await expect(page.getByRole('status', { name: 'Tally' })).toContainText('2 acked and confirmed')
  await site.jsm.consumers.delete(name, (await consumers(site, name))[0]!)
  await expect(session(page)).toContainText('starts again at sequence 2')
  await expect(session(page)).toContainText('1 message that was decided after that comes again')
  await page.getByRole('button', { name: 'Start again' }).click()
  await expect(session(page)).toContainText('Started again after sequence 1')
  await pull(page, 10)
  await expect(grid(page).getByText('payload 6', { exact: true })).toBeVisible()
  const info = await site.jsm.consumers.info(name, (await consumers(site, name))[0]!)
  expect(info.delivered).toMatchObject({ consumer_seq: 5, stream_seq: 6 }) // 2 to 6
})

test('durable through a restart; leaving asks, keeping keeps its place', async ({ page, own }) => {
  const site = await own()
  const { name, subject } = await site.stream()
  await fill(site, subject, 5)
  await start(page, site, name, 'name=mine&wait=60s')
  await pull(page, 3)
  await row(page, 1).getByRole('button', { name: 'Ack 1' }).click()
  await expect(row(page, 1)).toContainText('acked, confirmed')
  await site.server.stop()
  await expect(session(page)).toContainText('uncertain')
  await site.server.start()
  await expect(session(page)).toContainText('Resumed after sequence 1, the last acked in a row', { timeout: 30_000 })
  await reconnected(site)
  await page.getByRole('link', { name: 'Messages' }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave the desk on mine' })
  await expect(dialog).toContainText('goes on after its ack floor')
  await dialog.getByRole('button', { name: 'Stay' }).click()
  await expect(page).toHaveURL(/replay/)
  await page.getByRole('link', { name: 'Messages' }).click()
  await dialog.getByRole('button', { name: 'Keep the durable' }).click()
  await expect(page).toHaveURL(/messages/)
  const info = await site.jsm.consumers.info(name, 'mine')
  expect(info.config.inactive_threshold ?? 0).toBe(0)
  // What was in hand was given back, so the official client gets it at once.
  const m = await (await site.js.consumers.get(name, 'mine')).next({ expires: 5000 })
  expect([2, 3]).toContain(m?.seq) // the server keeps no order among what was returned
  expect(m?.info.deliveryCount).toBe(2)
})

test('two operators on one durable: each sees what it was given, and that another one waits', async ({ page, browser, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 4)
  await site.jsm.consumers.add(name, { durable_name: 'shared', ack_policy: AckPolicy.Explicit })
  await start(page, site, name, 'attach=shared')
  const context = await browser.newContext()
  const other = await context.newPage()
  await start(other, site, name, 'attach=shared')
  await pull(page, 2)
  await expect(row(page, 2)).toBeVisible()
  await pull(other, 2)
  await expect(row(other, 4)).toBeVisible()
  await expect(grid(page).getByRole('row')).toHaveCount(3)
  await keep(other, 5)
  await expect(page.getByRole('group', { name: 'Consumer' })).toContainText('1 of others')
  // What the one gives back the other is given.
  await grid(page).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('n')
  await expect(other.getByRole('status', { name: 'Tally' })).toContainText('4 delivered · 2 of them again')
  await other.getByRole('button', { name: 'Stop', exact: true }).click()
  await other.getByRole('button', { name: 'Leave the desk' }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(other.getByRole('button', { name: 'Attach to shared' })).toBeVisible()
  expect(await consumers(site, name)).toEqual(['shared'])
  await context.close()
})

test('a decision right behind the choice of all is about all that were chosen', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 4)
  await start(page, site, name, 'name=mine')
  await pull(page, 4)
  await expect(row(page, 4)).toBeVisible()
  await grid(page).focus()
  // The worker cannot have answered the first key when the second one comes.
  await page.evaluate(async () => {
    const press = (key: string, ctrlKey = false) =>
      document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true }))
    press('a', true)
    await Promise.resolve()
    press('A')
  })
  await expect(grid(page).getByText('acked, confirmed')).toHaveCount(4)
  const info = await site.jsm.consumers.info(name, 'mine')
  expect(info).toMatchObject({ ack_floor: { stream_seq: 4 }, num_ack_pending: 0 })
})

test('a user without the right to create consumers is told so, and nothing is lost of the rule', async ({ page, own }) => {
  const users = `authorization { users: [
    { user: admin, password: admin },
    { user: reader, password: reader, permissions: { publish: { deny: ["$JS.API.CONSUMER.CREATE.>"] } } }
  ] }
  no_auth_user: reader`
  const site = await own({
    config: configOf({ extra: users }),
    user: { user: 'admin', pass: 'admin' },
  })
  const { name, subject } = await site.stream()
  await fill(site, subject, 2)
  await page.goto(`${site.web.url}/streams/${name}/replay?deliver=seq&seq=2`)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText(
    /Permission to publish on \$JS\.API\.CONSUMER\.CREATE\..+ is missing for this user/,
  )
  await page.getByRole('button', { name: 'Back to the rule' }).click()
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible()
  await expect(page).toHaveURL(/seq=2/)
})

test('the link to a rule, opened by a colleague, prepares the same desk and starts nothing', async ({ page, browser, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 5)
  await page.goto(`${site.web.url}/streams/${name}/replay`)
  await page.getByRole('radio', { name: 'Sequence' }).check()
  await page.getByLabel('From sequence').fill('3')
  await page.getByLabel('Subjects').fill(subject('x'))
  const does = page.getByRole('list', { name: 'What the rule does' })
  await expect(does).toContainText('3 messages, then each new one')
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByRole('list', { name: 'What the rule does' })).toHaveText((await does.textContent()) ?? 'nothing')
  await expect(other.getByLabel('From sequence')).toHaveValue('3')
  expect(await consumers(site, name)).toEqual([])
  await other.getByRole('button', { name: 'Start', exact: true }).click()
  await pull(other, 5)
  await expect(row(other, 5)).toBeVisible()
  await expect(grid(other).getByRole('row')).toHaveCount(4) // 3, 4 and 5
  await context.close()
})

test('a confirmed ack outlives the tab', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 2)
  await site.jsm.consumers.add(name, { durable_name: 'dur', ack_policy: AckPolicy.Explicit })
  await start(page, site, name, 'attach=dur')
  await pull(page, 2)
  await row(page, 1).click()
  await page.keyboard.press('Shift+A')
  await expect(row(page, 1)).toContainText('acked, confirmed')
  await page.close()
  expect((await site.jsm.consumers.info(name, 'dur')).ack_floor.stream_seq).toBe(1)
})

test('no consumer outlives the desk: closed, reloaded, left by a link, crashed', async ({ page, context, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 3)
  const isGone = () => expect.poll(() => consumers(site, name), { timeout: 30_000 }).toEqual([])
  // Only after a crash may the inactive threshold do it: everywhere else the desk itself has to.
  const open = async (rule = 'wait=10m&idle=10m') => {
    const tab = await context.newPage()
    await start(tab, site, name, rule)
    await pull(tab, 2)
    await expect(row(tab, 2)).toBeVisible()
    expect(await consumers(site, name)).toHaveLength(1)
    return tab
  }
  const closed = await open()
  await closed.close({ runBeforeUnload: true })
  await isGone()
  const reloaded = await open()
  await reloaded.reload()
  await isGone()
  await reloaded.close()
  const left = await open()
  await left.getByRole('link', { name: 'Messages' }).click()
  await isGone()
  await left.close()
  const crashed = await open('wait=1s&idle=2s')
  const cdp = await context.newCDPSession(crashed)
  void cdp.send('Page.crash').catch(() => {}) // it cannot answer
  await isGone()
  await page.goto(`${site.web.url}/streams/${name}`)
})

test('a durable that nobody said to keep goes after a crash; closing the tab asks first', async ({ context, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 2)
  const tab = await context.newPage()
  await start(tab, site, name, 'name=mine&wait=1s&idle=2s')
  await pull(tab, 1)
  await expect(row(tab, 1)).toBeVisible()
  const asked = tab.waitForEvent('dialog')
  await tab.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  expect(await consumers(site, name)).toEqual(['mine'])
  const cdp = await context.newCDPSession(tab)
  void cdp.send('Page.crash').catch(() => {}) // it cannot answer
  await expect.poll(() => consumers(site, name), { timeout: 30_000 }).toEqual([])
})

test('ack policy all says before what one ack takes with it', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 5)
  await start(page, site, name, 'ack=all')
  await pull(page, 5)
  await row(page, 3).click()
  await expect(page.getByText('An ack takes 3 messages: sequences 1 to 3')).toBeVisible()
  await page.keyboard.press('Shift+A')
  await expect(row(page, 1)).toContainText('acked, confirmed')
  await expect(row(page, 4).getByRole('meter', { name: 'Time to decide' })).toBeVisible()
  const info = await site.jsm.consumers.info(name, (await consumers(site, name))[0]!)
  expect([info.ack_floor.stream_seq, info.num_ack_pending]).toEqual([3, 2])
})

test('keys decide, and go on to the next; the log can be taken along', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 4)
  await start(page, site, name)
  await pull(page, 4)
  await row(page, 1).click()
  await grid(page).focus()
  await page.keyboard.press('a')
  await expect(row(page, 1)).toContainText('acked')
  await expect(page.getByRole('region', { name: 'Message 2' })).toBeVisible()
  await page.keyboard.press('p')
  await expect(page.getByRole('status', { name: 'Tally' })).toContainText('1 in progress')
  await page.keyboard.press('n')
  await expect(row(page, 2)).toContainText('returned')
  await page.keyboard.press('Space')
  await expect(row(page, 3).getByRole('checkbox')).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(row(page, 3).getByRole('checkbox')).not.toBeChecked()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /Save the log/ }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n')
  const entries = lines.map((l) => JSON.parse(l) as { event: string; seq?: number; result?: string })
  expect(entries.map((e) => e.event)).toEqual([
    'started',
    'delivered',
    'delivered',
    'delivered',
    'delivered',
    'ack',
    'progress',
    'nak',
  ])
  expect(entries[5]).toMatchObject({ seq: 1, result: 'sent' })
  expect(entries[7]).toMatchObject({ seq: 2, result: 'confirmed' })
})

test('in progress while open: a message that is being read is not delivered again', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 2)
  await start(page, site, name, 'wait=2s')
  await page.getByRole('switch', { name: 'In progress while open' }).check()
  await keep(page, 2)
  await row(page, 1).click()
  await expect(row(page, 2).getByRole('gridcell', { name: '3', exact: true })).toBeVisible()
  await expect(row(page, 1)).toContainText('Ack')
  await expect(row(page, 1).getByRole('gridcell', { name: '1', exact: true })).toHaveCount(2) // sequence and times
})

test('original pace: a timeline that can be paused and resumed', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  for (let i = 1; i <= 3; i++) {
    await site.js.publish(subject('x'), `payload ${i}`)
    const { state } = await site.jsm.streams.info(name)
    await expect.poll(() => Date.now() - Date.parse(state.last_ts)).toBeGreaterThan(1500)
  }
  await start(page, site, name, 'replay=original')
  await keep(page, 10)
  const pace = page.getByRole('group', { name: 'Original pace' })
  await expect(pace).toContainText('Next: sequence 2')
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(pace).toContainText('Paused')
  await keep(page, 10)
  await expect(grid(page).getByText('payload 3', { exact: true })).toBeVisible()
  await expect(pace).toContainText('At the end')
})

test('read-only: a session that keeps messages in hand pulls no more', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 2)
  await start(page, site, name)
  await keep(page, 5)
  await expect(row(page, 2)).toBeVisible()
  await page.getByRole('switch', { name: 'Read-only' }).check()
  await expect(page.getByText(/^Stopped; 3 messages asked for may still come/)).toBeVisible()
  await expect(page.getByText(/^Stopped/)).toHaveCount(0, { timeout: 10_000 }) // the request has run out
  await site.js.publish(subject('x'), 'payload 3')
  await expect(page.getByRole('group', { name: 'Consumer' }).getByText('Unprocessed').locator('..')).toContainText('1')
  await expect(row(page, 3)).toHaveCount(0)
})

test('read-only: a session that runs decides nothing any more', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, subject, 2)
  await start(page, site, name)
  await pull(page, 2)
  await row(page, 1).click()
  await page.getByRole('switch', { name: 'Read-only' }).check()
  await page.getByRole('region', { name: 'Message 1' }).click()
  await page.keyboard.press('A')
  await expect(page.getByRole('button', { name: 'Ack confirmed' })).toHaveAccessibleDescription('Read-only mode is on')
  await expect(row(page, 1).getByRole('button', { name: 'Ack 1' })).toHaveAttribute('aria-disabled', 'true')
  await row(page, 1).getByRole('button', { name: 'Ack 1' }).click({ force: true })
  await expect(row(page, 1).getByRole('meter', { name: 'Time to decide' })).toBeVisible()
  await page.getByRole('switch', { name: 'Read-only' }).uncheck()
  await row(page, 1).getByRole('button', { name: 'Ack 1' }).click()
  await expect(row(page, 1)).toContainText('acked, confirmed')
})
