import { AckPolicy, DeliverPolicy, RetentionPolicy, type ConsumerConfig } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import type { Page } from '@playwright/test'
import { expect, open, test, type Site } from './fixtures.ts'
import { consumerNames, fill } from './utils.ts'

/** A durable that acknowledges each message, made by the official client. */
async function durable(site: Site, stream: string, name: string, more: Partial<ConsumerConfig> = {}) {
  await site.jsm.consumers.add(stream, { durable_name: name, ack_policy: AckPolicy.Explicit, ...more })
}

/** Takes messages as a worker would and returns their sequences; the first `acks` of them are acknowledged. */
async function take(site: Site, stream: string, consumer: string, max_messages: number, acks = 0, expires = 1000) {
  const seqs: number[] = []
  for await (const m of await (await site.js.consumers.get(stream, consumer)).fetch({ max_messages, expires })) {
    seqs.push(m.seq)
    if (seqs.length <= acks) await m.ackAck()
  }
  return seqs
}

/** The server's answers about streams come late: what a write has fetched anew takes a while. */
const slowStreams = (page: Page) =>
  page.routeWebSocket(/./, (ws) => {
    const server = ws.connectToServer()
    server.onMessage((m) => {
      if (m.includes('stream_info_response')) setTimeout(() => ws.send(m), 1000)
      else ws.send(m)
    })
  })

const path = (stream: string, consumer: string) => `/streams/${stream}/consumers/${consumer}`
const grid = (page: Page) => page.getByRole('grid', { name: 'Consumers' })
const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true })

