import { readFileSync } from 'node:fs'
import { Objm } from '@nats-io/obj'
import { configOf } from '../scripts/nats/config.ts'
import { reconnected } from '../scripts/testing/official.ts'
import {
  bucketOf,
  choose,
  chunksOf,
  expectNoOrphan,
  expectStored,
  fileOnDisk,
  pane,
  reached,
  transfer,
  tray,
} from './object-utils.ts'
import { expect, open, test } from './fixtures.ts'

const MB = 1_000_000
const ROUNDS = 10

test('uploads that are cancelled at any point leave no chunk', async ({ page, site }, info) => {
  const { name, os } = await bucketOf(site)
  await open(page, site, `/objects/${name}`)
  const { path } = fileOnDisk(info, 'x', 12 * MB)
  let cancelled = 0
  for (let i = 0; i < ROUNDS; i++) {
    const share = Math.random() * 0.7
    await choose(page, path)
    await reached(page, 'x', share)
    const cancel = tray(page).getByRole('button', { name: 'Cancel x', exact: true })
    // It may be done by then: too late.
    await cancel.click({ timeout: 1000 }).catch(() => {})
    const row = transfer(page, 'x')
    await expect(row).toContainText(/Cancelled|Done/)
    expect(await row.innerText()).not.toContain('left behind')
    if ((await row.innerText()).includes('Cancelled')) {
      cancelled++
      expect(await os.list(), `cancelled at ${share}`).toEqual([])
      expect(await chunksOf(site, name), `cancelled at ${share}`).toEqual({})
    } else {
      await expectNoOrphan(site, name, os)
      await os.delete('x')
    }
    await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
    await expect(tray(page)).toHaveCount(0)
  }
  expect(cancelled).toBeGreaterThan(0)
  // Many at once, some of which have not been begun, nor been handed to who sends them.
  const many = Array.from({ length: 200 }, (_, i) => fileOnDisk(info, `many/${i}`, 20_000 + i).path)
  await choose(page, ...many)
  await tray(page).getByRole('button', { name: 'Cancel all' }).click()
  await expect(tray(page).getByRole('button', { name: 'Clear', exact: true })).toBeVisible()
  await expect(tray(page).getByRole('status').first()).toContainText(/of 200 transfers/)
  expect((await os.list()).length).toBeLessThan(200)
  await expectNoOrphan(site, name, os)
})

test('a save that is cancelled leaves no empty file, and asks for one again before it is retried', async ({ page, own }) => {
  const site = await own()
  const { name, os } = await bucketOf(site)
  const data = Buffer.alloc(3 * MB, 'bytes')
  await os.putBlob({ name: 'x' }, data)
  // A file of the browser's own: the same kind of handle as its dialog gives, which makes the file as well.
  await page.addInitScript(() => {
    let asked = 0
    const showSaveFilePicker = async () => (await navigator.storage.getDirectory()).getFileHandle(`x${++asked}`, { create: true })
    Object.assign(window, { showSaveFilePicker })
  })
  const files = () =>
    page.evaluate(async () => {
      const root = (await navigator.storage.getDirectory()) as unknown as AsyncIterable<[string, FileSystemFileHandle]>
      const sizes: { [name: string]: number } = {}
      for await (const [name, handle] of root) sizes[name] = (await handle.getFile()).size
      return sizes
    })
  await open(page, site, `/objects/${name}?object=x`)
  const button = pane(page, 'x').getByRole('button', { name: 'Download' })
  await expect(button).toBeVisible()
  // A server that is held keeps the download under way.
  await site.server.pause()
  await button.click()
  await tray(page).getByRole('button', { name: 'Cancel x' }).click()
  await expect(transfer(page, 'x')).toContainText('Cancelled')
  expect(await files()).toEqual({})
  await site.server.resume()
  await tray(page).getByRole('button', { name: 'Retry x' }).click()
  await expect(transfer(page, 'x')).toContainText('Done, digest verified')
  expect(await files()).toEqual({ x2: data.length })
})

