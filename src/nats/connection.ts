import { createInbox, headers as newHeaders, type Msg, type MsgHdrs, type NatsError, type Subscription } from 'nats.ws'
import { backoff } from '~/lib/backoff.ts'
import { within } from '~/lib/within.ts'
import { userOf } from './auth.ts'
import { diagnose } from './diagnose.ts'
import { answerLost, AppError, disconnected, toAppError, type PermissionContext } from './errors.ts'
import { gather } from './gather.ts'
import { answers, roundTrip } from './round-trip.ts'
import { checkServer } from './server-check.ts'
import { dial, RawMessage, type Session } from './session.ts'
import type { ConnectOptions, Header, Link, LinkError, ServerInfo } from './types.ts'

const HEARTBEAT_MS = 5000
/** A session that has lasted this long counts as a good one. */
const SETTLED_MS = 10_000

export type Listener = { onMessage: (m: RawMessage) => void; onError?: (e: AppError) => void }

type Registered = Listener & { subject: string; active?: Subscription }

type Reconnecting = Extract<Link, { state: 'reconnecting' }>

let counter = 0

/**
 * Our connection: it outlives sockets. It dials for ever with backoff, notices a silent server within 20 s, re-subscribes
 * after a reconnect, and refuses to send while there is no link, because what nats.ws sends then is lost without a word.
 */
export class Connection {
  /** Different for every connection: the first part of every query key. */
  readonly id = `c${++counter}`
  readonly options: ConnectOptions
  /** The name for sentences, where the credentials tell it. */
  readonly user: string | undefined
  link: Link = { state: 'connecting' }
  private session: Session | undefined
  private readonly watchers = new Set<(link: Link) => void>()
  private readonly subscriptions = new Set<Registered>()
  private readonly deniedListeners = new Set<(e: AppError, subject: string) => void>()
  private readonly gathers = new Set<{ subject: string; fail: (e: AppError) => void }>()
  private wake: (() => void) | undefined
  private readonly persist: boolean

  constructor(options: ConnectOptions, persist: boolean) {
    this.options = options
    this.persist = persist
    this.user = userOf(options.auth)
  }

  /** `$JS.API`, or that of the domain. */
  get apiPrefix(): string {
    return this.options.domain ? `$JS.${this.options.domain}.API` : '$JS.API'
  }

  get server(): ServerInfo | undefined {
    return this.link.state === 'open' ? this.link.server : undefined
  }

  /** Messages and bytes so far on the present socket, both ways. */
  get traffic(): { inBytes: number; outBytes: number; inMsgs: number; outMsgs: number } | undefined {
    return this.session?.nc.stats()
  }

