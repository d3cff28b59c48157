import { pause } from '~/lib/pause.ts'
import type { Rule } from '~/lib/rule/rule.ts'
import { configOf } from '~/lib/rule/rule-config.ts'
import type { Decision } from './ack.ts'
import type { Connection } from './connection.ts'
import { createConsumer, deleteConsumer, getConsumer, updateConsumer, type Consumer, type ConsumerDetail } from './consumers.ts'
import { clock } from './desk-clock.ts'
import { Decider } from './desk-decide.ts'
import { Intake, rowFields } from './desk-intake.ts'
import { DeskLog } from './desk-log.ts'
import { restartRule } from './desk-restart.ts'
import type { DecideResult, DeskPhase, DeskStart, DeskStats, DeskView, Leave, Restart, Resumed } from './desk-types.ts'
import { AppError, fromPlain, isPassing, toAppError } from './errors.ts'
import { object } from './fields.ts'
import { HeldMessages, type Show } from './held.ts'
import type { JsonObject, LinkError, Retention, Seq, StoredMessage } from './types.ts'

const TICK_MS = 100
/** The consumer's own numbers are asked for so often. */
const NUMBERS_MS = 1000
const AGAIN_MS = 1000

/**
 * A session of the replay desk: one consumer, the messages that it has delivered, and what was decided about each. It runs in a
 * worker with a connection of its own. Nothing here throws into a caller but `decide` and `leave`; all else is told by `view`.
 */
export class Desk {
  private readonly conn: Connection
  private readonly stream: string
  private readonly retention: Retention
  private readonly start: DeskStart
  private readonly consumer: string
  private readonly decider: Decider
  private readonly intake: Intake
  private readonly held = new HeldMessages({ ack: 'explicit', ackWaitMs: 30_000, backoffMs: [] })
  private readonly log = new DeskLog()
  private phase: DeskPhase = { at: 'starting' }
  private info: ConsumerDetail | undefined
  private created: string | undefined
  private startsAfter: Seq | undefined
  private resumed: Resumed | undefined
  private opened: Seq | undefined
  private readonly timer: ReturnType<typeof setInterval>
  private readonly stopLink: () => void
  private asked = 0
  private looking = false
  private ended = false
  /** A create has been sent: whether it arrived may be unknown, and then the name is ours. */
  private tried = false
  private isChanging = false
  /** What a consumer that takes the place of one that is gone is made with. */
  private renewal: Restart | undefined
  /** Delivered into a lost connection, after the one sequence and up to the other: no row here, and not acked by anybody. */
  private unseen: { after: Seq; until: Seq } | undefined
  /** The consumer's inactive threshold as it was made, ms. */
  private threshold: number | undefined
  private numbers: NonNullable<DeskStats['numbers']> = { at: 0, requests: 0 }
  private progressAgainAt = 0
  private revision = 0

  /** `name` is what a consumer that is made is called: the page knows it too, so that it can delete it when the tab is closed. */
  constructor(conn: Connection, stream: { name: string; retention: Retention }, start: DeskStart, name: string) {
    this.conn = conn
    this.stream = stream.name
    this.retention = stream.retention
    this.start = start
    this.consumer = start.kind === 'attach' ? start.consumer : (start.rule.durable ?? name)
    this.decider = new Decider(conn, this.held, this.log, () => void this.look())
    this.intake = new Intake(conn, this.stream, this.held, this.log, () => void this.look())
    let isUp = conn.link.state === 'open'
    this.stopLink = conn.onLink((link) => {
      const was = isUp
      isUp = link.state === 'open'
      if (isUp && !was) void this.look()
      else if (link.state === 'failed') this.fail(link.error)
      else if (was && !isUp) this.lost('error' in link ? link.error : undefined)
    })
    this.timer = setInterval(() => this.tick(), TICK_MS)
    if (isUp) void this.look()
  }

