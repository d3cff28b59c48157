import { Kvm, type KV } from '@nats-io/kv'
import type { Page } from '@playwright/test'
import { headers } from '@nats-io/transport-node'
import { configOf } from '../scripts/nats/config.ts'
import { expect, open, test, type Site } from './fixtures.ts'

let buckets = 0
const newName = () => `admin${process.pid}_${++buckets}`

/** A bucket of the official client that nobody else uses. */
async function bucketOf(site: Site, options: Parameters<Kvm['create']>[1] = {}): Promise<{ name: string; kv: KV }> {
  const name = newName()
  return { name, kv: await new Kvm(site.js).create(name, options) }
}

const dialog = (page: Page) => page.getByRole('dialog')
const press = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name }).click()
const type = (page: Page, label: string, text: string) => dialog(page).getByLabel(label, { exact: true }).fill(text)
/** The sentence under a field. */
const describedBy = async (page: Page, label: string) => {
  const field = dialog(page).getByLabel(label, { exact: true })
  const ids = ((await field.getAttribute('aria-describedby')) ?? '').split(' ').filter(Boolean)
  return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()))).join(' ')
}

async function openCreate(page: Page, site: Site) {
  await open(page, site, '/kv')
  await page.getByRole('button', { name: 'Create bucket' }).click()
}

test('a bucket is created with what was typed, as the official client reads it', async ({ page, site }) => {
  const source = await bucketOf(site)
  await source.kv.put('from', 'there')
  const name = newName()
  await openCreate(page, site)
  await type(page, 'Name', name)
  await type(page, 'History', '7')
  await type(page, 'TTL', '7d')
  await type(page, 'Maximum size', '10MB')
  await expect(dialog(page).getByText('= 10 MiB, 10,485,760 bytes')).toBeVisible()
  await dialog(page).getByLabel('Storage', { exact: true }).selectOption('memory')
  await expect(dialog(page).getByLabel('Description', { exact: true })).toBeHidden()
  await press(page, /^More/)
  await type(page, 'Description', 'prices by region')
  await type(page, 'Maximum value size', '64KB')
  await type(page, 'Limit markers stay for', '1h')
  await type(page, 'Republish to', 'changes.>')
  await dialog(page).getByLabel('Republish headers only').check()
  await dialog(page).getByLabel('Direct get').uncheck()
  await dialog(page).getByLabel('Copies', { exact: true }).selectOption('sources')
  await type(page, 'Sources', source.name)
  await type(page, 'Metadata', 'team=pricing\nnote=a=b')
  await press(page, 'Create the bucket')
  await expect(page).toHaveURL(new RegExp(`/kv/${name}$`))
  await expect(page.getByText('1 key, complete')).toBeVisible()

  const kv = await new Kvm(site.js).open(name)
  const status = await kv.status()
  const { config } = status.streamInfo
  expect(config).toMatchObject({
    description: 'prices by region',
    max_msgs_per_subject: 7,
    max_age: 604_800e9,
    max_bytes: 10 * 1024 ** 2,
    max_msg_size: 65_536,
    storage: 'memory',
    num_replicas: 1,
    compression: 'none',
    allow_direct: false,
    allow_msg_ttl: true,
    subject_delete_marker_ttl: 3600e9,
    republish: { src: '>', dest: 'changes.>', headers_only: true },
    metadata: { team: 'pricing', note: 'a=b' },
  })
  expect(config.sources?.map((s) => s.name)).toEqual([`KV_${source.name}`])
  expect([status.history, status.ttl, status.max_bytes, status.description]).toEqual([
    7,
    604_800_000,
    10_485_760,
    'prices by region',
  ])
  await expect.poll(async () => (await kv.get('from'))?.string()).toBe('there')

  await page.getByRole('button', { name: 'Bucket details' }).click()
  for (const words of [
    'The last 7 revisions of each key',
    'Every revision goes after 7d',
    'At most 10 MiB (10,485,760 bytes); then new keys are refused',
    'In memory, not compressed, 1 replica',
    'From its leader only',
    'Every key to changes.>, headers only',
    `Also holds what is copied from ${source.name}`,
    'note=a=b',
  ])
    await expect(dialog(page).getByText(words, { exact: true })).toBeVisible()
})

