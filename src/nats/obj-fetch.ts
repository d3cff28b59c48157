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
 * only so much is sent as was asked for. The later ones ask the leader, where a replica may lag.
 */
export function chunkWays(conn: Connection, bucket: ObjBucket, nuid: string): (() => ChunkWay)[] {
  const subject = chunkSubject(bucket, nuid)
  const canBatch = readWay(conn.server?.apiLevel ?? 0, bucket.allow_direct) === 'batch'
  return [
    ...(canBatch ? [() => byBatches(conn, bucket, subject)] : []),
    () => new PulledChunks(conn, bucket, subject),
    () => oneByOne(conn, bucket, subject),
  ]
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

/** By an ephemeral pull consumer without acknowledgement. One that is gone is made anew where it was. */
class PulledChunks implements ChunkWay {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly subject: string
  private name: string | undefined
  private puller: Puller | undefined
  private at: Seq | undefined
  private expected = 1
  private onMessage: (m: RawMessage) => void = () => {}
  private onEnd = () => {}
  private onFailed: (e: AppError) => void = () => {}

  constructor(conn: Connection, bucket: ObjBucket, subject: string) {
    this.conn = conn
    this.bucket = bucket
    this.subject = subject
  }

  async fetch(after: Seq, count: number, take: TakeChunk, signal: AbortSignal): Promise<void> {
    // None are to come: a request would wait for some.
    if (this.at !== after && (await this.open(after)) === 0) return this.close()
    const stops: (() => void)[] = []
    let left = count
    try {
      await new Promise<void>((resolve, reject) => {
        const abort = () => reject(new AppError('aborted', 'Stopped'))
        signal.addEventListener('abort', abort, { once: true })
        stops.push(
          () => signal.removeEventListener('abort', abort),
          this.conn.onLink((link) => link.state !== 'open' && reject(disconnected())),
        )
        this.onMessage = (m) => {
          const info = parseAckReply(m.reply ?? '')
          if (info?.consumerSeq !== this.expected) return reject(new AppError('unavailable', 'A chunk was lost on its way'))
          this.expected++
          this.at = info.seq
          take(info.seq, m.data.slice())
          left--
          if (info.pending > 0 || left === 0) return
          this.close()
          resolve()
        }
        this.onEnd = resolve
        // Most likely it was not asked for too long, and the server removed it.
        this.onFailed = (e) => reject(e.kind === 'not-found' ? new AppError('unavailable', e.message, { cause: e }) : e)
        if (signal.aborted) abort()
        else if (this.conn.link.state !== 'open') reject(disconnected())
        else this.puller?.ask(count)
      })
    } catch (e) {
      this.close()
      throw e
    } finally {
      for (const stop of stops) stop()
    }
  }

  close(): void {
    this.puller?.stop()
    this.puller = this.at = undefined
    const { name } = this
    this.name = undefined
    // Best effort: one that cannot be deleted now ends by its inactive threshold.
    if (name && this.conn.link.state === 'open')
      void api(this.conn, `CONSUMER.DELETE.${this.bucket.stream}.${name}`).catch(() => {})
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
    const events = {
      onMessage: (m: RawMessage) => this.onMessage(m),
      onEnd: () => this.onEnd(),
      onFailed: (e: AppError) => this.onFailed(e),
    }
    this.puller = new Puller(this.conn, stream, name, {}, events)
    return number(made.num_pending)
  }
}