  /** Calls back with every change of the link; returns the way to stop. */
  onLink(watcher: (link: Link) => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  /** Dials until closed. Never throws: what happens is told through the link. */
  async run(): Promise<void> {
    let attempt = 0
    let since = Date.now()
    let known: ServerInfo | undefined
    let loss: LinkError | undefined
    let lastTry: LinkError | undefined
    while (!this.isClosed()) {
      const failure = await this.connectOnce(known, lastTry)
      if (this.isClosed()) return
      if (failure === undefined) {
        known = this.server
        const opened = Date.now()
        loss = await this.untilLost()
        if (this.isClosed()) return
        since = Date.now()
        lastTry = undefined
        if (isFinal(loss.kind)) return this.set({ state: 'failed', error: loss })
        // Most losses are short, so the first redial is immediate; but one that opens and drops at once must not spin.
        if (since - opened >= SETTLED_MS) attempt = 0
      } else {
        if (isFinal(failure.kind) || (!known && !this.persist)) return this.set({ state: 'failed', error: failure })
        lastTry = failure
        attempt++
      }
      const link: Reconnecting = {
        state: 'reconnecting',
        since,
        attempt,
        error: loss ?? lastTry ?? disconnected().toPlain(),
        ...(lastTry ? { lastTry } : {}),
        ...(known ? { server: known } : {}),
      }
      if (failure === undefined && attempt === 0) this.set(link)
      else await this.wait(link)
      if (failure === undefined) attempt++
    }
  }

  /** Ends it for good, synchronously enough for a page that is being closed. */
  close(): void {
    this.set({ state: 'closed' })
    this.session?.drop()
    this.session = undefined
    this.wake?.()
  }

  /** Does not wait for the next try. Also used when the machine wakes up or comes online. */
  retryNow(): void {
    this.wake?.()
  }

  /** Asks an open link whether it is alive and drops it when it is not: for wake-ups, where timers have slept too. */
  async checkNow(limitMs = 2000): Promise<void> {
    const session = this.session
    if (session && !(await answers(session, limitMs))) session.drop()
  }

  /**
   * Request and one reply. A header block is sent as it is written, headers may be put together by name. Rejects with AppError:
   * disconnected, permission, no-responders, timeout.
   */
  async request(
    subject: string,
    body: string | Uint8Array = '',
    options: { timeoutMs?: number; headers?: Header[]; headerBlock?: Uint8Array } = {},
  ): Promise<RawMessage> {
    const session = this.openSession()
    try {
      const reply = session.nc.request(subject, body, {
        timeout: options.timeoutMs ?? 5000,
        ...(options.headers ? { headers: toHeaders(options.headers) } : {}),
        ...(options.headerBlock?.length ? { headers: asWritten(options.headerBlock) } : {}),
      })
      return new RawMessage(await session.untilLost(reply))
    } catch (e) {
      const error = toAppError(e, this.context(subject))
      throw error.kind === 'disconnected' ? answerLost() : error
    }
  }

  /**
   * Request with many replies. `take` is given each and returns true when it has had the last. Rejects when none comes for
   * `idleMs`, and at once when the link is lost or permission is missing.
   */
  gather(subject: string, body: string, take: (m: RawMessage) => boolean, idleMs = 5000, signal?: AbortSignal): Promise<void> {
    const session = this.openSession()
    const inbox = this.newInbox()
    const work = { subject, body, inbox, take, idleMs, signal, context: this.context(subject) }
    const { done, fail } = gather(session, work, (listener) => this.guard(listener, inbox))
    const pending = { subject, fail }
    this.gathers.add(pending)
    return done.finally(() => this.gathers.delete(pending))
  }

  /** Sends without an answer. Throws AppError disconnected: nats.ws would lose it without a word. */
  publish(
    subject: string,
    body: string | Uint8Array = '',
    { headers, ...options }: { reply?: string; headers?: Header[] } = {},
  ): void {
    this.openSession().nc.publish(subject, body, headers ? { ...options, headers: toHeaders(headers) } : options)
  }

  /** Sends a message whose header block is already written (lib/messages-file/header-block.ts); empty = no headers. Throws as `publish`. */
  publishBlock(subject: string, headerBlock: Uint8Array, body: Uint8Array, reply?: string): void {
    this.openSession().nc.publish(subject, body, {
      ...(reply === undefined ? {} : { reply }),
      ...(headerBlock.length > 0 ? { headers: asWritten(headerBlock) } : {}),
    })
  }

  /** Publishes an empty message at once, for a page that is going and has no other turn. Does nothing without a link. */
  sendNow(subject: string): void {
    if (this.link.state === 'open') this.session?.sendNow(subject, this.newInbox())
  }

  /** True when the server has taken what was sent before; false when that cannot be known (any more). Never rejects. */
  async flush(limitMs = 2000): Promise<boolean> {
    const session = this.session
    if (!session) return false
    const taken = session.untilLost(session.nc.flush()).then(() => true)
    return (await within(taken, limitMs)) ?? false
  }

  /** A new subject of our own, for answers. */
  newInbox(): string {
    return createInbox(this.options.inboxPrefix)
  }

  /** Subscribes now and after every reconnect, until the returned function is called. */
  subscribe(subject: string, listener: Listener): () => void {
    const entry: Registered = { ...listener, subject }
    this.subscriptions.add(entry)
    this.activate(entry)
    return () => {
      this.subscriptions.delete(entry)
      if (this.link.state === 'open') entry.active?.unsubscribe()
    }
  }

  private isClosed(): boolean {
    return this.link.state === 'closed'
  }

  private set(link: Link): void {
    if (this.isClosed()) return
    this.link = link
    for (const watcher of this.watchers) watcher(link)
  }

  private context(subject: string) {
    return { subject, ...(this.user ? { user: this.user } : {}) }
  }

  private openSession(): Session {
    if (this.link.state !== 'open' || !this.session) throw disconnected()
    return this.session
  }

  /** One try: dial, then see that it is a JetStream server we can work with. The failure, or undefined when open. */
  private async connectOnce(known: ServerInfo | undefined, lastTry: LinkError | undefined): Promise<LinkError | undefined> {
    try {
      const session = await dial(this.options, { onPermission: (p) => this.onPermission(p) })
      if (this.isClosed()) {
        session.drop()
        return undefined
      }
      try {
        const server = await checkServer(session, this.apiPrefix, this.user)
        if (this.isClosed()) throw disconnected()
        this.session = session
        for (const entry of this.subscriptions) this.activate(entry)
        this.set({ state: 'open', server, since: Date.now() })
        return undefined
      } catch (e) {
        session.drop()
        throw e
      }
    } catch (e) {
      const error = (await diagnose(this.options, e, lastTry)).toPlain()
      // A server that has only just come back may not have its JetStream up yet: that is worth waiting for.
      return known && error.kind === 'no-jetstream' ? { ...error, kind: 'unavailable' } : error
    }
  }

  private async untilLost(): Promise<LinkError> {
    const session = this.session as Session // set by connectOnce just before
    const beat = this.heartbeat(session)
    const reason = await session.lost
    clearInterval(beat)
    this.session = undefined
    for (const entry of this.subscriptions) delete entry.active
    return lossReason(reason, this.user).toPlain()
  }

  /** Measures the round trip; a server that is silent too long (round-trip.ts) is dropped. */
  private heartbeat(session: Session): ReturnType<typeof setInterval> {
    let asking = false
    const ask = async () => {
      if (asking) return
      asking = true
      const rttMs = await roundTrip(session)
      asking = false
      if (rttMs === undefined) return session.drop()
      if (this.session === session && this.link.state === 'open') this.set({ ...this.link, rttMs })
    }
    void ask()
    return setInterval(() => void ask(), HEARTBEAT_MS)
  }

  private async wait(link: Reconnecting): Promise<void> {
    const ms = backoff(link.attempt)
    this.set({ ...link, nextTry: Date.now() + ms })
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.wake = undefined
    this.set(link)
  }

  private activate(entry: Registered): void {
    if (!this.session) return
    entry.active = this.session.nc.subscribe(entry.subject, { callback: this.guard(entry, entry.subject) })
  }

  /** nats.ws lets an exception in a callback end its read loop silently, so none may get out. */
  private guard(listener: Listener, subject: string) {
    return (err: NatsError | null, m: Msg) => {
      try {
        if (err) listener.onError?.(toAppError(err, this.context(subject)))
        else listener.onMessage(new RawMessage(m))
      } catch (e) {
        const error = toAppError(e, this.context(subject))
        if (listener.onError) listener.onError(error)
        else console.error(`Windsock: a listener on ${subject} failed`, e)
      }
    }
  }

  /** Calls back when the server refuses something that was published or subscribed to; returns the way to stop. */
  onDenied(listener: (e: AppError, subject: string) => void): () => void {
    this.deniedListeners.add(listener)
    return () => this.deniedListeners.delete(listener)
  }

  /** A denied publish answers nobody: tell those who may wait for it. (nats.ws tells its own requests.) */
  private onPermission(p: PermissionContext): void {
    const error = () => toAppError({ code: 'PERMISSIONS_VIOLATION', permissionContext: p }, this.context(p.subject))
    for (const listener of this.deniedListeners) listener(error(), p.subject)
    for (const g of this.gathers) {
      if (g.subject === p.subject) {
        g.fail(error())
      }
    }
  }
}

/**
 * Opens a connection and goes on dialling in the background. With `persist` a failing first dial is tried again too, otherwise
 * it ends in `failed`, for a form that shows why.
 */
export function openConnection(options: ConnectOptions, { persist = false } = {}): Connection {
  const connection = new Connection(options, persist)
  void connection.run()
  return connection
}

/** Resolves with the first link state that is neither connecting nor reconnecting. */
export function settled(connection: Connection): Promise<Link> {
  return new Promise((resolve) => {
    const done = (link: Link) => link.state !== 'connecting' && link.state !== 'reconnecting'
    if (done(connection.link)) return resolve(connection.link)
    const stop = connection.onLink((link) => {
      if (!done(link)) return
      stop()
      resolve(link)
    })
  })
}

/** What trying again by itself cannot mend, or must not try (a refused password locks accounts). */
function isFinal(kind: LinkError['kind']): boolean {
  return kind === 'auth' || kind === 'mixed-content' || kind === 'too-old' || kind === 'invalid'
}

function lossReason(reason: NatsError | undefined, user: string | undefined): AppError {
  if (reason?.code === 'AUTHENTICATION_EXPIRED' || reason?.code === 'ACCOUNT_EXPIRED') {
    return new AppError('auth', `The credentials${user ? ` of ${user}` : ''} have expired`, {
      next: 'Connect again with fresh ones',
    })
  }
  return new AppError('unreachable', 'The connection to the server was lost', reason?.message ? { details: reason.message } : {})
}

/** nats.ws, frozen at 1.30, only asks headers for their bytes when it sends them. Its own would bring repeated names together. */
function asWritten(block: Uint8Array): MsgHdrs {
  return { encode: () => block } as unknown as MsgHdrs
}

function toHeaders(list: Header[]) {
  const h = newHeaders()
  for (const [name, value] of list) h.append(name, value)
  return h
}
