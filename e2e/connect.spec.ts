import { readFileSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { freePorts } from '../scripts/lib/ports.ts'
import { configOf } from '../scripts/nats/config.ts'
import { credsFile, operatorConfig } from '../scripts/testing/jwt.ts'
import { selfSigned } from '../scripts/testing/tls.ts'
import { serveDashboard } from '../scripts/web/serve.ts'
import { expect, signInWith, test, tryToConnect } from './fixtures.ts'

const users = configOf({
  extra: `accounts {
    APP { jetstream: enabled, users: [
      { user: ops, password: secret }
      { user: inboxed, password: secret, permissions: { subscribe: "_INBOX_dash.>" } }
    ] }
    BARE { users: [{ user: bare, password: secret }] }
  }`,
})

const problem = (page: Page) => page.getByRole('main').getByRole('alert')
const password = (user: string, pass: string) => async (page: Page) => {
  await signInWith(page, 'User and password')
  await page.getByLabel('User', { exact: true }).fill(user)
  await page.getByRole('textbox', { name: 'Password' }).fill(pass)
}

test('nothing listens: the causes are listed, the likeliest first', async ({ page, site }) => {
  const [port] = await freePorts(1)
  await tryToConnect(page, site.web.url, `ws://127.0.0.1:${port}`)
  await expect(problem(page)).toContainText(`No WebSocket opened at 127.0.0.1:${port}`)
  await expect(problem(page).getByRole('listitem').first()).toContainText('Nothing listens')
  await expect(problem(page)).toContainText('check them in this order')
})

test('the port for NATS clients is among the causes', async ({ page, site }) => {
  await tryToConnect(page, site.web.url, site.server.url.replace('nats:', 'ws:'))
  await expect(problem(page)).toContainText('is the port for NATS clients')
})

test('a refused origin is named with what to put into the configuration', async ({ page, own }) => {
  const strict = await own({
    config: configOf({ websocket: 'no_tls: true\n allowed_origins: ["https://dashboard.example.com"]' }),
  })
  await tryToConnect(page, strict.web.url, strict.server.wsUrl)
  await expect(problem(page)).toContainText('refused the WebSocket')
  await expect(problem(page).getByRole('listitem').first()).toContainText(`${strict.web.url}: add it to allowed_origins`)
})

test('TLS where plain was asked, a certificate that is not trusted, and plain where TLS was asked', async ({
  page,
  site,
  own,
  browser,
}) => {
  const { cert, key } = selfSigned()
  const secure = await own({
    files: { 'cert.pem': cert, 'key.pem': key },
    config: (c) => configOf({ websocket: `tls { cert_file: "${c.file('cert.pem')}", key_file: "${c.file('key.pem')}" }` })(c),
  })
  await tryToConnect(page, site.web.url, `wss://127.0.0.1:${secure.server.wsPort}`)
  await expect(problem(page)).toContainText('The certificate is not trusted by this browser')

  await tryToConnect(page, site.web.url, site.server.wsUrl.replace('ws:', 'wss:'))
  await expect(problem(page)).toContainText('speaks plain ws, and wss:// wants TLS')
  await expect(problem(page)).toContainText(`Connect to ${site.server.wsUrl}`)

  const trusting = await browser.newContext({ ignoreHTTPSErrors: true })
  const other = await trusting.newPage()
  await tryToConnect(other, site.web.url, `ws://127.0.0.1:${secure.server.wsPort}`)
  await expect(problem(other)).toContainText('speaks TLS, and ws:// is plain')
  await other.getByLabel('Server address').fill(`wss://127.0.0.1:${secure.server.wsPort}`)
  await other.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await expect(other.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await trusting.close()
})

test('mixed content is told before anything is tried', async ({ browser }) => {
  const web = await serveDashboard({ config: { connections: [] }, tls: selfSigned() })
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await tryToConnect(page, web.url, 'ws://nats.windsock.test:9222')
  await expect(problem(page)).toContainText(
    'This page came over https, and a browser then forbids plain ws:// to nats.windsock.test:9222',
  )
  await context.close()
  await web.stop()
})

test('wrong and missing credentials, and what was typed is kept', async ({ page, own }) => {
  const site = await own({ config: users, user: { user: 'ops', pass: 'secret' } })
  await tryToConnect(page, site.web.url, site.server.wsUrl)
  await expect(problem(page)).toContainText('The server asks for credentials, and none were given')
  await tryToConnect(page, site.web.url, site.server.wsUrl, password('ops', 'wrong'))
  await expect(problem(page)).toContainText('The server refused user ops with this password')
  await expect(page.getByLabel('User', { exact: true })).toHaveValue('ops')
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('wrong')
  await page.getByRole('textbox', { name: 'Password' }).fill('secret')
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('JetStream off for the account or for the server', async ({ page, own }) => {
  const site = await own({ config: users, user: { user: 'ops', pass: 'secret' } })
  await tryToConnect(page, site.web.url, site.server.wsUrl, password('bare', 'secret'))
  await expect(problem(page)).toContainText('JetStream is not enabled for this account')
  const off = await own({ config: configOf({ jetstream: false }) })
  await tryToConnect(page, off.web.url, off.server.wsUrl)
  await expect(problem(page)).toContainText('JetStream is not enabled on this server')
})

test('a restricted user is told to set the inbox prefix, and it works with it', async ({ page, own }) => {
  const site = await own({ config: users, user: { user: 'ops', pass: 'secret' } })
  await tryToConnect(page, site.web.url, site.server.wsUrl, password('inboxed', 'secret'))
  await expect(problem(page)).toContainText('Set the inbox prefix')
  await page.getByText('More', { exact: true }).click()
  await page.getByLabel('Inbox prefix').fill('_INBOX_dash')
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
})

test('a server older than 2.10 is refused by its version', async ({ page, own }) => {
  const old = await own({ version: 'ancient' })
  await tryToConnect(page, old.web.url, old.server.wsUrl)
  await expect(problem(page)).toContainText(/This server is nats-server 2\.9\.\d+; Windsock needs 2\.10 or newer/)
})

test('.creds: picked, dropped, malformed and expired', async ({ page, own }, info) => {
  const { config, account } = await operatorConfig()
  const good = await credsFile(account, 'sofia')
  const site = await own({ config, creds: good, preset: { auth: 'creds' } })
  const file = (name: string, text: string) => {
    const path = info.outputPath(name)
    writeFileSync(path, text)
    return path
  }
  const pick = (path: string) => async () => {
    await signInWith(page, '.creds file')
    await page.locator('input[type=file]').setInputFiles(path)
  }
  await tryToConnect(page, site.web.url, site.server.wsUrl, pick(file('bad.creds', 'hello')))
  await expect(page.getByText('This is not a .creds file')).toBeVisible()

  await tryToConnect(page, site.web.url, site.server.wsUrl, pick(file('old.creds', await credsFile(account, 'sofia', -60))))
  await expect(problem(page)).toContainText('The credentials of sofia expired on')

  await tryToConnect(page, site.web.url, site.server.wsUrl, async () => {
    await signInWith(page, '.creds file')
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text], 'dropped.creds'))
      return transfer
    }, good)
    await page.getByLabel('Drop a .creds file here').dispatchEvent('drop', { dataTransfer: data })
    await expect(page.getByText('dropped.creds')).toBeVisible()
  })
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]))
  expect(kept).not.toContain(/BEGIN USER NKEY SEED-+\s+(\S+)/.exec(good)![1])
})

