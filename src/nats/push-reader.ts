import { backoff } from '~/lib/backoff.ts'
import { scanAckReply, type AckNumbers } from './ack-reply.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { fromPlain, isPassing, toAppError, type AppError } from './errors.ts'
import { number, object } from './fields.ts'
import { PushedMessage } from './pushed.ts'
import type { ReaderEvents, ReadFrom, Resumed, StreamReader } from './reader.ts'
import type { RawMessage } from './session.ts'
import { getStream } from './streams.ts'
import type { JsonObject, Seq, Stream } from './types.ts'

/** The server sends a heartbeat when it has been quiet for this long. */
const HEARTBEAT_MS = 2000
/** Nothing for this long, with the link up: the consumer is gone or its server is, so a new one is made. */
const MISSED_MS = 7000
/** When the page has gone without a word the server removes the consumer after this. */
const INACTIVE_NS = 10_000_000_000

/** Where it begins. `lastPerSubject`: with the newest message of each subject; what comes later is read whole. Wants a filter. */
export type PushFrom = ReadFrom | { lastPerSubject: true }

export type PushOptions = {
  /** Messages come without their payloads; the header Nats-Msg-Size says how long each is. */
  headersOnly?: boolean
}

/**
 * Reads a stream forward, each message once and in order, by an ephemeral push consumer without acknowledgement and with flow
 * control (the ordered consumer of ADR-17). What interrupts it (a lost connection, a gap, a consumer that is gone) starts a new
 * one after the last sequence that was read. Only for streams with limits retention: elsewhere a consumer changes what is kept.
 */
export class PushReader implements StreamReader {
  private readonly conn: Connection
  private readonly stream: Pick<Stream, 'name' | 'created'>
  private readonly filters: string[]
  private readonly events: ReaderEvents
  private from: PushFrom
  private readonly options: PushOptions
  private last: PushedMessage | undefined
  private stopped = false
  private begun = false
  /** Ends what belongs to the present consumer. */
  private endRound = () => {}
  private readonly stopLink: () => void
  private readonly stopDenied: () => void
  private consumer: string | undefined
  private attempt = 0
  /** Messages to come, as was last said. */
  private pending = 0
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(
    conn: Connection,
    stream: Pick<Stream, 'name' | 'created'>,
    filters: string[],
    from: PushFrom,
    events: ReaderEvents,
    options: PushOptions = {},
  ) {
    this.conn = conn
    this.options = options
    this.stream = stream
    this.filters = filters
    this.from = from
    this.events = events
    let isUp = conn.link.state === 'open'
    this.stopLink = conn.onLink((link) => {
      const was = isUp
      isUp = link.state === 'open'
      // A link that stays open tells of its round trip every few seconds: that is no reconnect.
      if (isUp && !was) void this.begin(this.begun ? 'reconnect' : undefined)
      else if (link.state === 'failed') this.fail(fromPlain(link.error))
      else if (!isUp) {
        this.endRound()
        this.events.onWaiting?.('error' in link ? link.error : undefined)
      }
    })
    // Without permission to answer flow control the server would wait for ever, without a word.
    this.stopDenied = conn.onDenied((e, subject) => {
      if (subject.startsWith('$JS.FC.')) this.fail(e)
    })
    if (conn.link.state === 'open') void this.begin(undefined)
  }

  get lastSeq(): Seq | undefined {
    return this.last?.seq
  }

  /** The name of the present consumer, for who wants to delete it when there is no time left to stop. */
  get consumerName(): string | undefined {
    return this.consumer
  }

  /** Deletes the consumer and reads no more. */
  stop(): void {
    if (this.stopped) return
    this.stopped = true
    this.stopLink()
    this.stopDenied()
    clearTimeout(this.retry)
    this.endRound()
    this.remove()
  }

  private remove(): void {
    const name = this.consumer
    this.consumer = undefined
    // Best effort: one that cannot be deleted now ends by its inactive threshold.
    if (name && this.conn.link.state === 'open')
      void api(this.conn, `CONSUMER.DELETE.${this.stream.name}.${name}`).catch(() => {})
  }

  private fail(error: AppError): void {
    if (this.stopped) return
    this.stop()
    this.events.onFailed(error)
  }

  /** Starts a consumer after the last message that was read. `because` is absent the first time. */
  private async begin(because: Resumed['because'] | undefined): Promise<void> {
    this.endRound()
    clearTimeout(this.retry)
    if (this.stopped) return
    this.remove()
    let over = false
    const inbox = this.conn.newInbox()
    const again = (why: Resumed['because']) => !over && void this.begin(why)
    const listener = this.listener(again)
    const unsubscribe = this.conn.subscribe(inbox, listener)
    const silence = watchSilence(listener.heard, () => again('silence'))
    this.endRound = () => {
      over = true
      clearInterval(silence)
      unsubscribe()
      this.endRound = () => {}
    }
    try {
      if (because) because = await this.lookAnew(because)
      if (over) return
      const info = await this.create(inbox)
      if (over) return
      this.attempt = 0
      this.begun = true
      if (because) this.events.onResumed?.({ ...(this.last ? { after: this.last.seq } : {}), because, at: Date.now() })
      // Messages may have come before this reply: then the last of them knows better.
      if (!listener.hasRead()) this.pending = number(info.num_pending) + number(object(info.delivered)?.consumer_seq)
      this.events.onReady?.(this.pending)
    } catch (e) {
      if (over) return
      const error = toAppError(e)
      // What passes by itself is tried again; a lost link by the link's return.
      if (error.kind === 'disconnected') return
      if (!isPassing(error)) return this.fail(error)
      this.endRound()
      this.events.onWaiting?.(error.toPlain())
      this.retry = setTimeout(() => void this.begin(because ?? 'gone'), backoff(++this.attempt))
    }
  }

