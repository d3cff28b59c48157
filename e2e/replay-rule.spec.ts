import { AckPolicy, DeliverPolicy, RetentionPolicy, type ConsumerConfig } from '@nats-io/jetstream'
import type { Page } from '@playwright/test'
import { paths } from '../src/lib/paths.ts'
import { configOf } from '../scripts/nats/config.ts'
import { expect, open, test, type Site } from './fixtures.ts'
import { consumerNames, fill } from './utils.ts'

const outcome = (page: Page) => page.getByRole('region', { name: 'What will happen' })
const lines = (page: Page) => page.getByRole('list', { name: 'What the rule does' })
const starts = (page: Page) =>
  lines(page)
    .getByRole('listitem')
    .filter({ hasText: /^Starts/ })
const refusals = (page: Page) => page.getByRole('region', { name: 'What the server would refuse' })
const start = (page: Page) => outcome(page).getByRole('button', { name: 'Start', exact: true })
const blocked = (page: Page) => expect(start(page)).toHaveAttribute('aria-disabled', 'true')

test('a link fills the form and creates nothing; every change goes into the address', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(i % 2 ? 'a' : 'b'), 20)
  const link = {
    deliver: 'seq',
    seq: '5',
    filter: subject('a'),
    replay: 'original',
    ack: 'all',
    wait: '45s',
    pending: '7',
    max: '3',
  }
  await open(page, site, paths.replay(name, { ...link, backoff: '1s,5s', headers: 'true', name: 'desk', keep: 'true' }))
  await expect(page.getByRole('radio', { name: 'Sequence' })).toBeChecked()
  await expect(page.getByLabel('From sequence')).toHaveValue('5')
  await expect(page.getByLabel('Subjects')).toHaveValue(subject('a'))
  await expect(page.getByRole('radio', { name: 'Original pace' })).toBeChecked()
  await expect(page.getByRole('radio', { name: 'All', exact: true }).last()).toBeChecked()
  await expect(page.getByText('again after 1s, 5s · 7 held at most · given up after 3')).toBeVisible()
  await page.getByText('When not acked').click()
  await expect(page.getByLabel('Ack wait')).toHaveValue('45s')
  await expect(page.getByLabel('Max ack pending')).toHaveValue('7')
  await expect(page.getByLabel('Headers only')).toBeChecked()
  await expect(page.getByLabel('Name')).toHaveValue('desk')
  await expect(page.getByLabel('Keep it when the desk is closed')).toBeChecked()
  await expect(starts(page)).toContainText(`of ${subject('a')} from sequence 5 on: 8 messages, then each new one.`)
  await expect(lines(page)).toContainText('desk stays and holds its place')

  await page.getByText('Ephemeral', { exact: true }).click()
  await expect(page).not.toHaveURL(/name=/)
  await page.getByLabel('From sequence').fill('1,0')
  await expect(page).toHaveURL(/seq=10&/)
  await page.getByLabel('Subjects').press('End')
  await page.getByLabel('Subjects').pressSequentially(`, ${subject('b')}`)
  await expect(page.getByLabel('Subjects')).toHaveValue(`${subject('a')}, ${subject('b')}`)
  await expect(page).toHaveURL(new RegExp(`filter=${subject('a')}%2C${subject('b')}`))
  await expect(starts(page)).toContainText('11 messages')
  await page.getByRole('radio', { name: 'Time' }).check()
  await page.getByLabel('From time').fill('2h')
  await page.getByLabel('From time').blur()
  await expect(page.getByLabel('From time')).toHaveValue(/^\d{4}-\d\d-\d\dT.*Z$/)
  await expect(page).toHaveURL(/deliver=time&time=\d{4}-/)
  expect(await consumerNames(site, name)).toEqual([])
})

