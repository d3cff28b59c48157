import { Kvm, type KV } from '@nats-io/kv'
import { DeliverPolicy } from '@nats-io/jetstream'
import type { Page } from '@playwright/test'
import { expect, open, test, type Site } from './fixtures.ts'
import { consumerNames, fill } from './utils.ts'

let buckets = 0

/** A bucket of the official client that nobody else uses, and when a revision of it was written, to the nanosecond. */
async function bucketOf(site: Site, options: Parameters<Kvm['create']>[1] = {}) {
  const name = `past${process.pid}_${++buckets}`
  const kv = await new Kvm(site.js).create(name, { history: 5, ...options })
  const timeOf = async (seq: number) => (await site.jsm.streams.getMessage(`KV_${name}`, { seq }))!.timestamp
  return { name, kv, timeOf }
}

/**
 * A life with a middle: `a` changes, `b` goes and comes back, `c` goes, `d` comes, `same.*` stay, `again` is written again as it
 * was, `churn` is written more often than the history holds, `wiped` is purged. Gives the middle, as a time and as a revision.
 */
async function liveOn(kv: KV, timeOf: (seq: number) => Promise<string>) {
  await kv.put('a', 'a one')
  await kv.put('same.x', 'x')
  await kv.put('same.y', 'y')
  await kv.put('churn', 'before')
  await kv.put('wiped', 'before')
  await kv.put('again', 'equal')
  await kv.put('c', 'c one')
  await kv.put('b', 'b one')
  await kv.put('a', '{"a": "two", "big": 9007199254740993}')
  await kv.delete('b')
  const middle = await kv.put('same.x', 'x two')
  const time = await timeOf(middle)
  await kv.put('a', '{"a": "three", "big": 9007199254740993}')
  await kv.put('b', 'b back')
  await kv.delete('c')
  await kv.put('d', 'd one')
  await kv.put('again', 'equal')
  await kv.purge('wiped')
  for (let i = 1; i <= 6; i++) await kv.put('churn', `after ${i}`)
  return { time, middle }
}

/** The values at a time, by the official client's ordered consumer: what is kept, replayed. */
async function replayed(site: Site, name: string, time: string): Promise<Map<string, string>> {
  const values = new Map<string, string>()
  const consumer = await site.js.consumers.get(`KV_${name}`, { deliver_policy: DeliverPolicy.All })
  const nanos = (t: string) =>
    BigInt(Date.parse(`${t.slice(0, 19)}Z`)) * 1_000_000n + BigInt((t.slice(20, -1) + '000000000').slice(0, 9))
  const messages = await consumer.consume()
  for await (const m of messages) {
    const key = m.subject.slice(`$KV.${name}.`.length)
    // Its own time of a message is a number, and has lost the last digits.
    const stored = await site.jsm.streams.getMessage(`KV_${name}`, { seq: m.seq })
    if (nanos(stored!.timestamp) <= nanos(time)) {
      if (m.headers?.get('KV-Operation')) values.delete(key)
      else values.set(key, m.string())
    }
    if (m.info.pending === 0) break
  }
  await messages.close()
  return values
}

const keys = (page: Page) => page.getByRole('grid', { name: 'Keys' })
const differences = (page: Page) => page.getByRole('grid', { name: 'Differences' })
const row = (page: Page, key: string) => page.getByRole('row').filter({ has: page.getByText(key, { exact: true }) })
const pane = (page: Page, key: string) => page.getByRole('region', { name: `Key ${key} then` })
const past = (page: Page) => page.getByRole('region', { name: 'The past' })
const kinds = (page: Page) => page.getByRole('radiogroup', { name: 'Kind of difference' })
const dialog = (page: Page) => page.getByRole('dialog')
const namesIn = (page: Page) => keys(page).locator('[role=gridcell]:first-child').allInnerTexts()

