import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { Objm } from '@nats-io/obj'
import { chromium, type Browser } from '@playwright/test'
import { expect, test } from 'vitest'
import { findChromium, launchFlags } from '../../scripts/browser/find.ts'
import { cleanUpAtEnd, official, onEnd, server } from '../../scripts/testing/harness.ts'
import { buildDashboard } from '../../scripts/web/build.ts'
import { serveDashboard } from '../../scripts/web/serve.ts'

cleanUpAtEnd()

/** `SOAK_MIB=100` for a quick look. */
const MIB = 1024 * 1024
const SIZE = Number(process.env.SOAK_MIB ?? 1024) * MIB
const PIECE = 4 * MIB
/** Of all processes that run the page, its workers and its service worker: what is done with is freed late, at some time. */
const MOST_MORE = 256 * MIB
/** From the first half of the way to the second; all of it kept would be half of the object. */
const MOST_GROWN = 96 * MIB

function generated(): ReadableStream<Uint8Array> {
  const piece = Buffer.alloc(PIECE)
  for (let i = 0; i < PIECE; i++) piece[i] = (i * 7 + (i >> 8)) & 255
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= SIZE) return controller.close()
      piece.writeDoubleLE(at)
      controller.enqueue(new Uint8Array(piece))
      at += PIECE
    },
  })
}

/** What the processes of pages hold in memory, in bytes. */
async function pageMemory(browser: Browser): Promise<number> {
  const cdp = await browser.newBrowserCDPSession()
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo')
  await cdp.detach()
  let sum = 0
  for (const { type, id } of processInfo) {
    if (type !== 'renderer') continue
    const status = readFileSync(`/proc/${id}/status`, 'utf8')
    sum += Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  }
  return sum
}

test(
  'a large object goes through the service worker to disk in memory that does not grow with it',
  { timeout: 1_800_000 },
  async () => {
    await buildDashboard()
    const s = await server()
    const { nc } = await official(s)
    const info = await (await new Objm(nc).create('B')).put({ name: 'big' }, generated())
    const web = await serveDashboard({ config: { connections: [{ name: 'Soak', url: s.wsUrl }], connect: 'Soak' } })
    onEnd(() => web.stop())
    const browser = await chromium.launch({ executablePath: await findChromium(), args: launchFlags() })
    onEnd(() => browser.close())
    const page = await browser.newPage()
    await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
    await page.goto(`${web.url}/objects/B?object=big`)
    const button = page.getByRole('region', { name: 'Object big' }).getByRole('button', { name: 'Download' })
    await button.waitFor()
    const before = await pageMemory(browser)
    const begun = page.waitForEvent('download')
    await button.click()
    const download = await begun
    const samples: number[] = []
    const path = download.path()
    let isDone = false
    void path.finally(() => (isDone = true))
    while (!isDone) {
      samples.push(await pageMemory(browser))
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const hash = createHash('sha256')
    for await (const part of createReadStream(await path)) hash.update(part as Buffer)
    const text = `SHA-256=${hash.digest('base64').replaceAll('+', '-').replaceAll('/', '_')}`
    expect(text).toBe(info.digest)
    await page.getByText('Done, digest verified').waitFor()
    const half = samples.length >> 1
    const [first, second] = [Math.max(...samples.slice(0, half)), Math.max(...samples.slice(half))]
    expect(Math.max(first, second) - before, 'more than before').toBeLessThan(MOST_MORE)
    expect(second - first, 'grown').toBeLessThan(MOST_GROWN)
  },
)