test('each policy counts what a consumer of the official client would have', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, (i) => subject(i % 3 ? 'often' : 'rare'), 30)
  for (const seq of [1, 9, 17]) await site.jsm.streams.deleteMessage(name, seq)
  const time = (await site.jsm.streams.getMessage(name, { seq: 12 }))!.timestamp
  const rare = { filter: subject('rare') }
  const cases: [Record<string, string>, Partial<ConsumerConfig>][] = [
    [{}, { deliver_policy: DeliverPolicy.All }],
    [rare, { deliver_policy: DeliverPolicy.All, filter_subject: subject('rare') }],
    [{ deliver: 'last' }, { deliver_policy: DeliverPolicy.Last }],
    [{ deliver: 'last_per_subject' }, { deliver_policy: DeliverPolicy.LastPerSubject, filter_subject: '>' }],
    [
      { deliver: 'seq', seq: '9' },
      { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: 9 },
    ],
    [
      { deliver: 'seq', seq: '9', ...rare },
      { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: 9, filter_subject: subject('rare') },
    ],
    [
      { deliver: 'time', time },
      { deliver_policy: DeliverPolicy.StartTime, opt_start_time: time },
    ],
  ]
  for (const [search, config] of cases) {
    const info = await site.jsm.consumers.add(name, { ack_policy: AckPolicy.Explicit, ...config })
    await site.jsm.consumers.delete(name, info.name)
    await open(page, site, paths.replay(name, search))
    const words = info.num_pending === 1 ? '1 message,' : `${info.num_pending} messages,`
    await expect(starts(page), JSON.stringify(search)).toContainText(` ${words} then each new one`)
  }
  await open(page, site, paths.replay(name, { deliver: 'new' }))
  await expect(starts(page)).toContainText('nothing of what is there now')
})

test('what cannot be says why in its field, and stays as it was typed', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await open(page, site, paths.replay(name, { max: '2', backoff: '1s,2s,3s' }))
  await expect(page.getByLabel('Backoff')).toHaveAccessibleDescription(/3 pauses for at most 2 deliveries/)
  await blocked(page)
  await expect(outcome(page)).toContainText('Backoff: 3 pauses for at most 2 deliveries')
  await page.getByLabel('Backoff').fill('1s, soon')
  await expect(page.getByText('Not lengths of time: try 1s, 5s, 1m', { exact: true })).toBeVisible()
  await expect(page.getByLabel('Backoff')).toHaveValue('1s, soon')
  await page.getByLabel('Backoff').fill('1s')
  await page.getByLabel('Subjects').fill(`${subject('>')} ${subject('a')}`)
  await expect(page.getByText(`${subject('>')} and ${subject('a')} overlap`).first()).toBeVisible()
  await page.getByLabel('Subjects').fill('')
  await page.getByText('No acks', { exact: true }).click()
  await expect(page.getByLabel('Max deliver')).toHaveAccessibleDescription(/Means nothing without acks/)
  await page.getByLabel('Max deliver').fill('')
  await page.getByLabel('Backoff').fill('')
  await page.getByText('Durable', { exact: true }).click()
  await page.getByLabel('Name').fill('my desk')
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/cannot contain spaces/)
  await page.getByLabel('Name').fill('my-desk')
  await expect(start(page)).not.toHaveAttribute('aria-disabled', 'true')
  await page.getByLabel('Subjects').fill('elsewhere')
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing new can match elsewhere' })).toBeVisible()
  await expect(starts(page)).toContainText(/Never: nothing that is stored matches elsewhere/)
  await page.getByLabel('Subjects').fill('')
  await page.getByRole('radio', { name: 'Time' }).check()
  await expect(starts(page)).toContainText('Enter a time to start from.')
  await expect(page.getByLabel('From time')).not.toHaveAttribute('aria-invalid', 'true')
  await expect(start(page)).toHaveAccessibleDescription('Enter a time')
  await expect(page.getByRole('radiogroup', { name: 'Ack policy' })).toBeVisible()
  await expect(page.getByRole('radiogroup', { name: 'Replay' })).toBeVisible()
})

