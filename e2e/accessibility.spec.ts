import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { AckPolicy } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import { Objm } from '@nats-io/obj'
import { headers } from '@nats-io/transport-node'
import { configOf } from '../scripts/nats/config.ts'
import { expect, open, test } from './fixtures.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }

type Axe = { run: (options: object) => Promise<{ violations: Violation[] }> }

/**
 * The serious and critical findings of axe. It is evaluated through the debugger, which the page's own policy does not stop. In the
 * dark only contrast is asked for: roles and names are the same ones.
 */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(() => {
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches
    const options = { resultTypes: ['violations'], ...(isDark ? { runOnly: ['color-contrast'] } : {}) }
    return (globalThis as unknown as { axe: Axe }).axe.run(options).then((r) => r.violations)
  })
  return found
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) =>
      v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary.replaceAll('\n', ' ').slice(0, 200)}`),
    )
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no serious accessibility problem, ${colorScheme}`, async ({ page, site }) => {
    test.setTimeout(180_000) // some twenty-five pages, each looked at whole
    // Without motion nothing is looked at while it is still fading in, when its contrast is another one.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { name, subject } = await site.stream()
    const h = headers()
    h.append('Trace', 'one')
    for (let i = 0; i < 5; i++) await site.js.publish(subject('eu.new'), `{"a":[${i},"two",true,null]}`, { headers: h })
    await site.jsm.streams.deleteMessage(name, 3)
    await site.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
    const bucket = `a11y${colorScheme}`
    const kv = await new Kvm(site.js).create(bucket, { history: 5 })
    for (const value of ['{"a":1}', '{"a":2}']) await kv.put('eu.one', value)
    await kv.put('eu.two', 'text')
    await kv.delete('eu.two')
    const files = await new Objm(site.js).create(`files${colorScheme}`)
    await files.putBlob({ name: 'readme.txt' }, new Uint8Array(10))
    await files.putBlob({ name: 'docs/a.txt' }, new Uint8Array(10))
    await files.putBlob({ name: 'table.csv' }, new TextEncoder().encode('name,city\n"Anna",Bern\nBo\n'))
    const copy = await site.stream({ mirror: { name } })
    const ready: Record<string, () => Promise<unknown>> = {
      '/': () => expect(page.getByRole('group', { name: 'JetStream usage' })).toBeVisible(),
      '/streams': () => expect(page.getByRole('grid', { name: 'Streams' })).toBeVisible(),
      '/streams?view=copies': () =>
        expect(page.getByRole('group', { name: 'Which streams copy which' })).toContainText(copy.name),
      '/streams?new=true': async () => {
        const form = page.getByRole('dialog')
        await form.getByRole('button', { name: /^Mirror and sources/ }).click()
        await form.getByLabel('Copies', { exact: true }).selectOption('sources')
        await form.getByRole('button', { name: 'Add a source' }).click()
        await form.getByRole('button', { name: 'Show transforms and other domains' }).click()
        await form.getByRole('button', { name: 'Add a transform' }).click()
        await form.getByRole('button', { name: /^Description and metadata/ }).click()
        await form.getByRole('button', { name: 'Add a pair' }).click()
        await form.getByRole('button', { name: 'Create the stream' }).click()
        await expect(form.getByText('Name the stream', { exact: true })).toBeVisible()
      },
      [`/streams/${name}`]: async () => {
        await expect(page.getByRole('tree', { name: 'Subjects' })).toBeVisible()
        await page.getByRole('button', { name: 'Show the raw JSON' }).click()
        await expect(page.getByLabel('Stream as JSON')).toBeVisible()
      },
      [`/streams/${name}/messages?open=1`]: () => expect(page.getByLabel('Payload', { exact: true })).toContainText('two'),
      [`/streams/${name}/messages?open=1&view=hex&at=seq&seq=1`]: () => expect(page.getByLabel('Payload as hex')).toBeVisible(),
      [`/streams/${name}/messages?at=live&seq=1&cols=a[1]`]: () =>
        expect(page.getByRole('grid', { name: 'Live messages' }).getByText('two').first()).toBeVisible(),
      [`/streams/${name}/messages?find=two&open=2`]: async () => {
        const panel = page.getByRole('region', { name: 'Search in this stream' })
        await panel.getByRole('button', { name: 'Search', exact: true }).click()
        await expect(panel.getByText('4 found')).toBeVisible()
      },
      [`/streams/${name}/messages?open=1&compare=2`]: () =>
        expect(page.getByLabel('Payload of the open message')).toContainText('two'),
      [`/streams/${name}/replay?deliver=seq&seq=2&max=1&backoff=1s,5s&name=x&ack=all`]: () =>
        expect(page.getByLabel('Backoff')).toBeVisible(),
      [`/streams/${name}/replay?name=worker&keep=true`]: () =>
        expect(page.getByRole('button', { name: 'Attach to worker instead' })).toBeVisible(),
      [`/streams/${name}/replay?attach=worker`]: () =>
        expect(page.getByRole('list', { name: 'What the rule does' })).toBeVisible(),
      [`/streams/${name}/replay?ack=all&max=9`]: async () => {
        await page.getByRole('button', { name: 'Start', exact: true }).click()
        await page.getByRole('button', { name: 'Pull 10' }).click()
        const grid = page.getByRole('grid', { name: 'Held messages' })
        await grid.getByText('"two"').nth(3).click()
        await page.keyboard.press('n')
        await expect(page.getByText('Returned 1')).toBeVisible()
        await expect(page.getByRole('row', { name: /^Choose 5 5 2 / })).toBeVisible() // until it is back nothing can be done with it
        await page.keyboard.press('t')
        await expect(page.getByLabel('Reason (optional)')).toBeVisible()
      },
      '/consumers': () => expect(page.getByRole('link', { name: 'worker' })).toBeVisible(),
      [`/streams/${name}/consumers?trouble=true`]: () => expect(page.getByRole('grid', { name: 'Consumers' })).toBeVisible(),
      [`/streams/${name}/consumers/worker`]: () =>
        expect(page.getByRole('img', { name: /unprocessed stayed at 4/ })).toBeVisible(),
      '/kv': () => expect(page.getByRole('grid', { name: 'Buckets' })).toBeVisible(),
      [`/kv/${bucket}?key=eu.one&log=true&deleted=true`]: async () => {
        await expect(page.getByRole('grid', { name: 'Keys' }).getByText('eu.two')).toBeVisible()
        await kv.put('eu.three', 'x')
        await expect(page.getByRole('region', { name: 'Change log' }).getByText('eu.three')).toBeVisible()
        await expect(page.getByRole('region', { name: 'Key eu.one' })).toContainText('"a"')
      },
      [`/kv/${bucket}?key=eu.one&history=true&tree=.`]: () =>
        expect(page.getByLabel('Value of revision 1', { exact: true })).toBeVisible(),
      [`/kv/${bucket}?key=eu.one`]: async () => {
        await page.getByRole('button', { name: 'Edit', exact: true }).click()
        await page.getByLabel(/New value/).fill('{"a":3}')
        await kv.put('eu.one', '{"a":4}')
        await expect(page.getByRole('table', { name: 'Changes' })).toContainText('3')
      },
      '/objects': () => expect(page.getByRole('grid', { name: 'Buckets' }).getByText(`files${colorScheme}`)).toBeVisible(),
      [`/objects/files${colorScheme}?object=readme.txt`]: async () => {
        await expect(page.getByRole('region', { name: 'Object readme.txt' })).toContainText('SHA-256')
        await page.getByLabel('Files to upload').setInputFiles({ name: 'x', mimeType: '', buffer: Buffer.from('x') })
        await expect(page.getByRole('region', { name: 'Transfers' })).toContainText('Done')
      },
      [`/objects/files${colorScheme}?object=table.csv`]: () =>
        expect(page.getByRole('table', { name: 'Table' })).toContainText('Bern'),
      '/connect': () => expect(page.getByRole('heading', { name: 'Connect to a server' })).toBeVisible(),
      '/streams/NOWHERE': () => expect(page.getByRole('alert')).toBeVisible(),
      '/no/such/page': () => expect(page.getByText('There is no page at this address')).toBeVisible(),
    }
    for (const [path, wait] of Object.entries(ready)) {
      await open(page, site, path)
      await wait()
      expect(await violations(page), path).toEqual([])
    }
    await open(page, site, `/streams/${name}`)
    await page.getByRole('button', { name: 'Publish' }).click()
    await expect(page.getByRole('dialog').getByLabel('Payload')).toBeVisible()
    expect(await violations(page), 'publish').toEqual([])

    await open(page, site, `/streams/${name}/consumers`)
    await page.getByRole('button', { name: 'New consumer' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Make the consumer' }).click()
    expect(await violations(page), 'new consumer').toEqual([])

    await open(page, site, `/streams/${name}/consumers/worker`)
    for (const action of ['Edit', 'Pause', 'Rewind', 'Delete']) {
      await page.getByRole('button', { name: action, exact: true }).click()
      const dialog = page.getByRole('dialog')
      if (action === 'Edit') {
        await dialog.getByLabel('Max deliver').fill('x')
        await dialog.getByRole('button', { name: 'Review 1 change' }).click()
        expect(await violations(page), 'edit').toEqual([])
        await dialog.getByLabel('Max deliver').fill('3')
        await dialog.getByRole('button', { name: 'Review 1 change' }).click()
        await expect(dialog.getByLabel('Configuration after the change')).toBeVisible()
      }
      if (action === 'Rewind') await expect(dialog.getByRole('status', { name: 'Preview' })).toBeVisible()
      expect(await violations(page), action).toEqual([])
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
    }
  })

  test(`no serious accessibility problem in the dialogs of buckets, ${colorScheme}`, async ({ page, site }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const bucket = `a11yAdmin${colorScheme}`
    const kv = await new Kvm(site.js).create(bucket, { history: 5 })
    for (const value of ['1', '2', '3']) await kv.put('k', value)
    const dialog = page.getByRole('dialog')
    await open(page, site, '/kv')
    await page.getByRole('button', { name: 'Create bucket' }).click()
    await dialog.getByRole('button', { name: /^More/ }).click()
    await dialog.getByRole('button', { name: 'Create the bucket' }).click()
    await expect(dialog.getByText('A bucket needs a name')).toBeVisible()
    expect(await violations(page), 'create bucket').toEqual([])
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await page.keyboard.press('Control+k')
    await dialog.getByRole('combobox').fill(bucket)
    await expect(dialog.getByRole('option').first()).toHaveAttribute('data-combobox-selected', 'true')
    expect(await violations(page), 'palette').toEqual([])
    await open(page, site, `/kv/${bucket}`)
    for (const action of ['Bucket details', 'Edit bucket', 'Compact', 'Delete bucket']) {
      await page.getByRole('button', { name: action, exact: true }).click()
      await expect(dialog).toBeVisible()
      if (action === 'Edit bucket') {
        await dialog.getByLabel('History', { exact: true }).fill('2')
        await dialog.getByRole('button', { name: 'Review 1 change' }).click()
        await expect(dialog.getByRole('region', { name: 'What goes with it' })).toBeVisible()
      }
      if (action === 'Compact') await expect(dialog.getByText('No marker is as old as that.')).toBeVisible()
      expect(await violations(page), action).toEqual([])
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
    }
  })
}