test('all consumers: sorted, filtered, those in trouble alone; the address keeps it', async ({ page, own }) => {
  const site = await own()
  await site.stream({ name: 'ORDERS', subjects: ['orders.>'] })
  await site.stream({ name: 'EMPTY', subjects: ['empty'] })
  await open(page, site, '/consumers')
  await expect(page.getByText('No stream has a consumer yet')).toBeVisible()

  await fill(site, (i) => `orders.${i % 2}`, 30)
  await durable(site, 'ORDERS', 'alone', { filter_subject: 'orders.1' })
  await durable(site, 'ORDERS', 'full', { max_ack_pending: 4, ack_wait: 3600e9 })
  await durable(site, 'ORDERS', 'shut')
  await durable(site, 'EMPTY', 'well')
  await site.jsm.consumers.pause('ORDERS', 'shut', new Date(Date.now() + 3_600_000))
  await take(site, 'ORDERS', 'full', 4)
  await new Kvm(site.js).create('settings')
  await durable(site, 'KV_settings', 'hidden')

  await page.getByRole('link', { name: 'Overview' }).click()
  const troubled = page.getByRole('row').filter({ hasText: 'ORDERS › alone' })
  await expect(troubled).toContainText('stuck: nobody is pulling', { timeout: 15_000 })
  await expect(page.getByText('Nothing needs attention')).toHaveCount(0)
  await page.goBack()

  const names = () => grid(page).getByRole('row').locator('[role=gridcell]:nth-child(2)').allInnerTexts()
  await expect.poll(names, { timeout: 15_000 }).toEqual(['alone', 'full', 'shut', 'well'])
  const row = (name: string) => grid(page).getByRole('row').filter({ hasText: name })
  await expect(row('alone')).toContainText('stuck: nobody is pulling')
  await expect(row('alone')).toContainText('orders.1')
  await expect(row('full')).toContainText('4 / 4')
  await expect(row('full')).toContainText('stuck: acks at the limit', { timeout: 15_000 })
  await expect(row('shut')).toContainText(/paused until [\d-]/)
  const isWhole = () => grid(page).evaluate((e) => e.scrollWidth <= e.clientWidth)
  await page.setViewportSize({ width: 1440, height: 900 })
  expect(await isWhole()).toBe(true) // every column is on screen
  await expect(row('well')).toContainText('nothing delivered yet')
  await expect(page.getByText('1 consumer of system streams hidden')).toBeVisible()

  await grid(page).getByRole('button', { name: 'Unprocessed' }).click()
  await expect.poll(names).toEqual(['shut', 'full', 'alone', 'well'])
  await grid(page).getByRole('button', { name: 'Unprocessed' }).click()
  await expect.poll(names).toEqual(['well', 'alone', 'full', 'shut'])
  await page.getByLabel('Only those in trouble (3)').check()
  await expect.poll(names).toEqual(['alone', 'full', 'shut'])
  await page.getByLabel('Find').fill('nobody')
  await expect.poll(names).toEqual(['alone'])
  await page.reload()
  await expect.poll(names).toEqual(['alone'])
  await expect(page.getByLabel('Find')).toHaveValue('nobody')
  await page.getByLabel('Find').fill('')
  await page.getByLabel('Only those in trouble').uncheck()
  await page.getByLabel('System streams').check()
  await expect.poll(names).toContain('hidden')

  await grid(page).getByRole('link', { name: 'full' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ORDERS › full')
  await page.goBack()
  await expect.poll(names).toContain('hidden')
})

test('from a stream to its consumers, to one of them, by keyboard too', async ({ page, site }) => {
  const { name } = await site.stream()
  await open(page, site, `/streams/${name}`)
  await page.getByRole('group', { name: 'State' }).getByRole('link', { name: '0' }).click()
  await expect(page.getByText('This stream has no consumers')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Open a replay desk' })).toHaveAttribute('href', `/streams/${name}/replay`)
  for (const c of ['a', 'b']) await durable(site, name, c)
  await expect(grid(page)).toBeVisible()
  await grid(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`${path(name, 'b')}$`))
  await expect(page.getByRole('link', { name: 'Attach in the replay desk' })).toHaveAttribute(
    'href',
    `/streams/${name}/replay?attach=b`,
  )
})

test('one consumer: in words, in figures, against its stream, over time, and as the server says it', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(i % 2 ? 'a' : 'b'), 40)
  await durable(site, name, 'c', {
    description: 'for this test',
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: 5,
    filter_subject: subject('a'),
    max_ack_pending: 50,
    max_deliver: 3,
    backoff: [60e9, 120e9],
  })
  await take(site, name, 'c', 6, 2)
  await open(page, site, path(name, 'c'))
  const main = page.getByRole('main')
  for (const text of [
    'for this test',
    'Started at sequence 5',
    'After a reconnect it goes on after the last acknowledged message',
    `Only ${subject('a')}`,
    'Delivered again after 1m, then 2m (the last repeats), 3 deliveries in all',
    'At most 50 messages may wait for an ack',
    'Stays until it is deleted',
  ])
    await expect(main.getByText(text).first()).toBeVisible()
  const state = page.getByRole('group', { name: 'State' })
  await expect(state).toContainText(/Unprocessed\s*12\s*Ack pending\s*4\s*of 50/)
  await expect(
    page.getByRole('img', { name: 'Of the stream, sequences 1 to 40: acknowledged up to 8, delivered up to 15' }),
  ).toBeVisible()
  await expect(page.getByRole('img', { name: /unprocessed stayed at 12; ack pending stayed at 4/ })).toBeVisible()
  await take(site, name, 'c', 3, 3)
  await expect(page.getByRole('img', { name: /unprocessed went down from 12 to 9/ })).toBeVisible()
  await page.getByRole('button', { name: 'Show the raw JSON' }).click()
  await expect(page.getByLabel('Consumer as JSON')).toContainText('"opt_start_seq": 5')
})

test('a push consumer says who is subscribed', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('x'), 3)
  await durable(site, name, 'push', { deliver_subject: `to.${name}` })
  await open(page, site, path(name, 'push'))
  await expect(page.getByText(`It pushes to to.${name}, and nobody is subscribed to that.`)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Attach in the replay desk' })).toHaveCount(0)
  site.nc.subscribe(`to.${name}`, { callback: (_, m) => void m.respond() })
  await expect(page.getByText('Nothing holds it up: caught up.')).toBeVisible()
  await expect(page.getByRole('group', { name: 'State' })).toContainText(/Subscriber\s*bound/)
})

