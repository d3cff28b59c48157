import { DiscardPolicy, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import { configOf } from '../scripts/nats/config.ts'
import { expect, open, test } from './fixtures.ts'

test('the overview shows usage against limits, API calls and errors, and what needs attention', async ({ page, own }) => {
  const site = await own({
    config: configOf({
      extra:
        'no_auth_user: u\naccounts { A { jetstream { max_mem: 64MB, max_file: 128MB }, users: [{ user: u, password: p }] } }',
    }),
  })
  await site.stream({ name: 'FULL', subjects: ['full'], discard: DiscardPolicy.New, max_msgs: 1 })
  await site.js.publish('full')
  await site.stream({ name: 'LOST', mirror: { name: 'NOWHERE' } })
  await open(page, site, '/')
  await expect(page.getByRole('banner')).toContainText('account A')
  const usage = page.getByRole('group', { name: 'JetStream usage' })
  for (const label of ['File storage', 'Memory', 'Consumers', 'API calls', 'API errors'])
    await expect(usage.getByText(label, { exact: true })).toBeVisible()
  await expect(usage).toContainText('of 128 MiB')
  await expect(usage).toContainText('of 64 MiB')
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })
  await expect(row('FULL')).toContainText('is full and refuses new messages')
  await expect(row('LOST')).toContainText('cannot copy from NOWHERE')
  const before = (await site.jsm.getAccountInfo()).api
  await site.jsm.streams.info('NOWHERE').catch(() => {}) // one more error
  const shown = async (label: string) =>
    Number((await usage.innerText()).split(label)[1]!.trim().split(/\s/)[0]!.replaceAll(',', ''))
  await expect.poll(() => shown('API calls')).toBeGreaterThan(before.total)
  await expect.poll(() => shown('API errors')).toBeGreaterThan(before.errors)
})

test('streams can be sorted and filtered by name and subject; the address keeps it; Back works', async ({ page, own }) => {
  const site = await own()
  for (const [name, subjects, messages] of [
    ['ALPHA', ['a.>'], 3],
    ['BETA', ['b.one', 'b.two'], 9],
    ['GAMMA', ['b.x', 'c.x'], 1],
  ] as const) {
    await site.stream({ name, subjects: [...subjects] })
    for (let i = 0; i < messages; i++) await site.js.publish(subjects[0].replace('>', 'y'))
  }
  await new Kvm(site.js).create('settings')
  await open(page, site, '/streams')
  const grid = page.getByRole('grid', { name: 'Streams' })
  const names = () => grid.getByRole('link').allInnerTexts()
  await expect.poll(names).toEqual(['ALPHA', 'BETA', 'GAMMA'])
  await grid.getByRole('button', { name: /Messages/ }).click()
  await expect.poll(names).toEqual(['BETA', 'ALPHA', 'GAMMA'])
  await grid.getByRole('button', { name: /Messages/ }).click()
  await expect.poll(names).toEqual(['GAMMA', 'ALPHA', 'BETA'])

  await page.getByLabel('Subject', { exact: true }).fill('b.x')
  await expect.poll(names).toEqual(['GAMMA'])
  await page.getByLabel('Subject', { exact: true }).fill('b..')
  await expect(page.getByText('A filter cannot start or end with a dot')).toBeVisible()
  await page.getByLabel('Subject', { exact: true }).fill('')
  await page.getByLabel('Name').fill('alp')
  await expect.poll(names).toEqual(['ALPHA'])
  await page.reload()
  await expect.poll(names).toEqual(['ALPHA'])
  await expect(page.getByLabel('Name')).toHaveValue('alp')
  await page.getByLabel('Name').fill('')
  await page.getByLabel('System streams').check()
  await expect(grid.getByRole('link', { name: 'KV_settings' })).toBeVisible()
  await grid.getByRole('link', { name: 'BETA' }).click()
  await expect(page.getByRole('heading', { name: 'BETA' })).toBeVisible()
  await page.goBack()
  await expect(grid.getByRole('link', { name: 'KV_settings' })).toBeVisible()
})

test('created and deleted streams appear and go without a reload', async ({ page, own }) => {
  const site = await own()
  await open(page, site, '/streams')
  await expect(page.getByText('This account has no streams yet')).toBeVisible()
  await site.stream({ name: 'FRESH', subjects: ['fresh'] })
  // Sooner than the poll could: it is the advisory that brings it.
  await expect(page.getByRole('link', { name: 'FRESH' })).toBeVisible({ timeout: 3000 })
  await site.jsm.streams.delete('FRESH')
  await expect(page.getByRole('link', { name: 'FRESH' })).toHaveCount(0, { timeout: 3000 })
})

