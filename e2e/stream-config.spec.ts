import type { Page } from '@playwright/test'
import { expect, open, test } from './fixtures.ts'
import { fill } from './utils.ts'

let names = 0
const newName = () => `CONFIG${process.pid}_${++names}`

const dialog = (page: Page) => page.getByRole('dialog')
const field = (page: Page, label: string) => dialog(page).getByLabel(label, { exact: true })
const press = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name }).click()
const type = (page: Page, label: string, text: string) => field(page, label).fill(text)
const choose = (page: Page, label: string, value: string) => field(page, label).selectOption(value)
/** The sentence under a field. */
const describedBy = async (page: Page, label: string) => {
  const ids = ((await field(page, label).getAttribute('aria-describedby')) ?? '').split(' ').filter(Boolean)
  return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()))).join(' ')
}

test('a stream is made of five fields; what cannot be is told at its field, and nothing typed is lost', async ({
  page,
  site,
}) => {
  const other = await site.stream()
  const name = newName()
  await open(page, site, '/streams')
  await page.getByRole('button', { name: 'Create stream' }).click()
  await expect(page).toHaveURL(/new=true/)
  await type(page, 'Name', 'a.b')
  await type(page, 'Subjects', 'x.*, x.y')
  await type(page, 'Maximum age', 'soon')
  await type(page, 'Maximum size', 'huge')
  await press(page, /^Limits/)
  await field(page, 'Refuse new messages per subject too').check()
  await press(page, 'Create the stream')
  await expect(field(page, 'Name')).toBeFocused()
  expect(await describedBy(page, 'Name')).toContain('The name of a stream cannot contain .')
  expect(await describedBy(page, 'Subjects')).toContain('x.* and x.y overlap: a message would be stored twice')
  expect(await describedBy(page, 'Maximum age')).toContain('A length of time reads like')
  expect(await describedBy(page, 'Maximum size')).toContain('A size reads like')
  await expect(dialog(page).getByText('It needs "When it is full" to be new')).toBeVisible()
  await field(page, 'Refuse new messages per subject too').uncheck()

  // What only the server knows: first the subjects, then the replicas.
  await type(page, 'Name', name)
  await type(page, 'Subjects', `${name}.>, ${other.subject('x')}`)
  await type(page, 'Maximum age', '7d')
  await type(page, 'Maximum size', '10MB')
  await expect(dialog(page).getByText('= 10 MiB, 10,485,760 bytes')).toBeVisible()
  await choose(page, 'Replicas', '3')
  await choose(page, 'Storage', 'memory')
  await press(page, 'Create the stream')
  const refused = async () =>
    `${await describedBy(page, 'Subjects')} ${await describedBy(page, 'Replicas')}`.match(
      /overlap those of|this server is alone/,
    )?.[0]
  await expect.poll(refused).toBeTruthy()
  await choose(page, 'Replicas', '1')
  await press(page, 'Create the stream')
  await expect.poll(() => describedBy(page, 'Subjects')).toContain(`overlap those of ${other.name} (${other.subject('x')})`)
  // Closed by mistake and opened again by Back, it is as it was.
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toHaveCount(0)
  await page.goBack()
  await expect(field(page, 'Name')).toHaveValue(name)
  await expect(field(page, 'Maximum age')).toHaveValue('7d')
  await type(page, 'Subjects', `${name}.>`)
  await press(page, 'Create the stream')
  await expect(page).toHaveURL(new RegExp(`/streams/${name}$`))
  const { config } = await site.jsm.streams.info(name)
  expect(config).toMatchObject({
    name,
    subjects: [`${name}.>`],
    retention: 'limits',
    max_age: 604_800e9,
    max_bytes: 10_485_760,
    storage: 'memory',
    num_replicas: 1,
    allow_direct: true,
  })
  // An equal one is no success.
  await open(page, site, `/streams?new=true&from=${name}`)
  await type(page, 'Name', name)
  await press(page, 'Create the stream')
  await expect.poll(() => describedBy(page, 'Name')).toContain(`${name} exists already; nothing was written`)
  await site.jsm.streams.delete(name)
})