  /** The state, and rows from `first` on. */
  view(show: Show, first: number, count: number): DeskView {
    const counts = { all: this.held.count('all'), hand: this.held.count('hand'), done: this.held.count('done') }
    const { info, intake } = this
    return {
      now: clock(),
      version: this.held.version + intake.version + this.revision,
      first,
      rows: this.held.page(show, first, count),
      stats: {
        phase: this.phase,
        consumer: this.consumer,
        ...(info ? { info: withoutRaw(info), numbers: this.numbers } : {}),
        mode: intake.mode,
        outstanding: intake.outstanding,
        ...(intake.note ? { note: intake.note } : {}),
        ...(intake.error ? { error: intake.error } : {}),
        certain: this.held.certain().length,
        counts,
        tally: { ...this.held.tally },
        dropped: this.held.dropped,
        log: { lines: this.log.length, dropped: this.log.dropped },
        ...(this.startsAfter === undefined ? {} : { startsAfter: this.startsAfter }),
        ...(this.resumed ? { resumed: this.resumed } : {}),
        ...(intake.head ? { head: { seq: intake.head.seq, time: intake.head.time } } : {}),
        ...(intake.next ? { next: intake.next } : {}),
      },
    }
  }

  /** Asks for `count` messages, once. */
  pull(count: number): void {
    this.intake.setMode({ kind: 'pull', left: count })
  }

  /** Keeps so many in hand, until told otherwise. */
  keep(count: number): void {
    this.intake.setMode({ kind: 'keep', count })
  }

  /** Asks for no more. What has been asked for may still come. */
  idle(): void {
    this.intake.setMode({ kind: 'idle' })
  }

  seqs(show: Show): Seq[] {
    return this.held.seqs(show)
  }

  /** See Decider.takenAlong. */
  takenAlong(seqs: Seq[]): Seq[] {
    return this.decider.takenAlong(seqs)
  }

  message(seq: Seq): StoredMessage | undefined {
    return this.held.message(seq)
  }

  ndjson(): string {
    return this.log.ndjson()
  }

  /** The message that is being read: its wait for an ack is started anew for as long as it is. */
  keepOpen(seq: Seq | undefined): void {
    this.opened = seq
  }

  /** See Decider.decide; also throws AppError not-found when the consumer is gone. */
  async decide(seqs: Seq[], d: Decision): Promise<DecideResult> {
    if (this.phase.at === 'gone') throw new AppError('not-found', 'The consumer is gone: nothing was sent')
    const result = await this.decider.decide(this.info?.config.ack_policy, seqs, d)
    this.intake.pump()
    return result
  }

  /** Makes a new consumer where the old one is gone: after the last message below which everything was decided. */
  restart(): void {
    if (this.phase.at !== 'gone' || !this.phase.restart) return
    // Settled now: a try that fails is made again with the same, and the server takes the same twice.
    this.renewal = this.phase.restart
    this.created = undefined
    this.set({ at: 'starting' })
    this.log.add('restart', { stream: this.stream, consumer: this.consumer })
    void this.look()
  }

  /**
   * Ends the session. `giveBack` returns what is surely in hand at once instead of letting it run out. Throws AppError when the
   * consumer could not be deleted or kept, or not all was given back: then the session goes on.
   */
  async leave(how: Leave, giveBack: boolean): Promise<void> {
    const isThere = this.created !== undefined && this.phase.at !== 'gone'
    this.idle()
    if (isThere && giveBack && how !== 'delete') await this.giveBack()
    if (isThere && how === 'delete') await this.remove()
    if (isThere && how === 'keep') await this.makeStay()
    this.stop()
  }

  /** What is still asked for would be answered with the very messages that are given back, so that ends first. */
  private async giveBack(): Promise<void> {
    this.intake.close()
    await this.conn.flush()
    const { failure } = await this.decide(this.held.certain(), { kind: 'nak' })
    if (!failure) return
    if (this.info) this.intake.open(this.info)
    throw fromPlain(failure)
  }

  /** Ends it without a word to the server. */
  stop(): void {
    this.ended = true
    clearInterval(this.timer)
    this.stopLink()
    this.intake.close()
    this.decider.stop()
  }

  private async remove(): Promise<void> {
    try {
      await deleteConsumer(this.conn, this.stream, this.consumer)
    } catch (e) {
      if (toAppError(e).kind !== 'not-found') throw e
    }
  }

  /** A durable that nobody has said to keep goes after a while without pulls: this takes that away. */
  private async makeStay(): Promise<void> {
    const { raw } = await getConsumer(this.conn, this.stream, this.consumer)
    await updateConsumer(this.conn, this.stream, { ...withName(raw), inactive_threshold: 0 })
  }

  private set(phase: DeskPhase): void {
    this.phase = phase
    this.revision++
  }

