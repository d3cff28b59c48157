import { writeHeaders } from '~/lib/messages-file/header-block.ts'
import { api, decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { AppError } from './errors.ts'
import { list, seq, text } from './fields.ts'
import { getStream } from './streams.ts'
import type { Header, JsonObject, Seq, StreamDetail } from './types.ts'

/** `val`: the total of a counter stream, in all its digits. */
export type PublishAck = { stream: string; seq: Seq; duplicate: boolean; val?: string; domain?: string }

/**
 * Publishes into a stream and waits for its acknowledgement. Headers are sent in their order, repeated ones each. Throws AppError:
 * no-responders (no stream listens on the subject), limit, permission, what the stream refuses; timeout, or disconnected when the connection
 * is lost before the acknowledgement: then it is unknown whether it was stored, and the message says so.
 */
export async function publishMessage(
  conn: Connection,
  subject: string,
  data: Uint8Array,
  headers: readonly (readonly [string, string])[] = [],
): Promise<PublishAck> {
  const wasOpen = conn.link.state === 'open'
  try {
    const reply = await conn.request(subject, data, { headerBlock: writeHeaders(headers) })
    return toAck(subject, decodeReply(reply.data))
  } catch (e) {
    if (!(e instanceof AppError)) throw e
    if (e.kind === 'no-responders') throw new AppError('no-responders', `No stream listens on ${subject}`, { cause: e })
    if (e.kind === 'timeout') throw unknown('timeout', `No acknowledgement from ${subject} in time`, e)
    if (e.kind === 'disconnected' && wasOpen)
      throw unknown('disconnected', 'The connection was lost before an acknowledgement came', e)
    throw e
  }
}

function unknown(kind: 'timeout' | 'disconnected', what: string, cause: AppError): AppError {
  return new AppError(kind, `${what}: it is unknown whether the message was stored`, {
    cause,
    next: 'Look for it in the stream before you send it again',
  })
}

/** The acknowledgement in a reply. Throws AppError when it is none. */
export function toAck(subject: string, ack: JsonObject): PublishAck {
  if (!text(ack.stream)) throw new AppError('server', `Something answered on ${subject}, but it was not a stream`)
  return {
    stream: text(ack.stream),
    seq: seq(ack.seq),
    duplicate: ack.duplicate === true,
    ...(text(ack.val) ? { val: text(ack.val) } : {}),
    ...(text(ack.domain) ? { domain: text(ack.domain) } : {}),
  }
}

/**
 * Publishes without an acknowledgement. True when the server has read it; false when that is not known. Whether anybody, or a stream,
 * took it is told to nobody; a missing permission is (AppError permission). Throws AppError disconnected, limit.
 */
export async function publishCore(
  conn: Connection,
  subject: string,
  data: Uint8Array,
  headers: readonly Header[] | readonly (readonly [string, string])[] = [],
): Promise<boolean> {
  let denied: AppError | undefined
  const stop = conn.onDenied((e, on) => on === subject && (denied ??= e))
  try {
    conn.publishBlock(subject, writeHeaders(headers), data)
    const taken = await conn.flush()
    if (denied) throw denied
    return taken
  } finally {
    stop()
  }
}

/** The stream that listens on a subject, if one of this account does; the server's limits keep it at one. Throws AppError. */
export async function streamOfSubject(conn: Connection, subject: string): Promise<StreamDetail | null> {
  const reply = await api(conn, 'STREAM.NAMES', { subject })
  const name = text(list(reply.streams)[0])
  return name ? getStream(conn, name) : null
}

/** The last sequence of a stream, by its leader. Throws AppError. */
export async function lastOfStream(conn: Connection, stream: string): Promise<Seq> {
  return (await getStream(conn, stream)).state.last_seq
}

/** The last sequence of a subject, from the stream's leader; 0 when it has no message. Throws AppError. */
export async function lastOfSubject(conn: Connection, stream: string, subject: string): Promise<Seq> {
  // Only the leader's answer (MSG.GET) is fresh enough to be expected.
  return (await getOne(conn, stream, 'get', { last_by_subj: subject }))?.seq ?? 0n
}
