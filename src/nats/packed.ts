import { parseAckReply, timeOfNanos, type AckReply } from './ack-reply.ts'
import { parseHeaders } from './header-block.ts'
import type { RawMessage } from './session.ts'
import type { Header, Seq, StoredMessage } from './types.ts'

const CHUNK = 256 * 1024
const decoder = new TextDecoder()

/**
 * Keeps delivered messages as plain bytes in large chunks. A hundred thousand messages a second that each live for a while as a
 * handful of objects keep the garbage collector busier than reading them does; one small object each does not. A chunk is freed
 * with the last message in it.
 */
export class Arena {
  private chunk = new Uint8Array(CHUNK)
  private used = 0

  keep(raw: RawMessage): PackedMessage {
    const { subject, reply, body, headerLength } = raw.bytes
    const size = subject.length + reply.length + body.length
    if (this.used + size > this.chunk.length) {
      this.chunk = new Uint8Array(Math.max(CHUNK, size))
      this.used = 0
    }
    const at = this.used
    this.chunk.set(subject, at)
    this.chunk.set(reply, at + subject.length)
    this.chunk.set(body, at + subject.length + reply.length)
    this.used += size
    return new PackedMessage(this.chunk, at, subject.length, reply.length, headerLength, body.length)
  }
}

/** A message in an arena, read out when it is asked for. `data` is a view: copy it to keep it longer than the message. */
export class PackedMessage implements StoredMessage {
  private readonly chunk: Uint8Array
  private readonly at: number
  private readonly subjectLength: number
  private readonly replyLength: number
  private readonly headerLength: number
  private readonly bodyLength: number

  constructor(chunk: Uint8Array, at: number, subject: number, reply: number, header: number, body: number) {
    this.chunk = chunk
    this.at = at
    this.subjectLength = subject
    this.replyLength = reply
    this.headerLength = header
    this.bodyLength = body
  }

  get seq(): Seq {
    return this.ack?.seq ?? 0n
  }

  get time(): string {
    return timeOfNanos(this.ack?.timeNs ?? 0n)
  }

  get subject(): string {
    return decoder.decode(this.chunk.subarray(this.at, this.at + this.subjectLength))
  }

  get headers(): Header[] {
    return this.headerLength === 0 ? [] : parseHeaders(this.chunk.subarray(this.body, this.body + this.headerLength))
  }

  get data(): Uint8Array {
    return this.chunk.subarray(this.body + this.headerLength, this.body + this.bodyLength)
  }

  /** Bytes of the message: subject, headers, payload. */
  get size(): number {
    return this.subjectLength + this.bodyLength
  }

  private get body(): number {
    return this.at + this.subjectLength + this.replyLength
  }

  private get ack(): AckReply | undefined {
    const from = this.at + this.subjectLength
    return parseAckReply(decoder.decode(this.chunk.subarray(from, from + this.replyLength)))
  }
}