  private fail(error: LinkError): void {
    this.log.add('failed', { error: error.message })
    this.intake.close()
    this.set({ at: 'failed', error })
  }

  private lost(why: LinkError | undefined): void {
    this.held.doubt()
    this.log.add('connection lost', { reason: why?.message })
    if (this.phase.at !== 'gone' && this.phase.at !== 'failed')
      this.set({ at: 'waiting', linkIsLost: true, ...(why ? { why } : {}) })
  }

  /** Finds the consumer, or makes it when there has been none yet, or when another one is to take its place. */
  private async look(): Promise<void> {
    if (this.looking || this.ended || this.phase.at === 'gone' || this.phase.at === 'failed') return
    this.looking = true
    try {
      const info = this.created === undefined && this.start.kind === 'create' ? await this.create() : await this.find()
      if (this.ended) return
      if (this.created !== undefined && info.created !== this.created)
        throw new AppError('not-found', 'The consumer was made anew')
      this.adopt(info)
    } catch (e) {
      if (!this.ended) this.lookFailed(toAppError(e))
    } finally {
      this.looking = false
    }
  }

  private find(): Promise<ConsumerDetail> {
    return getConsumer(this.conn, this.stream, this.consumer)
  }

  private async create(): Promise<ConsumerDetail> {
    const { rule } = this.start as Extract<DeskStart, { kind: 'create' }> // asked for only then
    if (rule.durable !== undefined && !this.tried) await this.seeThatItIsFree()
    this.tried = true
    const from = this.renewal && this.renewal.from !== 'rule' ? this.renewal.from : undefined
    const used = from === undefined ? rule : { ...rule, deliver: { from: 'seq' as const, seq: from } }
    return createConsumer(this.conn, this.stream, configOf(used, this.consumer))
  }

  /** With the same configuration the server answers a create as if the consumer had just been made: it may be at work. */
  private async seeThatItIsFree(): Promise<void> {
    const there = await this.find().catch((e: unknown) => {
      if (toAppError(e).kind === 'not-found') return undefined
      throw e
    })
    if (there) {
      throw new AppError('conflict', `The stream has a consumer called ${this.consumer} already`, {
        next: 'Attach to it, or choose another name',
      })
    }
  }

  private restartFrom(rule: Rule): Restart {
    return restartRule(rule, this.retention, this.held, this.startsAfter, this.unseen && this.unseen.after)
  }

  private adopt(info: ConsumerDetail): void {
    if (info.config.deliver_subject) {
      const error = new AppError('invalid', 'A push consumer cannot be pulled from', { next: 'Attach to a pull consumer' })
      return this.fail(error.toPlain())
    }
    const [isFirst, isNew, wasAway] = [this.info === undefined, this.renewal !== undefined, this.phase.at === 'waiting']
    const hasAcks = info.config.ack_policy !== 'none'
    const { delivered, ack_floor } = info
    const known = this.info?.ack_floor.stream_seq ?? 0n
    this.renewal = undefined
    this.created = info.created
    if (isFirst || isNew) this.threshold = info.config.inactive_threshold_ms
    if (!this.intake.isOpen || isNew) this.intake.open(info)
    if (isFirst) {
      this.startsAfter = delivered.stream_seq
      this.log.add(this.start.kind === 'create' ? 'started' : 'attached', {
        stream: this.stream,
        consumer: this.consumer,
        starts_after: delivered.stream_seq,
        pending: info.num_pending,
      })
    } else if (isNew || wasAway) {
      const after = isNew || !hasAcks ? delivered.stream_seq : ack_floor.stream_seq
      const forgot = isNew || !hasAcks ? 0 : this.held.decidedBetween(after, known)
      this.resumed = { after, at: Date.now(), because: isNew ? 'restart' : 'reconnect', forgot }
      this.log.add('resumed', { after, because: this.resumed.because, forgot })
    }
    // What was sent into the connection that broke is no row here: a consumer in its place must not begin above it.
    const missed = wasAway && !isNew && delivered.consumer_seq > this.intake.highestCame
    this.unseen = missed && hasAcks ? { after: ack_floor.stream_seq, until: delivered.stream_seq } : undefined
    this.decider.ackedUpTo = ack_floor.consumer_seq
    this.learn(info)
    if (wasAway) this.held.reassure(delivered.consumer_seq)
    this.set({ at: 'open' })
    this.intake.pump()
  }

