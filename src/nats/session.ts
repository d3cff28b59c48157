import { connect, type ConnectionOptions, type Msg, type MsgHdrs, type NatsConnection, type NatsError } from 'nats.ws'
import { authenticatorOf } from './auth.ts'
import { answerLost, AppError, type PermissionContext } from './errors.ts'
import { inRows } from './socket-intake.ts'
import type { ConnectOptions } from './types.ts'

const DIAL_TIMEOUT_MS = 10_000
const PIECE_BYTES = 32 * 1024

export type Session = {
  nc: NatsConnection
  /** Resolves when the socket is gone, to the reason where the server gave one. */
  lost: Promise<NatsError | undefined>
  /** Drops the socket at once, without waiting for a peer that may be dead. */
  drop: () => void
  /** Publishes an empty message this very moment: nats.ws sends in a later turn, which a page that is going does not have. */
  sendNow: (subject: string, reply: string) => void
  /** Calls back when the socket is gone; returns the way to take that back. */
  onLost: (listener: () => void) => () => void
  /**
   * The same promise, rejected with `disconnected` as soon as the socket is gone. (Racing each answer with one promise that lives
   * as long as the session would keep every answer alive just as long.)
   */
  untilLost: <T>(answer: Promise<T>) => Promise<T>
}

/** nats.ws takes it, but leaves it out of its public options. */
type WithSocket = { wsFactory: (url: string) => Promise<{ socket: WebSocket; encrypted: boolean }> }

export type SessionEvents = { onPermission: (p: PermissionContext) => void }

/**
 * One connection to the server, from dial to loss. nats.ws could reconnect by itself, but it can neither be told to try now nor
 * say which try failed why, and it gives up after two equal authentication errors; so each session is a fresh connection, and
 * connection.ts decides about the next. Throws what nats.ws throws, or an AppError for unusable credentials.
 */
export async function dial(options: ConnectOptions, events: SessionEvents): Promise<Session> {
  const authenticator = authenticatorOf(options.auth)
  let socket: WebSocket | undefined
  let opened = false
  let speaksNats = false
  let nc: NatsConnection
  try {
    const settings: ConnectionOptions & WithSocket = {
      servers: options.url,
      name: 'Windsock',
      reconnect: false,
      ignoreClusterUpdates: true,
      noAsyncTraces: true,
      timeout: DIAL_TIMEOUT_MS,
      // Our own heartbeat (connection.ts) notices a dead link sooner; this is only a second net.
      pingInterval: 30_000,
      ...(authenticator ? { authenticator } : {}),
      ...(options.inboxPrefix ? { inboxPrefix: options.inboxPrefix } : {}),
      // Our own socket, since nats.ws leaves its socket open when a browser refuses the close code it uses.
      wsFactory: async (url) => {
        socket = inPieces(inRows(new WebSocket(url)))
        socket.addEventListener('open', () => (opened = true))
        socket.addEventListener('message', (m) => (speaksNats = isGreeting(m.data)), { once: true })
        return { socket, encrypted: url.startsWith('wss:') }
      },
    }
    nc = await connect(settings)
  } catch (e) {
    socket?.close()
    const { code, message } = e as NatsError
    if (opened && !speaksNats && (code === undefined || code === 'TIMEOUT')) {
      throw new AppError('unreachable', `A WebSocket opened at ${options.url}, but it does not speak NATS`, {
        cause: e,
        next: 'Check the address: it should be the `websocket` listener of a nats-server',
      })
    }
    // A server that greets and then closes (it is full, it shuts down) gives its reason with the close, which has no code.
    if (speaksNats && code === undefined) throw closedByServer(message, e)
    throw e
  }

  let drop = () => {}
  const lost = new Promise<NatsError | undefined>((resolve) => {
    drop = () => {
      resolve(undefined)
      socket?.close()
      void nc.close().catch(() => {})
    }
    socket?.addEventListener('close', () => resolve(undefined))
    void nc.closed().then((e) => resolve(e as NatsError | undefined))
  })
  // A whole command, so it fits between any two that nats.ws sends.
  const sendNow = (subject: string, reply: string) => socket?.send(new TextEncoder().encode(`PUB ${subject} ${reply} 0\r\n\r\n`))
  const listeners = new Set<() => void>()
  let isLost = false
  void lost.then(() => {
    isLost = true
    for (const listener of listeners) listener()
    listeners.clear()
  })
  const onLost = (listener: () => void) => {
    if (isLost) listener()
    else listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const untilLost = <T>(answer: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const forget = onLost(() => reject(answerLost()))
      void answer.then(resolve, reject).finally(forget)
    })
  void watchStatus(nc, events)
  return { nc, lost, drop, sendNow, onLost, untilLost }
}