test('a mirror is created as a copy, and says that it is written elsewhere', async ({ page, site }) => {
  const origin = await bucketOf(site)
  await origin.kv.put('k', 'v')
  const name = newName()
  await openCreate(page, site)
  await type(page, 'Name', name)
  await press(page, /^More/)
  await dialog(page).getByLabel('Copies', { exact: true }).selectOption('mirror')
  await expect(dialog(page).getByLabel('Limit markers stay for')).toBeDisabled()
  await press(page, 'Create the bucket')
  await expect(dialog(page).getByText('Name the bucket to copy')).toBeVisible()
  await type(page, 'Mirror of', origin.name)
  await press(page, 'Create the bucket')
  await expect(page.getByText(`mirror of ${origin.name}`)).toBeVisible()
  await expect(page.getByText('1 key, complete')).toBeVisible()
  const { config } = await site.jsm.streams.info(`KV_${name}`)
  expect([config.mirror?.name, config.mirror_direct]).toEqual([`KV_${origin.name}`, true])
  const compact = page.getByRole('button', { name: 'Compact' })
  await expect(compact).toHaveAttribute('aria-disabled', 'true')
  await expect(compact).toHaveAccessibleDescription(`A mirror is compacted where it comes from: open ${origin.name}`)
  await site.jsm.streams.delete(`KV_${name}`)
})

test('what cannot be is told at its field before and after it is sent, and nothing typed is lost', async ({ page, site }) => {
  const { name } = await bucketOf(site, { history: 3 })
  const before = (await site.jsm.streams.info(`KV_${name}`)).config
  await openCreate(page, site)
  await type(page, 'Name', 'not a name')
  await type(page, 'History', '65')
  await type(page, 'TTL', 'soon')
  await type(page, 'Maximum size', 'huge')
  await press(page, 'Create the bucket')
  await expect.poll(() => describedBy(page, 'Name')).toContain('cannot contain spaces')
  expect(await describedBy(page, 'History')).toContain('A bucket keeps 1 to 64 revisions of a key')
  expect(await describedBy(page, 'TTL')).toContain('A length of time reads like')
  expect(await describedBy(page, 'Maximum size')).toContain('A size reads like')

  await type(page, 'Name', name)
  await type(page, 'History', '5')
  await type(page, 'TTL', '1h')
  await type(page, 'Maximum size', '')
  await press(page, /^More/)
  await type(page, 'Description', 'mine')
  await dialog(page).getByLabel('Replicas', { exact: true }).selectOption('3')
  await press(page, 'Create the bucket')
  await expect.poll(() => describedBy(page, 'Name')).toContain(`${name} exists already; nothing was written`)
  expect((await site.jsm.streams.info(`KV_${name}`)).config).toEqual(before)

  // Three replicas want a cluster: the field says so, also when it is folded away.
  const free = newName()
  await type(page, 'Name', free)
  await press(page, /^More/)
  await expect(dialog(page).getByLabel('Replicas', { exact: true })).toBeHidden()
  await press(page, 'Create the bucket')
  await expect(dialog(page).getByLabel('Replicas', { exact: true })).toBeVisible()
  await expect.poll(() => describedBy(page, 'Replicas')).toContain('needs a cluster, and this server is alone')
  await press(page, 'Cancel')
  await page.getByRole('button', { name: 'Create bucket' }).click()
  const typed = { Name: free, History: '5', TTL: '1h' }
  for (const [label, text] of Object.entries(typed))
    await expect(dialog(page).getByLabel(label, { exact: true })).toHaveValue(text)
  await press(page, /^More/)
  await expect(dialog(page).getByLabel('Description', { exact: true })).toHaveValue('mine')
  await dialog(page).getByLabel('Replicas', { exact: true }).selectOption('1')
  await press(page, 'Create the bucket')
  await expect(page).toHaveURL(new RegExp(`/kv/${free}$`))
})

test('what the account allows is told at the maximum size', async ({ page, own }) => {
  const site = await own({
    config: configOf({
      extra: `accounts: { A: {
        jetstream: { max_store: 2097152, max_bytes_required: true }
        users: [{ user: a, password: a }] } }
      no_auth_user: a`,
    }),
  })
  await openCreate(page, site)
  await type(page, 'Name', 'limited')
  await press(page, 'Create the bucket')
  await expect.poll(() => describedBy(page, 'Maximum size')).toContain('wants a maximum size')
  await type(page, 'Maximum size', '10MB')
  await press(page, 'Create the bucket')
  await expect.poll(() => describedBy(page, 'Maximum size')).toContain('has not so much storage left')
  await type(page, 'Maximum size', '1MB')
  await press(page, 'Create the bucket')
  await expect(page).toHaveURL(/\/kv\/limited$/)
})

test('an old server says what it does not have', async ({ page, own }) => {
  const site = await own({ version: 'oldest' })
  await openCreate(page, site)
  await type(page, 'Name', 'old')
  await press(page, /^More/)
  for (const label of ['Limit markers stay for', 'Keys may have a TTL of their own'])
    await expect(dialog(page).getByLabel(label)).toBeDisabled()
  expect(await describedBy(page, 'Limit markers stay for')).toContain('Needs nats-server 2.11 or newer')
  await press(page, 'Create the bucket')
  await expect(page).toHaveURL(/\/kv\/old$/)
})