test('why it is stuck: the message that comes back is named, and one click away', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(i === 3 ? 'poison' : 'fine'), 5)
  await durable(site, name, 'c', { ack_wait: 60e9 })
  for await (const m of await (await site.js.consumers.get(name, 'c')).fetch({ max_messages: 5 })) {
    if (m.seq === 3) m.nak()
    else m.ack()
  }
  await take(site, name, 'c', 1)
  await open(page, site, path(name, 'c'))
  await expect(
    page.getByText(/1 message was delivered more than once.*The first that is not acknowledged is sequence 3\./),
  ).toBeVisible()
  const why = page.getByRole('listitem').filter({ hasText: 'delivered more than once' })
  await expect(why.getByRole('link', { name: 'Attach in the replay desk' })).toHaveAttribute(
    'href',
    `/streams/${name}/replay?attach=c`,
  )
  await page.getByRole('link', { name: 'Look at message 3' }).click()
  await expect(page).toHaveURL(/messages\?at=seq&seq=3&open=3/)
  await expect(page.getByText(subject('poison')).first()).toBeVisible()

  await durable(site, name, 'once', { max_deliver: 1, ack_wait: 500e6 })
  for await (const m of await (await site.js.consumers.get(name, 'once')).fetch({ max_messages: 5 })) if (m.seq !== 3) m.ack()
  await open(page, site, path(name, 'once'))
  await expect(
    page.getByText(/were given up after 1 delivery: they stay in the stream.*The first of them is sequence 3\./),
  ).toBeVisible()
  await expect(page.getByRole('link', { name: 'Look at message 3' })).toBeVisible()

  await durable(site, name, 'typo', { filter_subject: subject('FINE') })
  await open(page, site, path(name, 'typo'))
  await expect(page.getByText(`No message that the stream holds matches its filter ${subject('FINE')}`)).toBeVisible()
})

test('edit: problems at the field, the difference before it is applied, all else kept', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await durable(site, name, 'c', { sample_freq: '30%', metadata: { owner: 'us' }, ack_wait: 5_000_000_001 })
  const before = (await site.jsm.consumers.info(name, 'c')).config
  await open(page, site, path(name, 'c'))
  await button(page, 'Edit').click()
  const form = page.getByRole('dialog')
  await expect(form.getByRole('button', { name: 'Review 0 changes' })).toHaveAccessibleDescription('Nothing is changed yet')
  await expect(form.getByLabel('Ack wait')).toHaveValue('5s1ns')
  await form.getByLabel('Max deliver').fill('2')
  await form.getByLabel('Backoff').fill('1s, 2s, 3s')
  await form.getByLabel('Filters').fill(`${subject('a')}, ${subject('b')}`)
  await form.getByRole('button', { name: 'Review 3 changes' }).click()
  await expect(form.getByText('The backoff has 3 lengths, but a message is delivered only 2 times')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(form).toHaveCount(0)
  await button(page, 'Edit').click()
  await expect(form.getByLabel('Backoff')).toHaveValue('1s, 2s, 3s') // closed by mistake, nothing is lost
  await form.getByLabel('Backoff').fill('')
  await form.getByRole('button', { name: 'Review 2 changes' }).click()
  await expect(form.getByLabel('Configuration now')).toContainText('"max_deliver": -1')
  await expect(form.getByLabel('Configuration after the change')).toContainText('"max_deliver": 2')
  expect((await site.jsm.consumers.info(name, 'c')).config).toEqual(before) // nothing is written before it is applied
  await expect(form.getByRole('alert')).toHaveCount(0)
  await form.getByRole('button', { name: 'Apply 2 changes' }).click()
  await expect(page.getByText('The configuration is changed')).toBeVisible()
  expect((await site.jsm.consumers.info(name, 'c')).config).toEqual({
    ...before,
    max_deliver: 2,
    filter_subjects: [subject('a'), subject('b')],
  })
})

test("edit: one's own change is not taken for somebody else's", async ({ page, site }) => {
  const { name } = await site.stream()
  await durable(site, name, 'c')
  await slowStreams(page)
  await open(page, site, path(name, 'c'))
  await button(page, 'Edit').click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Description').fill('mine')
  await form.getByRole('button', { name: 'Review 1 change' }).click()
  const alert = form.getByRole('alert').waitFor({ timeout: 8000 })
  await form.getByRole('button', { name: 'Apply 1 change' }).click()
  await expect(page.getByText('The configuration is changed')).toBeVisible()
  await expect(alert).rejects.toThrow(/Timeout/)
})