test('an edit shows old and new and what goes, counted, and is applied by the name alone', async ({ page, site }) => {
  const { name, subject } = await site.stream({ max_age: 3600e9, metadata: { kept: 'yes' } })
  await fill(site, (i) => subject(`${i % 3}`), 12)
  const before = (await site.jsm.streams.info(name)).config
  await open(page, site, `/streams/${name}`)
  const edit = page.getByRole('button', { name: 'Edit', exact: true })
  const readOnly = page.getByRole('switch', { name: 'Read-only' })
  await readOnly.click()
  for (const button of [edit, page.getByRole('button', { name: 'Clone' })]) {
    await expect(button).toHaveAccessibleDescription('Read-only mode is on')
    await button.click({ force: true })
    await expect(dialog(page)).toHaveCount(0)
  }
  await readOnly.click()
  await edit.click()
  await expect(dialog(page).getByRole('button', { name: 'Review 0 changes' })).toHaveAttribute('aria-disabled', 'true')
  await expect(field(page, 'Storage')).toBeDisabled()
  await choose(page, 'Retention', 'workqueue')
  await press(page, /^Limits/)
  await type(page, 'Maximum messages', '10')
  await type(page, 'Maximum messages per subject', '1')
  await press(page, 'Review 3 changes')
  await expect.poll(() => describedBy(page, 'Retention')).toContain('cannot become a workqueue')
  await choose(page, 'Retention', 'limits')
  await press(page, /^What may be done to it/)
  await field(page, 'Deny deleting messages').check()
  // What is typed outlives a reload, with what it began from.
  await page.reload()
  await press(page, 'Review 3 changes')
  await expect(dialog(page).getByRole('table', { name: 'Changes' }).getByRole('row')).toHaveText([
    /Setting/,
    /Maximum messages\s*none\s*10/,
    /Maximum messages per subject\s*none\s*1/,
    /Deny deleting messages\s*off\s*on/,
  ])
  const losses = dialog(page).getByRole('region', { name: 'What goes with it' })
  await expect(losses).toContainText('9 messages beyond the newest one of each subject: removed at once')
  await expect(losses).toContainText('The oldest 2 messages, beyond the newest 10: removed at once')
  await expect(losses).toContainText('no message can be deleted, which cannot be undone')
  // What goes can be saved first, in a dialog over the review, which is there again after.
  await losses.getByRole('button', { name: 'Save messages to a file first' }).click()
  const saving = page.getByRole('dialog', { name: `Export messages of ${name}` })
  await expect(saving.getByRole('button', { name: /^Export/ })).toBeEnabled()
  await page.keyboard.press('Escape')
  await expect(saving).toBeHidden()
  const apply = dialog(page).getByRole('button', { name: 'Apply 3 changes' })
  await expect(apply).toHaveAccessibleDescription('Type the name of the stream first')
  await apply.click({ force: true })
  await page.keyboard.press('Enter')
  expect((await site.jsm.streams.info(name)).config).toEqual(before)
  await type(page, `Type ${name} to apply that for good`, name)
  await apply.click()
  await expect(page.getByRole('status', { name: 'Stream', exact: true })).toHaveText('The stream is changed')
  const after = await site.jsm.streams.info(name)
  expect(after.config).toEqual({ ...before, max_msgs: 10, max_msgs_per_subject: 1, deny_delete: true })
  expect(after.state.messages).toBe(3)
})

test('a stream that is deleted while it is edited says so; what was typed is kept and can be copied', async ({ page, site }) => {
  const { name } = await site.stream()
  await open(page, site, `/streams/${name}?edit=true`)
  await press(page, /^Limits/)
  await type(page, 'Maximum messages', '900')
  await site.jsm.streams.delete(name)
  await expect(dialog(page).getByRole('alert')).toContainText(`The stream ${name} was deleted since you opened the form`)
  await expect(field(page, 'Maximum messages')).toHaveValue('900')
  await expect(dialog(page).getByRole('button', { name: 'Review 1 change' })).toHaveAccessibleDescription(
    'The stream was deleted',
  )
  await expect(dialog(page).getByRole('button', { name: /^Copy/ }).first()).toBeEnabled()
})

test('a change by somebody else is noticed and not written over; both can be kept', async ({ page, site }) => {
  const { name } = await site.stream({ max_msgs: 100 })
  await open(page, site, `/streams/${name}?edit=true`)
  await press(page, /^Limits/)
  await type(page, 'Maximum messages', '900')
  await press(page, 'Review 1 change')
  await site.jsm.streams.update(name, { description: 'theirs', max_msgs: 600 })
  await expect(dialog(page).getByText('Somebody else changed this stream since you opened the form')).toBeVisible({
    timeout: 15_000,
  })
  await expect(dialog(page).getByText('Both of you changed Maximum messages')).toBeVisible()
  await expect(dialog(page).getByRole('button', { name: 'Apply 1 change' })).toHaveAttribute('aria-disabled', 'true')
  expect((await site.jsm.streams.info(name)).config.max_msgs).toBe(600)
  await press(page, 'Go on from theirs, with my changes')
  await press(page, 'Review 1 change')
  await expect(dialog(page).getByRole('table', { name: 'Changes' }).getByRole('row')).toHaveText([
    /Setting/,
    /Maximum messages\s*600\s*900/,
  ])
  await press(page, 'Apply 1 change')
  await expect(page.getByRole('status', { name: 'Stream', exact: true })).toHaveText('The stream is changed')
  const { config } = await site.jsm.streams.info(name)
  expect([config.max_msgs, config.description]).toEqual([900, 'theirs'])
})