/**
 * With compression nats-server (2.15.1; 2.10 did not) takes no WebSocket message that unpacks to more than max_payload, and hangs up
 * without a word: a payload of that very size would not pass with the line before it, nor would several that nats.ws sends at once.
 * To the server the messages are one stream, so they may be cut anywhere.
 */
function inPieces(socket: WebSocket): WebSocket {
  const send = socket.send.bind(socket)
  socket.send = (data: Parameters<WebSocket['send']>[0]) => {
    if (!(data instanceof ArrayBuffer) || data.byteLength <= PIECE_BYTES) return send(data) // nats.ws sends no other kind
    for (let i = 0; i < data.byteLength; i += PIECE_BYTES)
      send(new Uint8Array(data, i, Math.min(PIECE_BYTES, data.byteLength - i)))
  }
  return socket
}

/** The server's own reason for hanging up. */
export function closedByServer(reason: string, cause: unknown): AppError {
  const words = reason.replaceAll("'", '') || 'it gave no reason'
  return new AppError('unavailable', `The server closed the connection: ${words}`, {
    cause,
    next: 'Look at the limits and the log of the server',
  })
}

function isGreeting(data: unknown): boolean {
  const text = data instanceof ArrayBuffer ? new TextDecoder().decode(data.slice(0, 5)) : String(data)
  return text.startsWith('INFO ')
}

async function watchStatus(nc: NatsConnection, events: SessionEvents): Promise<void> {
  for await (const s of nc.status()) {
    const context = (s as { permissionContext?: PermissionContext }).permissionContext
    if (context) events.onPermission(context)
  }
}

/** What nats.ws, frozen at 1.30, holds of a message: the bytes as they came, before anything is made of them. */
type Unread = { _msg: { subject: Uint8Array; reply?: Uint8Array; hdr: number }; _rdata?: Uint8Array }

const NOTHING = new Uint8Array()

/**
 * A message as it came, without the types of nats.ws. Everything is read out only when asked for: most readers want little of
 * it, a hundred thousand times a second. `data` is a view into the socket's frame: copy what is kept.
 */
export class RawMessage {
  private readonly m: Msg

  constructor(m: Msg) {
    this.m = m
  }

  get subject(): string {
    return this.m.subject
  }

  /** The bytes of the parts, views all of them: to be looked at or copied without making strings. */
  get bytes(): { subject: Uint8Array; reply: Uint8Array; body: Uint8Array; headerLength: number } {
    const { _msg: head, _rdata: body } = this.m as unknown as Unread
    return {
      subject: head.subject,
      reply: head.reply ?? NOTHING,
      body: body ?? NOTHING,
      headerLength: head.hdr > 0 ? head.hdr : 0,
    }
  }

  /** Only the reply's bytes. */
  get replyBytes(): Uint8Array {
    return (this.m as unknown as Unread)._msg.reply ?? NOTHING
  }

  get reply(): string | undefined {
    return this.m.reply || undefined
  }

  get data(): Uint8Array {
    return this.m.data
  }

  /** Of a message without payload that only carries a status: 100, 204, 404, 408, 409, 503. */
  get status(): number | undefined {
    const h = this.m.headers
    return h?.hasError || h?.code ? h.code : undefined
  }

  get statusText(): string | undefined {
    return this.m.headers?.description
  }

  header(name: string): string | undefined {
    return this.m.headers?.last(name) || undefined
  }

  headers(): [string, string][] {
    const h: MsgHdrs | undefined = this.m.headers
    return h ? [...h].flatMap(([name, values]) => values.map((v): [string, string] => [name, v])) : []
  }
}