test('the keys and values of a time are those that were, to the revision, and the past cannot be written', async ({
  page,
  site,
}) => {
  const { name, kv, timeOf } = await bucketOf(site)
  const { time } = await liveOn(kv, timeOf)
  const truth = await replayed(site, name, time)
  expect([...truth.keys()].sort()).toEqual(['a', 'again', 'c', 'same.x', 'same.y'])
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'As of…' }).click()
  await dialog(page).getByLabel('Time').fill(time)
  await dialog(page).getByRole('button', { name: 'Show that time' }).click()
  await expect(past(page).getByRole('status')).toHaveText(/As it was at \d{4}-.*, read only/)
  expect(new URL(page.url()).searchParams.get('at')).toBe(time)
  await expect.poll(() => namesIn(page)).toEqual(['a', 'again', 'c', 'churn in doubt', 'same.x', 'same.y', 'wiped in doubt'])
  await expect(page.getByText('5 keys had a value then')).toBeVisible()
  await expect(page.getByText(/2 keys are in doubt .*: 1 because the 5 revisions kept .*; 1 because a purge/)).toBeVisible()
  for (const [key, value] of truth) {
    await row(page, key).click()
    await pane(page, key).getByRole('button', { name: 'Copy', exact: true }).waitFor()
    const download = page.waitForEvent('download')
    await pane(page, key).getByRole('button', { name: 'Download' }).click()
    const chunks: Buffer[] = []
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).toString(), key).toBe(value)
  }
  await row(page, 'churn').click()
  await expect(pane(page, 'churn')).toContainText('Whether the key had a value then is in doubt')
  await expect(pane(page, 'churn')).toContainText('The bucket keeps 5 revisions of each key now, and all that are kept are later')
  for (const action of ['New key', 'Edit', 'Delete', 'Purge', 'Restore']) {
    await expect(page.getByRole('button', { name: action, exact: true })).toHaveCount(0)
  }
  await page.getByLabel('Deleted keys').check()
  await row(page, 'b').click()
  await expect(pane(page, 'b')).toContainText('It was deleted before, by revision 10')

  // The history is there to be read, with the revision of then in it.
  await row(page, 'a').click()
  await pane(page, 'a').getByText('History', { exact: true }).click()
  const history = pane(page, 'a').getByRole('table', { name: 'History' })
  await expect(history.getByRole('row').filter({ hasText: 'then' })).toContainText(/^9then/)
  await expect(history.getByRole('button')).toHaveCount(0)

  await past(page).getByRole('button', { name: 'Back to now' }).click()
  await expect(past(page)).toHaveCount(0)
  await expect(page.getByText('7 keys, complete')).toBeVisible()
  expect(new URL(page.url()).searchParams.get('at')).toBeNull()
  await page.goBack()
  await expect(past(page)).toBeVisible()
})

test('differences to now are counted, listed by kind, told from values written again, and sent as a link', async ({
  page,
  site,
  browser,
}) => {
  const { name, kv, timeOf } = await bucketOf(site)
  const { middle } = await liveOn(kv, timeOf)
  await open(page, site, `/kv/${name}?at=${middle + 1}`)
  await expect(past(page)).toContainText(`just before revision ${middle + 1}`)
  await past(page).getByText('Differences to now').click()
  await expect(kinds(page)).toContainText('All 6')
  for (const [kind, shown] of [
    ['Added 2', ['b', 'd']],
    ['Not known 1', ['churn']],
    ['Removed 1', ['c']],
    ['Changed 2', ['a', 'again']],
    ['Unchanged 2', ['same.x', 'same.y']],
  ] as const) {
    await kinds(page).getByText(kind, { exact: true }).click()
    await expect(differences(page).getByRole('row')).toHaveCount(shown.length + 1)
    for (const key of shown) await expect(row(page, key)).toBeVisible()
  }
  await kinds(page).getByText('All 6', { exact: true }).click()
  await expect(row(page, 'churn')).toContainText('in doubt')
  await expect(row(page, 'd')).not.toContainText('in doubt')
  await expect(row(page, 'again')).toContainText('not compared')
  await page.getByRole('button', { name: 'Compare the values' }).click()
  await expect(kinds(page)).toContainText('Same value again 1')
  await expect(kinds(page)).toContainText('Changed 1')
  await expect(row(page, 'again')).toContainText('same value')

  await row(page, 'a').click()
  const beside = pane(page, 'a').getByRole('region', { name: 'Then and now' })
  await expect(beside.getByLabel('The value then')).toContainText('two')
  await expect(beside.getByLabel('The value now')).toContainText('three')
  await page.getByLabel('Find').fill('A')
  await expect(differences(page).getByRole('row')).toHaveCount(3)
  await expect(page).toHaveURL(/=A(&|$)/) // the address hears of it when nothing more is typed

  const other = await browser.newContext()
  const second = await other.newPage()
  await second.goto(page.url())
  await expect(past(second)).toContainText(`just before revision ${middle + 1}`)
  await expect(second.getByLabel('Find')).toHaveValue('A')
  await expect(differences(second).getByRole('row')).toHaveCount(3)
  await expect(pane(second, 'a').getByLabel('The value then')).toContainText('two')
  await other.close()
})

