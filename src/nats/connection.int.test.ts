import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { expect, test } from 'vitest'
import { freePorts } from '../../scripts/lib/ports.ts'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, official, onEnd, ours, server, until } from '../../scripts/testing/harness.ts'
import { reconnected } from '../../scripts/testing/official.ts'
import { credsFile, operatorConfig } from '../../scripts/testing/jwt.ts'
import { faultyProxy } from '../../scripts/testing/proxy.ts'
import { selfSigned } from '../../scripts/testing/tls.ts'
import { api } from './api.ts'
import { openConnection, settled } from './connection.ts'
import { diagnose } from './diagnose.ts'
import { readForward } from './messages.ts'
import { publishMessage } from './publish.ts'
import { getStream } from './streams.ts'
import type { Auth, Link, LinkError } from './types.ts'

cleanUpAtEnd()

const none: Auth = { kind: 'none' }

async function failure(url: string, auth: Auth = none, more: { inboxPrefix?: string; domain?: string } = {}): Promise<LinkError> {
  const conn = openConnection({ url, auth, ...more })
  const link = await settled(conn)
  conn.close()
  if (link.state !== 'failed') throw new Error(`expected a failure, but the link is ${link.state}`)
  return link.error
}

const users = configOf({
  extra: `accounts {
    APP { jetstream: enabled, users: [
      { user: ops, password: secret },
      { user: limited, password: secret, permissions: { publish: { deny: "$JS.API.STREAM.LIST" } } },
      { user: inboxed, password: secret, permissions: { subscribe: "_INBOX_dash.>" } },
    ] }
    BARE { users: [{ user: bare, password: secret }] }
  }`,
})

test('opens, measures the round trip and knows the server', async () => {
  const s = await server()
  const conn = await ours(s)
  expect(conn.server).toMatchObject({ name: s.name, version: s.version })
  expect(conn.server!.apiLevel).toBeGreaterThanOrEqual(1)
  await until(() => conn.link.state === 'open' && conn.link.rttMs !== undefined)
})

test('nothing listens: the causes are listed, that one first', async () => {
  const [port] = await freePorts(1)
  const e = await failure(`ws://127.0.0.1:${port}`)
  expect(e.kind).toBe('unreachable')
  expect(e.causes?.[0]).toMatch(/^Nothing listens at 127\.0\.0\.1/)
  expect(e.next).toMatch(/check them in this order/)
})

test('the port for NATS clients is not a WebSocket port', async () => {
  const s = await server()
  const e = await failure(s.url.replace('nats:', 'ws:'))
  expect(e.causes?.join()).toMatch(/port for NATS clients/)
})

test('another web server, and a WebSocket that is not NATS', async () => {
  const web = createServer((_, reply) => reply.end('hello'))
  onEnd(() => new Promise<void>((resolve) => web.close(() => resolve())))
  const port = await listen(web)
  const e = await failure(`ws://127.0.0.1:${port}`)
  expect(e.message).toMatch(/answers, but refused the WebSocket/)
  expect(e.causes?.join()).toMatch(/some other web server/)

  const { WebSocketServer } = await import('ws')
  const echo = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onEnd(() => echo.close())
  await new Promise((resolve) => echo.once('listening', resolve))
  echo.on('connection', (socket) => socket.send('hello\r\n'))
  const strange = await failure(`ws://127.0.0.1:${(echo.address() as { port: number }).port}`)
  expect(strange.message).toMatch(/does not speak NATS/)
})

test('TLS where plain was asked, and the reverse', async () => {
  const { cert, key } = selfSigned()
  const secure = await server({
    files: { 'cert.pem': cert, 'key.pem': key },
    config: (c) => configOf({ websocket: `tls { cert_file: "${c.file('cert.pem')}", key_file: "${c.file('key.pem')}" }` })(c),
  })
  // This process trusts no self-signed certificate, as a browser does not: then only the causes can be listed.
  const distrusted = await failure(`ws://127.0.0.1:${secure.wsPort}`)
  expect(distrusted.causes?.join()).toMatch(/speaks TLS with a certificate that this browser does not trust/)
  const untrusted = await failure(`wss://127.0.0.1:${secure.wsPort}`)
  expect(untrusted.causes?.join()).toMatch(/certificate is not trusted/)

  const plain = await server()
  const e = await failure(`wss://127.0.0.1:${plain.wsPort}`)
  expect(e).toMatchObject({
    kind: 'tls',
    message: expect.stringMatching(/speaks plain ws/),
    next: expect.stringMatching(/ws:\/\/127/),
  })
})

test('the monitoring port is recognised', async () => {
  const [port] = (await freePorts(1)) as [number]
  const s = await server({ config: configOf({ extra: `http: "127.0.0.1:${port}"` }) })
  if (s.kind === 'docker' && process.platform !== 'linux') return // there the container does not publish this port
  expect((await failure(`ws://127.0.0.1:${port}`)).message).toMatch(/monitoring port/)
})