test('an edit shows old and new and what goes, counted, before it is applied', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site, { history: 5, description: 'before', metadata: { kept: 'yes' } })
  for (let i = 0; i < 5; i++) await kv.put('a', `${i}`)
  for (let i = 0; i < 3; i++) await kv.put('b', `${i}`)
  const before = (await site.jsm.streams.info(`KV_${name}`)).config
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'Edit bucket' }).click()
  await expect(dialog(page).getByRole('button', { name: 'Review 0 changes' })).toHaveAttribute('aria-disabled', 'true')
  await type(page, 'History', '2')
  await type(page, 'TTL', '50ms')
  await press(page, 'Review 2 changes')
  await expect.poll(() => describedBy(page, 'TTL')).toContain('no TTL below 100ms')
  await type(page, 'TTL', '30d')
  await press(page, /^More/)
  await type(page, 'Description', 'after')
  await press(page, 'Review 3 changes')
  const changes = dialog(page).getByRole('table', { name: 'Changes' })
  await expect(changes.getByRole('row')).toHaveText([
    /Setting/,
    /History\s*5\s*2/,
    /TTL\s*none\s*30d/,
    /Description\s*before\s*after/,
  ])
  const losses = dialog(page).getByRole('region', { name: 'What goes with it' })
  await expect(losses).toContainText('4 older revisions beyond the last 2 of each key: removed at once')
  await expect(losses).toContainText('No value is older than 30d')
  expect((await site.jsm.streams.info(`KV_${name}`)).config).toEqual(before)
  const apply = dialog(page).getByRole('button', { name: 'Apply 3 changes' })
  await expect(apply).toHaveAccessibleDescription('Type the name of the bucket first')
  await apply.click({ force: true })
  expect((await site.jsm.streams.info(`KV_${name}`)).config).toEqual(before)
  await type(page, `Type ${name} to remove that for good`, name)
  await press(page, 'Apply 3 changes')
  await expect(page.getByRole('status', { name: 'Bucket' })).toHaveText('The bucket is changed')
  const after = await site.jsm.streams.info(`KV_${name}`)
  expect(after.config).toMatchObject({ ...before, description: 'after', max_msgs_per_subject: 2, max_age: 2_592_000e9 })
  expect(after.state.messages).toBe(4)
})

test('a change by somebody else is noticed and not written over; both can be kept', async ({ page, site }) => {
  const { name } = await bucketOf(site, { history: 5 })
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'Edit bucket' }).click()
  await type(page, 'History', '9')
  await press(page, 'Review 1 change')
  await site.jsm.streams.update(`KV_${name}`, { description: 'theirs', max_msgs_per_subject: 6 })
  await expect(dialog(page).getByText('Somebody else changed this bucket since you opened the form')).toBeVisible({
    timeout: 15_000,
  })
  await expect(dialog(page).getByText('Both of you changed History')).toBeVisible()
  await expect(dialog(page).getByRole('button', { name: 'Apply 1 change' })).toHaveAttribute('aria-disabled', 'true')
  expect((await site.jsm.streams.info(`KV_${name}`)).config.max_msgs_per_subject).toBe(6)
  await press(page, 'Go on from theirs, with my changes')
  await expect(dialog(page).getByLabel('History', { exact: true })).toHaveValue('9')
  await press(page, 'Review 1 change')
  await expect(dialog(page).getByRole('table', { name: 'Changes' }).getByRole('row')).toHaveText([/Setting/, /History\s*6\s*9/])
  await press(page, 'Apply 1 change')
  await expect(page.getByRole('status', { name: 'Bucket' })).toHaveText('The bucket is changed')
  const { config } = await site.jsm.streams.info(`KV_${name}`)
  expect([config.max_msgs_per_subject, config.description]).toEqual([9, 'theirs'])
})

test('a bucket is deleted only with its name typed, and not in read-only mode', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site, { history: 5 })
  for (const value of ['1', '2']) await kv.put('k', value)
  const mirror = newName()
  await site.jsm.streams.add({ name: `KV_${mirror}`, mirror: { name: `KV_${name}` } })
  await open(page, site, `/kv/${name}`)
  const buttons = ['Edit bucket', 'Compact', 'Delete bucket'].map((n) => page.getByRole('button', { name: n }))
  const readOnly = page.getByRole('switch', { name: 'Read-only' })
  await readOnly.click()
  for (const button of buttons) {
    await expect(button).toHaveAccessibleDescription('Read-only mode is on')
    await button.click({ force: true }) // it says of itself that it is disabled
    await expect(dialog(page)).toHaveCount(0)
  }
  await readOnly.click()
  await page.getByRole('button', { name: 'Delete bucket' }).click()
  await expect(dialog(page)).toContainText('1 key with 2 values')
  await expect(dialog(page)).toContainText(`${mirror} mirrors it and loses its origin`)
  const remove = dialog(page).getByRole('button', { name: 'Delete the bucket' })
  await type(page, `Type ${name} to delete it`, name.slice(1))
  await remove.click({ force: true })
  await page.keyboard.press('Enter')
  await expect(remove).toHaveAccessibleDescription('Type the name of the bucket first')
  expect((await kv.get('k'))?.string()).toBe('2')
  await type(page, `Type ${name} to delete it`, name)
  await remove.click()
  await expect(page).toHaveURL(/\/kv$/)
  await expect(site.jsm.streams.info(`KV_${name}`)).rejects.toThrow('stream not found')
  await site.jsm.streams.delete(`KV_${mirror}`)
})

