import { AppError } from './errors.ts'
import { closedByServer } from './session.ts'
import { probeHttp, probeMonitoring, probeWebSocket } from './probe.ts'
import type { ConnectOptions, LinkError } from './types.ts'

/**
 * Says why a connection failed. A browser gives no reason for a WebSocket that does not open, so the address is probed in other
 * ways (the other scheme, plain HTTP); what still cannot be told apart is listed as causes, the most likely first. `lastTry` is
 * what the try before this one was found to have failed with.
 */
export async function diagnose(options: ConnectOptions, e: unknown, lastTry?: LinkError): Promise<AppError> {
  if (e instanceof AppError) return e
  const { code, message } = e as { code?: string; message?: string }
  if (code === 'AUTHORIZATION_VIOLATION' || code === 'BAD_AUTHENTICATION') return refused(options, e)
  if (code === 'AUTHENTICATION_EXPIRED' || code === 'ACCOUNT_EXPIRED') {
    return new AppError('auth', 'The server says that these credentials have expired', { next: 'Ask for fresh ones', cause: e })
  }
  if (code === 'AUTHENTICATION_TIMEOUT') {
    return new AppError('unavailable', 'The server did not check the credentials in time', {
      cause: e,
      next: 'It may be busy: try again',
    })
  }
  if (code === 'NATS_PROTOCOL_ERR' && message) return closedByServer(message, e)
  // The first try of an outage has been looked into; probing at each further one would only burden a server that is coming up.
  if (lastTry?.kind === 'unreachable') return new AppError(lastTry.kind, lastTry.message, { ...lastTry, cause: e })
  const url = new URL(options.url)
  if (isMixedContent(url)) {
    return new AppError('mixed-content', `This page came over https, and a browser then forbids plain ws:// to ${url.host}`, {
      cause: e,
      next: 'Use wss:// (the server needs a certificate), or open Windsock over http',
    })
  }
  return unreachable(url, e)
}

function refused({ auth }: ConnectOptions, cause: unknown): AppError {
  const what: Record<typeof auth.kind, string> = {
    none: 'The server asks for credentials, and none were given',
    password: `The server refused user ${auth.kind === 'password' ? auth.user : ''} with this password`,
    token: 'The server refused this token',
    nkey: 'The server refused this NKey',
    creds: 'The server refused these credentials: they may be revoked, of another operator, or their account unknown',
  }
  return new AppError('auth', what[auth.kind], { cause, next: 'Check the credentials and the way of signing in' })
}

/** https page, ws:// address, and not this machine: browsers exempt loopback. */
export function isMixedContent(url: URL): boolean {
  const page = (globalThis as { location?: { protocol: string } }).location
  return page?.protocol === 'https:' && url.protocol === 'ws:' && !isLoopback(url.hostname)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || host.startsWith('127.')
}

async function unreachable(url: URL, cause: unknown): Promise<AppError> {
  const secure = url.protocol === 'wss:'
  const other = new URL(url)
  other.protocol = secure ? 'ws:' : 'wss:'
  if (!isMixedContent(other) && (await probeWebSocket(other.href))) return wrongScheme(url, other, cause)
  if (await probeMonitoring(url)) {
    return new AppError('unreachable', `Port ${portOf(url)} of ${url.hostname} is the monitoring port of a nats-server`, {
      cause,
      next: 'Use the port of its `websocket { }` block',
    })
  }
  const web = await probeHttp(url)
  return new AppError(
    'unreachable',
    web ? `${url.host} answers, but refused the WebSocket` : `No WebSocket opened at ${url.host}`,
    {
      cause,
      causes: web ? causesBehindHttp(url, secure) : causesOfSilence(url, secure),
      next: 'A browser does not say which of these it is: check them in this order',
    },
  )
}

function wrongScheme(url: URL, other: URL, cause: unknown): AppError {
  const use = `Connect to ${other.protocol}//${other.host}`
  return url.protocol === 'ws:'
    ? new AppError('tls', `${url.host} speaks TLS, and ws:// is plain`, { cause, next: use })
    : new AppError('tls', `${url.host} speaks plain ws, and wss:// wants TLS`, { cause, next: use })
}

function pageOrigin(): string {
  return (globalThis as { location?: { origin: string } }).location?.origin ?? 'this page'
}

function causesBehindHttp(url: URL, secure: boolean): string[] {
  return [
    `The server does not accept pages from ${pageOrigin()}: add it to allowed_origins in its websocket block (or remove same_origin)`,
    ...(secure ? [] : [`It speaks TLS with a certificate that this browser does not trust: try wss://${url.host}`]),
    'It is not a nats-server, but some other web server',
    'A proxy in front of it does not pass the WebSocket upgrade on',
  ]
}

function causesOfSilence(url: URL, secure: boolean): string[] {
  const port = portOf(url)
  const nothing = `Nothing listens at ${url.hostname} port ${port}: is the server running, and does it have a websocket block?`
  const plainNats = `Port ${port} is the port for NATS clients (usually 4222), not the websocket port`
  const certificate = `The certificate is not trusted by this browser: open https://${url.host} once; "Bad Request" is the healthy answer`
  const ordered = port === '4222' ? [plainNats, nothing] : [nothing, plainNats]
  if (secure) ordered.splice(port === '4222' ? 2 : 1, 0, certificate)
  return [...ordered, 'The name cannot be resolved, or a firewall is in between']
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'wss:' ? '443' : '80')
}