test('credentials that are refused, missing, or cannot be right', async () => {
  const s = await server({ config: users })
  expect(await failure(s.wsUrl)).toMatchObject({ kind: 'auth', message: expect.stringMatching(/none were given/) })
  expect(await failure(s.wsUrl, { kind: 'password', user: 'ops', pass: 'wrong' })).toMatchObject({
    kind: 'auth',
    message: expect.stringMatching(/refused user ops/),
  })
  expect((await failure(s.wsUrl, { kind: 'token', token: 'x' })).message).toMatch(/refused this token/)
  expect((await failure(s.wsUrl, { kind: 'nkey', seed: 'SUwrong' })).message).toMatch(/NKey seed is damaged/)
  const wrongChecksum = `SUAA${'A'.repeat(54)}`
  expect((await failure(s.wsUrl, { kind: 'nkey', seed: wrongChecksum })).message).toMatch(/NKey seed is damaged/)
  expect((await failure(s.wsUrl, { kind: 'creds', text: 'no creds' })).message).toMatch(/not a \.creds file/)
})

test('JWT credentials: good, expired, and of a stranger', async () => {
  const { config, account } = await operatorConfig()
  const s = await server({ config })
  const good = await ours(s, { auth: { kind: 'creds', text: await credsFile(account, 'sofia') } })
  expect(good.user).toBe('sofia')
  const expired = await failure(s.wsUrl, { kind: 'creds', text: await credsFile(account, 'sofia', -60) })
  expect(expired).toMatchObject({ kind: 'auth', message: expect.stringMatching(/credentials of sofia expired on 20/) })
  const stranger = await operatorConfig()
  const e = await failure(s.wsUrl, { kind: 'creds', text: await credsFile(stranger.account, 'eve') })
  expect(e.message).toMatch(/refused these credentials/)
})

test('a token and an NKey open the door', async () => {
  const { createUser } = await import('@nats-io/nkeys')
  const user = createUser()
  const seed = new TextDecoder().decode(user.getSeed())
  const nkeyed = await server({ config: configOf({ extra: `authorization { users: [{ nkey: ${user.getPublicKey()} }] }` }) })
  await ours(nkeyed, { auth: { kind: 'nkey', seed } })
  const tokened = await server({ config: configOf({ extra: 'authorization { token: "let-me-in" }' }) })
  await ours(tokened, { auth: { kind: 'token', token: 'let-me-in' } })
})

test('JetStream off for the server, for the account, or at another domain', async () => {
  const off = await server({ config: configOf({ jetstream: false }) })
  expect(await failure(off.wsUrl)).toMatchObject({ kind: 'no-jetstream', message: 'JetStream is not enabled on this server' })
  const s = await server({ config: users })
  const bare = await failure(s.wsUrl, { kind: 'password', user: 'bare', pass: 'secret' })
  expect(bare).toMatchObject({ kind: 'no-jetstream', message: 'JetStream is not enabled for this account' })
  const elsewhere = await failure(s.wsUrl, { kind: 'password', user: 'ops', pass: 'secret' }, { domain: 'hub' })
  expect(elsewhere.message).toMatch(/No JetStream answers at \$JS\.hub\.API/)
})

test('a JetStream domain is asked at its own prefix', async () => {
  const s = await server({ config: configOf({ jetstream: 'domain: hub' }) })
  const conn = await ours(s, { domain: 'hub' })
  expect((await api(conn, 'INFO')).domain).toBe('hub')
})

test('a server older than 2.10 is refused by its version', async () => {
  const s = await server({}, 'ancient')
  expect(await failure(s.wsUrl)).toMatchObject({
    kind: 'too-old',
    message: expect.stringMatching(/nats-server 2\.9\.\d+; Windsock needs 2\.10/),
  })
})

test('missing permissions are named', async () => {
  const s = await server({ config: users })
  const conn = await ours(s, { auth: { kind: 'password', user: 'limited', pass: 'secret' } })
  await expect(api(conn, 'STREAM.LIST')).rejects.toThrow(
    'Permission to publish on $JS.API.STREAM.LIST is missing for user limited',
  )
  const inboxed = await failure(s.wsUrl, { kind: 'password', user: 'inboxed', pass: 'secret' })
  expect(inboxed.next).toMatch(/inbox prefix/)
  await ours(s, { auth: { kind: 'password', user: 'inboxed', pass: 'secret' }, inboxPrefix: '_INBOX_dash' })
})

test('comes back after a kill, re-subscribes, and refuses writes meanwhile', async () => {
  const s = await server()
  const conn = await ours(s)
  const heard: string[] = []
  conn.subscribe('news', { onMessage: (m) => heard.push(new TextDecoder().decode(m.data)) })
  const links: Link['state'][] = []
  conn.onLink((link) => links.push(link.state))

  const inFlight = conn.request('nobody.answers.late', '', { timeoutMs: 30_000 }).catch((e: Error) => e.message)
  const them = await official(s)
  const { nc, jsm } = them
  nc.subscribe('nobody.answers.late')
  await jsm.streams.add({ name: 'S', subjects: ['s.>'] })
  await s.kill()
  await until(() => conn.link.state === 'reconnecting')
  await expect(publishMessage(conn, 's.a', new Uint8Array())).rejects.toMatchObject({ kind: 'disconnected' })
  expect(await inFlight).toMatch(/Not connected|Nobody listens/)

  await s.start()
  await until(() => conn.link.state === 'open')
  await reconnected(them)
  await conn.request('$JS.API.INFO')
  nc.publish('news', 'again')
  await until(() => heard.includes('again'))
  expect(links).toContain('reconnecting')
  expect((await jsm.streams.info('S')).state.messages).toBe(0)
})