test('of two operators who replace one object at once one wins, and the other is asked with both before them', async ({
  page,
  site,
  browser,
}, info) => {
  const { name, os } = await bucketOf(site)
  await os.putBlob({ name: 'x' }, Buffer.alloc(300_000, 1))
  const other = await (await browser.newContext()).newPage()
  const operators = [
    { page, file: fileOnDisk(info, 'one/x', 8 * MB) },
    { page: other, file: fileOnDisk(info, 'two/x', 7 * MB) },
  ]
  const versions = [Buffer.alloc(300_000, 1), ...operators.map((o) => o.file.data)]
  for (const { page, file } of operators) {
    await open(page, site, `/objects/${name}`)
    await expect(page.getByText('1 object, complete')).toBeVisible()
    await choose(page, file.path)
  }
  // Somebody reads it all the while: whole, one or another. A read whose chunks are taken away under it gives nothing, fails, or never
  // ends: then it is begun anew.
  let isOver = false
  let reads = 0
  let broken = 0
  const readOnce = () =>
    Promise.race([
      os.getBlob('x').catch(() => null),
      new Promise<null>((resolve) => void setTimeout(() => resolve(null), 5000).unref()),
    ])
  const reading = (async () => {
    while (!isOver) {
      const got = await readOnce()
      if (got && !versions.some((v) => v.equals(got))) broken++
      if (got) reads++
    }
  })()
  for (const o of operators) await o.page.getByRole('checkbox', { name: 'Replace x', exact: true }).check()
  await Promise.all(operators.map((o) => o.page.getByRole('dialog').getByRole('button', { name: 'Replace 1 object' }).click()))
  for (const o of operators) await expect(transfer(o.page, 'x')).toContainText(/Done|Failed: Somebody else changed x/)
  isOver = true
  await reading
  expect(reads).toBeGreaterThan(0)
  expect(broken).toBe(0)
  const hasLost = await Promise.all(operators.map(async (o) => (await transfer(o.page, 'x').innerText()).includes('Failed')))
  expect(hasLost.filter(Boolean)).toHaveLength(1)
  const [winner, loser] = hasLost[0] ? [operators[1]!, operators[0]!] : [operators[0]!, operators[1]!]
  await expectStored(os, 'x', winner.file.data)
  await expectNoOrphan(site, name, os)
  // What is there now is theirs, beside the file.
  await loser.page.getByRole('button', { name: 'Compare x with what is there' }).click()
  const dialog = loser.page.getByRole('dialog', { name: 'Replace x?' })
  const [mine, theirs] = [loser, winner].map((o) => `${o.file.data.length.toLocaleString('en-GB')} bytes`)
  for (const size of [mine!, theirs!]) await expect(dialog.getByTitle(size).first()).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'Replace x', exact: true }).check()
  await dialog.getByRole('button', { name: 'Replace 1 object' }).click()
  await expect(transfer(loser.page, 'x')).toContainText('Done')
  await expectStored(os, 'x', loser.file.data)
  await expectNoOrphan(site, name, os)
  await other.context().close()
})

test('a bucket that becomes full on the way says so, keeps nothing, and takes the file when it has room', async ({
  page,
  site,
}, info) => {
  const { name, os } = await bucketOf(site, { max_bytes: 10 * MB })
  await os.putBlob({ name: 'there' }, new Uint8Array(5 * MB))
  const before = await chunksOf(site, name)
  await open(page, site, `/objects/${name}`)
  const { path, data } = fileOnDisk(info, 'x', 8 * MB)
  await choose(page, path)
  await expect(transfer(page, 'x')).toContainText(`Failed: The bucket ${name} is full: it may hold 10000000 bytes`)
  await expect(tray(page).getByText('Raise the limit of the bucket, or delete objects')).toBeVisible()
  await expect(tray(page).getByRole('status').first()).toHaveText('0 of 1 transfer done, 1 failed')
  // By keyboard, and where there is little room.
  const size = page.viewportSize()!
  await page.setViewportSize({ width: 390, height: 844 })
  await tray(page).getByRole('button', { name: 'Why: x' }).focus()
  await page.keyboard.press('Enter')
  const why = page.getByRole('dialog', { name: 'What went wrong with x' })
  await expect(why).toContainText(`The bucket ${name} is full: it may hold 10000000 bytes`)
  await page.keyboard.press('Escape')
  await expect(why).toHaveCount(0)
  const overflow = () => tray(page).getByRole('grid').evaluate((grid) => grid.scrollWidth - grid.clientWidth) // prettier-ignore
  expect(await overflow()).toBe(0)
  await page.setViewportSize(size)
  expect(await chunksOf(site, name)).toEqual(before)
  expect(await os.info('x')).toBeNull()
  await site.jsm.streams.update(`OBJ_${name}`, { max_bytes: 20 * MB })
  await tray(page).getByRole('button', { name: 'Retry x' }).click()
  await expect(transfer(page, 'x')).toContainText('Done')
  await expectStored(os, 'x', data)
  await expectNoOrphan(site, name, os)
})

/** The dashboard comes as `looker`, who may not publish on what is denied. */
const looker = (...deny: string[]) => ({
  config: configOf({
    extra: `no_auth_user: looker
      accounts { A { jetstream: enabled, users: [
        { user: ops, password: p }
        { user: looker, password: p, permissions: { publish: { deny: ${JSON.stringify(deny)} } } }
      ] } }`,
  }),
  user: { user: 'ops', pass: 'p' },
})