test('3,000 streams: all are there, few are drawn, the keyboard reaches the last', async ({ page, own }) => {
  const site = await own()
  const names = Array.from({ length: 3000 }, (_, i) => `S${String(i).padStart(4, '0')}`)
  for (let i = 0; i < names.length; i += 100) {
    await Promise.all(
      names.slice(i, i + 100).map((name) => site.jsm.streams.add({ name, subjects: [name], storage: StorageType.Memory })),
    )
  }
  await open(page, site, '/streams')
  await expect(page.getByText('3,000 streams', { exact: true })).toBeVisible()
  const grid = page.getByRole('grid', { name: 'Streams' })
  await expect(grid).toHaveAttribute('aria-rowcount', '3001')
  expect(await grid.getByRole('row').count()).toBeLessThan(80)
  await grid.focus()
  await page.keyboard.press('End')
  await expect(grid.getByRole('link', { name: 'S2999' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'S2999' })).toBeVisible()
})

test('one stream: in words, in figures, and as the server says it', async ({ page, site }) => {
  const { name, subject } = await site.stream({
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
    max_msgs: 1000,
    max_bytes: 1024 * 1024,
    max_age: 7 * 86_400e9,
    deny_delete: true,
    description: 'for this test',
  })
  for (const s of ['eu.new', 'eu.new', 'eu.paid', 'us.new']) await site.js.publish(subject(s))
  await open(page, site, `/streams/${name}`)
  const main = page.getByRole('main')
  for (const text of [
    'for this test',
    'A work queue: a message is removed as soon as its one consumer acknowledges it',
    'At most 1,000 messages',
    'At most 1 MiB (1,048,576 bytes)',
    'Messages go after 7d',
    'new messages are refused',
    'Single messages cannot be deleted',
    'Any replica answers reads',
  ]) {
    await expect(main.getByText(text).first()).toBeVisible()
  }
  await expect(page.getByRole('group', { name: 'State' })).toContainText(/Messages\s*4\s*of 1,000/)
  await page.getByRole('button', { name: 'Show the raw JSON' }).click()
  await expect(page.getByLabel('Stream as JSON')).toContainText('"max_age": 604800000000000')
})

test('a mirror shows its lag, a broken one its error', async ({ page, site }) => {
  const origin = await site.stream()
  for (let i = 0; i < 5; i++) await site.js.publish(origin.subject('x'))
  const copy = await site.stream({ mirror: { name: origin.name } })
  await open(page, site, `/streams/${copy.name}`)
  await expect(page.getByRole('heading', { name: 'Mirror of' })).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: origin.name }).getByRole('cell').last()).toHaveText('0')
  await expect(page.getByRole('button', { name: 'Publish' })).toHaveAccessibleDescription(
    `A mirror takes its messages from ${origin.name}`,
  )
  const broken = await site.stream({ sources: [{ name: 'NOWHERE_AT_ALL' }] })
  await open(page, site, `/streams/${broken.name}`)
  await expect(page.getByRole('row').filter({ hasText: 'NOWHERE_AT_ALL' })).toContainText('stream not found')

  // All of them as a picture, and the same as a table.
  const far = await site.stream({ sources: [{ name: 'FAR', external: { api: '$JS.hub.API', deliver: '' } }] })
  await page.getByRole('link', { name: 'Streams', exact: true }).click()
  await page.getByText('Replication', { exact: true }).click()
  await expect(page).toHaveURL(/view=copies/)
  const picture = page.getByRole('group', { name: 'Which streams copy which' })
  await expect(picture.getByRole('link', { name: `${copy.name}, mirror of ${origin.name}: Up to date` })).toBeVisible()
  await expect(picture.getByRole('img', { name: 'FAR, domain hub' })).toBeVisible()
  const copies = page.getByRole('table', { name: 'Copies' })
  await expect(copies.getByRole('row').filter({ hasText: broken.name })).toContainText('there is no stream NOWHERE_AT_ALL')
  await expect(copies.getByRole('row').filter({ hasText: far.name })).toContainText('never')
  await page.getByLabel('Name', { exact: true }).fill(origin.name)
  await expect(picture.getByRole('link')).toHaveCount(2)
  await expect(picture.getByRole('img')).toHaveCount(0)
  await page.setViewportSize({ width: 390, height: 800 })
  await expect(picture).toBeHidden()
  await expect(copies.getByRole('row').filter({ hasText: copy.name })).toContainText('Up to date')
  await page.setViewportSize({ width: 1440, height: 900 })
  await picture.getByRole('link', { name: `${copy.name}, mirror` }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Mirror of' })).toBeVisible()
})