test('a stream is cloned, copied as JSON and as a command, and pasted', async ({ page, context, site }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  const origin = await site.stream()
  const { name, subject } = await site.stream({
    sources: [{ name: origin.name, filter_subject: origin.subject('eu.>') }],
    metadata: { team: "it's" },
    max_age: 3600e9,
  })
  const [clone, pasted] = [newName(), newName()]
  await open(page, site, `/streams/${name}`)
  await page.getByRole('button', { name: 'Clone' }).click()
  await expect(page).toHaveURL(new RegExp(`from=${name}`))
  await type(page, 'Name', clone)
  await press(page, 'Create the stream')
  await expect(page).toHaveURL(new RegExp(`/streams/${clone}$`))
  const { config } = await site.jsm.streams.info(name)
  expect((await site.jsm.streams.info(clone)).config).toEqual({ ...config, name: clone })

  const copy = async (what: string) => {
    await page.getByRole('button', { name: 'Copy configuration' }).click()
    await page.getByRole('menuitem', { name: what }).click()
    await expect(page.getByRole('status', { name: 'Copied' })).not.toHaveText('')
    return clipboard()
  }
  expect(await copy('As a nats command')).toContain(`--config /dev/stdin <<'END'`)
  const json = JSON.parse(await copy('As JSON')) as object
  expect(json).toMatchObject({ name: clone, metadata: { team: "it's" }, sources: config.sources })
  await open(page, site, '/streams?new=true')
  await press(page, 'Paste JSON')
  await type(page, 'Configuration as JSON', '{"name":"X","max_age":"7d"}')
  await press(page, 'Fill the form')
  await expect(dialog(page).getByText('max_age has to be a whole number; lengths of time are in nanoseconds')).toBeVisible()
  await type(page, 'Configuration as JSON', JSON.stringify({ config: { ...json, name: pasted, sealed: true, of_the_future: 1 } }))
  await press(page, 'Fill the form')
  await expect(dialog(page).getByRole('listitem')).toHaveText([/^sealed:/, /^of_the_future:/])
  await press(page, 'Leave them out and fill the form')
  await expect(field(page, 'Maximum age')).toHaveValue('1h')
  await press(page, 'Create the stream')
  await expect(page).toHaveURL(new RegExp(`/streams/${pasted}$`))
  expect((await site.jsm.streams.info(pasted)).config).toEqual({ ...config, name: pasted })
  // Into the form of another stream it is taken only when that was seen.
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await press(page, 'Paste JSON')
  await type(page, 'Configuration as JSON', JSON.stringify({ ...json, description: 'that of the clone' }))
  await press(page, 'Fill the form')
  await expect(dialog(page).getByRole('alert')).toContainText(`the configuration of ${clone}, not of ${pasted}`)
  await press(page, 'Fill the form all the same')
  await expect(field(page, 'Description')).toHaveValue('that of the clone')
  expect(subject('x')).toBeTruthy()
  for (const made of [clone, pasted]) await site.jsm.streams.delete(made)
})

test('an old server says what it does not have; a lost connection takes nothing that was typed', async ({ page, own }) => {
  const site = await own({ version: 'oldest' })
  await open(page, site, '/streams?new=true')
  await type(page, 'Name', 'KV_like')
  await type(page, 'Subjects', 'kept.>')
  await expect(dialog(page).getByRole('link', { name: 'Make a bucket of keys instead' })).toBeVisible()
  await type(page, 'Name', 'KEPT')
  await press(page, /^What messages may ask for/)
  for (const label of ['TTL per message', 'Delete markers stay for', 'Counters', 'Atomic batches', 'Fast batches', 'Schedules'])
    await expect(field(page, label)).toBeDisabled()
  expect(await describedBy(page, 'Delete markers stay for')).toContain('Needs nats-server 2.11 or newer')
  await site.server.stop()
  const create = dialog(page).getByRole('button', { name: 'Create the stream' })
  await expect(create).toHaveAccessibleDescription(/^Not connected/)
  await site.server.start()
  await expect(create).not.toHaveAttribute('aria-disabled', 'true', { timeout: 20_000 })
  await expect(field(page, 'Subjects')).toHaveValue('kept.>')
  await create.click()
  await expect(page).toHaveURL(/\/streams\/KEPT$/)
  expect((await site.jsm.streams.info('KEPT')).config.subjects).toEqual(['kept.>'])
})