test('nothing is cut off at 390 px: the page itself does not scroll sideways', async ({ page, site }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const { name, subject } = await site.stream()
  await site.js.publish(subject('x'), '{"a":1}')
  await site.jsm.consumers.add(name, { durable_name: 'worker', ack_policy: AckPolicy.Explicit })
  const ofConsumers = ['/consumers', `/streams/${name}/consumers`, `/streams/${name}/consumers/worker`]
  const kv = await new Kvm(site.js).create('narrow')
  await kv.put('a.long.key.name.that.goes.on.and.on', '{"a":1}')
  const ofBuckets = ['/kv', '/kv/narrow?log=true', '/kv/narrow?key=a.long.key.name.that.goes.on.and.on']
  for (const path of [
    ...ofConsumers,
    ...ofBuckets,
    '/',
    '/streams',
    `/streams/${name}`,
    `/streams/${name}/messages?open=1`,
    `/streams/${name}/replay`,
    '/connect',
  ]) {
    await open(page, site, path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
    expect(await page.locator('main').evaluate((m) => m.scrollWidth - m.clientWidth), path).toBeLessThanOrEqual(0)
  }
})

test('a long name of a server is cut short before anything else of the header is', async ({ page, own }) => {
  const long = `nats-production-${'X'.repeat(90)}`
  const site = await own({ config: (context) => configOf()({ ...context, name: long }) })
  await open(page, site, '/kv')
  for (const width of [1024, 780, 360]) {
    await page.setViewportSize({ width, height: 800 })
    for (const place of [page.getByText('Read-only', { exact: true }), page.getByRole('status', { name: /^Connection/ })])
      await expect(place).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  }
  await expect(page.getByTitle(long)).toBeVisible()
})

test('at 390 px an open key takes the place of the list, and the focus goes along and back', async ({ page, site }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const kv = await new Kvm(site.js).create('alone')
  for (const key of ['a', 'b', 'c']) await kv.put(key, 'value')
  await open(page, site, '/kv/alone')
  const list = page.getByRole('grid', { name: 'Keys' })
  const back = page.getByRole('button', { name: 'Back to keys' })
  await list.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('region', { name: 'Key b' })).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Key b' })).toBeInViewport()
  await expect(list).toBeHidden()
  await expect(back).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(list).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Key c' })).toBeVisible()
  await page.goBack()
  await expect(list).toBeVisible()
})