test('a silent server is noticed within 30 s, and found again', async () => {
  const s = await server()
  const conn = await ours(s)
  const since = Date.now()
  await s.pause()
  await until(() => conn.link.state === 'reconnecting', 30_000)
  expect(Date.now() - since).toBeLessThan(30_000)
  await s.resume()
  await until(() => conn.link.state === 'open', 30_000)
})

test('a password that is changed meanwhile ends in a sentence, not in a loop', async () => {
  const auth = (pass: string) => configOf({ extra: `authorization { user: ops, password: "${pass}" }` })
  const s = await server({ config: auth('one') })
  const conn = await ours(s, { auth: { kind: 'password', user: 'ops', pass: 'one' } })
  await s.reload(auth('two'))
  await until(() => conn.link.state === 'failed')
  expect(conn.link).toMatchObject({ state: 'failed', error: { kind: 'auth' } })
})

test('a link that opens and drops at once is dialled with growing pauses', async () => {
  const s = await server()
  const broken = await faultyProxy(s.wsPort, { cutAfterMs: 300 })
  const conn = openConnection({ url: `ws://127.0.0.1:${broken.port}`, auth: none }, { persist: true })
  onEnd(() => conn.close())
  await until(() => broken.dials() >= 4)
  const dials = broken.dials()
  const since = Date.now()
  await until(() => conn.link.state === 'reconnecting' && conn.link.attempt >= 5, 30_000)
  expect(broken.dials() - dials).toBeLessThan(6)
  expect(Date.now() - since).toBeGreaterThan(1000)
})

test('a slow link is not taken for a silent one while anything arrives', async () => {
  const s = await server()
  const { js, jsm } = await official(s)
  await jsm.streams.add({ name: 'BIG', subjects: ['big'], allow_direct: true })
  for (let i = 0; i < 4; i++) await js.publish('big', randomBytes(600_000)) // random: compression must not shorten it
  const slow = await faultyProxy(s.wsPort, { bytesPerSecond: 150_000 })
  const conn = openConnection({ url: `ws://127.0.0.1:${slow.port}`, auth: none })
  onEnd(() => conn.close())
  await settled(conn)
  const states: string[] = []
  conn.onLink((link) => states.push(link.state))
  const { messages } = await readForward(conn, await getStream(conn, 'BIG'), 1n, 10)
  expect(messages).toHaveLength(4)
  expect(states).not.toContain('reconnecting')
  expect(slow.dials()).toBe(1)
})

test('what the server gives as its reason is shown', async () => {
  const s = await server({ config: configOf({ extra: 'max_connections: 1' }) })
  // What asked whether the server is up may still count as its one connection.
  await until(() => official(s, { timeout: 2000 }).catch(() => undefined))
  // It hangs up right behind its reason, which can be lost with the connection.
  const refused = await until(async () => {
    const e = await failure(s.wsUrl)
    return /no reason/.test(e.message) ? undefined : e
  })
  expect(refused).toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/maximum connections exceeded/i),
  })
  const slow = await diagnose({ url: s.wsUrl, auth: none }, { code: 'AUTHENTICATION_TIMEOUT' })
  expect(slow.kind).toBe('unavailable') // not final, and not the password's fault
})

test('a connection that is closed while it opens leaves nothing behind', async () => {
  const s = await server()
  const { nc } = await official(s)
  const count = async () => {
    const reply = await nc.request('$SYS.REQ.ACCOUNT.PING.CONNZ')
    return reply.json<{ data: { num_connections: number } }>().data.num_connections
  }
  const before = await count()
  for (let i = 0; i < 10; i++) {
    const conn = openConnection({ url: s.wsUrl, auth: none })
    setTimeout(() => conn.close(), i * 5)
    await until(() => conn.link.state === 'closed')
  }
  await until(async () => (await count()) === before)
})

test('a listener that throws does not kill the connection', async () => {
  const s = await server()
  const conn = await ours(s)
  const failures: string[] = []
  conn.subscribe('boom', {
    onMessage: () => {
      throw new Error('bug in a listener')
    },
    onError: (e) => failures.push(e.message),
  })
  const { nc } = await official(s)
  await conn.request('$JS.API.INFO') // the subscription has reached the server
  nc.publish('boom')
  await until(() => failures.length > 0)
  expect(failures).toEqual(['bug in a listener'])
  await conn.request('$JS.API.INFO')
})

function listen(web: Server): Promise<number> {
  return new Promise((resolve) => web.listen(0, '127.0.0.1', () => resolve((web.address() as { port: number }).port)))
}