test('edit: a filter outside of the stream is warned of before it is applied', async ({ page, site }) => {
  const { name } = await site.stream()
  await durable(site, name, 'c')
  await open(page, site, path(name, 'c'))
  await button(page, 'Edit').click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Filters').fill('nosuch.>')
  await form.getByRole('button', { name: 'Review 1 change' }).click()
  await expect(form.getByRole('alert')).toContainText('Nothing new can match nosuch.>: the stream listens on')
})

test('edit: what somebody else changed meanwhile is shown, and not written over', async ({ page, site }) => {
  const { name } = await site.stream()
  await durable(site, name, 'c', { description: 'old', max_deliver: 5 })
  await open(page, site, path(name, 'c'))
  await button(page, 'Edit').click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Description').fill('mine')
  await form.getByRole('button', { name: 'Review 1 change' }).click()
  await site.jsm.consumers.update(name, 'c', { max_deliver: 9 })
  const alert = form.getByRole('alert')
  await expect(alert).toContainText('Somebody else changed this consumer since you opened the form')
  await expect(alert).toContainText('different fields: both can be kept')
  await expect(alert.getByLabel('Now, by somebody else')).toContainText('"max_deliver": 9')
  await expect(form.getByRole('button', { name: 'Apply 1 change' })).toHaveAccessibleDescription(/Somebody else changed/)
  await form.getByRole('button', { name: 'Go on from theirs, with my changes' }).click()
  await expect(form.getByLabel('Max deliver')).toHaveValue('9')
  await expect(form.getByLabel('Description')).toHaveValue('mine')
  await form.getByRole('button', { name: 'Review 1 change' }).click()
  await form.getByRole('button', { name: 'Apply 1 change' }).click()
  await expect(page.getByText('The configuration is changed')).toBeVisible()
  expect((await site.jsm.consumers.info(name, 'c')).config).toMatchObject({ description: 'mine', max_deliver: 9 })
})

test('pause until a time, and resume', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('x'), 3)
  await durable(site, name, 'c')
  await open(page, site, path(name, 'c'))
  await button(page, 'Pause').click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Until').fill('2001-01-01')
  await form.getByRole('button', { name: 'Pause' }).click()
  await expect(form.getByLabel('Until')).toHaveAccessibleDescription(/This time has passed/)
  await form.getByLabel('Until').fill('2h')
  await expect(form.getByRole('status')).toContainText(/Delivers nothing until .*, in (2h|1h 59m)/)
  await form.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText(/It is paused for .* and delivers nothing\. Until /)).toBeVisible()
  const info = await site.jsm.consumers.info(name, 'c')
  expect(info.paused).toBe(true)
  expect(info.pause_remaining / 60e9).toBeGreaterThan(118)
  await button(page, 'Resume').click()
  await form.getByRole('button', { name: 'Resume now' }).click()
  await expect(button(page, 'Pause')).toBeVisible()
  expect((await site.jsm.consumers.info(name, 'c')).paused).toBeFalsy()
})

