import { stringifyJson } from '~/lib/json.ts'
import { parseAckReply } from './ack-reply.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getOne, readWay, statusError } from './direct.ts'
import { AppError, disconnected } from './errors.ts'
import { number } from './fields.ts'
import { chunkSubject } from './obj-meta.ts'
import type { ObjBucket } from './obj-types.ts'
import { Puller } from './pull.ts'
import type { RawMessage } from './session.ts'
import type { Seq } from './types.ts'

/** When the page has gone without a word the server removes the consumer after this. */
const INACTIVE_NS = 30_000_000_000

/** Is given a chunk: its sequence, and a copy of its bytes that nobody else has. */
export type TakeChunk = (seq: Seq, data: Uint8Array) => void

/** A way to get the chunks of an object. `fetch` gives up to `count` of those after a sequence, in order; none when there are none. */
export interface ChunkWay {
  fetch(after: Seq, count: number, take: TakeChunk, signal: AbortSignal): Promise<void>
  close(): void
}

/**
 * The ways in which the chunks of an object can be got here, the best first: batches of direct get, a pull consumer, one by one. In each
 * only so much is sent as was asked for. The last ones ask the leader, where a replica may lag.
 *
 * `much` is for who will fetch again and again, each time where the last one ended: a pull consumer then comes first, because its next
 * batch can be asked for before the last one has come (with batches of direct get the server and we wait for each other between two).
 */
export function chunkWays(conn: Connection, bucket: ObjBucket, nuid: string, much = false): (() => ChunkWay)[] {
  const subject = chunkSubject(bucket, nuid)
  const canBatch = readWay(conn.server?.apiLevel ?? 0, bucket.allow_direct) === 'batch'
  const batches = canBatch ? [() => byBatches(conn, bucket, subject)] : []
  const pulled = () => new PulledChunks(conn, bucket, subject, much)
  return [...(much ? [pulled, ...batches] : [...batches, pulled]), () => oneByOne(conn, bucket, subject)]
}

function byBatches(conn: Connection, bucket: ObjBucket, next_by_subj: string): ChunkWay {
  const subject = `${conn.apiPrefix}.DIRECT.GET.${bucket.stream}`
  return {
    fetch: async (after, batch, take, signal) => {
      let failure: AppError | undefined
      const onReply = (m: RawMessage) => {
        const seq = m.header('Nats-Sequence')
        if (seq !== undefined) {
          take(BigInt(seq), m.data.slice())
          return false
        }
        if (m.status !== 204 && m.status !== 404) failure = statusError(m)
        return true
      }
      await conn.gather(subject, stringifyJson({ seq: after + 1n, next_by_subj, batch }), onReply, 10_000, signal)
      if (failure) throw failure
    },
    close: () => {},
  }
}

function oneByOne(conn: Connection, bucket: ObjBucket, next_by_subj: string): ChunkWay {
  return {
    fetch: async (after, count, take, signal) => {
      for (let i = 0, seq = after + 1n; i < count && !signal.aborted; i++) {
        const m = await getOne(conn, bucket.stream, 'get', { seq, next_by_subj })
        if (!m) return
        take(m.seq, m.data)
        seq = m.seq + 1n
      }
    },
    close: () => {},
  }
}

/**
 * By an ephemeral pull consumer without acknowledgement. One that is gone is made anew where it was. `ahead`: as many chunks again are
 * asked for with each fetch; those may come when it has ended, and are given to its `take` then.
 */
class PulledChunks implements ChunkWay {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly subject: string
  private readonly ahead: boolean
  private name: string | undefined
  private puller: Puller | undefined
  private unwatch = () => {}
  /** The sequence of the last chunk that came. */
  private at: Seq | undefined
  private expected = 1
  private take: TakeChunk = () => {}
  /** The fetch that waits, if one does. */
  private waits: { left: number; resolve: () => void; reject: (e: AppError) => void } | undefined

  constructor(conn: Connection, bucket: ObjBucket, subject: string, ahead: boolean) {
    this.conn = conn
    this.bucket = bucket
    this.subject = subject
    this.ahead = ahead
  }

  async fetch(after: Seq, count: number, take: TakeChunk, signal: AbortSignal): Promise<void> {
    this.take = take
    // None are to come: a request would wait for some.
    if (this.at !== after && (await this.open(after)) === 0) return this.close()
    const abort = () => this.fail(new AppError('aborted', 'Stopped'))
    signal.addEventListener('abort', abort, { once: true })
    try {
      await new Promise<void>((resolve, reject) => {
        this.waits = { left: count, resolve, reject }
        if (signal.aborted) abort()
        else if (this.puller) this.puller.ask(count * (this.ahead ? 2 : 1) - this.puller.outstanding)
        else this.fail(disconnected())
      })
    } finally {
      this.waits = undefined
      signal.removeEventListener('abort', abort)
    }
  }

  close(): void {
    this.unwatch()
    this.puller?.stop()
    this.puller = this.at = undefined
    const { name } = this
    this.name = undefined
    // Best effort: one that cannot be deleted now ends by its inactive threshold.
    if (name && this.conn.link.state === 'open')
      void api(this.conn, `CONSUMER.DELETE.${this.bucket.stream}.${name}`).catch(() => {})
  }

  private onMessage(m: RawMessage): void {
    const info = parseAckReply(m.reply ?? '')
    if (info?.consumerSeq !== this.expected) return this.fail(new AppError('unavailable', 'A chunk was lost on its way'))
    this.expected++
    this.at = info.seq
    this.take(info.seq, m.data.slice())
    const { waits } = this
    if (waits) waits.left--
    if (info.pending === 0) this.close()
    if (info.pending === 0 || waits?.left === 0) waits?.resolve()
  }

  /** What fails between two fetches is met by the next one, which begins anew. */
  private fail(e: AppError): void {
    this.close()
    this.waits?.reject(e)
  }

  /** Gives how many messages are to come. */
  private async open(after: Seq): Promise<number> {
    this.close()
    const name = `windsock_${Math.random().toString(36).slice(2, 10)}`
    const { stream } = this.bucket
    const made = await api(this.conn, `CONSUMER.CREATE.${stream}.${name}`, {
      stream_name: stream,
      config: {
        name,
        description: 'A download in Windsock. It goes when that is done.',
        ack_policy: 'none',
        max_deliver: 1,
        inactive_threshold: INACTIVE_NS,
        mem_storage: true,
        num_replicas: 1,
        replay_policy: 'instant',
        deliver_policy: 'by_start_sequence',
        opt_start_seq: after + 1n,
        filter_subject: this.subject,
      },
    })
    this.name = name
    this.at = after
    this.expected = 1
    this.unwatch = this.conn.onLink((link) => link.state !== 'open' && this.fail(disconnected()))
    this.puller = new Puller(
      this.conn,
      stream,
      name,
      {},
      {
        onMessage: (m) => this.onMessage(m),
        onEnd: () => this.waits?.resolve(),
        // Most likely it was not asked for too long, and the server removed it.
        onFailed: (e) => this.fail(e.kind === 'not-found' ? new AppError('unavailable', e.message, { cause: e }) : e),
      },
    )
    return number(made.num_pending)
  }
}
