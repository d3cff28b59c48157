import { parseAckReply, timeOfNanos, type AckReply } from './ack-reply.ts'
import type { RawMessage } from './session.ts'
import type { Header, Seq, StoredMessage } from './types.ts'

/**
 * A message that a consumer delivered, read out only as far as it is asked for. `data` is a view into the socket's frame: what
 * is kept for long has to be copied.
 */
export class PushedMessage implements StoredMessage {
  readonly raw: RawMessage
  private ack: AckReply | undefined

  constructor(raw: RawMessage) {
    this.raw = raw
  }

  private get info(): AckReply | undefined {
    return (this.ack ??= parseAckReply(this.raw.reply ?? ''))
  }

  get seq(): Seq {
    return this.info?.seq ?? 0n
  }

  get time(): string {
    return timeOfNanos(this.info?.timeNs ?? 0n)
  }

  get subject(): string {
    return this.raw.subject
  }

  get headers(): Header[] {
    return this.raw.headers()
  }

  get headerBlock(): Uint8Array {
    const { body, headerLength } = this.raw.bytes
    return body.subarray(0, headerLength)
  }

  get data(): Uint8Array {
    return this.raw.data
  }
}