  private lookFailed(error: AppError): void {
    if (error.kind === 'not-found' && this.created !== undefined) {
      this.intake.close()
      this.held.orphan(Date.now())
      this.log.add('consumer gone', { consumer: this.consumer })
      const restart = this.start.kind === 'create' ? this.restartFrom(this.start.rule) : undefined
      return this.set({ at: 'gone', ...(restart ? { restart } : {}) })
    }
    if (!isPassing(error)) return this.fail(error.toPlain())
    this.set({ at: 'waiting', linkIsLost: this.conn.link.state !== 'open', why: error.toPlain() })
    // A lost link is told by its return; anything else is asked again.
    if (error.kind !== 'disconnected') setTimeout(() => void this.look(), AGAIN_MS)
  }

  private tick(): void {
    const now = clock()
    for (const row of this.held.expire(now, Date.now())) this.log.add('deadline passed', rowFields(row))
    if (this.phase.at !== 'open') return
    this.intake.pump()
    void this.keepAlive()
    this.keepOpened(now)
    if (now - this.asked >= NUMBERS_MS) void this.refresh(now)
  }

  /** An operator reads for long without pulling: the server would take the consumer for abandoned. */
  private async keepAlive(): Promise<void> {
    const { info, intake, threshold } = this
    if (!info || !threshold || intake.quietMs < threshold / 4) return
    if (info.config.deliver_policy !== 'last_per_subject' || info.num_pending === 0) return intake.keepAlive()
    // Here a pull that takes nothing would lose a message (see Puller). A change of the threshold starts the wait anew; not done
    // to a consumer that is not ours. It is never raised: a stream may limit it.
    if (this.start.kind === 'attach' || this.isChanging) return
    this.isChanging = true
    const other = info.config.inactive_threshold_ms === threshold ? threshold - 1 : threshold
    const config = { ...withName(info.raw), inactive_threshold: Math.round(other * 1e6) }
    const changed = await updateConsumer(this.conn, this.stream, config).catch(() => undefined)
    if (changed && this.phase.at === 'open') this.learn(changed)
    await pause(threshold / 4)
    this.isChanging = false
  }

  private keepOpened(now: number): void {
    const row = this.opened === undefined ? undefined : this.held.get(this.opened)
    if (!row || row.state !== 'held' || row.deadline === undefined || row.uncertain || now < this.progressAgainAt) return
    if (row.deadline - now > (row.waitMs ?? 0) / 2) return
    // A refusal is not asked for ten times a second.
    this.progressAgainAt = now + Math.min(AGAIN_MS, (row.waitMs ?? 0) / 4)
    void this.decide([row.seq], { kind: 'progress' }).catch(() => {})
  }

  private async refresh(now: number): Promise<void> {
    this.asked = now
    try {
      const info = await this.find()
      if (this.ended || this.phase.at !== 'open') return
      if (info.created !== this.created) return void this.look()
      this.learn(info)
    } catch (e) {
      const error = toAppError(e)
      if (error.kind === 'not-found') void this.look()
      else if (error.kind !== 'disconnected') {
        this.numbers = { ...this.numbers, problem: error.message }
        this.revision++
      }
    }
  }

  private learn(info: ConsumerDetail): void {
    this.info = info
    this.numbers = { at: Date.now(), requests: this.intake.requests }
    this.decider.ackedUpTo = Math.max(this.decider.ackedUpTo, info.ack_floor.consumer_seq)
    if (this.unseen && info.ack_floor.stream_seq >= this.unseen.until) this.unseen = undefined
    else if (this.unseen) this.unseen.after = info.ack_floor.stream_seq
    this.intake.learn(info)
    const { ack_policy, ack_wait_ms, backoff_ms, max_deliver } = info.config
    this.held.rules = { ack: ack_policy, ackWaitMs: ack_wait_ms ?? 30_000, backoffMs: backoff_ms, maxDeliver: max_deliver }
    if (ack_policy !== 'none') this.held.settleBelow(info.ack_floor.stream_seq, Date.now())
    this.revision++
  }
}

function withoutRaw(detail: ConsumerDetail): Consumer {
  const info: Partial<ConsumerDetail> & Consumer = { ...detail }
  delete info.raw
  return info
}

function withName(raw: JsonObject): JsonObject {
  const config = object(raw.config) ?? {}
  return { ...config, name: config.name ?? config.durable_name ?? null }
}
