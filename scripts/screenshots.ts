import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findChromium, launchFlags } from './browser/find.ts'
import { startDemo } from './demo/demo.ts'
import { root } from './lib/paths.ts'
import { configOf } from './nats/config.ts'
import { findServer } from './nats/find.ts'
import { startServer } from './nats/server.ts'
import { buildDashboard } from './web/build.ts'
import { serveDashboard } from './web/serve.ts'

const pages = [
  ['overview', '/', 'text=/Needs attention now|Nothing needs attention/'],
  ['streams', '/streams', 'text=ORDERS_MIRROR'],
  ['stream', '/streams/ORDERS', 'text=apac'],
  ['messages', '/streams/ORDERS/messages?at=last&desc=true&open=5990', '[role=tree]:has-text("customer")'],
  ['live', '/streams/TELEMETRY/messages?at=live&seq=1', '[role=grid]:has-text("telemetry")'],
] as const

await buildDashboard()
const server = await startServer(await findServer(), { config: configOf() })
const stopDemo = await startDemo(server.url)
const web = await serveDashboard({ config: { connections: [{ name: 'Demo', url: server.wsUrl }], connect: 'Demo' } })
const browser = await chromium.launch({ executablePath: await findChromium(), args: launchFlags() })
const out = join(root, 'docs', 'screenshots')
mkdirSync(out, { recursive: true })
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme })
    for (const [name, path, ready] of pages) {
      await page.goto(web.url + path)
      await page.locator(ready).first().waitFor()
      await page.screenshot({ path: join(out, `${name}-${colorScheme}.png`) })
    }
    await page.close()
  }
} finally {
  await browser.close()
  await stopDemo()
  await web.stop()
  await server.destroy()
}
console.log(`Screenshots are in ${out}`)