test('bad input is told at its field before anything is sent', async ({ page, site }) => {
  await tryToConnect(page, site.web.url, 'nats://127.0.0.1:4222')
  await expect(page.getByText('nats:// is for other clients')).toBeVisible()
  await tryToConnect(page, site.web.url, 'ws://ops:secret@127.0.0.1:1')
  await expect(page.getByText('Credentials do not belong into the address')).toBeVisible()
  await tryToConnect(page, site.web.url, site.server.wsUrl, async () => {
    await signInWith(page, 'NKey seed')
    await page.getByRole('textbox', { name: 'NKey seed' }).fill(`U${'A'.repeat(55)}`)
  })
  await expect(page.getByText('This is the public key')).toBeVisible()
})

test('a saved profile has no secret in it, and asks for it again', async ({ page, own }) => {
  const site = await own({ config: users, user: { user: 'ops', pass: 'secret' }, preset: { auth: 'password' } })
  await tryToConnect(page, site.web.url, site.server.wsUrl, async () => {
    await password('ops', 'secret')(page)
    await page.getByLabel('Name', { exact: true }).fill('Production')
    await page.getByLabel('Save this connection on this device').check()
  })
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  expect(page.url()).not.toContain('secret')
  const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]))
  expect(kept).toContain('Production')
  expect(kept).not.toContain('"secret"')

  await page.reload()
  await expect(page.getByRole('heading', { name: 'Connect to a server' })).toBeVisible()
  await page.getByRole('button', { name: 'Use Production' }).click()
  await expect(page.getByLabel('User', { exact: true })).toHaveValue('ops')
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('')
  await page.getByRole('button', { name: 'Forget Production' }).click()
  await expect(page.getByText('None yet')).toBeVisible()
})

test('a link that needs a connection first leads there after it', async ({ page, own }) => {
  const site = await own({ config: users, user: { user: 'ops', pass: 'secret' }, preset: { auth: 'password', user: 'ops' } })
  await site.stream({ name: 'LINKED', subjects: ['linked'] })
  await page.goto(`${site.web.url}/streams/LINKED`)
  await expect(page.getByRole('heading', { name: 'Connect to a server' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Password' }).fill('secret')
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  await expect(page.getByRole('heading', { name: 'LINKED' })).toBeVisible()
})

test('served with a strict policy, and nothing is fetched from elsewhere', async ({ page, site }) => {
  const foreign: string[] = []
  page.on('request', (r) => {
    if (!r.url().startsWith(site.web.url) && !r.url().startsWith('data:')) foreign.push(r.url())
  })
  const reply = await page.goto(site.web.url)
  await expect(page.getByRole('status', { name: 'Connection: Connected' })).toBeVisible()
  expect(foreign).toEqual([])
  const policy = reply!.headers()['content-security-policy']!
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
  const nginx = readFileSync(new URL('../deploy/nginx.conf', import.meta.url), 'utf8')
  expect(nginx).toContain(policy)
})