test('rewind: what the preview counts is what is delivered', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(['a', 'b', 'c'][i % 3]!), 60)
  await durable(site, name, 'c', { filter_subjects: [subject('a'), subject('b')] })
  expect(await take(site, name, 'c', 30, 30)).toHaveLength(30)
  await open(page, site, path(name, 'c'))
  await button(page, 'Rewind').click()
  const form = page.getByRole('dialog')
  const preview = form.getByRole('status', { name: 'Preview' })
  await expect(preview).toContainText('10 messages will be delivered from sequence 46 on: 0 again, 10 for the first time')
  await form.getByText('Sequence', { exact: true }).click()
  await form.getByLabel('From sequence').fill('2x')
  await expect(form.getByText('A sequence is a whole number', { exact: true }).first()).toBeVisible()
  await form.getByLabel('From sequence').fill('20')
  await expect(preview).toContainText('27 messages will be delivered from sequence 20 on: 17 again, 10 for the first time')
  await expect(preview).toContainText(`First: sequence 21, ${subject('a')}`)
  await form.getByRole('button', { name: 'Rewind' }).click()
  await expect(page.getByText('Rewound: delivery goes on at sequence 20')).toBeVisible()
  const again = await take(site, name, 'c', 60, 60)
  expect([again.length, again[0]]).toEqual([27, 21])

  const { time } = (await site.jsm.streams.getMessage(name, { seq: 50 }))!
  await button(page, 'Rewind').click()
  await form.getByText('Time', { exact: true }).click()
  await form.getByLabel('From time').fill(time.toISOString())
  await expect(preview).toContainText('for the first time')
  const counted = Number(/(\d+) messages? will/.exec(await preview.innerText())![1])
  await form.getByRole('button', { name: 'Rewind' }).click()
  await expect(page.getByText(/Rewound: delivery goes on/)).toBeVisible()
  expect(await take(site, name, 'c', 60, 60)).toHaveLength(counted)

  // A time ago is read once, when it is typed: it is counted, and asked for no more often than a fixed one.
  await button(page, 'Rewind').click()
  await expect(preview).toContainText('nothing is delivered again')
  await form.getByText('Time', { exact: true }).click()
  let asked = 0
  site.nc.subscribe(`$JS.API.DIRECT.GET.${name}`, { callback: () => void asked++ })
  await site.nc.flush()
  await form.getByLabel('From time').fill('15m')
  await expect(preview).toContainText('40 messages will be delivered from sequence 1 on: 40 again, 0 for the first time')
  expect(asked).toBe(5) // where the time is; for each filter what is ahead of it, and what of that is new
  await form.getByRole('button', { name: 'Rewind' }).click()
  await expect(page.getByText('Rewound: delivery goes on at sequence 1')).toBeVisible()
  expect(await take(site, name, 'c', 60, 60)).toHaveLength(40)
})

test('rewind: what the server does not allow is said before', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('a'), 20)
  await durable(site, name, 'from9', { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: 9 })
  await open(page, site, path(name, 'from9'))
  await button(page, 'Rewind').click()
  const form = page.getByRole('dialog')
  await form.getByText('Sequence', { exact: true }).click()
  await form.getByLabel('From sequence').fill('8')
  await expect(form.getByRole('button', { name: 'Rewind' })).toHaveAccessibleDescription(/made to start at sequence 9/)
  await durable(site, name, 'new', { deliver_policy: DeliverPolicy.New })
  await open(page, site, path(name, 'new'))
  await button(page, 'Rewind').click()
  await expect(
    form.getByText('It was made to deliver new messages only, so the server takes it back to its ack floor only'),
  ).toBeVisible()
  await expect(form.getByRole('radio', { name: 'Sequence' })).toBeDisabled()
})

test('a new consumer: where it will start is said before, a taken name is refused', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('a'), 9)
  await durable(site, name, 'taken')
  await open(page, site, `/streams/${name}/consumers`)
  await button(page, 'New consumer').click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Starts with').selectOption('a sequence')
  await form.getByRole('button', { name: 'Make the consumer' }).click()
  await expect(form.getByText('A durable needs a name')).toBeVisible()
  await expect(form.getByText('Type a sequence')).toBeVisible()
  await form.getByLabel('Name').fill('taken')
  await form.getByLabel('From sequence').fill('4')
  await form.getByLabel('Filters').fill(subject('a'))
  await expect(form.getByRole('status')).toContainText('Starts at sequence 4. After a reconnect it goes on')
  await form.getByRole('button', { name: 'Make the consumer' }).click()
  await expect(form.getByRole('alert')).toContainText('has a consumer taken already; nothing was written')
  await form.getByLabel('Name').fill('mine')
  await form.getByRole('button', { name: 'Make the consumer' }).click()
  await expect(page).toHaveURL(new RegExp(`${path(name, 'mine')}$`))
  expect((await site.jsm.consumers.info(name, 'mine')).config).toMatchObject({
    durable_name: 'mine',
    ack_policy: 'explicit',
    ack_wait: 30e9,
    deliver_policy: 'by_start_sequence',
    opt_start_seq: 4,
    filter_subject: subject('a'),
  })
  expect(await take(site, name, 'mine', 9, 9)).toEqual([4, 5, 6, 7, 8, 9])
})