test('one value is restored over the revision that is shown, and over no other', async ({ page, site }) => {
  const { name, kv, timeOf } = await bucketOf(site)
  const { time } = await liveOn(kv, timeOf)
  await open(page, site, `/kv/${name}?at=${time}&key=a&diff=true`)
  const a = pane(page, 'a')
  await page.getByRole('switch', { name: 'Read-only' }).check()
  const restore = a.getByRole('button', { name: 'Restore this value…' })
  await expect(restore).toHaveAttribute('aria-disabled', 'true')
  await expect(restore).toHaveAccessibleDescription('Read-only mode is on')
  await page.getByRole('switch', { name: 'Read-only' }).uncheck()
  await restore.click()
  await expect(dialog(page).getByLabel('The value now')).toContainText('three')
  await expect(dialog(page).getByLabel('The value to be written')).toContainText('two')
  // Somebody else writes while the question is on screen.
  const theirs = await kv.put('a', 'theirs')
  await expect(dialog(page).getByText(`it is at revision ${theirs} now`)).toBeVisible()
  const yes = dialog(page).getByRole('button', { name: 'Restore this value' })
  await expect(yes).toHaveAttribute('aria-disabled', 'true')
  await dialog(page).getByRole('button', { name: 'Look at it' }).click()
  await expect(dialog(page).getByLabel('The value now')).toContainText('theirs')
  await yes.click()
  await expect(a.getByText(`Restored: the value of then is revision ${theirs + 1} now`)).toBeVisible()
  const restored = await kv.get('a')
  expect([restored?.string(), restored?.revision]).toEqual(['{"a": "two", "big": 9007199254740993}', theirs + 1])
  await expect(row(page, 'a')).toContainText('not compared')

  // A key that is gone comes back.
  await row(page, 'c').click()
  await pane(page, 'c').getByRole('button', { name: 'Restore this value…' }).click()
  await dialog(page).getByRole('button', { name: 'Restore this value' }).click()
  await expect(pane(page, 'c').getByText('Restored:')).toBeVisible()
  expect((await kv.get('c'))?.string()).toBe('c one')
  await expect(kinds(page)).toContainText('Removed 0')
  await kinds(page).getByText('Unchanged 2', { exact: true }).click()
  await row(page, 'same.x').click()
  await expect(pane(page, 'same.x').getByRole('button', { name: 'Restore this value…' })).toHaveAccessibleDescription(
    /It is the present value/,
  )
})