test('150,000 subjects roll up in the tree without freezing the page', async ({ page, own }) => {
  const site = await own()
  await site.stream({ name: 'WIDE', subjects: ['wide.>'], storage: StorageType.Memory })
  for (let i = 0; i < 150_000; i++) {
    site.nc.publish(`wide.r${i % 5}.d${i}`)
    if (i % 5000 === 0) await site.nc.flush()
  }
  await expect.poll(async () => (await site.jsm.streams.info('WIDE')).state.messages, { timeout: 60_000 }).toBe(150_000)
  await open(page, site, '/streams')
  await page.getByRole('link', { name: 'WIDE' }).click()
  const tree = page.getByRole('tree', { name: 'Subjects' })
  await expect(tree).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('150,000 subjects, as of')).toBeVisible()
  await expect(tree.getByRole('treeitem').filter({ hasText: 'r3' })).toContainText('30,000')
  await tree.getByRole('button', { name: 'Open wide.r3' }).click()
  await expect(tree.getByRole('link', { name: 'd100003', exact: true })).toBeVisible()
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(60)
  await tree.getByRole('link', { name: 'd100003', exact: true }).click()
  await expect(page.getByRole('grid', { name: 'Messages' }).getByText('wide.r3.d100003', { exact: true })).toBeVisible()
})

test('a deleted stream says so, and keeps what was on screen', async ({ page, own }) => {
  const site = await own()
  await site.stream({ name: 'DOOMED', subjects: ['doomed'] })
  await open(page, site, '/streams/DOOMED')
  await expect(page.getByRole('heading', { name: 'What it keeps' })).toBeVisible()
  await site.jsm.streams.delete('DOOMED')
  await expect(page.getByRole('status').filter({ hasText: 'The stream does not exist (any more)' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'What it keeps' })).toBeVisible()
  await open(page, site, '/streams/NEVER')
  await expect(page.getByRole('alert')).toContainText('The stream does not exist')
})

test('a user without permission is told which one is missing', async ({ page, own }) => {
  const config = configOf({
    extra: `no_auth_user: looker
    accounts { A { jetstream: enabled, users: [
      { user: ops, password: p }
      { user: looker, password: p, permissions: { publish: { deny: ["$JS.API.STREAM.LIST", "$JS.API.DIRECT.GET.>"] } } }
    ] } }`,
  })
  const site = await own({ config, user: { user: 'ops', pass: 'p' } })
  await site.stream({ name: 'SEEN', subjects: ['seen'] })
  await site.js.publish('seen')
  await open(page, site, '/streams')
  await expect(page.getByRole('alert')).toContainText('Permission to publish on $JS.API.STREAM.LIST is missing for this user')
  await open(page, site, '/streams/SEEN/messages')
  await expect(page.getByRole('alert')).toContainText('Permission to publish on $JS.API.DIRECT.GET.SEEN is missing')
})

test('replicas with their lag: one that goes down is shown, and is current again after its return', async ({
  page,
  ownCluster,
}) => {
  const { site, nodes } = await ownCluster()
  await expect
    .poll(() =>
      site.jsm.streams.add({ name: 'R3', subjects: ['r3'], num_replicas: 3 }).then(
        () => 'made',
        (e: Error) => e.message, // the cluster has no meta leader yet
      ),
    )
    .toBe('made')
  await open(page, site, '/streams/R3')
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })
  const { cluster } = await site.jsm.streams.info('R3')
  await expect(row(cluster!.leader!)).toContainText('Leads')
  const victim = nodes.find((n) => n.name !== cluster!.leader && n.name !== site.server.name)!
  await expect(row(victim.name).getByRole('cell')).toHaveText([victim.name, 'Follower', 'Current', '0'])

  await victim.kill()
  for (let i = 0; i < 25; i++) await site.js.publish('r3')
  await expect(row(victim.name)).toContainText(/Offline|Behind/, { timeout: 30_000 })
  await expect(row(victim.name).getByRole('cell').last()).not.toHaveText('0')
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect(row('R3')).toContainText(`replica ${victim.name} is`)
  await page.goBack()
  await victim.start()
  await expect(row(victim.name).getByRole('cell')).toHaveText([victim.name, 'Follower', 'Current', '0'], { timeout: 60_000 })
})