  /**
   * A stream that was deleted and made anew meanwhile starts at its beginning: its sequences are not those that were read. So does
   * one that has lost what was read (it was in memory), for who wants to know what is there.
   */
  private async lookAnew(because: Resumed['because']): Promise<Resumed['because']> {
    const { created, state } = await getStream(this.conn, this.stream.name)
    const wantsState = 'lastPerSubject' in this.from
    const hasLost = wantsState && this.last !== undefined && state.last_seq < this.last.seq
    if (created === this.stream.created && !hasLost) return because
    this.stream.created = created
    this.last = undefined
    if (!wantsState) this.from = { seq: state.first_seq }
    this.events.onAnew?.()
    return 'recreated'
  }

  private async create(inbox: string): Promise<JsonObject> {
    const name = `windsock_${Math.random().toString(36).slice(2, 10)}`
    this.consumer = name
    const from: PushFrom = this.last ? { seq: this.last.seq + 1n } : this.from
    return api(this.conn, `CONSUMER.CREATE.${this.stream.name}.${name}`, {
      stream_name: this.stream.name,
      config: {
        name,
        description: 'A view in Windsock. It goes when the page does.',
        deliver_subject: inbox,
        ack_policy: 'none',
        max_deliver: 1,
        flow_control: true,
        idle_heartbeat: HEARTBEAT_MS * 1e6,
        inactive_threshold: INACTIVE_NS,
        mem_storage: true,
        num_replicas: 1,
        replay_policy: 'instant',
        ...startOf(from),
        ...(this.options.headersOnly ? { headers_only: true } : {}),
        ...(this.filters.length > 1 ? { filter_subjects: this.filters } : {}),
        ...(this.filters.length === 1 ? { filter_subject: this.filters[0] as string } : {}),
      },
    })
  }

  /** The server has nothing to send though messages were to come: they may have been deleted. Asked for, since it ends a search. */
  private async beIdle(isStill: () => boolean): Promise<void> {
    const name = this.consumer
    if (!name || this.pending === 0) return
    const info = await api(this.conn, `CONSUMER.INFO.${this.stream.name}.${name}`).catch(() => undefined)
    if (!info || number(info.num_pending) > 0 || name !== this.consumer || !isStill() || this.stopped) return
    this.pending = 0
    this.events.onIdle?.()
  }

  private listener(again: (why: Resumed['because']) => void) {
    const numbers: AckNumbers = { consumerSeq: 0, seq: 0, pending: 0 }
    let expected = 1
    let count = 0
    const control = (raw: RawMessage, reply: string | undefined) => {
      const stalled = raw.header('Nats-Consumer-Stalled')
      if (reply) this.conn.publish(reply) // a flow control request
      else if (stalled) this.conn.publish(stalled)
      if (raw.status === 409) return again('gone')
      const delivered = raw.header('Nats-Last-Consumer')
      if (delivered === undefined) return
      if (Number(delivered) >= expected) again('gap')
      else if (!reply && !stalled) void this.beIdle(() => expected === Number(delivered) + 1)
    }
    const onMessage = (raw: RawMessage) => {
      count++
      if (!scanAckReply(raw.replyBytes, numbers)) return control(raw, raw.reply)
      if (numbers.consumerSeq !== expected) return again('gap')
      expected++
      this.pending = numbers.pending
      this.last = new PushedMessage(raw)
      try {
        this.events.onMessage(this.last, numbers)
      } catch (e) {
        this.fail(toAppError(e))
      }
    }
    return {
      onMessage,
      // A link that goes in the very moment of an answer is not the end: its loss is told by the link.
      onError: (e: AppError) => void (e.kind !== 'disconnected' && this.fail(e)),
      heard: () => count,
      hasRead: () => expected > 1,
    }
  }
}

function startOf(from: PushFrom): JsonObject {
  if ('lastPerSubject' in from) return { deliver_policy: 'last_per_subject' }
  if ('time' in from) return { deliver_policy: 'by_start_time', opt_start_time: from.time }
  return { deliver_policy: 'by_start_sequence', opt_start_seq: from.seq < 1n ? 1n : from.seq }
}

/** Calls back when nothing at all has come for MISSED_MS. (A timer for each message would cost more than the message.) */
function watchSilence(heard: () => number, onSilence: () => void): ReturnType<typeof setInterval> {
  let before = heard()
  let quiet = 0
  return setInterval(() => {
    quiet = heard() === before ? quiet + 1 : 0
    before = heard()
    if (quiet === 4) onSilence()
  }, MISSED_MS / 4)
}