test('a moment that makes no sense says why, at the field and in a link', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  const last = await kv.put('a', 'one')
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'As of…' }).click()
  const time = dialog(page).getByLabel('Time')
  for (const [typed, problem] of [
    ['yesterday', 'Not a time'],
    ['2100-01-01', 'That time is still to come'],
    ['1 d ago', 'The bucket was made later'],
  ] as const) {
    await time.fill(typed)
    await dialog(page).getByRole('button', { name: 'Show that time' }).click()
    await expect(time).toHaveAccessibleDescription(new RegExp(problem))
    await expect(time).toHaveValue(typed)
  }
  await expect(dialog(page).getByRole('button', { name: '24 h ago' })).toHaveAccessibleDescription(/The bucket was made later/)
  const revision = dialog(page).getByLabel('Before revision')
  for (const [typed, problem] of [
    ['x', 'A sequence is a whole number'],
    ['1', 'there was nothing before it'],
    ['500', `There is no such revision yet: the newest is ${last}`],
  ] as const) {
    await revision.fill(typed)
    await dialog(page).getByRole('button', { name: 'Show what was before' }).click()
    await expect(revision).toHaveAccessibleDescription(new RegExp(problem))
  }
  await revision.fill(String(last + 1))
  await dialog(page).getByRole('button', { name: 'Show what was before' }).click()
  await expect(row(page, 'a')).toBeVisible()
  await open(page, site, `/kv/${name}?at=2100-01-01T00:00:00Z`)
  await expect(page.getByText('That time is still to come')).toBeVisible()
  await expect(past(page).getByRole('button', { name: 'Back to now' })).toBeVisible()
  // Nonsense is no moment: the bucket is shown as it is.
  await open(page, site, `/kv/${name}?at=yesterday`)
  await expect(page.getByText('1 key, complete')).toBeVisible()
})

test('a large bucket is read with its filters, cancelled, and read again; nothing is left behind', async ({ page, own }) => {
  const site = await own()
  const { name } = await bucketOf(site)
  await fill(site, (i) => `$KV.${name}.${i % 2 ? 'odd' : 'even'}.k${i % 4000}`, 12_000)
  await open(page, site, `/kv/${name}`)
  await expect(page.getByText('4,000 keys, complete')).toBeVisible()
  await site.server.pause()
  await page.getByRole('button', { name: 'As of…' }).click()
  await dialog(page).getByLabel('Before revision').fill('8001')
  await dialog(page).getByRole('button', { name: 'Show what was before' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Reading was cancelled')).toBeVisible()
  await site.server.resume()
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect(page.getByText('4,000 keys had a value then')).toBeVisible()
  await page.getByLabel('Only keys').fill('odd.>')
  await page.getByLabel('Only keys').press('Enter')
  await expect(page.getByText('2,000 keys had a value then')).toBeVisible()
  await past(page).getByText('Differences to now').click()
  await expect(kinds(page)).toContainText('Changed 2,000')
  await row(page, 'odd.k1').click()
  const beside = pane(page, 'odd.k1').getByRole('region', { name: 'Then and now' })
  await expect(beside.getByLabel('The value then')).toContainText('payload 4001')
  await expect(beside.getByLabel('The value now')).toContainText('payload 8001')
  // What read the past has gone; the watch of the present goes on, and keeps its log.
  await expect.poll(() => consumerNames(site, `KV_${name}`)).toHaveLength(1)
})

test('Back and a reload keep the branches of the tree, and the filter field follows the address', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site)
  for (const key of ['eu.one.a', 'eu.one.b', 'eu.two', 'us.x', 'plain']) await kv.put(key, key)
  await open(page, site, `/kv/${name}?tree=.`)
  const branch = (text: string) => keys(page).getByRole('button', { name: text, exact: true })
  await branch('eu.').click()
  await branch('one.').click()
  await row(page, 'a').click()
  await expect(page.getByRole('region', { name: 'Key eu.one.a' })).toContainText('eu.one.a')
  await page.reload()
  await expect(row(page, 'b')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('region', { name: 'Key eu.one.a' })).toHaveCount(0)
  await expect(row(page, 'b')).toBeVisible()
  await branch('one.').click()
  await expect(row(page, 'b')).toHaveCount(0)
  await page.reload()
  await expect(row(page, 'two')).toBeVisible()
  await expect(row(page, 'b')).toHaveCount(0)

  await row(page, 'plain').click()
  const only = page.getByLabel('Only keys')
  await only.fill('us.>')
  await only.press('Enter')
  await expect(branch('us.')).toBeVisible()
  await expect(branch('eu.')).toHaveCount(0)
  await page.goBack()
  await expect(branch('eu.')).toBeVisible()
  await expect(only).toHaveValue('')
  await page.goForward()
  await expect(only).toHaveValue('us.>')
})
