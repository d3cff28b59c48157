import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node'
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream'
import { test as base, type Page } from '@playwright/test'
import { startCluster } from '../scripts/nats/cluster.ts'
import { configOf } from '../scripts/nats/config.ts'
import { startServer, type NatsServer, type ServerOptions } from '../scripts/nats/server.ts'
import type { ServerVersion } from '../scripts/nats/versions.ts'
import type { Found } from '../scripts/nats/ways/way.ts'
import { serveDashboard, type WebServer } from '../scripts/web/serve.ts'

/** A server with the official client on it, and the dashboard preset to connect to it. */
export type Site = {
  server: NatsServer
  nc: NatsConnection
  js: JetStreamClient
  jsm: JetStreamManager
  web: WebServer
  /** Makes a stream with a name nobody else uses, deletes it at the end of the test. */
  stream: (config?: Partial<StreamConfig>) => Promise<{ name: string; subject: (rest: string) => string }>
}

type SiteOptions = Partial<ServerOptions> & {
  version?: ServerVersion
  /** For the official client. */
  user?: { user: string; pass: string } | undefined
  creds?: string | undefined
  /** What config.json says besides the connection's name and address. */
  preset?: object | undefined
}

/** Three servers in a cluster; the site is on the first. */
type OwnCluster = () => Promise<{ site: Site; nodes: NatsServer[] }>
type Own = (options?: SiteOptions) => Promise<Site>

/** The server of this worker, shared by tests that leave others alone. */
type WorkerFixtures = { shared: Site }
/** `site` is shared; `own` starts a server that a test may stop, slow down or configure. */
type TestFixtures = { site: Site; own: Own; ownCluster: OwnCluster; failures: string[] }

let names = 0
const prefix = `T${process.pid}`

function found(version: ServerVersion): Found {
  return (JSON.parse(process.env.WINDSOCK_SERVERS ?? '{}') as Record<ServerVersion, Found>)[version]
}

async function startSite({
  version = 'current',
  user,
  creds,
  preset,
  ...options
}: SiteOptions): Promise<Site & { end: () => Promise<void> }> {
  return siteOn(await startServer(found(version), { config: configOf(), ...options }), { user, creds, preset })
}

/** The dashboard and the official client for a server that runs. */
async function siteOn(
  server: NatsServer,
  { user, creds, preset }: Pick<SiteOptions, 'user' | 'creds' | 'preset'>,
): Promise<Site & { end: () => Promise<void> }> {
  const connection = { name: 'Test', url: server.wsUrl, ...preset }
  const web = await serveDashboard({ config: { connections: [connection], connect: 'Test' } })
  const authenticator = creds ? { authenticator: credsAuthenticator(new TextEncoder().encode(creds)) } : {}
  const nc = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 100, ...user, ...authenticator })
  const js = jetstream(nc)
  const jsm = await jetstreamManager(nc, { checkAPI: false })
  return {
    server,
    nc,
    js,
    jsm,
    web,
    stream: async (config = {}) => {
      const name = `${prefix}_${++names}`
      const root = name.toLowerCase()
      await jsm.streams.add({
        name,
        ...(config.mirror || config.sources ? {} : { subjects: [`${root}.>`] }),
        allow_direct: true,
        ...config,
      })
      return { name, subject: (rest) => `${root}.${rest}` }
    },
    end: async () => {
      await nc.close()
      await web.stop()
      await server.destroy()
    },
  }
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  shared: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, provide) => {
      const site = await startSite({})
      await provide(site)
      await site.end()
    },
    { scope: 'worker' },
  ],
  site: async ({ shared }, provide) => {
    const made: string[] = []
    await provide({
      ...shared,
      stream: async (config) => {
        const stream = await shared.stream(config)
        made.push(stream.name)
        return stream
      },
    })
    for (const name of made) await shared.jsm.streams.delete(name).catch(() => {}) // the test may have deleted it
  },
  own: async ({ page }, provide) => {
    const ends: (() => Promise<void>)[] = []
    await provide(async (options = {}) => {
      const site = await startSite(options)
      ends.push(site.end)
      return site
    })
    await page.close() // or it misses what is stopped under it
    for (const end of ends) await end()
  },
  ownCluster: async ({ page }, provide) => {
    const ends: (() => Promise<void>)[] = []
    await provide(async () => {
      const nodes = await startCluster(3)
      const site = await siteOn(nodes[0]!, {})
      ends.push(site.end, ...nodes.slice(1).map((n) => () => n.destroy()))
      return { site, nodes }
    })
    await page.close()
    for (const end of ends) await end()
  },
  /** Errors that no page may ever have; checked after every test. */
  failures: [
    async ({ page }, provide) => {
      const failures: string[] = []
      page.on('pageerror', (e) => failures.push(`uncaught: ${e.message}`))
      page.on('console', (m) => {
        if (m.type() === 'error' && !isNetworkNoise(m.text())) failures.push(`console: ${m.text()}`)
      })
      await provide(failures)
      base.expect(failures).toEqual([])
    },
    { auto: true },
  ],
})

/** The browser itself reports sockets that fail; a page cannot silence that, and dialling a dead server is no error of ours. */
function isNetworkNoise(text: string): boolean {
  return /WebSocket connection to|Failed to load resource|ERR_|blocked by CORS|Mixed Content/.test(text)
}

export { expect } from '@playwright/test'

/** Opens a page of the dashboard that the site serves, and waits until it is connected. */
export async function open(page: Page, site: Site, path: string): Promise<void> {
  await page.goto(site.web.url + path)
  await base.expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible()
}

/** Opens /connect without a preset, fills in the address and presses Connect after `fill` has done the rest. */
export async function tryToConnect(
  page: Page,
  webUrl: string,
  serverUrl: string,
  fill: (page: Page) => Promise<unknown> = async () => {},
) {
  await page.goto(`${webUrl}/connect`)
  await page.getByLabel('Server address').fill(serverUrl)
  await fill(page)
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
}

/** Chooses the way of signing in. */
export async function signInWith(page: Page, way: string) {
  await page.getByRole('combobox', { name: 'Credentials' }).click()
  await page.getByRole('option', { name: way }).click()
}