test('what the server would refuse names the consumer in the way and offers to attach to it', async ({ page, site }) => {
  const { name, subject } = await site.stream({ retention: RetentionPolicy.Workqueue })
  await fill(site, () => subject('eu'), 5)
  await site.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit, filter_subject: subject('eu') })
  await open(page, site, paths.replay(name, { deliver: 'last' }))
  await expect(refusals(page)).toContainText('A work queue can only be read from its beginning')
  await expect(refusals(page)).toContainText(`worker takes ${subject('eu')}`)
  await blocked(page)
  await page.getByRole('radio', { name: 'All', exact: true }).first().check()
  await page.getByLabel('Subjects').fill(subject('us'))
  await expect(lines(page)).toBeVisible()
  await expect(page.getByText('an ack or a term removes the message from the stream')).toBeVisible()
  await page.getByLabel('Subjects').fill(subject('*'))
  await refusals(page).getByRole('button', { name: 'Attach to worker instead' }).click()
  await expect(page).toHaveURL(/attach=worker/)
  await expect(page.getByRole('radio', { name: 'worker' })).toBeChecked()
  await expect(lines(page)).toContainText('worker stays: leaving never deletes it')
  await expect(outcome(page)).toContainText('Messages are taken from its workers')
  await expect(outcome(page).getByRole('button', { name: 'Attach to worker' })).toBeEnabled()
  await page.getByText('Own consumer', { exact: true }).click()
  await expect(page.getByLabel('Subjects')).toHaveValue(subject('*'))
})

test('a taken name is refused, and a push consumer cannot be attached to', async ({ page, site }) => {
  const { name, subject } = await site.stream()
  await fill(site, () => subject('x'), 3)
  await site.jsm.consumers.add(name, { durable_name: 'puller', ack_policy: AckPolicy.Explicit })
  await site.jsm.consumers.add(name, { durable_name: 'pusher', ack_policy: AckPolicy.Explicit, deliver_subject: 'to.somebody' })
  const messages = await (await site.js.consumers.get(name, 'puller')).consume()
  messages.stop()
  await open(page, site, paths.replay(name, { name: 'puller' }))
  await expect(refusals(page)).toContainText('There is a consumer puller already')
  await page.getByLabel('Name').fill('pusher')
  await expect(refusals(page)).toContainText('pusher cannot be attached to. A push consumer sends to to.somebody by itself')
  await expect(refusals(page).getByRole('button')).toHaveCount(0)
  await page.getByText('Attach to another', { exact: true }).click()
  await expect(page.getByRole('radio', { name: 'pusher' })).toBeDisabled()
  await expect(page.getByRole('radio', { name: 'puller' })).toBeEnabled()
  await open(page, site, paths.replay(name, { attach: 'nobody' }))
  await expect(refusals(page)).toContainText('The stream has no consumer nobody (any more)')
})

test('says that somebody works on a consumer', async ({ page, site }) => {
  const { name } = await site.stream()
  await site.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
  const worker = await site.js.consumers.get(name, 'worker')
  const next = worker.next({ expires: 30_000 }).catch(() => {}) // ends with the consumer
  await open(page, site, paths.replay(name, { attach: 'worker' }))
  await expect(page.getByText('1 pull request is waiting: somebody is working on it')).toBeVisible()
  await site.jsm.consumers.delete(name, 'worker')
  await next
})

test('read-only mode blocks Start and says so', async ({ page, site }) => {
  const { name } = await site.stream()
  await open(page, site, paths.replay(name))
  await expect(start(page)).not.toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('switch', { name: 'Read-only' }).check()
  await blocked(page)
  await expect(outcome(page)).toContainText('Read-only mode is on')
  await start(page).click({ force: true })
  await expect(page.getByRole('button', { name: 'Pull 1' })).toHaveCount(0)
  expect(await consumerNames(site, name)).toEqual([])
})

test('without the permission to list consumers it says so, and leaves the refusal to the server', async ({ page, own }) => {
  const extra = `authorization { users: [
    { user: admin, password: a }
    { user: reader, password: r, permissions: { publish: { deny: ["$JS.API.CONSUMER.LIST.>"] } } }
  ] }`
  const site: Site = await own({
    config: configOf({ extra }),
    user: { user: 'admin', pass: 'a' },
    preset: { auth: 'password', user: 'reader' },
  })
  const { name } = await site.stream()
  await page.goto(site.web.url + paths.replay(name))
  await page.getByRole('textbox', { name: 'Password' }).fill('r')
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await expect(outcome(page)).toContainText(
    'What consumers there are is not known: Permission to publish on $JS.API.CONSUMER.LIST',
  )
  await expect(start(page)).not.toHaveAttribute('aria-disabled', 'true')
})