test('a bucket that was made anew under the dialog is not deleted', async ({ page, site }) => {
  const { name } = await bucketOf(site)
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'Delete bucket' }).click()
  await type(page, `Type ${name} to delete it`, name)
  await site.jsm.streams.delete(`KV_${name}`)
  const anew = await new Kvm(site.js).create(name)
  await anew.put('theirs', 'x')
  await press(page, 'Delete the bucket')
  await expect(dialog(page).getByRole('alert')).toContainText('made anew in the meantime; nothing was deleted')
  expect((await anew.get('theirs'))?.string()).toBe('x')
})

test('a compaction removes exactly the markers that it has counted', async ({ page, site }) => {
  const { name, kv } = await bucketOf(site, { history: 5 })
  for (let i = 0; i < 12; i++) await kv.put(`k.${i}`, 'x')
  for (let i = 0; i < 5; i++) await kv.delete(`k.${i}`)
  for (let i = 5; i < 8; i++) await kv.purge(`k.${i}`)
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'Compact' }).click()
  const preview = dialog(page).getByRole('status', { name: 'Preview' })
  await expect(dialog(page).getByLabel('Markers older than')).toHaveValue('30m')
  await expect(preview).toHaveText('No marker is as old as that.')
  await expect(dialog(page).getByRole('button', { name: 'Remove the markers' })).toHaveAttribute('aria-disabled', 'true')
  await type(page, 'Markers older than', 'later')
  await expect.poll(() => describedBy(page, 'Markers older than')).toContain('A length of time reads like')
  await type(page, 'Markers older than', '0s')
  await expect(preview).toContainText('8 markers to remove: 5 of deleted keys, 3 of purged ones.')
  // Deleted after the count: its marker stays, and so does what is written over a counted one.
  await kv.delete('k.8')
  await kv.put('k.0', 'again')
  const remove = dialog(page).getByRole('button', { name: 'Remove 8 markers' })
  await expect(remove).toHaveAccessibleDescription('Type the name of the bucket first')
  await type(page, `Type ${name} to remove 8 markers and their history`, name)
  await remove.click()
  await expect(dialog(page).getByText('8 markers removed, 13 stored revisions in all.')).toBeVisible()
  await press(page, 'Done')
  const left = new Map<string, string>()
  for await (const m of await kv.history()) {
    left.set(`${m.key} ${m.operation}`, m.string())
    if (m.delta === 0) break
  }
  expect([...left.keys()].sort()).toEqual(['k.0 PUT', 'k.10 PUT', 'k.11 PUT', 'k.8 DEL', 'k.8 PUT', 'k.9 PUT'])
  expect(left.get('k.0 PUT')).toBe('again')
})

test('a long compaction can be stopped: what was removed is gone, the rest stays', async ({ page, own }) => {
  const site = await own()
  const { name, kv } = await bucketOf(site)
  const total = 10_000
  const gone = headers()
  gone.set('KV-Operation', 'DEL')
  for (let i = 0; i < total; i += 1000)
    await Promise.all(Array.from({ length: 1000 }, (_, n) => site.js.publish(`$KV.${name}.k.${i + n}`, '', { headers: gone })))
  await kv.put('stays', 'x')
  await open(page, site, `/kv/${name}`)
  await page.getByRole('button', { name: 'Compact' }).click()
  await type(page, 'Markers older than', '0s')
  await type(page, `Type ${name} to remove 10,000 markers and their history`, name)
  await press(page, 'Remove 10,000 markers')
  await expect(dialog(page).getByRole('progressbar', { name: 'Compaction' })).toBeVisible()
  await dialog(page).getByText('Stop', { exact: true }).click()
  const said = dialog(page).getByText(/markers? removed, .* left\.$/)
  await expect(said).toBeVisible()
  await expect(dialog(page).getByText('Stopped before the end; compact again for the rest.')).toBeVisible()
  const [removed, , left] = ((await said.innerText()).match(/\d[\d,]*/g) ?? []).map((n) => Number(n.replaceAll(',', '')))
  expect(removed! + left!).toBe(total)
  expect((await site.jsm.streams.info(`KV_${name}`)).state.messages).toBe(left! + 1)
})