test('who may only read is told which permission is missing, and downloads', async ({ page, own }, info) => {
  const site = await own(looker('$O.*.>', '$JS.API.STREAM.PURGE.>'))
  const { name, os } = await bucketOf(site)
  const { path, data } = fileOnDisk(info, 'x', 3 * MB)
  await os.putBlob({ name: 'there' }, data)
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await open(page, site, `/objects/${name}?object=there`)
  await choose(page, path)
  await expect(transfer(page, 'x')).toContainText(`Failed: Permission to write x in the bucket ${name} is missing`)
  const why = tray(page).getByText(new RegExp(`Permission to publish on \\$O\\.${name}\\.M\\.[\\w=]+ is missing for this user`))
  await expect(why).toBeVisible()
  await expect(why).not.toContainText('stays')
  await expectNoOrphan(site, name, os)
  const begun = page.waitForEvent('download')
  await pane(page, 'there').getByRole('button', { name: 'Download' }).click()
  expect(readFileSync(await (await begun).path()).equals(data)).toBe(true)
})

test('who may not purge is told what a cancelled upload leaves behind', async ({ page, own }, info) => {
  const site = await own(looker('$JS.API.STREAM.PURGE.>'))
  const { name, os } = await bucketOf(site)
  await open(page, site, `/objects/${name}`)
  await choose(page, fileOnDisk(info, 'x', 45 * MB).path)
  // In the page, as soon as something of it is there: from here it may be done before the click arrives.
  const cancel = await tray(page).getByRole('button', { name: 'Cancel x', exact: true }).elementHandle()
  await transfer(page, 'x')
    .getByRole('progressbar')
    .evaluate(async (bar: HTMLProgressElement, button) => {
      while (bar.value === 0) await new Promise(requestAnimationFrame)
      ;(button as HTMLElement).click()
    }, cancel)
  await expect(transfer(page, 'x')).toContainText('Cancelled, bytes left behind')
  const [nuid] = Object.keys(await chunksOf(site, name))
  const said = tray(page)
    .getByRole('status')
    .filter({ hasText: `of x stays in the bucket ${name}` })
  await expect(said).toContainText(`Permission to publish on $JS.API.STREAM.PURGE.OBJ_${name} is missing`)
  await expect(said).toContainText(`a purge of the subject $O.${name}.C.${nuid} in the stream OBJ_${name}`)
  expect(await os.list()).toEqual([])
})

test('the server is killed on the way up and on the way down, and the object is whole', async ({ page, own }, info) => {
  const site = await own()
  const { name, os } = await bucketOf(site)
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await open(page, site, `/objects/${name}?object=x`)
  const { path, data } = fileOnDisk(info, 'x', 45 * MB)
  const killAt = async (share: number) => {
    await reached(page, 'x', share)
    await site.server.kill()
    await expect(transfer(page, 'x')).toContainText('Waiting for the connection')
    await site.server.start()
  }
  await choose(page, path)
  await killAt(0.05)
  await expect(transfer(page, 'x')).toContainText('Done', { timeout: 60_000 })
  await reconnected(site)
  await expectStored(os, 'x', data)
  await expectNoOrphan(site, name, os)
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
  const begun = page.waitForEvent('download')
  await pane(page, 'x').getByRole('button', { name: 'Download' }).click()
  await killAt(0.02)
  expect(readFileSync(await (await begun).path()).equals(data)).toBe(true)
  await expect(transfer(page, 'x')).toContainText('Done, digest verified')
})

test('a replicated bucket changes its leader on the way up and on the way down', async ({ page, ownCluster }, info) => {
  const { site } = await ownCluster()
  const make = () => new Objm(site.js).create('R', { replicas: 3 })
  // Servers that have just met have no leader yet.
  await expect
    .poll(() =>
      make().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  const os = await new Objm(site.js).open('R')
  const stepDown = async () => {
    const leader = async () => (await site.jsm.streams.info('OBJ_R').catch(() => undefined))?.cluster?.leader
    const before = await leader()
    await site.nc.request('$JS.API.STREAM.LEADER.STEPDOWN.OBJ_R', '')
    await expect.poll(async () => ![before, undefined, ''].includes(await leader()), { intervals: [50] }).toBe(true)
  }
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await open(page, site, '/objects/R?object=x')
  const { path, data } = fileOnDisk(info, 'x', 45 * MB)
  await choose(page, path)
  await reached(page, 'x', 0.2)
  await stepDown()
  expect(await os.info('x')).toBeNull() // it was on the way
  await expect(transfer(page, 'x')).toContainText('Done', { timeout: 60_000 })
  await expectStored(os, 'x', data)
  await expectNoOrphan(site, 'R', os)
  await tray(page).getByRole('button', { name: 'Clear', exact: true }).click()
  const begun = page.waitForEvent('download')
  await pane(page, 'x').getByRole('button', { name: 'Download' }).click()
  await reached(page, 'x', 0.1)
  await stepDown()
  expect(readFileSync(await (await begun).path()).equals(data)).toBe(true)
  await expect(transfer(page, 'x')).toContainText('Done, digest verified')
})