test('delete says what goes and asks for the name', async ({ page, site }) => {
  const { name, subject } = await site.stream({ retention: RetentionPolicy.Workqueue })
  await fill(site, () => subject('a'), 9)
  await durable(site, name, 'worker', { ack_wait: 3600e9 })
  await take(site, name, 'worker', 2)
  await open(page, site, path(name, 'worker'))
  await button(page, 'Delete').click()
  const form = page.getByRole('dialog')
  await expect(form).toContainText('7 unprocessed messages and 2 messages that wait for an ack lose this reader')
  await expect(form).toContainText('The stream is a work queue')
  const go = form.getByRole('button', { name: 'Delete the consumer' })
  await expect(go).toHaveAccessibleDescription('Type the name of the consumer first')
  await form.getByLabel('Type worker to delete it').fill('workers')
  await page.keyboard.press('Enter')
  expect(await consumerNames(site, name)).toEqual(['worker'])
  await form.getByLabel('Type worker to delete it').fill('worker')
  await go.click()
  await expect(page.getByText('This stream has no consumers')).toBeVisible()
  expect(await consumerNames(site, name)).toEqual([])
})

test('a pinned client can be let go of', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('a'), 2)
  const config = {
    name: 'p',
    durable_name: 'p',
    ack_policy: 'explicit',
    priority_policy: 'pinned_client',
    priority_groups: ['g'],
  }
  await site.nc.request(`$JS.API.CONSUMER.CREATE.${name}.p`, JSON.stringify({ stream_name: name, config }))
  site.nc.subscribe(`in.${name}`, { callback: () => {} })
  const pull = JSON.stringify({ batch: 1, group: 'g', expires: 30e9 })
  site.nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${name}.p`, pull, { reply: `in.${name}` })
  await open(page, site, path(name, 'p'))
  await button(page, 'Unpin').click()
  await expect(page.getByRole('row', { name: /^g none/ })).toBeVisible()
  await expect(button(page, 'Unpin')).toHaveAccessibleDescription('No client is pinned')
})

test('read-only mode and a lost connection block every action, with the reason', async ({ page, own }) => {
  const site = await own()
  await site.stream({ name: 'S', subjects: ['s'] })
  await durable(site, 'S', 'c')
  await open(page, site, path('S', 'c'))
  await page.getByRole('switch', { name: 'Read-only' }).click()
  for (const name of ['Edit', 'Pause', 'Rewind', 'Delete'])
    await expect(button(page, name)).toHaveAccessibleDescription('Read-only mode is on')
  await page.getByRole('switch', { name: 'Read-only' }).click()
  await button(page, 'Delete').click()
  await page.getByRole('dialog').getByLabel('Type c to delete it').fill('c')
  await site.server.kill()
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Delete the consumer' })).toHaveAccessibleDescription(
    /Not connected/,
  )
  await page.keyboard.press('Escape')
  for (const name of ['Edit', 'Pause', 'Rewind', 'Delete'])
    await expect(button(page, name)).toHaveAccessibleDescription(/Not connected: nothing can be written/)
  await expect(page.getByText(/Not live: as of/)).toBeVisible()
})

test('an older server: what it cannot do is disabled with the version, the rest works', async ({ page, own }) => {
  const site = await own({ version: 'oldest' })
  await site.stream({ name: 'S', subjects: ['s'] })
  await durable(site, 'S', 'c')
  await open(page, site, path('S', 'c'))
  await expect(button(page, 'Pause')).toHaveAccessibleDescription(/^Needs nats-server 2\.11 or newer; this one is 2\.10\./)
  await expect(button(page, 'Rewind')).toHaveAccessibleDescription(/^Needs nats-server 2\.14 or newer; this one is 2\.10\./)
  await button(page, 'Edit').click()
  const form = page.getByRole('dialog')
  await expect(form.getByLabel('Priority policy')).toHaveCount(0)
  await form.getByLabel('Max ack pending').fill('7')
  await form.getByRole('button', { name: 'Review 1 change' }).click()
  await form.getByRole('button', { name: 'Apply 1 change' }).click()
  await expect(page.getByText('The configuration is changed')).toBeVisible()
  expect((await site.jsm.consumers.info('S', 'c')).config.max_ack_pending).toBe(7)
})
