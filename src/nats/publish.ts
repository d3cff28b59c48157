import { decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { seq, text } from './fields.ts'
import type { Header, Seq } from './types.ts'

export type PublishAck = { stream: string; seq: Seq; duplicate: boolean }

/**
 * Publishes into a stream and waits for its acknowledgement. Throws AppError: disconnected (nothing was sent), no-responders (no
 * stream listens on the subject), limit, permission, or timeout (then it is unknown whether it was stored).
 */
export async function publishMessage(
  conn: Connection,
  subject: string,
  data: Uint8Array,
  headers: Header[] = [],
): Promise<PublishAck> {
  try {
    const reply = await conn.request(subject, data, headers.length > 0 ? { headers } : {})
    const ack = decodeReply(reply.data)
    if (!text(ack.stream)) throw new AppError('server', `Something answered on ${subject}, but it was not a stream`)
    return { stream: text(ack.stream), seq: seq(ack.seq), duplicate: ack.duplicate === true }
  } catch (e) {
    if (!(e instanceof AppError)) throw e
    if (e.kind === 'no-responders') throw new AppError('no-responders', `No stream listens on ${subject}`, { cause: e })
    if (e.kind === 'timeout') {
      throw new AppError('timeout', `No acknowledgement from ${subject} in time: it is unknown whether the message was stored`, {
        cause: e,
        next: 'Look for it in the stream before you send it again',
      })
    }
    throw e
  }
}
